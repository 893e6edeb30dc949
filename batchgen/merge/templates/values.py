"""What a template sees as a cell: plain text, a text that knows its column, or a Blank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from batchgen import characters, models
from batchgen.merge import kinds as kinds_module
from batchgen.merge.templates import blank, limits
from batchgen.merge.templates import render_notes as notes_module


class Cells:
    """Turns a row into template values; the Blank of a column is made once."""

    def __init__(
        self, columns: Sequence[models.Column], notes: notes_module.Notes, kinds: kinds_module.Kinds
    ) -> None:
        self.notes = notes
        self.kinds = kinds
        self._blanks = {c.index: blank.Blank(notes, c.name or c.header or c.letter) for c in columns}
        self._names = {c.index: c.name or c.header or c.letter for c in columns}

    def by_name(self, row: models.Row, needs: Iterable[tuple[str, int]]) -> dict[str, str | blank.Blank]:
        """Return the cells of a row by these names: what most of them hold is their text alone."""
        cells, read = row.cells, self.kinds.read
        count = len(cells) if not row.faults and not row.dates else 0
        found: dict[str, str | blank.Blank] = {}
        for name, index in needs:
            plain = characters.trimmed(cells[index]) if index < count and index not in read else ""
            found[name] = plain or self.value(row, index)
        return found

    def value(self, row: models.Row, index: int) -> str | blank.Blank:
        """Return one cell: Blank if it is empty, shows nothing, or cannot be used."""
        if index in row.faults:
            text = row.cells[index] if index < len(row.cells) else ""
            return blank.Blank(self.notes, self._names[index], why=row.faults[index], value=text)
        text = characters.trimmed(row.cells[index]) if index < len(row.cells) else ""
        if not text:
            return self._blanks[index]
        if index not in self.kinds.read and index not in row.dates:
            return text
        column = self.kinds.of_cell(row, index)
        if column.kind in kinds_module.QUANTITIES and index not in row.dates:
            return kinds_module.AmountCell.of(text, column, self.notes, is_pointed=index in row.pointed)
        if column.kind == "yes/no":
            return kinds_module.Flag.of(text, column, self.notes)
        if column.kind != "date" and index not in row.dates:
            return text
        return kinds_module.DateCell.of(text, column, self.notes, row.dates.get(index))

    def read(self, row: models.Row, index: int) -> str | blank.Blank:
        """Return one cell that a template asks for by its header; it may ask many times, so it is counted."""
        limits.charge(self.notes, len(row.cells[index]) if index < len(row.cells) else 1)
        return self.value(row, index)


class RowView(Mapping[str, object]):
    """The row by its headers, as templates reach it: row["First Name"]."""

    def __init__(self, row: models.Row, by_header: Mapping[str, int], cells: Cells) -> None:
        self._row = row
        self._by_header = by_header
        self._cells = cells

    def __getitem__(self, header: str) -> str | blank.Blank:
        index = self._by_header.get(header)
        if index is None:
            index = self._by_header[header.strip().casefold()]
        return self._cells.read(self._row, index)

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._by_header)

    def __len__(self) -> int:
        return len(self._by_header)
