"""Connections to the state file's database, with the journal its place allows, and what goes wrong there."""

from __future__ import annotations

import contextlib
import functools
import sqlite3
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.state import words
from batchgen.state.sqlite import busy_database, schema, writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def for_writing(path: Path, *, exclusive: bool) -> tuple[sqlite3.Connection, bool]:
    """Open the database for a run; return whether it is held alone, so that no second connection can read it.

    `exclusive` asks for the journal of network shares. Raises errors.StateError.
    """
    try:
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=1)
    except sqlite3.Error as error:
        raise damaged(path, error) from error
    with _closed_on_error(db):
        try:
            return db, busy_database.waiting(lambda: _prepare(db, path, exclusive=exclusive), path)
        except sqlite3.Error as error:
            raise damaged(path, error) from error


def _prepare(db: sqlite3.Connection, path: Path, *, exclusive: bool) -> bool:
    schema.check(db, path)  # before the journal mode, which would already change another program's file
    alone = exclusive or db.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal"
    if alone:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("PRAGMA journal_mode = TRUNCATE")
    db.execute("PRAGMA synchronous = FULL")
    # On macOS an fsync ends in the drive's own memory; elsewhere this changes nothing.
    db.execute("PRAGMA fullfsync = ON")
    # Pages of the log between two checkpoints, each of which costs two more fsyncs: about 16 MB.
    db.execute("PRAGMA wal_autocheckpoint = 4000")
    schema.prepare(db, path)
    return alone


@contextlib.contextmanager
def _closed_on_error(db: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        db.close()
        raise


def for_reading(path: Path) -> sqlite3.Connection:
    """Open the database beside a run that may be going on. Raises errors.StateError."""
    failure: sqlite3.Error | None = None
    for way in ("mode=rw", "mode=ro", "mode=ro&immutable=1"):
        # The last one to close a WAL file tidies up, which a read-only connection cannot. Where nothing can
        # be written there is no place for WAL's shared memory, and nobody writes there either.
        db = _connect(path, way)
        try:
            with _closed_on_error(db):
                db.execute("PRAGMA query_only = ON")
                version = functools.partial(schema.check, db, path)
                found = busy_database.waiting(version, path, seconds=_patience(path))
                if found not in {0, schema.VERSION}:
                    db = _brought_up(db, found, path)
        except sqlite3.OperationalError as error:
            failure = error
            if busy_database.is_locked(error):
                break
        except sqlite3.Error as error:
            raise damaged(path, error) from error
        else:
            return db
    assert failure is not None
    raise damaged(path, failure) from failure


def _patience(path: Path) -> float:
    """Return how many seconds a reader waits: a run on a network share holds the file as long as it lasts."""
    return 0.0 if path.with_name(path.name + ".lock").exists() else busy_database.SECONDS


def _brought_up(older: sqlite3.Connection, version: int, path: Path) -> sqlite3.Connection:
    """Return a private copy of an older state file with this version's tables; close the file, as it was."""
    # An empty name is SQLite's own temporary database: on disk when large, gone with the connection.
    copy = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    with _closed_on_error(copy), contextlib.closing(older):
        older.backup(copy)
        schema.bring_up(copy, version, path)
        copy.execute("PRAGMA query_only = ON")
    return copy


@contextlib.contextmanager
def beside(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection in a transaction of its own, beside a run that may be going on.

    Raises errors.StateError for a file of an older batchgen, and for one that cannot be written.
    """
    try:
        with contextlib.closing(_connect(path, "mode=rw")) as db:
            if schema.check(db, path) != schema.VERSION:
                raise errors.StateError(words.older(path), hint=words.UPDATE_FIRST)
            busy_database.waiting(lambda: db.execute("BEGIN IMMEDIATE"), path)
            yield db
            busy_database.waiting(lambda: db.execute("COMMIT"), path)
    except sqlite3.Error as error:
        raise writer.translate(error) from error


def reading_beside(path: Path) -> sqlite3.Connection:
    """Open a second connection, which can only read, beside the writing one."""
    return _connect(path, "mode=ro")


def _connect(path: Path, way: str) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?{way}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=1)


def scrub(db: sqlite3.Connection, path: Path) -> None:
    """Write the database anew, without its free pages, and empty its log: what was deleted is gone.

    See https://www.sqlite.org/lang_vacuum.html and https://www.sqlite.org/pragma.html#pragma_wal_checkpoint.
    Raises errors.StateError while another program reads the file.
    """
    try:
        busy_database.waiting(lambda: db.execute("VACUUM"), path)
        busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error as error:
        raise damaged(path, error) from error
    if busy:
        raise damaged(path, sqlite3.OperationalError("database is locked"))


def damaged(path: Path, error: sqlite3.Error) -> errors.StateError:
    """Return what to tell about a database that SQLite cannot use."""
    text = str(error)
    if "locked" in text:
        return errors.StateError(words.locked(path), hint=words.CLOSE_OR_WAIT)
    if any(word in text for word in ("full", "readonly", "unable to open", "disk I/O")):
        trouble = writer.translate(error)
        return errors.StateError(f"{path}: {trouble.args[0]}", hint=words.SPACE_OR_OTHER)
    return errors.StateError(words.not_read(path, text), hint=words.RESTORE)
