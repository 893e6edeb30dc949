"""The sheet as it was read: its rows, its columns, and what was decided about them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batchgen import editing, errors, models
from batchgen.app import rendering
from batchgen.workspace import campaigns, runs

PAGE = 100
"""Rows on a page, and fewer where there are many columns."""
_MOST_CELLS = 5000
_MOST_TEXT = 200_000
_KINDS = {"person": "name"}


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
        rows, people = found.rows(), found.drafts().people
        headings, key, warnings = _described(found)
    width, number = len(headings), rendering.number_of(request)
    size = max(10, min(PAGE, _MOST_CELLS // max(1, width)))
    shown = rows[(number - 1) * size : number * size]
    return rendering.shown(
        "sheet.html.j2",
        view=campaigns.view(place, found),
        step="sheet",
        stamp=campaigns.mark_of(place),
        saved=found.changed if "saved" in request.query_params else "",
        headings=headings,
        lines=[_line(row, width, _MOST_TEXT // (size * width), found) for row in shown],
        top=editing.top_lines(found.sheet),
        header_number=found.sheet.header_number,
        page=number,
        pages=max(1, -(-len(rows) // size)),
        remarks=editing.remarks(found.sheet, rows, found.settings),
        warnings=warnings,
        key=key,
        people=len(people),
    )


def _described(found: campaigns.Open) -> tuple[list[Heading], list[str], list[str]]:
    """Return the columns, the headers of the key, and what to know of it."""
    key, warnings = editing.key_of(found.sheet, found.drafts().people, found.settings)
    headings = list(_headings(found, key))
    return headings, [heading.header for heading in headings if heading.is_key], warnings


def _headings(found: campaigns.Open, key: tuple[str, ...]) -> Iterator[Heading]:
    seen, used, presenters = found.seen(), found.used(), set()
    with contextlib.suppress(errors.TemplateError):
        given = found.drafts().examiner().merger.column_fields
        presenters = {column.name for column in given.get("replica_id", ())}
    for column in found.sheet.columns:
        own = seen.get(column.letter)
        kind = "ours" if own is None else _KINDS.get(own.kind, own.kind) if column.name else ""
        kind = "presenter" if own and column.name in presenters else kind
        is_key = bool(column.name) and column.name in key
        yield Heading(
            letter=column.letter,
            header=column.header,
            kind=kind,
            filled=own.filled if own else 0,
            is_key=is_key,
            is_used=column.name in used,
        )


def _line(row: models.Row, width: int, most: int, found: campaigns.Open) -> Mapping[str, object]:
    cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
    hidden = "hidden" if row.hidden and not found.settings.include_hidden else ""
    odd = row.odd if not found.settings.include_odd_rows else ""
    why = hidden or odd or (row.ragged.why if row.ragged else "")
    return {"number": row.number, "cells": [cell[: max(30, min(200, most))] for cell in cells], "why": why}


def _read(request: Request, given: Mapping[str, object]) -> object:
    """Have the sheet read in another way."""
    place = rendering.place_of(request)
    runs.refuse_second(place, sandbox=False)
    editing.change(place.file, campaigns.opened(place).settings, given)
    return {"go": f"/c/{place.slug}/sheet"}


ROUTES = [
    Route("/c/{slug}/sheet", rendering.page(_sheet)),
    Route("/c/{slug}/api/sheet/read", rendering.call(_read), methods=["POST"]),
]
