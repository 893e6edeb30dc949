"""Columns: the columns of a sheet as templates see them."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import click

from batchgen.cli import invocation, options
from batchgen.cli.console import text

if TYPE_CHECKING:
    from batchgen import sheets

SAMPLES = 3


@click.command("columns", cls=options.Command)
@options.sheet
@options.campaign
@options.reading
@options.json_output
@click.pass_context
def columns_command(ctx: click.Context, /, sheet: str | None, **_: object) -> None:
    """List the columns of SHEET as templates see them.

    For each column: the name that templates use, the header, how many rows fill it, and samples.

    Example: batchgen columns prospects.csv
    """
    found = invocation.load(ctx, sheet, lenient=True)
    invocation.need_sheet(found)
    opened = invocation.open_sheet(found)
    seen = _columns(opened, hidden=found.include_hidden)
    if found.json_output:
        text.data(json.dumps([dataclasses.asdict(column) for column in seen]))
        return
    rows = [["name", "header", "filled", "samples"]]
    rows += [[c.name or "-", c.header or "-", f"{c.filled:,}", " | ".join(c.samples)] for c in seen]
    text.data(text.table([[text.short(cell, 48) for cell in row] for row in rows]))
    for note in opened.notes:
        text.say(note)


@dataclasses.dataclass(slots=True)
class SeenColumn:
    """A column, how many rows fill it and its first different values."""

    name: str
    header: str
    column: str
    filled: int = 0
    samples: list[str] = dataclasses.field(default_factory=list)


def _columns(opened: sheets.Sheet, *, hidden: bool) -> list[SeenColumn]:
    used = [column for column in opened.columns if not column.ours]
    seen = [SeenColumn(column.name, column.header, column.letter) for column in used]
    for row in (row for row in opened.rows() if hidden or not row.hidden):
        for column, noted in zip(used, seen, strict=True):
            cell = row.cells[column.index] if column.index < len(row.cells) else ""
            if cell.strip():
                noted.filled += 1
                if len(noted.samples) < SAMPLES and cell not in noted.samples:
                    noted.samples.append(cell)
    return seen
