"""Sheet view: the columns and rows of a campaign's sheet as a table shows them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from batchgen import editing, errors, models

if TYPE_CHECKING:
    from batchgen.workspace import campaigns

_KINDS = {"person": "name"}


class Heading(NamedTuple):
    """A column over the table; `kind` is what it is taken for, "" for one without a header."""

    letter: str
    header: str
    kind: str
    filled: int
    is_key: bool
    is_used: bool


def described(found: campaigns.Open) -> tuple[list[Heading], list[str], list[str]]:
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


def line(row: models.Row, width: int, most: int, found: campaigns.Open) -> Mapping[str, object]:
    """Return a row for a table of so many columns, cells cut at `most` characters, and why it is left out."""
    cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
    hidden = "hidden" if row.hidden and not found.settings.include_hidden else ""
    odd = row.odd if not found.settings.include_odd_rows else ""
    why = hidden or odd or (row.ragged.why if row.ragged else "")
    return {"number": row.number, "cells": [cell[: max(30, min(200, most))] for cell in cells], "why": why}
