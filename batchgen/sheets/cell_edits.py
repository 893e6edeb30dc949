"""Cell edits: other texts in single cells of a sheet's own columns, all else in its file byte for byte."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from batchgen import atomic, errors, models
from batchgen.sheets import filetype, headers, words
from batchgen.sheets import sheet as sheets
from batchgen.sheets.book import xlsx
from batchgen.sheets.text import delimited, delimited_write

_TRIES = 3
"""Times that a sheet is read again because somebody saved it meanwhile."""

_SHOWN = 60
"""Characters of a cell in a sentence."""

Edits = Mapping[tuple[int, int], tuple[str, str]]
"""Old and new text by row number, as the spreadsheet shows it, and column index."""


@dataclasses.dataclass(frozen=True, slots=True)
class EditReport:
    """What was changed: how many cells of which file, and where its first original is kept."""

    path: Path
    cells: int
    backup: Path | None = None


class _EditedError(Exception):
    """The sheet was edited while it was written."""


def write_cells(sheet: sheets.Sheet, edits: Edits) -> EditReport:
    """Change cells in a sheet's file, all of them or none; `<name>.bak` keeps the first original.

    The file is read again, so an edit since it was opened is taken in if the cells still hold the old texts.
    What is written is read before it takes the file's place. Open the sheet again after it. Raises
    errors.CellEditError for a cell that is not changed, errors.SheetLockedError for a file that is open in
    another program or cannot be written, errors.SheetError for one that cannot be read any more.
    """
    path = _file_of(sheet)
    changes = {cell: texts for cell, texts in edits.items() if texts[0] != texts[1]}
    if not changes:
        return EditReport(path, 0)
    atomic.check_writable(path)
    for _ in range(_TRIES):
        current = filetype.reopened(sheet, path)
        _check_columns(sheet, current, changes)
        try:
            return _write(current, path, changes)
        except _EditedError:
            continue
    raise errors.SheetLockedError(words.saved_meanwhile(sheet.title), hint=words.CLOSE_AND_TRY)


def _file_of(sheet: sheets.Sheet) -> Path:
    if sheet.path is None:
        raise errors.CellEditError(words.NO_FILE, kind="format", hint=words.NAME_A_FILE)
    if not isinstance(sheet, delimited.DelimitedSheet | xlsx.XlsxSheet):
        raise errors.CellEditError(
            words.only_read(sheet.title),
            kind="format",
            hint=words.SAVE_OR_CHANGE,
        )
    return sheet.path


def _check_columns(sheet: sheets.Sheet, current: sheets.Sheet, edits: Edits) -> None:
    for number, index in edits:
        if not 0 <= index < len(sheet.columns):
            raise errors.CellEditError(words.no_column(sheet.title, headers.letter(index)), kind="no-cell")
        column = sheet.columns[index]
        now = current.columns[index] if index < len(current.columns) else None
        if now is None or now.header != column.header:
            raise errors.CellEditError(
                words.other_header(column.letter, sheet.title, column.header),
                kind="other-text",
                hint=words.OPEN_AGAIN,
            )
        if now.ours:
            raise errors.CellEditError(
                words.result_cell(column.letter, number, now.header),
                kind="ours",
                hint=words.NEXT_RUN,
            )


def _write(current: sheets.Sheet, path: Path, edits: Edits) -> EditReport:
    wanted = _Wanted(current, edits)
    backup: list[Path] = []

    def check(_target: Path, new: Path) -> None:
        wanted.check_found()
        _check_reading(current, new)
        if current.changed():
            raise _EditedError
        backup.append(atomic.keep_first(path))

    with atomic.replacing(path, check) as out:
        _write_to(out, current, wanted)
    return EditReport(path, len(edits), backup[0])


def _write_to(out: BinaryIO, current: sheets.Sheet, wanted: _Wanted) -> None:
    if isinstance(current, delimited.DelimitedSheet):
        delimited_write.CellsWriter(current, wanted.rows, wanted.texts).write(out)
        return
    from batchgen.sheets.book.write import cell_patch, rowpatch

    assert isinstance(current, xlsx.XlsxSheet)
    try:
        cell_patch.CellPatcher(current, wanted.texts).write(out)
    except rowpatch.UnpatchableError as error:
        raise errors.CellEditError(
            words.not_safe_to_change(current.title, error),
            kind="form",
            hint=words.CHANGE_CELL,
        ) from error


class _Wanted:
    """The cells that are to be changed, each checked when its row comes by."""

    def __init__(self, sheet: sheets.Sheet, edits: Edits) -> None:
        self._sheet = sheet
        self.rows: dict[int, dict[int, tuple[str, str]]] = {}
        for (number, index), texts in edits.items():
            self.rows.setdefault(number, {})[index] = texts
        self._found: set[int] = set()

    def texts(self, row: models.Row) -> Mapping[int, str] | None:
        """Return the new texts of a row, None if none of its cells changes. Raises errors.CellEditError."""
        edits = self.rows.get(row.number)
        if edits is None:
            return None
        if row.ragged is not None:
            raise errors.CellEditError(
                words.row_not_changed(row.number, self._sheet.title, row.ragged.why),
                kind="form",
                hint=words.FIX_LINE,
            )
        for index, (old, _) in edits.items():
            self._check(row, index, old)
        self._found.add(row.number)
        return {index: new for index, (_, new) in edits.items()}

    def _check(self, row: models.Row, index: int, old: str) -> None:
        where = f"Cell {headers.letter(index)}{row.number}"
        if index in row.formulas:
            raise errors.CellEditError(words.has_formula(where), kind="formula", hint=words.CHANGE_IN_EXCEL)
        if row.cells[index] != old:
            raise errors.CellEditError(
                words.other_text(where, _named(row.cells[index]), _named(old)),
                kind="other-text",
                hint=words.LOOK_AGAIN,
            )

    def check_found(self) -> None:
        """Raise errors.CellEditError if a row did not come by."""
        missing = sorted(self.rows.keys() - self._found)
        if missing:
            raise errors.CellEditError(
                words.no_row(self._sheet.title, missing[0]),
                kind="no-cell",
                hint=words.LOOK_AT_SHEET,
            )


def _named(text: str) -> str:
    if not text:
        return words.NOTHING
    return f'"{text[:_SHOWN]}…"' if len(text) > _SHOWN else f'"{text}"'


def _check_reading(current: sheets.Sheet, new: Path) -> None:
    """Raise errors.CellEditError if the file would be read in another way with the new texts in it."""
    try:
        reread = filetype.reopened(current, new)
        same = tuple(_form(reread)) == tuple(_form(current))
    except errors.SheetError:
        same = False
    if not same:
        raise errors.CellEditError(
            words.reads_differently(current.title),
            kind="form",
            hint=words.SAVE_OR_CHANGE,
        )


def _form(sheet: sheets.Sheet) -> Iterator[object]:
    yield sheet.columns
    yield sheet.header_number
    yield sheet.form if isinstance(sheet, delimited.DelimitedSheet) else None
