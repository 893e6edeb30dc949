"""Did you mean: the known name that an unknown one may be a slip of; every "Did you mean" comes from here."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from batchgen import words

_LONGEST = 200
"""Characters of a text up to which it may be a mistyped name; comparing takes time with their square."""

_LIKE = 0.6
"""Share of signs that two names have in common (difflib's own bound): a slip or two in a word of six."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like `name`, without regard to case, or an empty string."""
    return next(iter(several(name, known, most=1)), "")


def several(name: str, known: Iterable[str], *, most: int) -> list[str]:
    """Return the known names most like `name`, the nearest first."""
    if len(name) > _LONGEST:
        return []
    by_fold = {text.casefold(): text for text in known if text}
    found = difflib.get_close_matches(name.casefold(), by_fold, n=most, cutoff=_LIKE)
    return [by_fold[text] for text in found]


def hint(name: str, known: Iterable[str]) -> str:
    """Return a sentence that offers the nearest known name, or an empty string."""
    best = nearest(name, known)
    return words.did_you_mean(best) if best else ""
