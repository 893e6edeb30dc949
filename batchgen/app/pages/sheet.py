"""The sheet as it was read: its rows, its columns, and what was decided about them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batchgen import identity, models
from batchgen.app import campaigns, rendering

PAGE = 100
"""Rows on a page."""


class Heading(NamedTuple):
    """A column over the table; `kind` is what it is taken for, "" for one without a header."""

    letter: str
    header: str
    kind: str
    filled: int
    is_key: bool
    is_used: bool


def _sheet(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    with found.lock:
        rows, used = found.rows(), found.used()
    number = rendering.number_of(request)
    people = [row for row in rows if not row.hidden and not row.odd]
    key, key_notes = _key(found, people)
    return rendering.shown(
        "sheet.html.j2",
        view=campaigns.view(place, found),
        step="sheet",
        headings=list(_headings(found, used, key)),
        lines=[_line(row, len(found.sheet.columns)) for row in rows[(number - 1) * PAGE : number * PAGE]],
        header_number=found.sheet.header_number,
        page=number,
        pages=max(1, -(-len(rows) // PAGE)),
        notes=[*_counts(rows), *found.sheet.notes, *key_notes],
        key=[c.header for c in found.sheet.columns if c.name in key],
        people=len(people),
    )


def _counts(rows: Sequence[models.Row]) -> Iterator[str]:
    hidden = sum(1 for row in rows if row.hidden)
    if hidden:
        which = (
            "1 row is hidden in the sheet and left out."
            if hidden == 1
            else f"{hidden:,} rows are hidden in the sheet and left out."
        )
        yield which
    odd = [row for row in rows if row.odd]
    for why, group in itertools.groupby(sorted(odd, key=lambda row: row.odd), key=lambda row: row.odd):
        numbers = ", ".join(str(row.number) for row in itertools.islice(group, 5))
        yield f"Row {numbers} is not a person: {why}. It is left out."


def _key(found: campaigns.Open, people: Sequence[models.Row]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the folded headers that tell people apart, and what stands in the way of better ones."""
    given = tuple(identity.fold(name) for name in found.settings.key or ())
    if given:
        return given, ()
    choice = identity.KeyChoice(found.sheet.columns)
    for row in people:
        choice.watch(row)
    return choice.chosen(), tuple(choice.notes())


def _headings(found: campaigns.Open, used: frozenset[str], key: tuple[str, ...]) -> Iterator[Heading]:
    seen = found.seen()
    for column in found.sheet.columns:
        own = seen.get(column.letter)
        kind = "ours" if own is None else own.kind if column.name else ""
        filled = own.filled if own else 0
        is_key, is_used = column.name in key, column.name in used
        yield Heading(column.letter, column.header, kind, filled, is_key, is_used)


def _line(row: models.Row, width: int) -> Mapping[str, object]:
    cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
    why = "hidden" if row.hidden else row.odd or (row.ragged.why if row.ragged else "")
    return {"number": row.number, "cells": [cell[:200] for cell in cells], "why": why}


ROUTES = [Route("/c/{slug}/sheet", rendering.page(_sheet))]
