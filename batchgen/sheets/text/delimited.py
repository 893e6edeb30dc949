"""Text tables (CSV, TSV and their like): rows as texts, one record at a time."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from batchgen import errors, models
from batchgen.sheets import headers
from batchgen.sheets import sheet as sheets
from batchgen.sheets.text import dialect

_MOST_RAGGED = 1000


class _Reader(Protocol):
    """What `csv.reader` returns, which has no public name."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> Iterator[list[str]]: ...


class DelimitedSheet(sheets.Sheet):
    """A text table. Its row numbers count records, as a spreadsheet does that opens it."""

    def __init__(self, source: Path, options: sheets.Options, *, path: Path | None) -> None:
        super().__init__(source, options, path=path)
        self.form = dialect.find(source, options.encoding, self.title, recall=options.recall)
        self.encoding = self.form.encoding
        self.suffix = _suffix(self.suffix, self.form)
        if self.form.encoding == "cp1252" and not options.encoding:
            self.notes += (
                "The text is not UTF-8 and was read as cp1252 (Windows); say --encoding if that is wrong.",
            )
        self._own_width = 0
        self._find_columns()

    def lines(self) -> Iterator[headers.Line]:
        """Read every record from the top."""
        with self.stream() as stream:
            for number, fields in enumerate(self.records_of(self.reader(stream)), 1):
                yield headers.Line(number, tuple(fields))

    def rows(self) -> Iterator[models.Row]:
        """Read the records below the headers; a ragged one has faults, and a warning names its line."""
        self.empty_rows, self.problems = 0, self._lasting
        width, start, first = len(self.columns), self.header_number, self.inputs[0]
        own = [column.index + 1 for column in self.columns if not column.ours]
        self._own_width = max(own, default=width)
        with self.stream() as stream:
            reader = self.reader(stream)
            for number, fields in itertools.islice(enumerate(self.records_of(reader), 1), start, None):
                if len(fields) == width and fields[first].strip():
                    yield models.Row(number, tuple(fields))
                elif row := self.row(number, fields, reader.line_num):
                    yield row

    def row(self, number: int, fields: list[str], line: int) -> models.Row | None:
        """Return one record as a row, or None if it is wholly empty. `line` is its last line in the file."""
        width, count = len(self.columns), len(fields)
        if count == width and fields[self.inputs[0]].strip():
            return models.Row(number, tuple(fields))
        if not any(fields[i].strip() for i in (*self.inputs, *range(width, count)) if i < count):
            self.empty_rows += 1
            return None
        faults: Mapping[int, str] = models.NOTHING
        if self.misfits(fields):
            faults = dict.fromkeys(range(width), self._ragged(number, count, line))
        elif count < self._own_width:
            faults = dict.fromkeys(range(count, width), self._ragged(number, count, line))
        return models.Row(number, tuple([*fields, *[""] * (width - count)][:width]), faults=faults)

    def misfits(self, fields: Sequence[str]) -> bool:
        """Return whether a record has more fields than there are headers, some of them in wrong columns.

        Such a record is left as it is on writing, and so has no fields of ours beside those that have.
        """
        count, width = len(fields), len(self.columns)
        return any(fields[width:]) if count >= width else self._own_width < count

    def _ragged(self, number: int, count: int, line: int) -> str:
        line += bool(self.form.separator_line)
        text = f"line {line} has {count} fields where the headers are {self._own_width}"
        if len(self.problems) < _MOST_RAGGED:
            hint = "Look for a missing or extra delimiter, or a text that needs quotes."
            problem = models.Problem(
                "ragged", f"{text[0].upper()}{text[1:]}", severity="warning", row=number, hint=hint
            )
            self.problems += (problem,)
        return text

    @contextlib.contextmanager
    def stream(self) -> Iterator[io.TextIOBase]:
        """Open the text after Excel's `sep=` line, newlines as they are."""
        try:
            with self.source.open(encoding=self.form.encoding, newline="") as stream:
                if self.form.separator_line:
                    stream.readline()
                yield stream
        except OSError as error:
            raise errors.SheetError(f"{self.title} cannot be read: {error.strerror}.") from error
        except UnicodeError as error:
            raise errors.SheetError(f"{self.title} is no {self.form.encoding} text: {error}.") from error

    def reader(self, lines: Iterable[str]) -> _Reader:
        """Return the csv module's reader over lines, in this table's form."""
        return csv.reader(lines, delimiter=self.form.delimiter, quotechar=self.form.quote)

    def records_of(self, reader: _Reader) -> Iterator[list[str]]:
        """Read records from a reader. Raises errors.SheetError for what is no table."""
        before = last = 0
        try:
            for fields in reader:
                yield fields
                before, last = last, reader.line_num
        except csv.Error as error:
            text = f"{self.title}, line {last + 1}: {error}."
            raise errors.SheetError(text, hint="Is a quote opened there and never closed?") from error
        if last > before + 1:
            self._refuse_open_quote(before)

    def _refuse_open_quote(self, before: int) -> None:
        """Look again at a last record of several lines: a quote that is never closed swallows rows."""
        with self.stream() as stream:
            rest = itertools.islice(stream, before, None)
            form = self.form
            strict = csv.reader(rest, delimiter=form.delimiter, quotechar=form.quote, strict=True)
            try:
                for _ in strict:
                    pass
            except csv.Error as error:
                if "unexpected end" not in str(error):
                    return
                raise errors.SheetError(
                    f"{self.title}, line {before + 1}: a quote is opened there and never closed.",
                    hint="All lines after it would be taken as one cell.",
                ) from error


def _suffix(suffix: str, form: dialect.TextForm) -> str:
    if suffix in {".csv", ".tsv"}:
        return suffix
    return ".tsv" if form.delimiter == "\t" else ".csv"
