"""Results, failures and plain tables: where they go, in which form, whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Literal

from batchgen import errors, models
from batchgen.sheets import (
    delimited,
    delimited_write,
    newbook,
    opening,
    patch,
    replace,
    rowpatch,
    targets,
    xlsx,
)
from batchgen.sheets import sheet as sheets

_TRIES = 3
Place = Path | Literal["-"]


def write_results(
    sheet: sheets.Sheet, target: Place, values: targets.Values, *, extra: Sequence[str] = ()
) -> targets.WriteReport:
    """Stream a sheet again and write it with its results to `target`, which may be the sheet itself.

    `values(row)` gives texts by result field (and extra field), or None to leave the row's result cells as
    they are. An edit of the sheet since it was opened is taken in. Raises errors.SheetLockedError when the
    target cannot be written, errors.SheetError when the sheet cannot be read any more.
    """
    for _ in range(_TRIES):
        current = opening.reopened(sheet) if sheet.path and sheet.changed() else sheet
        report = _write_once(current, target, values, extra)
        if report is not None:
            return report
    raise errors.SheetLockedError(f"{sheet.title} changes again and again while results are written.")


def _write_once(
    sheet: sheets.Sheet, target: Place, values: targets.Values, extra: Sequence[str]
) -> targets.WriteReport | None:
    """Write the results, or return None if the sheet was edited meanwhile (and would be overwritten)."""
    columns = targets.of(sheet, extra)
    added = tuple(column.header for column in columns)
    if target == "-":
        rows, notes = _write_to(sys.stdout.buffer, sheet, columns, values)
        return targets.WriteReport(Path("-"), rows, notes, added=added)
    in_place = sheet.path is not None and _same(target, sheet.path)
    try:
        with replace.replacing(target) as out:
            rows, notes = _write_to(out, sheet, columns, values)
            backup = _kept(sheet, target) if in_place else None
    except _EditedError:
        return None
    except rowpatch.UnpatchableError as error:
        return _beside(sheet, target, columns, values, f"{sheet.title} cannot be patched safely: {error}.")
    return targets.WriteReport(target, rows, notes, backup=backup, added=added)


def _beside(
    sheet: sheets.Sheet, target: Path, columns: Sequence[targets.Target], values: targets.Values, why: str
) -> targets.WriteReport:
    """Write a sheet-only workbook, and never over the user's own."""
    if sheet.path is not None and _same(target, sheet.path):
        target = target.with_name(f"{target.stem}.results.xlsx")
    with replace.replacing(target) as out:
        rows = _new_workbook(out, sheet, columns, values, macros=target.suffix.lower() == ".xlsm")
    note = f"{why} The results are in {target.name}, a new workbook with the texts of this sheet alone."
    added = tuple(column.header for column in columns)
    return targets.WriteReport(target, rows, (note,), patched=False, added=added)


class _EditedError(Exception):
    """The sheet was edited while its results were written."""


def _kept(sheet: sheets.Sheet, target: Path) -> Path:
    if sheet.changed():
        raise _EditedError
    return replace.keep_first(target)


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _write_to(
    out: BinaryIO, sheet: sheets.Sheet, columns: Sequence[targets.Target], values: targets.Values
) -> tuple[int, tuple[str, ...]]:
    """Write a sheet in its own format, and return how many rows it has and what to tell."""
    if isinstance(sheet, delimited.DelimitedSheet):
        writer = delimited_write.ResultsWriter(sheet, columns, values)
        writer.write(out)
        return writer.rows, ()
    if isinstance(sheet, xlsx.XlsxSheet):
        patcher = patch.Patcher(sheet, columns, values)
        patcher.write(out)
        return patcher.rows, patcher.notes
    return _new_workbook(out, sheet, columns, values), ()


def _new_workbook(
    out: BinaryIO,
    sheet: sheets.Sheet,
    columns: Sequence[targets.Target],
    values: targets.Values,
    *,
    macros: bool = False,
) -> int:
    """Write a sheet-only workbook: the input's texts and dates, and the results."""
    new = [target for target in columns if target.index is None]
    standing = {target.index: target.field for target in columns if target.index is not None}
    rows = 0

    def cells() -> Iterator[Sequence[newbook.Cell]]:
        nonlocal rows
        for row in sheet.rows():
            rows += 1
            found = values(row)
            line = list(newbook.dated(row))
            for index, field in standing.items():
                line[index] = found.get(field, "") if found is not None else line[index]
            yield [*line, *("" if found is None else found.get(target.field, "") for target in new)]

    header = [*(column.header for column in sheet.columns), *(target.header for target in new)]
    newbook.write(out, "Results", header, cells(), macros=macros)
    return rows


def write_rows(
    sheet: sheets.Sheet,
    target: Path,
    rows: Iterable[tuple[models.Row, Sequence[str]]],
    *,
    extra_headers: Sequence[str],
) -> None:
    """Write some rows alone (a failures file): the sheet's columns in their order, then the extra ones."""
    with replace.replacing(target) as out:
        if isinstance(sheet, delimited.DelimitedSheet):
            records = delimited_write.failure_records(sheet.columns, extra_headers, rows)
            delimited_write.write_records(out, sheet.form, records)
        else:
            header = [*(column.header for column in sheet.columns), *extra_headers]
            lines = ([*newbook.dated(row, texts)] for row, texts in rows)
            newbook.write(out, "Failures", header, lines, macros=target.suffix.lower() == ".xlsm")


def write_book(target: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a plain workbook of ours (an export): every cell a text, never a formula."""
    with replace.replacing(target) as out:
        newbook.write(out, "Results", headers, rows)


def write_text(target: Path, text: str, *, bom: bool = False) -> None:
    """Write a text file of ours (an export) as UTF-8, in one move; with `bom` as Excel wants it."""
    with replace.replacing(target) as out:
        out.write(text.encode("utf-8-sig" if bom else "utf-8"))


def write_table(target: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a plain table of ours (problems, jobs without a row, an export): CSV, or a workbook by .xlsx."""
    with replace.replacing(target) as out:
        if target.suffix.lower() == ".xlsx":
            newbook.write(out, "Export", headers, rows)
        else:
            delimited_write.write_table(out, headers, rows)
