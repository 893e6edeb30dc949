"""Text tables (CSV, TSV and their like): rows as texts, one record at a time."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from batchgen import errors, models
from batchgen.sheets import headers, ownership, words
from batchgen.sheets import sheet as sheets
from batchgen.sheets.text import backslash, cut_line, dialect

_MOST_RAGGED = 1000
"""Ragged lines that are reported: with more of them the file is read by a wrong delimiter."""

_SHOWN = 40
"""Characters of a cell in a sentence."""


class DelimitedSheet(sheets.Sheet):
    """A text table. Its row numbers count records, as a spreadsheet does that opens it."""

    def __init__(self, source: Path, options: sheets.Options, *, path: Path | None) -> None:
        super().__init__(source, options, path=path)
        self.form = dialect.find(source, options.encoding, self.title, recall=options.recall)
        self.encoding = self.form.encoding
        self.suffix = _suffix(self.suffix, self.form)
        if self.form.encoding == "cp1252" and not options.encoding:
            self.notes += (words.READ_AS_CP1252,)
        self._own_width = 0
        self._ours = ownership.ResultCells({})
        self._ending = cut_line.Ending(source, self.form)
        self._spans_lines = False
        self._find_columns()

    def lines(self) -> Iterator[headers.Line]:
        """Read every record from the top."""
        with self.stream() as stream:
            for number, fields in enumerate(self.records_of(self.reader(stream)), 1):
                yield headers.Line(number, tuple(fields))

    def rows(self) -> Iterator[models.Row]:
        """Read the records below the headers; a warning names the line of each that is ragged.

        The last one says so if it was cut.
        """
        rows = self._rows()
        return self._ending.marked(rows, begins_earlier=lambda: self._spans_lines) if self._ending else rows

    def _rows(self) -> Iterator[models.Row]:
        self._begin()
        width, start, first = len(self.columns), self.header_number, self.inputs[0]
        self._note_columns()
        plain = not self._ours
        with self.stream() as stream:
            reader = self.reader(stream)
            for number, fields in itertools.islice(enumerate(self.records_of(reader), 1), start, None):
                if plain and len(fields) == width and fields[first].strip():
                    yield models.Row(number, tuple(fields))
                elif row := self.row(number, fields, reader.line_num):
                    yield row

    def _note_columns(self) -> None:
        own = [column.index + 1 for column in self.columns if not column.ours]
        self._own_width = max(own, default=len(self.columns))
        eight = set(self.layout.existing.values())
        others = {c.name: c.index for c in self.columns if c.ours and c.index not in eight}
        self._ours = ownership.ResultCells(self.layout.existing, others)

    def row(self, number: int, fields: list[str], line: int) -> models.Row | None:
        """Return one record as a row, or None if it is wholly empty. `line` is its last line in the file."""
        width, count = len(self.columns), len(fields)
        if any(fields[width:]) or (self._ours and not self._ours.fit(fields, whole=count >= width)):
            ragged = models.Ragged(self._misfit(number, fields, line), tuple(fields))
            return models.Row(number, _fitted(fields, width), ragged=ragged)
        if not any(fields[i].strip() for i in self.inputs if i < count):
            self.empty_rows += 1
            return None
        faults: Mapping[int, str] = models.NOTHING
        if count < self._own_width:
            faults = dict.fromkeys(range(count, width), self._warn(number, line, self._counted(count)))
        return models.Row(number, _fitted(fields, width), faults=faults)

    def _misfit(self, number: int, fields: Sequence[str], line: int) -> str:
        """Warn of a record whose cells may stand in wrong columns, so that it cannot carry its results."""
        count = max((i + 1 for i, text in enumerate(fields) if text), default=0)
        what = self._counted(count)
        stranger = self._ours.stranger(fields) if len(fields) == len(self.columns) else None
        if stranger is not None:
            column, text = self.columns[stranger], fields[stranger].strip()[:_SHOWN]
            what += words.stranger(text, column.letter, column.header)
        return self._warn(number, line, what)

    def _counted(self, count: int) -> str:
        return words.too_few_or_many(count, self._own_width)

    def _warn(self, number: int, line: int, what: str) -> str:
        text = words.of_line(line + bool(self.form.separator_line), what)
        if len(self.problems) < _MOST_RAGGED:
            problem = models.ragged(text, row=number, severity="warning")
            self.problems += (problem,)
        return text

    def _whole(self, line: headers.Line, width: int) -> bool:
        """Return whether a line is as long as the headers: in another one texts may have moved."""
        cells = line.cells
        return super()._whole(line, width) and len(cells) >= width and not any(cells[width:])

    @contextlib.contextmanager
    def stream(self) -> Iterator[io.TextIOBase]:
        """Open the text after Excel's `sep=` line, newlines as they are."""
        try:
            with self.source.open(encoding=self.form.encoding, newline="") as stream:
                if self.form.separator_line:
                    stream.readline()
                yield stream
        except OSError as error:
            raise errors.SheetError(words.not_read(self.title, error.strerror)) from error
        except UnicodeError as error:
            raise errors.SheetError(words.not_in_encoding(self.title, self.form.encoding, error)) from error

    def reader(self, lines: Iterable[str]) -> backslash.Reader:
        """Return a reader of the records in lines, in this table's form."""
        return backslash.reader(lines, self.form)

    def records_of(self, reader: backslash.Reader) -> Iterator[list[str]]:
        """Read records from a reader. Raises errors.SheetError for what is no table."""
        before = last = 0
        try:
            for fields in reader:
                yield fields
                before, last = last, reader.line_num
        except csv.Error as error:
            text = f"{self.title}, line {last + 1}: {error}."
            raise errors.SheetError(text, hint=words.OPEN_QUOTE) from error
        self._spans_lines = last > before + 1 and self._goes_on(before)

    def _goes_on(self, before: int) -> bool:
        """Look again at a last record of several lines: a quote that is never closed swallows rows.

        Returns whether there is a text after the first of these lines.
        """
        with self.stream() as stream:
            rest = list(itertools.islice(stream, before, None))
            if not any(line.strip() for line in rest[1:]):
                return False
            strict = backslash.reader(rest, self.form, strict=True)
            try:
                for _ in strict:
                    pass
            except csv.Error as error:
                if "unexpected end" not in str(error):
                    return True
                raise errors.SheetError(
                    words.quote_never_closed(self.title, before + 1),
                    hint=words.ONE_CELL,
                ) from error
        return True


def _fitted(fields: Sequence[str], width: int) -> tuple[str, ...]:
    return tuple([*fields, *[""] * (width - len(fields))][:width])


def _suffix(suffix: str, form: dialect.TextForm) -> str:
    if suffix in {".csv", ".tsv"}:
        return suffix
    return ".tsv" if form.delimiter == "\t" else ".csv"
