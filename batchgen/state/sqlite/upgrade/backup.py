"""The copy of a state file that is made before a newer batchgen changes its tables."""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
from typing import TYPE_CHECKING

from batchgen.state.sqlite import location

if TYPE_CHECKING:
    from pathlib import Path


def make(connection: sqlite3.Connection, path: Path) -> Path:
    """Copy the open state file beside itself, whole and on disk, for its owner only; return the copy.

    The first free name of `x.db.bak`, `x.db.2.bak`, ... is taken: no earlier copy is written over.
    """
    copy = next(name for name in _names(path) if not name.exists())
    part = copy.with_name(copy.name + ".part")
    part.unlink(missing_ok=True)
    location.create(part)
    with contextlib.closing(sqlite3.connect(part)) as target:
        connection.backup(target)
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.rename(copy)
    return copy


def _names(path: Path) -> itertools.chain[Path]:
    more = (path.with_name(f"{path.name}.{number}.bak") for number in itertools.count(2))
    return itertools.chain([path.with_name(path.name + ".bak")], more)
