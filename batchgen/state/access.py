"""Opening a state file: for a run, made if need be and locked, or for reading beside one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.settings import database_url
from batchgen.state import group_commits, runlock, words
from batchgen.state.sqlite import connections, location, schema
from batchgen.state.sqlite.state_file import StateFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen.state.postgres import database_store


_NAMED = ".batchgen.db"
BESIDE = ("-wal", "-shm", "-journal", ".lock")
"""Endings of the files beside a state file that belong to it."""
_MAGIC = b"SQLite format 3\x00"
_USER_VERSION = slice(60, 64)
_APPLICATION_ID = slice(68, 72)
"""Bytes of the header that hold these PRAGMAs: https://www.sqlite.org/fileformat2.html 1.3."""

MOST_FILES = 100_000
"""Files that are looked at: a home folder can have many more, and nobody waits for them."""


def open_state(
    path: Path,
    *,
    service: str,
    lock: bool = True,
    held: runlock.RunLock | None = None,
    create: bool = True,
    network: bool | None = None,
    probe: group_commits.Probe = group_commits.no_probe,
) -> StateFile:
    """Open a state file for a run, making it if need be; attempts of a dead run become `unknown`.

    `service` is the API's base URL: a state file of another service is refused, and "" takes what the file
    says. `network` forces or forbids the journal for network shares (None: find out). `lock=False` opens for
    reading only, like `read_state`; `held` is a lock on the file that the caller took already. Raises
    errors.StateInUseError when another run holds the file, errors.StateError when it cannot be used.
    """
    if not lock:
        return _read_file(path, service)
    exists = location.check(path)
    if not exists and not create:
        raise errors.StateError(words.no_state_file(path), hint=words.NOT_RUN)
    held = held or runlock.RunLock(path)
    try:
        if not location.check(path):
            location.create(path)
        share = location.is_network_share(path) if network is None else network
        connection, alone = connections.for_writing(path, exclusive=share)
        return StateFile(path, connection, service=service, held=held, exclusive=alone, probe=probe)
    except BaseException:
        held.release()
        raise


def read_state(path: Path, *, service: str = "") -> StateFile | database_store.DatabaseStore:
    """Open an existing state file for reading only, even beside a run. Raises errors.StateError.

    Of one whose campaign is in a database, the campaign there is opened.
    """
    try:
        return _read_file(path, service)
    except errors.StateMovedError as moved:
        return _followed(path, moved, service=service, held=None, reading=True)


def _read_file(path: Path, service: str) -> StateFile:
    if not location.check(path):
        raise errors.StateError(words.no_state_file(path), hint=words.NOT_RUN)
    return StateFile(
        path,
        connections.for_reading(path),
        service=service,
        held=None,
        exclusive=False,
        probe=group_commits.no_probe,
        reading=True,
    )


def open_wherever(
    path: Path, *, held: runlock.RunLock | None = None
) -> StateFile | database_store.DatabaseStore:
    """Open an existing state file as a run does or, if it says so, its campaign in a database.

    For what is done to campaigns that lie in a folder, which runs do not: they name their database.
    """
    try:
        return open_state(path, service="", create=False, held=held.lent() if held else None)
    except errors.StateMovedError as moved:
        # The file gave back its lock as it said where its campaign is.
        held = held or runlock.RunLock(path)
        return _followed(path, moved, service="", held=held, reading=False)


def _followed(
    path: Path,
    moved: errors.StateMovedError,
    *,
    service: str,
    held: runlock.RunLock | None,
    reading: bool,
) -> database_store.DatabaseStore:
    """Open the campaign that a file's mark names; its password may stand in the environment."""
    from batchgen.state.postgres import database_store

    url = database_url.parsed(moved.url, where=str(path))
    given = os.environ.get("BATCHGEN_STATE", "")
    if database_url.is_one(given):
        url = url.with_password(database_url.parsed(given, where="BATCHGEN_STATE", secret=True))
    return database_store.DatabaseStore(
        url, name=moved.name, path=path, service=service, held=held, reading=reading
    )


def is_state_file(path: Path) -> bool:
    """Return whether a file is a state file of batchgen: by its usual name, or as it says of itself."""
    # Reading a file that this process has locked, or that SQLite has open in it, would end those locks.
    if path.name.endswith(BESIDE) or path.is_symlink() or not path.is_file():
        return False
    if path.name.endswith(_NAMED):
        return True
    header = _header(path)
    mark = int.from_bytes(header[_APPLICATION_ID], signed=True)
    return header.startswith(_MAGIC) and mark == schema.APPLICATION_ID


def _header(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_APPLICATION_ID.stop)
    except OSError:
        return b""


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files in and below a folder; hidden folders and links to folders are left out."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(here, name) for name in sorted(files))


def is_older(path: Path) -> bool:
    """Return whether the next run will bring this state file up to date, after a copy of it."""
    header = _header(path)
    return 0 < int.from_bytes(header[_USER_VERSION]) < schema.VERSION
