"""Kinds: the rows of a roster, counted by what was decided about them."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from batchgen import state

FEW = 4
"""Kinds up to which one pass for each is quicker than sorting all rows once."""
_FIELDS = "left_out, decision, replica, job IS NULL"


class Kind(NamedTuple):
    """How many rows are alike, and their minutes in all. `is_new` ones have no job so far."""

    left_out: str
    decision: str
    replica: str
    is_new: bool
    rows: int
    minutes: float


def of(roster: state.Roster, *, few: int = FEW) -> list[Kind]:
    """Count the decided rows."""
    found = roster.ask(f"SELECT DISTINCT {_FIELDS} FROM rows")
    if len(found) > few:
        return [
            _kind(*row)
            for row in roster.ask(f"SELECT {_FIELDS}, count(*), sum(minutes) FROM rows GROUP BY {_FIELDS}")
        ]
    sums = f"SELECT count(*), sum(minutes) FROM rows WHERE ({_FIELDS}) = (?, ?, ?, ?)"
    return [_kind(*values, *roster.ask(sums, *values)[0]) for values in found]


def tally(counts: Iterable[tuple[str, int]]) -> collections.Counter[str]:
    """Add counts up by name, in the order of the names."""
    found: collections.Counter[str] = collections.Counter()
    for name, count in sorted(counts):
        found[name] += count
    return found


def _kind(
    left_out: object, decision: object, replica: object, is_new: object, count: object, minutes: object
) -> Kind:
    return Kind(
        str(left_out), str(decision), str(replica), bool(is_new), int(str(count)), float(str(minutes))
    )
