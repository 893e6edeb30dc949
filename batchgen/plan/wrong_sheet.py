"""A wrong sheet: one whose paid rows have vanished while as many new ones came is not paid for blindly."""

from __future__ import annotations

import dataclasses

from batchgen.plan import words

MOST_GONE = 5
"""Paid rows that may go without a question: people delete some (design 4)."""

MOST_GONE_SHARE = 0.1
"""So may a tenth of a large sheet; more looks like another key, or another sheet (design 4)."""

_PAIRS = 5
"""Pairs that the refusal shows: enough to see what happened."""


@dataclasses.dataclass(frozen=True, slots=True)
class Changes:
    """What the roster found: `paid` jobs with a video, `gone` ones of them without a row, `new` rows.

    Both count those that wait as pairs, too: `alike` of them. `pairs` are examples of (a vanished row, a new
    one) in words.
    """

    paid: int
    gone: int
    new: int
    pairs: tuple[tuple[str, str], ...] = ()
    alike: int = 0


def suspicious(changes: Changes, *, accept_new: int | None) -> bool:
    """Return whether the rows look like the known ones under another identity."""
    if changes.gone <= MOST_GONE or changes.gone <= MOST_GONE_SHARE * changes.paid:
        return False
    if accept_new is not None and changes.new <= accept_new:
        return False
    return changes.new >= changes.gone


def lets_in(changes: Changes, *, pairs: int, accept_new: int) -> bool:
    """Return whether --accept-new covers the pairs, or all new rows where the guard would stop."""
    counted = changes.new if suspicious(changes, accept_new=None) else pairs
    return counted <= accept_new


def refusal(changes: Changes, *, key: str) -> str:
    """Return what to say when the run stops."""
    pairs = "; ".join(f"{old} → {new}" for old, new in changes.pairs[:_PAIRS])
    return words.wrong_sheet(changes.gone, changes.paid, changes.new, key, pairs, changes.alike)
