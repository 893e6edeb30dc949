"""Forgotten rows: rows of people who were forgotten, which no file of ours carries, though the sheet does."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from batchgen import errors, models, sheets
from batchgen.checks import address_columns
from batchgen.checks.people import forgotten

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from batchgen.settings import Settings


def of(settings: Settings, sheet: sheets.Sheet) -> Callable[[models.Row], bool]:
    """Return what tells whether a row of a sheet is a forgotten person's. Raises errors.SettingsError."""
    return forgotten.Rows(settings, sheet.columns, sheet.rows).holds


def drop(settings: Settings, new: Path, like: sheets.Sheet) -> None:
    """Take these rows out of a copy of a sheet that was just written. Raises errors.SheetLockedError."""
    known = forgotten.of(settings)
    if not known or not any(map(of(settings, like), like.rows())):
        return
    copy = _opened(new, like)
    columns = address_columns(copy.columns, copy.rows())

    def theirs(texts: Sequence[str], of_texts: Sequence[models.Column]) -> bool:
        # Of other worksheets, which have no columns here, every cell may be the address.
        row = models.Row(0, tuple(texts))
        cells = [models.Column(n, "", "", "") for n in range(len(texts))]
        return known.holds(row, columns if of_texts else cells)

    sheets.remove_rows(copy, theirs)


def _opened(new: Path, like: sheets.Sheet) -> sheets.Sheet:
    """Open the copy as its sheet was; in another format it is a plain table."""
    options = like.options
    with contextlib.suppress(errors.SheetError, errors.UsageError):
        return sheets.open_sheet(
            new,
            worksheet=options.worksheet,
            header_row=options.header_row,
            encoding=options.encoding,
            recall=options.recall,
            recorded=(*options.recorded, *like.written),
            may_be_empty=True,
        )
    return sheets.open_sheet(new, may_be_empty=True)
