"""Columns: the columns of a sheet as templates see them."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import click

from batchgen.cli import invocation, options
from batchgen.cli.console import text

if TYPE_CHECKING:
    from batchgen import models, sheets
    from batchgen import settings as settings_module
    from batchgen.merge import kinds

SAMPLES = 3
"""Different cells of a column: enough to tell what it holds, in one line."""


@click.command("columns", cls=options.Command)
@options.sheet
@options.campaign
@options.reading
@options.json_output
@click.pass_context
def columns_command(ctx: click.Context, /, sheet: str | None, **_: object) -> None:
    """List the columns of SHEET as templates see them.

    For each column: the name that templates use, the header, its kind, how many rows fill it, samples, and
    what the filter of its kind says of them.

    Example: batchgen columns prospects.csv
    """
    settings = invocation.load(ctx, sheet, lenient=True)
    invocation.need_sheet(settings)
    opened = invocation.open_sheet(settings)
    seen = _columns(opened, settings)
    if settings.json_output:
        text.data(json.dumps([dataclasses.asdict(column) for column in seen]))
        return
    rows = [["name", "header", "kind", "filled", "samples", "said"]]
    rows += [
        [c.name or "-", c.header or "-", c.words, f"{c.filled:,}", " | ".join(c.samples), " | ".join(c.said)]
        for c in seen
    ]
    text.data(text.table([[text.short(cell, 48) for cell in row] for row in rows]))
    for note in opened.notes:
        text.say(note)


@dataclasses.dataclass(slots=True)
class SeenColumn:
    """A column, its kind, how many rows fill it, its first different values and what is said of them.

    `order` is that of day and month by locale, as far as the campaign or the column's own cells settle it.
    """

    name: str
    header: str
    column: str
    kind: str = "text"
    order: dict[str, str] = dataclasses.field(default_factory=dict)
    filled: int = 0
    samples: list[str] = dataclasses.field(default_factory=list)
    said: list[str] = dataclasses.field(default_factory=list)

    @property
    def words(self) -> str:
        """Return the kind with its order: "date, dmy"."""
        return ", ".join((self.kind, *dict.fromkeys(self.order.values())))


def _columns(opened: sheets.Sheet, settings: settings_module.Settings) -> list[SeenColumn]:
    from batchgen import merge
    from batchgen.campaign import opening

    used = [column for column in opened.columns if not column.ours]
    kinds = merge.kinds_of(settings, opened.columns, stored=opening.stored_kinds(settings))
    examples = merge.Examples(settings, opened.columns, kinds)
    rows = kinds.study(row for row in opened.rows() if settings.include_hidden or not row.hidden)
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
    from batchgen import merge

    order = {"": kind.order} if kind.order else dict(kind.settled)
    return SeenColumn(
        merge.spelling(column), column.header, column.letter, kind.kind, order if kind.kind == "date" else {}
    )
