"""Result places: which columns a results file gets, and what came of writing it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from batchgen import identity, models
from batchgen.sheets import headers
from batchgen.sheets import sheet as sheets

Values = Callable[[models.Row], Mapping[str, str] | None]
"""Gives a row's texts by result field, or None to leave its result cells as they are."""


@dataclasses.dataclass(frozen=True, slots=True)
class WriteReport:
    """What was written: where, how many rows, and what people should know.

    `path` is another than the one asked for if the workbook could not be patched in place; `backup` is where
    the first original is kept; `added` are the headers that are ours now, for the state file to record.
    """

    path: Path
    rows: int
    notes: tuple[str, ...] = ()
    backup: Path | None = None
    patched: bool = True
    added: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """A column to write: its field in the values, its header, and its index if it stands already."""

    field: str
    header: str
    index: int | None


def of(sheet: sheets.Sheet, extra: Sequence[str]) -> tuple[Target, ...]:
    """Return the columns to write, ours in their order, then the extra ones."""
    found = [
        Target(field, header, sheet.layout.existing.get(field))
        for field, header in sheet.layout.headers.items()
    ]
    standing = {column.name: column.index for column in sheet.columns if column.ours}
    owned = {column.name for column in sheet.columns if not column.ours}
    # A name that the user has already is another one for ours, as for the eight.
    wanted = ((field, headers.free(identity.fold(field), owned)) for field in extra)
    found += [Target(field, header, standing.get(header)) for field, header in wanted]
    return tuple(
        dataclasses.replace(t, header=sheet.columns[t.index].header) if t.index is not None else t
        for t in found
    )
