"""Writing text tables: what came in goes out byte for byte, our columns join it in the same form."""

from __future__ import annotations

import abc
import csv
import dataclasses
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from batchgen import errors, models
from batchgen.sheets import formula_guard, result_places, words
from batchgen.sheets.text import backslash, cut_line, delimited, dialect

_BATCH = 2000
"""Lines that are written at a time."""


class FieldWriter:
    """Turns texts into fields of one table's form, quoted where they must be."""

    def __init__(self, form: dialect.TextForm) -> None:
        self.form = form
        quote = re.escape(form.quote)
        mark = re.escape(form.delimiter)
        special = rf"{mark}{quote}\r\n" + (r"\\" if form.escapes else "")
        self._must = re.compile(rf"[{special}]|^\s|\s$")
        self._odd = re.compile(rf"[{special}]|^[\s=+\-@\uff1d\uff0b\uff0d\uff20]|\s$")
        plain, escape = (rf"[^{quote}\\]", r"\\.|") if form.escapes else (f"[^{quote}]", "")
        self._field = re.compile(
            rf"({quote}(?:{escape}{plain}|{quote}{quote})*{quote}|[^{mark}\r\n]*)(?:{mark}|$)", re.DOTALL
        )

    def field(self, text: str, *, quoted: bool = False) -> str:
        """Return one text as a field, in quotes if it must be or is to be `quoted`."""
        if not (quoted or self.form.quote_all) and self._must.search(text) is None:
            return text
        quote = self.form.quote
        inside = backslash.escaped(text, quote) if self.form.escapes else text.replace(quote, quote * 2)
        return f"{quote}{inside}{quote}"

    def ours(self, text: str) -> str:
        """Return a text of ours as a field, so that no spreadsheet runs it."""
        if not self.form.quote_all and self._odd.search(text) is None:
            return text
        return self.field(formula_guard.guarded(text))

    def line(self, texts: Iterable[str]) -> str:
        """Return texts as one record, with the newline."""
        return self.form.delimiter.join(map(self.field, texts)) + self.form.newline

    def cut(self, body: str, fields: Sequence[str]) -> list[str]:
        """Cut a record into its fields as they stand there, quotes too."""
        found: list[str] = []
        at = 0
        while len(found) < len(fields):
            match = self._field.match(body, at)
            if match is None:
                return [self.field(text) for text in fields]
            found.append(match[1])
            at = match.end()
        return found if at >= len(body) else [self.field(text) for text in fields]


class _Rewriter(abc.ABC):
    """Streams a text table again, record by record."""

    def __init__(self, sheet: delimited.DelimitedSheet) -> None:
        self._sheet = sheet
        self._fields = FieldWriter(sheet.form)

    def write(self, out: BinaryIO) -> None:
        """Write the whole table."""
        out.writelines(encoded(text, self._sheet.form) for text in _batches(self._lines()))

    def _lines(self) -> Iterator[str]:
        form = self._sheet.form
        yield _bom(form) + form.separator_line
        taken: list[str] = []
        with self._sheet.stream() as stream:
            reader = self._sheet.reader(_tapped(stream, taken))
            for number, fields in enumerate(self._sheet.records_of(reader), 1):
                raw = "".join(taken)
                taken.clear()
                yield self._record(number, fields, raw, reader.line_num)
        yield "".join(taken)

    @abc.abstractmethod
    def _record(self, number: int, fields: list[str], raw: str, line: int) -> str:
        """Return a record as it is to be written. `raw` is how it stands there, `line` its last line."""


class ResultsWriter(_Rewriter):
    """Puts the result columns into a text table or after it."""

    def __init__(
        self,
        sheet: delimited.DelimitedSheet,
        columns: Sequence[result_places.Target],
        values: result_places.Values,
    ) -> None:
        super().__init__(sheet)
        self._columns = columns
        self._values = values
        self._new = [target for target in columns if target.index is None]
        self._standing = {target.index: target for target in columns if target.index is not None}
        self.rows = 0

    def _record(self, number: int, fields: list[str], raw: str, line: int) -> str:
        if number < self._sheet.header_number:
            return raw
        if number == self._sheet.header_number:
            return self._joined(fields, raw, [self._fields.field(target.header) for target in self._new])
        if _may_be_cut(fields, raw) and cut_line.is_open(raw, self._sheet.form):
            raw = self._closed(fields)
        row = self._sheet.row(number, fields, line)
        if row is None:
            return raw
        self.rows += 1
        found = self._values(row)
        if row.ragged is not None:
            return raw
        if found is None:
            return self._joined(fields, raw, [""] * len(self._new))
        if self._standing:
            raw = self._updated(fields, raw, {i: found.get(t.field, "") for i, t in self._standing.items()})
        return self._joined(fields, raw, [self._fields.ours(found.get(t.field, "")) for t in self._new])

    def _closed(self, fields: Sequence[str]) -> str:
        """Return the last line, whose quote is never closed, with its quotes closed."""
        body, ending = _ending(fields[-1])
        return self._sheet.form.delimiter.join(map(self._fields.field, [*fields[:-1], body])) + ending

    def _updated(self, fields: Sequence[str], raw: str, texts: dict[int, str]) -> str:
        body, ending = _ending(raw)
        cut = self._fields.cut(body, fields)
        cut += [""] * (max(texts) + 1 - len(cut))
        for index, text in texts.items():
            cut[index] = self._fields.ours(text)
        return self._sheet.form.delimiter.join(cut) + ending

    def _joined(self, fields: Sequence[str], raw: str, added: list[str]) -> str:
        if not added:
            return raw
        body, ending = _ending(raw)
        width = len(self._sheet.columns)
        if len(fields) == width:
            return self._sheet.form.delimiter.join([body, *added]) + ending
        if len(fields) > width:
            body = self._sheet.form.delimiter.join(self._fields.cut(body, fields)[:width])
        missing = [""] * (width - len(fields))
        return self._sheet.form.delimiter.join([body, *missing, *added]) + ending


