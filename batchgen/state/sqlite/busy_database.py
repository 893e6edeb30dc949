"""A busy database: another program (a viewer of databases, a backup) may hold the state file for a while."""

from __future__ import annotations

import logging
import sqlite3
import time
from typing import TYPE_CHECKING, TypeVar

from batchgen.state import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

SECONDS = 60.0
"""So long it is waited for, beside SQLite's own second at each try."""

_PAUSE = 0.2
"""Seconds between tries: a writer holds the file for some milliseconds."""
# Python shows warnings of a logger on standard error, unless whoever uses the library says otherwise.
_log = logging.getLogger(__name__)


def is_locked(error: BaseException) -> bool:
    """Return whether SQLite found the database locked by another connection."""
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


def waiting(
    work: Callable[[], T],
    path: Path | str,
    *,
    seconds: float = SECONDS,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> T:
    """Carry out a step of SQLite, again and again while another program locks the file; say so once.

    Raises what SQLite raised when the time is over.
    """
    until = clock() + seconds
    is_announced = False
    while True:
        try:
            return work()
        except sqlite3.OperationalError as error:
            if not is_locked(error) or clock() >= until:
                raise
            if not is_announced:
                _log.warning("%s", words.locked_for_now(path))
                is_announced = True
            sleep(_PAUSE)
