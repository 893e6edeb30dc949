"""Where new columns go in a worksheet: after everything that stands there, or in a gap before far cells."""

from __future__ import annotations

import dataclasses
import re

from batchgen.sheets import headers
from batchgen.sheets.book import cells, merges, package, tables, words, xlsx
from batchgen.sheets.book.write import rowpatch

_HIDDEN_COLUMNS = re.compile(r"""<(?:\w+:)?col(?=\s[^>]*?\shidden\s*=\s*["'](?:1|true)["'])\s[^>]*>""")
_FAR = 64
"""Columns beyond the last header that results may stand apart: farther out nobody finds them."""


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where the first new column goes, and the table that has to become wider for it."""

    first: int
    table: tables.Table | None = None
    notes: tuple[str, ...] = ()


def place(sheet: xlsx.XlsxSheet, zipped: package.Package, count: int) -> Place:
    """Find room for `count` new columns, behind the headers as long as nothing is known of other cells.

    Raises rowpatch.UnpatchableError if there is none.
    """
    if not count:
        return Place(0)
    header_end = max(len(sheet.columns), sheet.header_formulas)
    reserved = _reserved(sheet)
    first = max([header_end, (sheet.last_used or 0) + 1, *(area.last + 1 for area in reserved)])
    if first + count > headers.WIDEST or first > header_end + _FAR:
        first = _gap(sheet, zipped, count, reserved)
    table = next((t for t in sheet.tables if _covers(t, sheet) and t.area.last + 1 == first), None)
    if table is not None and table.mapped:
        note = words.QUERY_TABLE
        return Place(first, notes=(note,))
    return Place(first, table)


def hidden_note(head: str, first: int, count: int) -> tuple[str, ...]:
    """Return what to tell when new columns fall among hidden ones, as where all to the right are hidden."""
    for tag in _HIDDEN_COLUMNS.findall(head):
        low, high = (
            int(match[1]) if (match := re.search(rf"""\s{k}\s*=\s*["'](\d+)["']""", tag)) else 0
            for k in ("min", "max")
        )
        if low <= first + count and high > first:
            span = f"{headers.letter(first)} to {headers.letter(first + count - 1)}"
            return (words.hidden_columns(span),)
    return ()


def _covers(table: tables.Table, sheet: xlsx.XlsxSheet) -> bool:
    return table.has_header and table.area.top == sheet.header_number


def _reserved(sheet: xlsx.XlsxSheet) -> list[tables.Area]:
    """Return the areas that new cells must not touch: tables, and merged cells from the headers down."""
    areas = [*(table.area for table in sheet.tables), *merges.areas(sheet.frame.tail)]
    return [area for area in areas if area.bottom >= sheet.header_number]


def _gap(sheet: xlsx.XlsxSheet, zipped: package.Package, count: int, reserved: list[tables.Area]) -> int:
    """Find free columns behind the headers and before some far cells."""
    taken = {index for area in reserved for index in range(area.first, area.last + 1)}
    p = sheet.frame.prefix
    filled = re.compile(rf"""<{p}c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]{{1,3}})\d+["'][^>]*(?<!/)>""")
    found: set[str] = set()
    for piece in sheet.raw_pieces(zipped):
        if piece.number >= sheet.header_number:
            found.update(filled.findall(piece.body))
    taken |= {cells.position_of(name.upper()) for name in found}
    for first in range(len(sheet.columns), headers.WIDEST - count + 1):
        if not any(index in taken for index in range(first, first + count)):
            return first
    raise rowpatch.UnpatchableError(words.no_room(count))
