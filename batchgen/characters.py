"""Characters: those that show nothing, and texts as they are compared whatever their characters.

All in time that grows with a text's length and no faster.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

_SHORT = 1_000
"""Characters up to which the slow way is quick enough: a millisecond, whatever stands there."""

_MOST_MARKS = 30
"""Marks on one letter in a stream-safe text (UAX #15); no language has as many."""

_UNSEEN = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Characters that show nothing: Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties), the blank of
Braille, separators and anchors."""
_INVISIBLE = re.compile(f"[{_UNSEEN}]+")
_OF_ADDRESS = re.compile(f"[{_UNSEEN}\x85\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_NOTHING = re.compile(rf"[\s{_UNSEEN}]+")


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


def trimmed(text: str) -> str:
    """Return a cell's text without outer white space; empty if nothing in it can be seen."""
    text = text.strip()
    return text if text.isascii() or not _NOTHING.fullmatch(text) else ""


def visible(text: str) -> str:
    """Return a text without invisible characters; an e-mail or web address loses its odd blanks too."""
    if text.isascii():
        return text
    return (_OF_ADDRESS if "@" in text or "://" in text else _INVISIBLE).sub("", text)


def folded(text: str) -> str:
    """Return a cell's text as cells are compared: NFKC, trimmed, without case and invisible characters."""
    return text.strip().lower() if text.isascii() else normalized("NFKC", visible(text)).strip().casefold()


_MARKS = (0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
_STRIPPED = dict.fromkeys((*_CONTROLS, *_MARKS, *range(0xD800, 0xE000))) | dict.fromkeys(b"\t\n\r", " ")


def one_line(text: str) -> str:
    """Return a text as one line without what a terminal or an editor would act on.

    C0 and C1 controls, DEL, bidirectional marks and lone surrogates go; tab and line breaks become spaces.
    """
    return text.translate(_STRIPPED)
