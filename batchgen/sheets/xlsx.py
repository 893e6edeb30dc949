"""Workbooks (XLSX, XLSM): rows as the texts that the worksheet shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from batchgen import errors, models
from batchgen.sheets import cells, headers, package, part, tables, workbook, xmltext
from batchgen.sheets import sheet as sheets

_HEADING_ROWS = 200
_MERGE = re.compile(r"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)["']""")
_HIDDEN = re.compile(r"""\shidden=["'](?:1|true)["']""")
_NO_FORMULAS: frozenset[int] = frozenset()
_NO_MERGES: tuple[tuple[int, int, int], ...] = ()


class XlsxSheet(sheets.Sheet):
    """A worksheet of a workbook in Excel's zip format."""

    def __init__(self, source: Path, options: sheets.Options, *, path: Path | None) -> None:
        super().__init__(source, options, path=path)
        with package.Package(source, self.title) as zipped:
            self.book = workbook.load(zipped)
            self.entry = workbook.choose(self.book.entries, options.worksheet, self.title)
            self.notes += tuple(workbook.other_sheets(self.book.entries, self.entry.name))
            self.title = f"{self.title}, worksheet {self.entry.name}"
            self.frame = part.frame(zipped, self.entry.part)
            self._strings = workbook.shared_strings(zipped, self.book.strings_part)
            self._shows = workbook.shows(zipped, self.book)
            self.tables = tuple(tables.of(zipped, self.entry.part))
        self._merges = _Merges(self.frame.tail)
        bottoms = ((table.area.bottom, table.totals) for table in self.tables)
        self._totals = frozenset(row for end, count in bottoms for row in range(end - count + 1, end + 1))
        self.last_used: int | None = None
        self._find_columns()

    def lines(self) -> Iterator[headers.Line]:
        """Read the first rows from the top, merged cells with their text in the first cell only."""
        merges, self._merges = self._merges, _Merges("")
        letters = {headers.letter(i): i for i in range(part.WIDEST)}
        try:
            with package.Package(self.source, self.title) as zipped:
                pieces = self.plain_pieces(zipped)
                for count, (_, row) in enumerate(self._read(pieces, 0, letters, part.WIDEST)):
                    if row is not None:
                        cut = max((i + 1 for i, text in enumerate(row.cells) if text.strip()), default=0)
                        yield headers.Line(row.number, row.cells[:cut])
                    if count >= _HEADING_ROWS and self.options.header_row is None:
                        return
        finally:
            self._merges = merges

    def rows(self) -> Iterator[models.Row]:
        """Read the rows below the headers, hidden ones too."""
        self.empty_rows, self.problems = 0, self._lasting
        with package.Package(self.source, self.title) as zipped:
            pieces = self.plain_pieces(zipped)
            for _, row in self._read(pieces, self.header_number, self._letters, len(self.columns)):
                if row is not None:
                    yield row

    @property
    def _letters(self) -> dict[str, int]:
        return {column.letter: column.index for column in self.columns}

    def _read(
        self, pieces: part.Pieces, after: int, letters: Mapping[str, int], width: int
    ) -> Iterator[tuple[part.Piece, models.Row | None]]:
        reader = cells.CellReader(self._strings, self._shows, letters, doubts_zero=self.book.recalculates)
        odd, last = 0, after
        blank = [""] * width
        for piece in pieces:
            row = None
            if piece.number > after or piece.number in self._merges.tops:
                row = self._one(reader, piece, blank)
            if len(reader.odd_formats) > odd:
                odd = len(reader.odd_formats)
                self._tell_formats(reader.odd_formats)
            if row is None or row.number <= after or row.number in self._totals:
                yield piece, None
            else:
                self.empty_rows += row.number - last - 1
                last = row.number
                yield piece, row
        if after:
            self.last_used = reader.last_used

    def paired(
        self, zipped: package.Package, raw: part.Pieces
    ) -> Iterator[tuple[part.Piece, models.Row | None]]:
        """Return every row element as it stands, with the row that it is below the headers."""
        self.empty_rows, self.problems = 0, self._lasting
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

    def _one(self, reader: cells.CellReader, piece: part.Piece, blank: list[str]) -> models.Row | None:
        texts = blank.copy()
        try:
            extras = reader.read(piece.body, piece.number, texts)
        except errors.SheetError as error:
            raise errors.SheetError(f"{self.title}, row {piece.number}: {error}.") from error
        if not texts[0] and not any(map(str.strip, texts)) and not (extras and extras.faults):
            return None
        if extras and extras.faults:
            cell_names = {i: f"cell {headers.letter(i)}{piece.number}" for i in extras.faults}
            extras.faults = {i: f"{cell_names[i]} {why}" for i, why in extras.faults.items()}
        if piece.number in self._merges.rows:
            extras = self._merges.spread(piece.number, texts, extras or cells.Extras())
        hidden = "hidden" in piece.attributes and _HIDDEN.search(piece.attributes) is not None
        if extras is None:
            return models.Row(
                piece.number, tuple(texts), models.NO_DATES, models.NOTHING, _NO_FORMULAS, hidden
            )
        dates, faults = extras.dates or models.NO_DATES, extras.faults or models.NOTHING
        formulas = frozenset(extras.formulas) if extras.formulas else _NO_FORMULAS
        return models.Row(piece.number, tuple(texts), dates, faults, formulas, hidden)

    def _tell_formats(self, found: set[int]) -> None:
        told = {problem.column for problem in self.problems if problem.kind == "format"}
        for column in self.columns:
            if column.index in found and column.header not in told:
                self.problems += (
                    models.Problem(
                        "format",
                        f'Column {column.letter} ("{column.header}") has a number format that is too rich '
                        "to be honoured: the raw value is used.",
                        severity="warning",
                        column=column.header,
                        hint="Look at the texts with `batchgen columns`, or choose a simpler format.",
                    ),
                )


class _Merges:
    """The merged areas of a worksheet, by row, and the values that their first cells had."""

    def __init__(self, tail: str) -> None:
        self.rows: dict[int, tuple[tuple[int, int, int], ...]] = {}
        self.tops: set[int] = set()
        self._areas: list[tuple[int, int, int, int]] = []
        self._values: dict[int, tuple[str, cells.Dated | None, str | None]] = {}
        for first, top, last, bottom in _MERGE.findall(tail):
            self._add(cells.position_of(first), int(top), cells.position_of(last), int(bottom))

    def _add(self, first: int, top: int, last: int, bottom: int) -> None:
        key = len(self._areas)
        self._areas.append((first, top, last, bottom))
        self.tops.add(top)
        for row in range(top, min(bottom, top + 100_000) + 1):
            self.rows[row] = (*self.rows.get(row, _NO_MERGES), (key, first, last))

    def spread(self, number: int, texts: list[str], extras: cells.Extras) -> cells.Extras:
        """Give the first cell's value to every cell of its area in this row."""
        for key, first, last in self.rows[number]:
            if first >= len(texts):
                continue
            if self._areas[key][1] == number:
                self._values[key] = (texts[first], extras.dates.get(first), extras.faults.get(first))
            text, date, fault = self._values.get(key, ("", None, None))
            for index in range(first, min(last, len(texts) - 1) + 1):
                texts[index] = text
                if date is not None:
                    extras.dates[index] = date
                if fault is not None:
                    extras.faults[index] = fault
        return extras
