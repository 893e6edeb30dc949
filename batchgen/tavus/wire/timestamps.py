"""The three ways in which the API writes a date (tavus-api 3.3), and Retry-After (RFC 9110 10.2.3)."""

from __future__ import annotations

import datetime as dt
import email.utils
import math

LONGEST_WAIT = 60.0
"""Seconds: a longer Retry-After is cut to this; asking once a minute burdens nobody."""


_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}


def parse_date(value: object) -> dt.datetime | None:
    """Return the moment, always with a zone, or None if it is no date that the API is known to write.

    RFC 1123 (videos), `YYYY-MM-DD HH:MM:SS.ffffff` without a zone (callbacks, taken as UTC) and ISO 8601
    (replicas) are read.
    """
    if not isinstance(value, str) or not value:
        return None
    try:
        moment = dt.datetime.fromisoformat(value) if value[0].isdigit() else _rfc1123(value)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def parse_retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Return the seconds that the header asks for, 0 to LONGEST_WAIT, or None if it says nothing usable."""
    if not value:
        return None
    seconds = _seconds(value)
    if seconds is None:
        moment = parse_date(value.strip())
        seconds = (moment - now).total_seconds() if moment else None
    return None if seconds is None else min(max(seconds, 0.0), LONGEST_WAIT)


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return None if math.isnan(seconds) else seconds


def _rfc1123(value: str) -> dt.datetime:
    parts = value.split()
    if len(parts) == 6 and parts[2] in MONTHS and parts[5] == "GMT":
        # What the service sends: ten times as fast as the standard library's reading of all mail dates.
        hour, minute, second = parts[4].split(":")
        date = (int(parts[3]), MONTHS[parts[2]], int(parts[1]))
        return dt.datetime(*date, int(hour), int(minute), int(second), tzinfo=dt.UTC)
    try:
        return email.utils.parsedate_to_datetime(value)
    except (TypeError, IndexError) as error:
        raise ValueError(value) from error
