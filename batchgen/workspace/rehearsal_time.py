"""Rehearsal time: how long the films of a rehearsal take on this computer, in words, before they are made."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.workspace import plan_words, words

if TYPE_CHECKING:
    from batchgen import editing

SPEED = 20.0
"""Seconds of film that one core makes in a second, the first ones too (docs/speed.md: 23 to 43)."""
START = 10.0
"""Seconds until the first film is begun: programs start, voices and drawings are read."""


def of(drafts: editing.Drafts, some: int) -> str:
    """Return how long the films of some people and of all take, or empty where their length is not known."""
    try:
        totals = drafts.totals()
    except errors.TemplateError:
        return ""
    return sentence(totals.minutes, totals.rows, some, cores=os.cpu_count() or 1)


def sentence(minutes: float, people: int, some: int, *, cores: int) -> str:
    """Return in a sentence how long `some` of the films take and how long all, which last some minutes."""
    if not minutes or not people:
        return ""
    each, some = minutes * 60 / people, min(some, people)
    few, every = (about(seconds(number, each, cores)) for number in (some, people))
    if few == every:
        return words.same_time("All " if people > some else "", _take(people), every)
    return words.some_and_all(_take(some), few, people, every)


def _take(films: int) -> str:
    return words.films_take(plan_words.many(films, "film"), is_one=films == 1)


def seconds(films: int, length: float, cores: int) -> float:
    """Return the seconds that films of a length take: each core makes one at a time."""
    return START + -(-films // cores) * length / SPEED


def about(seconds: float) -> str:
    """Return a time in round words: "less than a minute", "about 4 minutes", "about 3 hours"."""
    if seconds < 60:
        return words.UNDER_A_MINUTE
    minutes = round(seconds / 60)
    hours = round(minutes / 60)
    return words.about_time(
        plan_words.many(minutes, "minute") if minutes < 90 else plan_words.many(hours, "hour")
    )
