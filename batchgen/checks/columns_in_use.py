"""Columns in use: those that templates and request fields name, as the checks of a row look at them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from batchgen import models
from batchgen.checks import placeholders
from batchgen.merge import Merger

_MOST_JOINS = 4
"""Blanks and underscores of a header that a cell repeats in another way: "First_Name"."""


class Use(NamedTuple):
    """The columns that are used while so many scripts are known.

    `columns` have their index, squashed header, and how long a cell is that repeats it; `places` are the
    names and indexes of all, by name.
    """

    scripts: int = -1
    columns: tuple[tuple[models.Column, int, str, int], ...] = ()
    places: tuple[tuple[str, int], ...] = ()


class ColumnsInUse:
    """Follows the columns that a merger uses: a cell's template may use more than those before it."""

    def __init__(self, merger: Merger, columns: Sequence[models.Column]) -> None:
        self._merger = merger
        self._columns = columns
        self._indexes = {c.name: c.index for c in reversed(columns) if c.name and not c.ours}
        self._latest = Use()

    def latest(self) -> Use:
        """Return those of the rows so far."""
        count = len(self._merger.scripts)
        if self._latest.scripts != count:
            used = self._merger.used
            named = [
                (c, placeholders.squashed(c.header)) for c in self._columns if c.name in used and not c.ours
            ]
            columns = tuple((c, c.index, h, len(h) + _MOST_JOINS) for c, h in named)
            places = tuple((name, self._indexes[name]) for name in sorted(used & self._indexes.keys()))
            self._latest = Use(count, columns, places)
        return self._latest
