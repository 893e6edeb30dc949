"""Sound lengths: how long sound files are, by their address, so that none is read twice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

TABLE = """
CREATE TABLE IF NOT EXISTS audio (
  url      TEXT PRIMARY KEY,                  -- as requests have it
  seconds  REAL NOT NULL,                     -- as read from the file; that of its film once it is learned
  read_at  TEXT NOT NULL DEFAULT ''           -- UTC
) WITHOUT ROWID;
"""
SECONDS = "SELECT seconds FROM audio WHERE url = ?"
EXISTS = "SELECT 1 FROM sqlite_master WHERE name = 'audio'"
"""A file of the first schema, which is only read, does not have the table."""

_PUT = "INSERT OR REPLACE INTO audio (url, seconds, read_at)"


def keep(db: sqlite3.Connection, lengths: Mapping[str, float]) -> None:
    """Remember the seconds of sound files."""
    now = _now()
    db.executemany(f"{_PUT} VALUES (?, ?, ?)", [(url, seconds, now) for url, seconds in lengths.items()])


def learn(db: sqlite3.Connection, video_id: str) -> None:
    """Take over the length of a video that was made of a sound file: it is what is paid for."""
    db.execute(
        f"{_PUT} SELECT json_extract(request_json, '$.audio_url'), seconds, ? FROM attempts"
        " WHERE video_id = ? AND video_id <> '' AND seconds IS NOT NULL"
        " AND json_extract(request_json, '$.audio_url') IS NOT NULL",
        (_now(), video_id),
    )


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
