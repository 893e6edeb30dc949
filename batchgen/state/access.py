"""Opening a state file: for a run, made if need be and locked, or for reading beside one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.state import runlock
from batchgen.state.sqlite import connections, location, schema, writer
from batchgen.state.sqlite.state_file import StateFile

if TYPE_CHECKING:
    from collections.abc import Iterator


_NAMED = ".batchgen.db"
_MAGIC = b"SQLite format 3\x00"
_USER_VERSION = slice(60, 64)
_APPLICATION_ID = slice(68, 72)
"""Bytes of the header that hold these PRAGMAs: https://www.sqlite.org/fileformat2.html 1.3."""

MOST_FILES = 100_000
"""Files that are looked at: a home folder can have many more, and nobody waits for them."""

NOT_RUN = "Nothing has been run for this sheet here yet. One that lies elsewhere is named with --state FILE."


def open_state(
    path: Path,
    *,
    service: str,
    lock: bool = True,
    held: runlock.RunLock | None = None,
    create: bool = True,
    network: bool | None = None,
    probe: writer.Probe = writer.no_probe,
) -> StateFile:
    """Open a state file for a run, making it if need be; attempts of a dead run become `unknown`.

    `service` is the API's base URL: a state file of another service is refused, and "" takes what the file
    says. `network` forces or forbids the journal for network shares (None: find out). `lock=False` opens for
    reading only, like `read_state`; `held` is a lock on the file that the caller took already. Raises
    errors.StateInUseError when another run holds the file, errors.StateError when it cannot be used.
    """
    if not lock:
        return read_state(path, service=service)
    exists = location.check(path)
    if not exists and not create:
        raise errors.StateError(f"There is no state file {path}.", hint=NOT_RUN)
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


def read_state(path: Path, *, service: str = "") -> StateFile:
    """Open an existing state file for reading only, even beside a run. Raises errors.StateError."""
    if not location.check(path):
        raise errors.StateError(f"There is no state file {path}.", hint=NOT_RUN)
    connection = connections.for_reading(path)
    return StateFile(
        path, connection, service=service, held=None, exclusive=False, probe=writer.no_probe, reading=True
    )


def is_state_file(path: Path) -> bool:
    """Return whether a file is a state file of batchgen: by its usual name, or as it says of itself."""
    if path.is_symlink() or not path.is_file():
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
