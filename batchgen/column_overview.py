"""Column overview: what each column of a sheet holds and what would be said of it, as templates see it."""

from __future__ import annotations

import dataclasses

from batchgen import merge, models, sheets
from batchgen.checks import odd_rows
from batchgen.merge import kinds
from batchgen.settings import Settings

SAMPLES = 3
"""Different cells of a column: enough to tell what it holds, in one line."""


@dataclasses.dataclass(slots=True)
class SeenColumn:
    """A column, its kind, how many people fill it, its first different values and what is said of them.

    `order` is that of day and month by locale, as far as the campaign or the column's own cells settle it.
    """

    name: str
    header: str
    column: str
    kind: models.Kind = "text"
    order: dict[str, str] = dataclasses.field(default_factory=dict)
    filled: int = 0
    samples: list[str] = dataclasses.field(default_factory=list)
    said: list[str] = dataclasses.field(default_factory=list)

    @property
    def words(self) -> str:
        """Return the kind with its order: "date, dmy"."""
        return ", ".join((self.kind, *dict.fromkeys(self.order.values())))


def of(opened: sheets.Sheet, settings: Settings, *, stored: str = "") -> list[SeenColumn]:
    """Return what each column of a sheet holds, results left out, from one reading of its rows.

    `stored` are the kinds of columns that the state file keeps.
    """
    used = [column for column in opened.columns if not column.ours]
    kinds = merge.kinds_of(settings, opened.columns, stored=stored)
    examples = merge.Examples(settings, opened.columns, kinds)
    marked = odd_rows.OddRows(opened.columns).marked(opened.rows())
    rows = kinds.study(
        row
        for row in marked
        if (settings.include_hidden or not row.hidden) and (settings.include_odd_rows or not row.odd)
    )
    seen = [_seen(column, kinds.of(column.index)) for column in used]
    for row in rows:
        for column, noted in zip(used, seen, strict=True):
            cell = row.cells[column.index] if column.index < len(row.cells) else ""
            if cell.strip():
                noted.filled += 1
                if len(noted.samples) < SAMPLES and cell not in noted.samples:
                    noted.samples.append(cell)
                    noted.said.append(examples.said(row, column.index))
    return seen


def _seen(column: models.Column, kind: kinds.ColumnKind) -> SeenColumn:
    order = {"": kind.order} if kind.order else dict(kind.settled)
    return SeenColumn(
        merge.spelling(column), column.header, column.letter, kind.kind, order if kind.kind == "date" else {}
    )
