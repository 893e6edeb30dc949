"""Results, failures and plain tables: where they go, in which form, whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from batchgen import atomic, errors, models, result_columns
from batchgen.sheets import filetype, formula_guard, headers, result_places, words
from batchgen.sheets import sheet as sheets
from batchgen.sheets.book import xlsx
from batchgen.sheets.book.write import patch, rowpatch
from batchgen.sheets.foreign import reader
from batchgen.sheets.text import delimited, delimited_write, dialect

if TYPE_CHECKING:
    from batchgen.sheets.book.write.new_workbook import Cell

_TRIES = 3
"""Times that a sheet is read again because somebody saved it meanwhile."""

_BOOKS, _TEXTS = {".xlsx", ".xlsm", ".xltx", ".xltm"}, {".csv", ".tsv", ".tab", ".txt"}
_WITH_MACROS = {".xlsx": ".xlsm", ".xltx": ".xltm"}
_WITHOUT_MACROS = {with_macros: without for without, with_macros in _WITH_MACROS.items()}
Place = Path | Literal["-"]


def write_results(
    sheet: sheets.Sheet,
    target: Place,
    values: result_places.Values,
    *,
    extra: Sequence[str] = (),
    spare: atomic.Spare | None = None,
) -> result_places.WriteReport:
    """Stream a sheet again and write it with its results to `target`, which may be the sheet itself.

    `values(row)` gives texts by result field (and extra field), or None to leave the row's result cells as
    they are. An edit of the sheet since it was opened is taken in. The format is the sheet's own, unless the
    target's suffix names another. `spare` sees a file other than the sheet before it is replaced. Raises
    errors.SheetLockedError when the target cannot be written, errors.SheetError when the sheet cannot be read
    any more.
    """
    for _ in range(_TRIES):
        current = filetype.reopened(sheet) if sheet.path and sheet.changed() else sheet
        report = _write_once(current, target, values, extra, spare)
        if report is not None:
            sheet.note_written(report.added)
            return report
    raise errors.SheetLockedError(words.saved_while_written(sheet.title))


def _write_once(
    sheet: sheets.Sheet,
    target: Place,
    values: result_places.Values,
    extra: Sequence[str],
    spare: atomic.Spare | None,
) -> result_places.WriteReport | None:
    """Write the results, or return None if the sheet was edited meanwhile (and would be overwritten)."""
    columns = result_places.of(sheet, extra)
    added = tuple(column.header for column in columns)
    if target == "-":
        rows, notes = _write_to(sys.stdout.buffer, sheet, columns, values, suffix=".csv")
        return result_places.WriteReport(Path("-"), rows, notes, added=added)
    target, fitting_notes = _fitting(sheet, target)
    in_place = sheet.path is not None and atomic.same(target, sheet.path)
    try:
        with atomic.replacing(target, None if in_place else spare) as out:
            rows, notes = _write_to(out, sheet, columns, values, suffix=target.suffix.lower())
            backup = _make_backup(sheet, target) if in_place else None
    except _EditedError:
        return None
    except rowpatch.UnpatchableError as error:
        why = words.not_patched(sheet.title, error)
        return _beside(sheet, target, columns, values, why, spare)
    return result_places.WriteReport(target, rows, (*fitting_notes, *notes), backup=backup, added=added)


def _fitting(sheet: sheets.Sheet, target: Path) -> tuple[Path, tuple[str, ...]]:
    """Return a target whose suffix fits what will be in it, and what to tell if it is another."""
    suffix = target.suffix.lower()
    if isinstance(sheet, reader.ForeignSheet) and suffix not in _BOOKS | _TEXTS:
        end = ".results.xlsx" if sheet.path is not None and atomic.same(target, sheet.path) else ".xlsx"
        fit = target.with_name(target.stem + end)
        return fit, (words.written_as_xlsx(sheet.title, fit.name),)
    if isinstance(sheet, xlsx.XlsxSheet):
        kinds = _WITH_MACROS if sheet.suffix in _WITHOUT_MACROS else _WITHOUT_MACROS
        if suffix in kinds:
            fit = target.with_suffix(kinds[suffix])
            return fit, (words.book_kind(sheet.suffix[1:].upper(), fit.name),)
    return target, ()


def _beside(
    sheet: sheets.Sheet,
    target: Path,
    columns: Sequence[result_places.Target],
    values: result_places.Values,
    why: str,
    spare: atomic.Spare | None,
) -> result_places.WriteReport:
    """Write a sheet-only workbook, and never over the user's own."""
    if sheet.path is not None and atomic.same(target, sheet.path):
        target = target.with_name(f"{target.stem}.results.xlsx")
    joined = _Joined(sheet, columns, values)
    form = words.NEW_WORKBOOK
    if len(sheet.columns) + len(columns) > headers.WIDEST:
        target, form = target.with_suffix(".csv"), words.CSV_FILE
    with atomic.replacing(target, spare) as out:
        if target.suffix == ".csv":
            joined.write_text(out, dialect.plain(","))
        else:
            joined.write_book(out, suffix=target.suffix.lower())
    note = words.texts_alone(why, target.name, form)
    added = tuple(column.header for column in columns)
    return result_places.WriteReport(target, joined.rows, (note,), patched=False, added=added)


