"""Row removal: a sheet's file without the rows of somebody, all else in it byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from batchgen import atomic, errors, models
from batchgen.sheets import filetype, words
from batchgen.sheets import sheet as sheets
from batchgen.sheets.book import xlsx
from batchgen.sheets.text import delimited, delimited_write

Theirs = Callable[[Sequence[str], Sequence[models.Column]], bool]
"""Whether texts side by side are somebody's; the columns are those of the texts, none if that is unknown."""


class _NothingError(Exception):
    """No row is to be removed."""


def remove_rows(sheet: sheets.Sheet, theirs: Theirs) -> int:
    """Take rows out of a sheet's file; return how many. A file without one of them is not written.

    Of a text table the lines go. In a workbook the rows stay, empty, since formulas count them; rows of its
    other worksheets, too. No copy is kept. Raises errors.SheetLockedError when the file cannot be written,
    errors.SheetError for one that is only read or would not be read any more.
    """
    if sheet.path is None or not isinstance(sheet, delimited.DelimitedSheet | xlsx.XlsxSheet):
        raise errors.SheetError(
            words.rows_only_read(sheet.title),
            hint=words.DELETE_ROWS,
            kind="format",
        )
    rows = 0

    def check(_target: Path, new: Path) -> None:
        if not rows:
            raise _NothingError
        filetype.reopened(sheet, new, may_be_empty=True)

    try:
        with atomic.replacing(sheet.path, check) as out:
            rows = _write(out, sheet, theirs)
    except _NothingError:
        return 0
    return rows


def _write(out: BinaryIO, sheet: delimited.DelimitedSheet | xlsx.XlsxSheet, theirs: Theirs) -> int:
    if isinstance(sheet, delimited.DelimitedSheet):
        remover = delimited_write.RowsRemover(sheet, lambda texts: theirs(texts, sheet.columns))
        remover.write(out)
        return remover.rows
    from batchgen.sheets.book.write import row_blanking

    decided = {row.number: theirs(row.cells, sheet.columns) for row in sheet.rows()}
    blanker = row_blanking.RowBlanker(sheet, decided, lambda texts: theirs(tuple(texts), ()))
    blanker.write(out)
    return blanker.rows
