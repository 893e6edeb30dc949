"""Merged cells: their first cell's value belongs to the whole area."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence

from batchgen import errors
from batchgen.sheets import headers
from batchgen.sheets.book import cells, tables, words

_MERGE = re.compile(r"""<(?:\w+:)?mergeCell\s(?:[^>]*?\s)?ref\s*=\s*["']([^"']*)["']""")


def areas(tail: str) -> tuple[tables.Area, ...]:
    """Return the merged areas of a worksheet, from what stands after its rows, by their first row."""
    found = (tables.area(reference) for reference in _MERGE.findall(tail))
    return in_order(area for area in found if area is not None)


def in_order(found: Iterable[tables.Area]) -> tuple[tables.Area, ...]:
    """Return areas by their first row, as a `Spreader` wants them."""
    return tuple(sorted(found, key=lambda area: area.top))


@dataclasses.dataclass(slots=True)
class _Open:
    """An area that the current row is in, and the value that its first cell had."""

    area: tables.Area
    text: str = ""
    date: cells.Dated | None = None
    fault: str | None = None
    is_pointed: bool = False


class Spreader:
    """Goes down a worksheet row by row, and gives merged cells their value."""

    def __init__(self, found: Sequence[tables.Area]) -> None:
        self._areas = found
        self._next = 0
        self._open: list[_Open] = []

    def begins(self, number: int) -> bool:
        """Return whether a merged area begins in a row."""
        at = self._next
        while at < len(self._areas) and self._areas[at].top < number:
            at += 1
        return at < len(self._areas) and self._areas[at].top == number

    def covers(self, number: int) -> bool:
        """Go on to a row, and say whether any of its cells are merged. Raises errors.SheetError."""
        if not self._open and (self._next == len(self._areas) or self._areas[self._next].top > number):
            return False
        while self._next < len(self._areas) and self._areas[self._next].top <= number:
            self._open.append(_Open(self._areas[self._next]))
            self._next += 1
        self._open = [merged for merged in self._open if merged.area.bottom >= number]
        if len(self._open) > headers.WIDEST:
            raise errors.SheetError(words.too_many_merged(number))
        return bool(self._open)

    def spread(self, number: int, texts: list[str], extras: cells.Extras) -> None:
        """Give every cell of the areas in this row the value of the area's first cell."""
        for merged in self._open:
            first, last = merged.area.first, min(merged.area.last, len(texts) - 1)
            if first >= len(texts):
                continue
            if merged.area.top == number:
                merged.text, merged.date = texts[first], extras.dates.get(first)
                merged.fault, merged.is_pointed = extras.faults.get(first), first in extras.pointed
            for index in range(first, last + 1):
                texts[index] = merged.text
                if merged.date is not None:
                    extras.dates[index] = merged.date
                if merged.fault is not None:
                    extras.faults[index] = merged.fault
                if merged.is_pointed:
                    extras.pointed.add(index)
