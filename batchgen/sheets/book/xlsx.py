"""Workbooks (XLSX, XLSM): rows as the texts that the worksheet shows."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from batchgen import errors, models
from batchgen.sheets import headers
from batchgen.sheets import sheet as sheets
from batchgen.sheets.book import cells, merges, package, part, tables, words, workbook, xmltext
from batchgen.sheets.book.numbers import formats

_HIDDEN = re.compile(r"""\shidden\s*=\s*["'](?:1|true)["']""")
_NO_FORMULAS: frozenset[int] = frozenset()


class XlsxSheet(sheets.Sheet):
    """A worksheet of a workbook in Excel's zip format."""

    def __init__(self, source: Path, options: sheets.Options, *, path: Path | None) -> None:
        super().__init__(source, options, path=path)
        with package.Package(source, self.title) as zipped:
            self.book = workbook.load(zipped)
            self.entry = workbook.choose(self.book.entries, options.worksheet, self.title)
            self.notes += tuple(workbook.other_sheets(self.book.entries, self.entry.name))
            self.worksheet = self.entry.name
            self.title = f"{self.title}, worksheet {self.worksheet}"
            self.frame = part.frame(zipped, self.entry.part)
            self._strings = workbook.shared_strings(zipped, self.book.strings_part)
            self._shows = workbook.shows(zipped, self.book)
            self.tables = tuple(tables.of(zipped, self.entry.part))
        self._merges = merges.areas(self.frame.tail)
        bottoms = ((table.area.bottom, table.totals) for table in self.tables)
        self._totals = frozenset(row for end, count in bottoms for row in range(end - count + 1, end + 1))
        self.last_used: int | None = None
        self._formulas: dict[int, int] = {}
        self._find_columns()

    def lines(self) -> Iterator[headers.Line]:
        """Read the rows from the top that hold anything."""
        reader = cells.CellReader(self._strings, self._shows, _all_letters(), doubts_zero=False)
        spreader = merges.Spreader(self._merges)
        with package.Package(self.source, self.title) as zipped:
            for piece in self.plain_pieces(zipped):
                if not _holds_values(piece.body):
                    continue
                texts, extras = [""] * headers.WIDEST, cells.Extras()
                found = reader.read(piece.body, piece.number, texts)
                if found is not None and found.formulas:
                    self._formulas[piece.number] = max(found.formulas) + 1
                own = headers.cut(texts)
                if spreader.covers(piece.number):
                    spreader.spread(piece.number, texts, extras)
                yield headers.Line(piece.number, own, headers.cut(texts))

    def rows(self) -> Iterator[models.Row]:
        """Read the rows below the headers, hidden ones too."""
        self._begin()
        with package.Package(self.source, self.title) as zipped:
            pieces = self.plain_pieces(zipped)
            for _, row in self._read(pieces, self.header_number, self._letters, len(self.columns)):
                if row is not None:
                    yield row

    def show(self, style: str) -> formats.Show:
        """Return how a number in a cell of this style index is shown."""
        return cells.show_of(self._shows, style)

    @property
    def merged(self) -> tuple[tables.Area, ...]:
        """The merged areas of the worksheet."""
        return self._merges

    @property
    def header_formulas(self) -> int:
        """How far the formulas of the header row go, those without a value too, which give no header."""
        return self._formulas.get(self.header_number, 0)

    @property
    def _letters(self) -> dict[str, int]:
        return {column.letter: column.index for column in self.columns}

    def _read(
        self, pieces: part.Pieces, after: int, letters: Mapping[str, int], width: int
    ) -> Iterator[tuple[part.Piece, models.Row | None]]:
        reader = cells.CellReader(self._strings, self._shows, letters, doubts_zero=self.book.recalculates)
        spreader = merges.Spreader(self._merges)
        odd, last = 0, after
        blank = [""] * width
        for piece in pieces:
            row = None
            if piece.body and (piece.number > after or spreader.begins(piece.number)):
                row = self._one(reader, piece, blank, spreader)
            if len(reader.odd_formats) > odd:
                odd = len(reader.odd_formats)
                self._tell_formats(reader.odd_formats)
            if row is None or row.number <= after or row.number in self._totals:
                yield piece, None
            else:
                self.empty_rows += row.number - last - 1
                last = row.number
                yield piece, row
        self.last_used = reader.last_used

    def paired(
        self, zipped: package.Package, raw: part.Pieces
    ) -> Iterator[tuple[part.Piece, models.Row | None]]:
        """Yield every row element as it stands, with the row that it is below the headers."""
        self._begin()
        if not self.frame.prefix:
            yield from self._read(raw, self.header_number, self._letters, len(self.columns))
            return
        read = self._read(self.plain_pieces(zipped), self.header_number, self._letters, len(self.columns))
        for piece in raw:
            found = next((row for plain, row in read if plain.number == piece.number), None)
            yield piece, found

    def raw_pieces(self, zipped: package.Package) -> part.Pieces:
        """Cut the worksheet part into rows as they stand."""
        return part.Pieces(zipped, part.inside(zipped, self.frame), prefix=self.frame.prefix)

    def plain_pieces(self, zipped: package.Package) -> part.Pieces:
        """Cut the worksheet part into rows, whatever XML dialect it is written in."""
        if self.frame.unusual or self.frame.prefix:
            return part.Pieces(zipped, xmltext.plain_rows(zipped, self.frame.part))
        return self.raw_pieces(zipped)

    def _one(
        self, reader: cells.CellReader, piece: part.Piece, blank: list[str], spreader: merges.Spreader
    ) -> models.Row | None:
        texts = blank.copy()
        extras = reader.read(piece.body, piece.number, texts)
        if not texts[self.inputs[0]] and not self._holds(texts, extras):
            if piece.number > self.header_number and piece.number not in self._totals:
                self._pass_over(self._filled(piece, reader.last_used + 1))
            return None
        if extras and extras.faults:
            for index, why in [*extras.faults.items()]:
                extras.faults[index] = f"cell {headers.letter(index)}{piece.number} {why}"
        if spreader.covers(piece.number):
            extras = extras or cells.Extras()
            spreader.spread(piece.number, texts, extras)
        hidden = "hidden" in piece.attributes and _HIDDEN.search(piece.attributes) is not None
        if extras is None:
            return models.Row(
                piece.number, tuple(texts), models.NO_DATES, models.NOTHING, _NO_FORMULAS, hidden
            )
        dates, faults = extras.dates or models.NO_DATES, extras.faults or models.NOTHING
        formulas = frozenset(extras.formulas) if extras.formulas else _NO_FORMULAS
        pointed = frozenset(extras.pointed) if extras.pointed else frozenset()
        return models.Row(piece.number, tuple(texts), dates, faults, formulas, hidden, pointed=pointed)

    def _holds(self, texts: list[str], extras: cells.Extras | None) -> bool:
        """Return whether any input cell of a row holds something, and be it an error."""
        if any(texts[index].strip() for index in self.inputs):
            return True
        return extras is not None and any(index in extras.faults for index in self.inputs)

    def _filled(self, piece: part.Piece, width: int) -> set[int]:
        """Return the columns in which a row holds a text, whether they have a header or not."""
        if not _holds_values(piece.body):
            return set()
        reader = cells.CellReader(self._strings, self._shows, _all_letters(), doubts_zero=False)
        texts = [""] * width
        extras = reader.read(piece.body, piece.number, texts)
        faults = extras.faults if extras else models.NOTHING
        return {index for index, text in enumerate(texts) if text.strip()} | faults.keys()

    def _empty(self) -> errors.SheetError:
        if not self._formulas:
            return super()._empty()
        return errors.SheetError(
            words.only_formulas(self.title, self._formula_rows()),
            hint=words.CALCULATE,
        )

    def _formula_rows(self) -> str:
        first, count = min(self._formulas), len(self._formulas)
        return words.row(first) if count == 1 else words.rows_from(count, first)

    def _tell_formats(self, found: set[int]) -> None:
        reported = {problem.column for problem in self.problems if problem.kind == "format"}
        for column in self.columns:
            if column.index in found and column.header not in reported:
                self.problems += (
                    models.Problem(
                        "format",
                        words.rich_format(column.letter, column.header),
                        severity="warning",
                        column=column.header,
                        hint=words.SIMPLER_FORMAT,
                    ),
                )


@functools.cache
def _all_letters() -> Mapping[str, int]:
    return {headers.letter(index): index for index in range(headers.WIDEST)}


def _holds_values(body: str) -> bool:
    """Return whether a row may hold more than styles: some programs write thousands of coloured rows."""
    return "<v" in body or "<is" in body or "<f" in body
