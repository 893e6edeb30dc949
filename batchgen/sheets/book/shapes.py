"""The shapes of rows: in most sheets nearly all rows have the same cells, so each shape is parsed once."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import NamedTuple

from batchgen import patterns
from batchgen.sheets.book import xmltext

_VALUE_END, _VALUE = "</v></c>", "<v>"
_SELF_CLOSED = r'(?:\s*<c r="[A-Z]{1,3}"(?: s="\d+")?(?: t="[A-Za-z]+")?/>)*'
_HEAD = patterns.late(
    rf'{_SELF_CLOSED}\s*<c r="([A-Z]{{1,3}})"(?: s="(\d+)")?(?: t="([A-Za-z]+)")?>(<f/>)?', re.ASCII
)
_TAIL = patterns.late(rf"{_SELF_CLOSED}\s*", re.ASCII)
_FORMULA = patterns.late(r'<f(?=[\s/>])[^>"]*(?:"[^"]*"[^>"]*)*(?:(?<=/)>|>[^<]*</f>)')
_MOST = 2000
"""Shapes that are remembered; a sheet has a few, and one made to have many takes no more memory."""


class Slot(NamedTuple):
    """A cell that holds a value: its place among the row's values, its column and its start tag."""

    place: int
    letters: str
    style: str
    kind: str
    formula: str


@dataclasses.dataclass(slots=True)
class Cut:
    """A row cut into what its shape is and what its values are.

    `is_plain` says that the texts of the row stand for themselves: none is escaped, none may be too long.
    """

    shape: tuple[Slot, ...]
    values: list[str]
    is_plain: bool


class Shapes:
    """Cuts rows; remembers every shape that it has seen."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], tuple[Slot, ...] | None] = {}

    def cut(self, body: str, number: str) -> Cut | None:
        """Cut a row, or return None if it is not in the usual form.

        The row's number is taken out of the cells' references (`r="A7"`), which is exact only while it stands
        before a quote nowhere else: there must be as many as there are cells.
        """
        if "<f" in body:
            body = _FORMULA.sub("<f/>", body)
        if "<is>" in body:
            body = body.replace('<is><t xml:space="preserve">', "<is><t>")
            body = body.replace("<is><t>", _VALUE).replace("</t></is></c>", _VALUE_END)
        mark = f'{number}"'
        if body.count(mark) != body.count("<c "):
            return None
        pieces = body.replace(mark, '"').replace(_VALUE_END, _VALUE).split(_VALUE)
        key = tuple(pieces[::2])
        try:
            shape = self._known[key]
        except KeyError:
            shape = self._learn(key) if len(pieces) % 2 else None
        return None if shape is None else Cut(shape, pieces[1::2], xmltext.is_plain_row(body))

    def _learn(self, key: tuple[str, ...]) -> tuple[Slot, ...] | None:
        shape = _parsed(key)
        if len(self._known) < _MOST:
            self._known[key] = shape
        return shape


def _parsed(heads: Sequence[str]) -> tuple[Slot, ...] | None:
    """Read the start tags of a row. None if anything else stands among them."""
    slots: list[Slot] = []
    for place, head in enumerate(heads[:-1]):
        match = _HEAD.fullmatch(head)
        if match is None:
            return None
        slots.append(Slot(place, match[1], match[2] or "", match[3] or "", match[4] or ""))
    return tuple(slots) if _TAIL.fullmatch(heads[-1]) else None