class RowsRemover(_Rewriter):
    """Leaves some records out: `theirs` says of the texts of each whether it is one of them."""

    def __init__(self, sheet: delimited.DelimitedSheet, theirs: Callable[[Sequence[str]], bool]) -> None:
        super().__init__(sheet)
        self._theirs = theirs
        self.rows = 0

    def _record(self, number: int, fields: list[str], raw: str, line: int) -> str:  # noqa: ARG002
        if number == self._sheet.header_number or not self._theirs(fields):
            return raw
        self.rows += 1
        return ""


class CellsWriter(_Rewriter):
    """Puts other texts into some cells of a text table.

    `texts` gives those of a row by column index, or None. Raises errors.CellEditError.
    """

    def __init__(
        self,
        sheet: delimited.DelimitedSheet,
        rows: Collection[int],
        texts: Callable[[models.Row], Mapping[int, str] | None],
    ) -> None:
        super().__init__(sheet)
        self._rows = rows
        self._texts = texts

    def _record(self, number: int, fields: list[str], raw: str, line: int) -> str:
        if number not in self._rows or number <= self._sheet.header_number:
            return raw
        row = self._sheet.row(number, fields, line)
        texts = self._texts(row) if row is not None else None
        return self._edited(number, fields, raw, texts) if texts else raw

    def _edited(self, number: int, fields: list[str], raw: str, texts: Mapping[int, str]) -> str:
        form = self._sheet.form
        body, ending = _ending(raw)
        cut = self._fields.cut(body, fields)
        if form.delimiter.join(cut) != body:
            raise errors.CellEditError(
                words.odd_quotes(number, self._sheet.title),
                kind="form",
                hint=words.CHANGE_ELSEWHERE,
            )
        width = max(len(cut), max(texts) + 1)
        wanted = [texts.get(i, fields[i] if i < len(fields) else "") for i in range(width)]
        cut += [""] * (width - len(cut))
        for index, text in texts.items():
            cut[index] = self._fields.field(text, quoted=cut[index].startswith(form.quote))
        # An empty line is a record without a field.
        record = form.delimiter.join(cut) or form.quote * 2
        if not self._reads(record + ending, wanted):
            raise errors.CellEditError(
                words.no_place_for(self._sheet.title, number, form.encoding),
                kind="text",
                hint=words.OTHER_CHARACTERS,
            )
        return record + ending

    def _reads(self, record: str, wanted: list[str]) -> bool:
        """Return whether a record will be read as these texts."""
        try:
            read = encoded(record, self._sheet.form).decode(self._sheet.form.codec)
            lines = io.StringIO(read, newline="")
            return "\0" not in record and list(self._sheet.reader(lines)) == [wanted]
        except (csv.Error, UnicodeError):  # a text that is too long, half a surrogate pair
            return False


def _tapped(stream: Iterable[str], taken: list[str]) -> Iterator[str]:
    for line in stream:
        taken.append(line)
        yield line


def _may_be_cut(fields: Sequence[str], raw: str) -> bool:
    """Return whether a record may be the last one, with a quote that is never closed: few are looked at."""
    return not raw.endswith(("\n", "\r")) or (bool(fields) and fields[-1].endswith(("\n", "\r")))


def _ending(raw: str) -> tuple[str, str]:
    body = raw.removesuffix("\n").removesuffix("\r")
    return body, raw[len(body) :]


def _bom(form: dialect.TextForm) -> str:
    return "\ufeff" if form.bom else ""


def _batches(lines: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) >= _BATCH:
            yield "".join(held)
            held.clear()
    yield "".join(held)


def encoded(text: str, form: dialect.TextForm) -> bytes:
    """Encode a text in a table's own encoding, byte order as it was; the mark comes with the first text."""
    return text.encode(form.codec, "replace")


def write_records(out: BinaryIO, form: dialect.TextForm, records: Iterable[Sequence[str]]) -> None:
    """Write whole records in a table's form, quotes doubled: so they are read, whatever the cells are."""
    fields = FieldWriter(dataclasses.replace(form, escapes=False))
    lines = (fields.line(record) for record in records)
    out.writelines(encoded(text, form) for text in _batches(_after(_bom(form) + form.separator_line, lines)))


def _after(first: str, lines: Iterable[str]) -> Iterator[str]:
    yield first
    yield from lines


def write_table(
    out: BinaryIO,
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    guarded: Callable[[str], str] = formula_guard.guarded,
    encoding: str = "utf-8-sig",
) -> None:
    """Write a plain table of ours: CSV, UTF-8 with a mark so that Excel reads accents, formula-guarded."""
    text = io.TextIOWrapper(out, encoding=encoding, newline="", errors="replace")
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()


def failure_records(
    columns: Sequence[models.Column], extra: Sequence[str], rows: Iterable[tuple[models.Row, Sequence[str]]]
) -> Iterator[Sequence[str]]:
    """Yield the records of a failures file: headers first, then the rows with their extra texts."""
    own = [column for column in columns if not column.ours]
    yield [*(column.header for column in own), *extra]
    indices = [column.index for column in own]
    for row, texts in rows:
        cells = [row.cells[index] if index < len(row.cells) else "" for index in indices]
        yield [*cells, *map(formula_guard.guarded, texts), *_beyond(row, frozenset(indices))]


def _beyond(row: models.Row, own: frozenset[int]) -> Sequence[str]:
    """Return the cells of a ragged line that stand in no column of the user's: it stays ragged by them."""
    return [] if row.ragged is None else [t for i, t in enumerate(row.ragged.fields) if i not in own and t]
