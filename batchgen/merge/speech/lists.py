"""Lists and letters as people say them, in a locale."""

from __future__ import annotations

import re

import babel.lists

from batchgen.merge.speech import locales


def join_and(items: str | list[str] | tuple[str, ...], locale: str, style: str = "standard") -> str:
    """Join a list as people say it: "a, b, and c"; a text is split at commas, semicolons and line ends."""
    parts = re.split(r"[,;\n]", items) if isinstance(items, str) else [str(item) for item in items]
    kept = [part.strip() for part in parts if part.strip()]
    return babel.lists.format_list(kept, style=style, locale=locales.of(locale))  # type: ignore[arg-type]


def spell(text: str, _locale: str, between: str = " ") -> str:
    """Say letters and digits one by one: "AB12" is "A B 1 2"."""
    return between.join(c for c in text if c.isalnum())
