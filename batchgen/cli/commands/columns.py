"""Columns: the columns of a sheet as templates see them."""

from __future__ import annotations

import dataclasses
import json

import click

from batchgen.cli import invocation, options
from batchgen.cli.console import text


@click.command("columns", cls=options.Command)
@options.sheet
@options.campaign
@options.reading
@options.json_output
@click.pass_context
def columns_command(ctx: click.Context, /, sheet: str | None, **_: object) -> None:
    """List the columns of SHEET as templates see them.

    For each column: the name that templates use, the header, its kind, how many rows fill it, and samples
    with how they would be said.

    Example: batchgen columns prospects.csv
    """
    from batchgen import column_overview
    from batchgen.campaign import opening

    settings = invocation.load(ctx, sheet, lenient=True)
    invocation.need_sheet(settings)
    opened = invocation.open_sheet(settings)
    seen = column_overview.of(opened, settings, stored=opening.stored_kinds(settings))
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
