"""A new workbook with one plain sheet: texts as texts, dates as dates, a bold header. openpyxl writes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, NamedTuple

import openpyxl
from openpyxl import cell as openpyxl_cell
from openpyxl.styles import Font
from openpyxl.worksheet import _write_only, hyperlink

from batchgen import models
from batchgen.sheets import headers
from batchgen.sheets.book import xmltext
from batchgen.sheets.book.numbers import serials
from batchgen.sheets.book.write import contents, hyperlinks

_DATE, _TIME, _EXACT_TIME = "yyyy\\-mm\\-dd", "hh:mm", "hh:mm:ss"
"""Formats that every language of Excel shows alike, and that read back as the text that the sheet showed."""

_LONGEST_TITLE = 31
"""Characters of a worksheet's name (Excel's specifications and limits)."""


class Stamp(NamedTuple):
    """A date, a time or both, and the number format that it is shown in."""

    date: dt.date | dt.time
    form: str


Cell = str | Stamp


def write(
    out: BinaryIO,
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    suffix: str = ".xlsx",
    linked: Sequence[tuple[str, int]] = (),
) -> None:
    """Write a workbook with one sheet, row by row; `suffix` is that of its file.

    `linked` are link fields and their column indices.
    """

    class Book(openpyxl.Workbook):
        """A workbook whose type fits its file's name: Excel opens no other one there."""

        mime_type = contents.of_workbook(suffix)

    book = Book(write_only=True)
    book.properties.creator = "batchgen"
    sheet = book.create_sheet("".join(c for c in name if c not in "[]:*?/\\'")[:_LONGEST_TITLE] or "Results")
    linker = hyperlinks.Linker([(field, headers.letter(index)) for field, index in linked], replacing=False)
    titles = _cells(sheet, header)
    for cell in titles:
        if cell is not None:
            cell.font = Font(bold=True)
    sheet.append(titles)
    for number, row in enumerate(rows, 2):
        sheet.append(_cells(sheet, row))
        linker.add(number, {field: str(row[index]) for field, index in linked})
    # Which links fit is known at the end only, and openpyxl has no other way to link a cell that is written.
    sheet._hyperlinks += [hyperlink.Hyperlink(ref=ref, target=url) for ref, url in linker.chosen(0)]  # noqa: SLF001
    book.save(out)


class _Cell(openpyxl_cell.Cell):
    """A cell that takes a text as it is.

    openpyxl refuses control characters and cuts a long text anywhere: texts come here in Excel's own form.
    """

    __slots__ = ()

    def check_string(self, value: str) -> str:  # type: ignore[override] # its own takes None and bytes too
        """Return the text."""
        return value


def _cells(sheet: _write_only.WriteOnlyWorksheet, row: Sequence[Cell]) -> list[_Cell | None]:
    return [_cell(sheet, cell) if cell != "" else None for cell in row]


def _cell(sheet: _write_only.WriteOnlyWorksheet, value: Cell) -> _Cell:
    cell = _Cell(sheet, row=1, column=1)
    if isinstance(value, Stamp):
        cell.value = float(serials.serial(value.date))
        cell.number_format = value.form
        return cell
    cell.value = xmltext.in_excels_form(value)
    # Last: by how it begins openpyxl takes a text for a formula or an error.
    cell.data_type = "s"
    return cell


def dated(row: models.Row, added: Mapping[int, str] | Sequence[str] = ()) -> Iterator[Cell]:
    """Yield a row's cells, real dates where it has them, then the texts that are added."""
    for index, text in enumerate(row.cells):
        yield _real(row.dates.get(index), text)
    yield from added if not isinstance(added, Mapping) else added.values()


def _real(date: dt.date | dt.time | None, text: str) -> Cell:
    """Return a date in the form that shows the very text that the sheet showed, with seconds or without."""
    # Excel has no dates before 1900.
    if date is None or (isinstance(date, dt.date) and date.year < 1900):
        return text
    exact = text.count(":") == 2
    clock = _EXACT_TIME if exact else _TIME
    if isinstance(date, dt.datetime):
        return Stamp(date if exact else date.replace(second=0), f"{_DATE}\\ {clock}")
    if isinstance(date, dt.time):
        return Stamp(date if exact else date.replace(second=0), clock)
    return Stamp(date, _DATE)