class _EditedError(Exception):
    """The sheet was edited while its results were written."""


def _make_backup(sheet: sheets.Sheet, target: Path) -> Path:
    if sheet.changed():
        raise _EditedError
    return atomic.keep_first(target)


def _write_to(
    out: BinaryIO,
    sheet: sheets.Sheet,
    columns: Sequence[result_places.Target],
    values: result_places.Values,
    *,
    suffix: str,
) -> tuple[int, tuple[str, ...]]:
    """Write a sheet and its results, and return how many rows it has and what to tell."""
    if isinstance(sheet, delimited.DelimitedSheet) and suffix not in _BOOKS:
        writer = delimited_write.ResultsWriter(sheet, columns, values)
        writer.write(out)
        return writer.rows, ()
    if isinstance(sheet, xlsx.XlsxSheet) and suffix not in _TEXTS:
        patcher = patch.Patcher(sheet, columns, values, suffix=suffix)
        patcher.write(out)
        return patcher.rows, patcher.notes
    joined = _Joined(sheet, columns, values)
    if suffix in _TEXTS:
        joined.write_text(out, dialect.plain("," if suffix == ".csv" else "\t"))
    else:
        joined.write_book(out, suffix=suffix)
    return joined.rows, ()


class _Joined:
    """A sheet's rows with their results, for a file of another format than the sheet's own.

    The cells of a ragged line stand beside the columns there, where no later run takes them for a row.
    """

    def __init__(
        self, sheet: sheets.Sheet, columns: Sequence[result_places.Target], values: result_places.Values
    ) -> None:
        self._sheet = sheet
        self._values = values
        self._new = [target for target in columns if target.index is None]
        self._standing = {target.index: target.field for target in columns if target.index is not None}
        self._headers = [*(column.header for column in sheet.columns), *(t.header for t in self._new)]
        self.rows = 0

    def write_book(self, out: BinaryIO, *, suffix: str) -> None:
        """Write a workbook with one sheet: the texts and dates, and the results."""
        from batchgen.sheets.book.write import new_workbook

        lines = (self._line(row, list(new_workbook.dated(row))) for row in self._sheet.rows())
        indices = {target.field: len(self._sheet.columns) + k for k, target in enumerate(self._new)}
        indices |= {field: index for index, field in self._standing.items() if index is not None}
        linked = [(field, indices[field]) for field in result_columns.LINKS if field in indices]
        new_workbook.write(out, "Results", self._headers, lines, suffix=suffix, linked=linked)

    def write_text(self, out: BinaryIO, form: dialect.TextForm) -> None:
        """Write a text table."""
        delimited_write.write_records(out, form, self._records())

    def _records(self) -> Iterator[Sequence[str]]:
        yield self._headers
        for row in self._sheet.rows():
            yield [str(cell) for cell in self._line(row, list(row.cells))]

    def _line(self, row: models.Row, line: list[Cell]) -> list[Cell]:
        self.rows += 1
        found = self._values(row)
        if row.ragged is not None:
            return [*[""] * len(self._headers), *row.ragged.fields]
        if found is None:
            return [*line, *[""] * len(self._new)]
        for index, field in self._standing.items():
            line[index] = found.get(field, "")
        return [*line, *(found.get(target.field, "") for target in self._new)]


