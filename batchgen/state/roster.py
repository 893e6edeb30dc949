"""The roster: the rows of one reading of the sheet beside the known jobs, on a private scratch disk."""

from __future__ import annotations

import dataclasses
import sqlite3

KNOWN = (
    "SELECT id, key_hash, cells_hash, occurrence, request_hash, sent_hash, accepted_hash, stage, redo,"
    " kept <> '', coalesce(row, 0) FROM jobs"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What identifies a job that the state file has."""

    id: int
    key_hash: str
    cells_hash: str
    occurrence: int
    request_hash: str
    sent_hash: str
    accepted_hash: str
    stage: str
    redo: str
    kept: bool
    row: int


class Roster:
    """Rows and jobs side by side in a private temporary database that vanishes when it is closed."""

    def __init__(self) -> None:
        # An empty name is SQLite's own temporary database: on disk when large, gone with the connection.
        self.db = sqlite3.connect("", isolation_level=None, check_same_thread=False)

    def close(self) -> None:
        """Forget everything."""
        self.db.close()
