"""The register: which sheets of this user belong to which state file, so that one sheet is one campaign.

A hard link, or a file that is mounted elsewhere, does not show where its other name is. So every run notes
its sheet and its state file in the user's own folder. What counts is the file that stands at a noted path
now: many programs save by writing a new file over the old one. Without a place to write, nothing is noted.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import user_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NAME = "sheets.db"
_SECONDS = 5.0
"""So long another process that writes here is waited for."""
_MOST = 2000
"""Sheets that are remembered, the last ones: the register stays a small file."""
_TABLE = (
    "CREATE TABLE IF NOT EXISTS sheets (sheet BLOB, name BLOB, state BLOB, chosen INTEGER,"
    " UNIQUE (sheet, name, state, chosen))"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A run: the path of its sheet, the campaign's name, its state file; `chosen` is one of --state."""

    sheet: Path
    name: str
    state: Path
    chosen: bool


def entries(sheet: Path) -> tuple[Entry, ...]:
    """Return the runs of what is this very file now, under whatever path; the latest first."""
    with _opened(make=False) as register:
        return _of(register, sheet)


def enter(sheet: Path, choose: Callable[[tuple[Entry, ...]], Entry]) -> Entry:
    """Let `choose` decide from the runs of this file, and note its answer; no other run decides meanwhile.

    What `choose` raises comes out of here, with nothing noted.
    """
    with _opened(make=True) as register:
        entry = choose(_of(register, sheet))
        _note(register, entry)
    return entry


@contextlib.contextmanager
def _opened(*, make: bool) -> Iterator[sqlite3.Connection | None]:
    """Open the register, for one who will write alone if it may be made; None where there is none."""
    register = _connect(make=make)
    try:
        yield register
    finally:
        if register is not None:
            register.close()


def _connect(*, make: bool) -> sqlite3.Connection | None:
    with contextlib.suppress(OSError, RuntimeError, sqlite3.Error):
        path = user_folders.state() / _NAME
        if make:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not make and not path.exists():
            return None
        register = sqlite3.connect(path, isolation_level=None, timeout=_SECONDS)
        try:
            if make:
                register.execute("BEGIN IMMEDIATE")
                register.execute(_TABLE)
        except sqlite3.Error:
            register.close()
            raise
        return register
    return None


def _of(register: sqlite3.Connection | None, sheet: Path) -> tuple[Entry, ...]:
    if register is None:
        return ()
    try:
        own = sheet.stat()
        lines = register.execute(
            "SELECT sheet, name, state, chosen FROM sheets ORDER BY rowid DESC"
        ).fetchall()
        noted = [Entry(_path(line[0]), os.fsdecode(line[1]), _path(line[2]), bool(line[3])) for line in lines]
    except (OSError, sqlite3.Error, TypeError):
        return ()
    files: dict[Path, bool] = {}
    for entry in noted:
        if entry.sheet not in files:
            files[entry.sheet] = _is(entry.sheet, own)
    return tuple(entry for entry in noted if files[entry.sheet])


def _path(text: bytes) -> Path:
    return Path(os.fsdecode(text))


def _is(path: Path, own: os.stat_result) -> bool:
    with contextlib.suppress(OSError):
        return os.path.samestat(path.stat(), own)
    return False


def _note(register: sqlite3.Connection | None, entry: Entry) -> None:
    if register is None:
        return
    # Bytes: a file name need not be a text.
    names: tuple[str | Path, ...] = (entry.sheet, entry.name, entry.state)
    values = (*(os.fsencode(name) for name in names), entry.chosen)
    with contextlib.suppress(sqlite3.Error):
        register.execute("INSERT OR IGNORE INTO sheets VALUES (?, ?, ?, ?)", values)
        register.execute("DELETE FROM sheets WHERE rowid <= (SELECT max(rowid) FROM sheets) - ?", (_MOST,))
        register.execute("COMMIT")