def write_rows(
    sheet: sheets.Sheet,
    target: Path,
    rows: Iterable[tuple[models.Row, Sequence[str]]],
    *,
    extra_headers: Sequence[str],
    spare: atomic.Spare | None = None,
) -> None:
    """Write some rows alone (a failures file): the sheet's own columns in their order, then the extra ones.

    Columns of ours are left out. The format is the sheet's own, unless the target's suffix names another.
    `spare` sees a file that is there before it is replaced.
    """
    suffix = target.suffix.lower()
    own = sheet.form if isinstance(sheet, delimited.DelimitedSheet) else None
    with atomic.replacing(target, spare) as out:
        if suffix in _TEXTS or (own is not None and suffix not in _BOOKS):
            records = delimited_write.failure_records(sheet.columns, extra_headers, rows)
            form = own or dialect.plain("," if suffix == ".csv" else "\t")
            delimited_write.write_records(out, form, records)
        else:
            from batchgen.sheets.book.write import new_workbook

            inputs = [column for column in sheet.columns if not column.ours]
            header = [*(column.header for column in inputs), *extra_headers]
            lines = (_failure_line(row, texts, inputs) for row, texts in rows)
            new_workbook.write(out, "Failures", header, lines, suffix=suffix)


def _failure_line(row: models.Row, texts: Sequence[str], columns: Sequence[models.Column]) -> list[Cell]:
    if row.ragged is not None:
        return [*[""] * len(columns), *texts, *row.ragged.fields]
    from batchgen.sheets.book.write import new_workbook

    cells = list(new_workbook.dated(row))
    return [*(cells[c.index] if c.index < len(cells) else "" for c in columns), *texts]


def write_table(
    target: Path,
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    spare: atomic.Spare | None = None,
) -> None:
    """Write a plain CSV of ours: problems, jobs without a row. `spare`: as `write_rows`."""
    with atomic.replacing(target, spare) as out:
        delimited_write.write_table(out, headers, rows)


def write_export(
    target: Path,
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    spare: atomic.Spare | None = None,
    marked: bool = True,
) -> None:
    """Write a table with cells of the user's sheet: a workbook if it is called .xlsx, else CSV.

    `marked`: as `print_table`; `spare`: as `write_rows`.
    """
    with atomic.replacing(target, spare) as out:
        if target.suffix.lower() == ".xlsx":
            from batchgen.sheets.book.write import new_workbook

            new_workbook.write(out, "Export", headers, rows)
        else:
            print_table(out, headers, rows, marked=marked)


def print_table(
    out: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[str]], *, marked: bool = False
) -> None:
    """Write a CSV with cells of the user's sheet to a stream; phone numbers stay as they are.

    `marked` puts the byte order mark before it by which Excel knows UTF-8.
    """
    encoding = "utf-8-sig" if marked else "utf-8"
    delimited_write.write_table(out, headers, rows, guarded=formula_guard.guarded_words, encoding=encoding)


def write_lines(target: Path, lines: Iterable[str], *, spare: atomic.Spare | None = None) -> None:
    """Write a text file of ours, whole or not at all; UTF-8. `spare`: as `write_rows`."""
    with atomic.replacing(target, spare) as out:
        out.writelines(line.encode("utf-8", "replace") for line in lines)
