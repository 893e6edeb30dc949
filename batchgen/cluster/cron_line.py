"""Cron lines: when a list is sent, in the five fields that cron has, in UTC."""

from __future__ import annotations

import datetime as dt

import croniter  # type: ignore[import-untyped]

from batchgen import errors
from batchgen.cluster import words

FIELDS = 5
"""Minute, hour, day of the month, month, day of the week."""


def next_time(line: str, after: dt.datetime) -> dt.datetime:
    """Return the next moment of a cron line. Raises errors.UsageError for one that never comes."""
    if len(line.split()) != FIELDS:
        raise errors.UsageError(words.not_cron(line), hint=words.CRON_LOOKS_LIKE)
    try:
        found = croniter.croniter(line, after.astimezone(dt.UTC)).get_next(dt.datetime)
    except (croniter.CroniterError, ValueError, KeyError) as error:
        raise errors.UsageError(words.not_cron(line), hint=words.CRON_LOOKS_LIKE) from error
    assert isinstance(found, dt.datetime)
    return found
