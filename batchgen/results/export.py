"""Export: chosen columns of the sheet and of the results, as CSV, workbook or JSON lines."""

from __future__ import annotations

import csv
import dataclasses
import difflib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from batchgen import errors, models, sheets, state
from batchgen.engine import shown

FORMATS = ("csv", "xlsx", "jsonl")
Joined = tuple[models.Row, state.Job | None]


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """A column of an export: its header, and the sheet's column or the result field that fills it."""

    header: str
    column: models.Column | None = None
    field: str = ""

    def text(self, row: models.Row, found: Mapping[str, str]) -> str:
        """Return the cell of a row."""
        if self.column is None:
            return found.get(self.field, "")
        return row.cells[self.column.index] if self.column.index < len(row.cells) else ""


def choose(text: str, columns: Sequence[models.Column]) -> tuple[Choice, ...]:
    """Return the choices of "Record ID,Email,hosted_url=Video Link"; empty means everything.

    A name is a header, its folded form, or a result field; what follows `=` is the header in the export.
    Raises errors.UsageError for a name that is neither, with the nearest one.
    """
    used = [column for column in columns if not column.ours]
    if not text.strip():
        own = [Choice(column.header or column.letter, column) for column in used]
        return (*own, *(Choice(field, field=field) for field in models.RESULT_COLUMNS))
    parts = next(csv.reader([text], skipinitialspace=True))
    return tuple(_choice(part, used) for part in parts if part.strip())


def _choice(part: str, columns: Sequence[models.Column]) -> Choice:
    for name, header in (
        (part.strip(), ""),
        (part.rpartition("=")[0].strip(), part.rpartition("=")[2].strip()),
    ):
        if name in models.RESULT_COLUMNS:
            return Choice(header or name, field=name)
        for column in columns:
            if name and (name == column.header or sheets.fold(name) == column.name):
                return Choice(header or column.header, column)
    wanted = part.partition("=")[0].strip()
    known = [*(column.header for column in columns), *models.RESULT_COLUMNS]
    close = difflib.get_close_matches(wanted, known, n=1)
    hint = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(known)}."
    raise errors.UsageError(f"There is no column {wanted!r} to export.", hint=hint)


def export(joined: Iterable[Joined], choices: Sequence[Choice], form: str, target: Path | None) -> str:
    """Write rows in a format; return the text when there is no target. Raises errors.SheetLockedError."""
    headers = [choice.header for choice in choices]
    rows = (
        [choice.text(row, shown.results(job) if job is not None else {}) for choice in choices]
        for row, job in joined
    )
    if form == "xlsx":
        if target is None:
            raise errors.UsageError(
                "A workbook cannot go to standard output.", hint="Name it: --output FILE."
            )
        sheets.write_book(target, headers, rows)
        return ""
    guarded = (_guarded(choices, row) for row in rows) if form == "csv" else rows
    text = "".join(_csv(headers, guarded) if form == "csv" else _jsonl(headers, guarded))
    if target is None:
        return text
    sheets.check_writable(target)
    sheets.write_text(target, text, bom=form == "csv")
    return ""


def _guarded(choices: Sequence[Choice], row: Sequence[str]) -> list[str]:
    """Guard our own cells against being run as formulas; the sheet's own cells pass as they came."""
    return [
        f"'{text}" if choice.column is None and text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
        for choice, text in zip(choices, row, strict=True)
    ]


def _csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in (headers, *rows):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(row)
        yield line.getvalue()


def _jsonl(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(dict(zip(headers, row, strict=True)), ensure_ascii=False) + "\n"
