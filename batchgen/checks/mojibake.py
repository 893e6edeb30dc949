"""Mojibake: letters that were decoded twice, and signs in the code of web pages."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import NamedTuple

from batchgen import patterns

KIND = "garbled"
_ENTITY = patterns.late(r"&(?:#\w{1,8}|[A-Za-z]\w{1,30});")
_CODE = patterns.late(r"&#?\w")
_SECOND = (
    "\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6-\u02dd\u2010-\u203a\u20ac\u2116\u2122"
)
_LETTER = "\u00c0-\u024f\u0370-\u04ff"
_SIGN = "\u221a\u221e\u2248\u251c\u252c\u256c\u00ac"
# It begins with one class of characters, so that the others cost a tenth.
_PAIR = patterns.late(
    f"[{_LETTER}{_SIGN}](?:(?<=[{_LETTER}])[{_SECOND}\u0402-\u040f\u0452-\u045f\u0490\u0491]|(?<=\u00c3) "
    f"|(?<=[\u00c2-\u00c5\u0102\u0139\u0110])[\u0100-\u017e]|(?<=[{_SIGN}\u00d4])[^\x00-\x7f])"
)
"""Every letter that was decoded twice has such a pair; ftfy's own look at a text takes ten times as long."""


TRIGGERS = (patterns.of_pattern(_PAIR), patterns.of_pattern(_CODE))
"""One of them is in every text in which `find` finds something."""


class Mojibake(NamedTuple):
    """A part of a text as it stands, and as it was meant."""

    text: str
    meant: str


def find(text: str) -> Iterator[Mojibake]:
    """Return the first word that was decoded twice ("JosÃ©"), and the first entity ("&amp;")."""
    if not text.isascii() and _PAIR.search(text):
        yield from _decoded_twice(text)
    if _CODE.search(text):
        found = (Mojibake(each, html.unescape(each)) for each in _ENTITY.findall(text))
        yield from [pair for pair in found if pair.text != pair.meant][:1]


def _decoded_twice(text: str) -> Iterator[Mojibake]:
    import ftfy  # only few texts need it, and it takes its time

    fixed = ftfy.fix_encoding(text)
    if fixed == text:
        return
    before, after = text.split(), fixed.split()
    if len(before) != len(after):  # a part of a letter was a blank
        yield Mojibake(text, fixed)
        return
    words = (pair for pair in zip(before, after, strict=True) if pair[0] != pair[1])
    yield from [Mojibake(_bare(text), _bare(meant)) for text, meant in words][:1]


def _bare(word: str) -> str:
    return word.strip(",.;:!?()\"'")
