"""Did-you-mean: the known name that comes nearest to an unknown one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_LONGEST = 200
"""Characters of a text up to which it may be a mistyped name."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like `name`, without regard to case, or an empty string."""
    if len(name) > _LONGEST:
        return ""
    by_fold = {text.casefold(): text for text in known if text}
    found = difflib.get_close_matches(name.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a sentence that offers the nearest known name, or an empty string."""
    best = nearest(name, known)
    return f'Did you mean "{best}"?' if best else ""
