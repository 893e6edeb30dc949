"""Normal forms: texts as they are compared, in time that grows with their length and no faster."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Literal

_SHORT = 1_000
"""Characters up to which the slow way is quick enough: a millisecond, whatever stands there."""

_MOST_MARKS = 30
"""Marks on one letter in a stream-safe text (UAX #15); no language has as many."""


def normalized(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """Return a text in a Unicode normal form, in time that grows with its length.

    The marks that follow one letter are sorted in time that grows with the square of their number. So after
    30 of them, more than any language has, the text goes on as another (UAX #15, stream-safe text).
    """
    if len(text) <= _SHORT:
        return unicodedata.normalize(form, text)
    return "".join(unicodedata.normalize(form, part) for part in _stream_safe(text))


def _stream_safe(text: str) -> Iterator[str]:
    begun = marks = 0
    for place, character in enumerate(text):
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > _MOST_MARKS:
            yield text[begun:place]
            begun, marks = place, 1
    yield text[begun:]


def folded(text: str) -> str:
    """Return a cell's text as cells are compared: NFKC, trimmed, without case."""
    return text.strip().lower() if text.isascii() else normalized("NFKC", text).strip().casefold()
