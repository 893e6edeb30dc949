"""Result notes: what else there is to know of the videos of a campaign, each in a sentence or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen import models

if TYPE_CHECKING:
    from batchgen import state


def of(store: state.Store) -> list[str]:
    """Return what is to know: videos found in the account, rows without an answer, rows that are gone."""
    found = [
        _found(store.count_found()),
        _unknown(store.counts().get(models.Stage.UNKNOWN, 0)),
        _gone(sum(1 for _ in store.without_row())),
    ]
    return [note for note in found if note]


def _found(number: int) -> str:
    if not number:
        return ""
    videos = "1 video was" if number == 1 else f"{number:,} videos were"
    return f"{videos} found in your account, and not paid for again."


def _unknown(number: int) -> str:
    if not number:
        return ""
    rows, whose = ("1 row", "Its video is") if number == 1 else (f"{number:,} rows", "Their videos are")
    return f"Tavus gave no answer for {rows}. {whose} looked for before anything is sent again."


def _gone(number: int) -> str:
    if not number:
        return ""
    if number == 1:
        return "1 video belongs to a row that is not in the sheet any more. It is kept."
    return f"{number:,} videos belong to rows that are not in the sheet any more. They are kept."
