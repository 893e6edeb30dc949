"""The mark in a state file whose campaign is in a database: which one, and under what name."""

from __future__ import annotations

import contextlib
import shlex
import sqlite3
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.state import erasure, meta, words
from batchgen.state.sqlite import connections, location

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from batchgen.settings import database_url

URL, NAME = "moved_to", "moved_name"
"""Keys of the meta."""


def read(path: Path) -> tuple[str, str] | None:
    """Return the address and the campaign's name there, None for a file that holds its campaign itself."""
    with contextlib.closing(connections.for_reading(path)) as db:
        return of(db)


def of(db: sqlite3.Connection) -> tuple[str, str] | None:
    """Return the mark of an open file."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return None
    url = meta.get(db, URL)
    return (url, meta.get(db, NAME)) if url else None


def leave(path: Path, url: database_url.DatabaseUrl, name: str) -> None:
    """Mark a state file, which is made if need be, and empty it: only the database is kept up from now on.

    Whoever calls this holds its run lock.
    """
    if not location.check(path):
        location.create(path)
    elif read(path) == (str(url), name):
        return
    db, _ = connections.for_writing(path, exclusive=location.is_network_share(path))
    try:
        db.execute("BEGIN IMMEDIATE")
        for table in ("pages", "audio", "attempts", "jobs", "meta"):
            db.execute(f"DELETE FROM {table}")
        meta.put(db, URL, str(url))
        meta.put(db, NAME, name)
        db.execute("COMMIT")
        db.execute("VACUUM")  # what was deleted does not stay in the file
    except sqlite3.Error as error:
        raise connections.damaged(path, error) from error
    finally:
        db.close()


def forget(path: Path, job_ids: Collection[int], mentions: Collection[str]) -> None:
    """Erase jobs in what a marked file still holds of before: they have the same ids in the database.

    Whoever calls this holds its run lock. Raises errors.StateError.
    """
    if not location.check(path):
        return
    db, _ = connections.for_writing(path, exclusive=location.is_network_share(path))
    try:
        db.execute("BEGIN IMMEDIATE")
        erasure.forget(db, job_ids, mentions)
        db.execute("COMMIT")
        connections.scrub(db, path)
    except sqlite3.Error as error:
        raise connections.damaged(path, error) from error
    finally:
        db.close()


def refusal(path: Path, mark: tuple[str, str]) -> errors.StateMovedError:
    """Return what to say to one who opens a marked file."""
    url, name = mark
    return errors.StateMovedError(
        words.moved(path, name, url),
        hint=words.name_database(shlex.quote(url)),
        url=url,
        name=name,
    )
