"""Sound lengths: how long sound files are, by their address, so that none is read twice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen.state import sql_tables

TABLE = """
CREATE TABLE IF NOT EXISTS audio (
  url      TEXT PRIMARY KEY,                  -- as requests have it
  seconds  REAL NOT NULL,                     -- as read from the file; that of its film once it is learned
  read_at  TEXT NOT NULL DEFAULT ''           -- UTC
) WITHOUT ROWID;
"""
SECONDS = "SELECT seconds FROM audio WHERE url = ?"


def keep(db: sql_tables.Tables, lengths: Mapping[str, float]) -> None:
    """Remember the seconds of sound files."""
    now = _now()
    db.executemany("DELETE FROM audio WHERE url = ?", [(url,) for url in lengths])
    rows = [(url, seconds, now) for url, seconds in lengths.items()]
    db.executemany("INSERT INTO audio (url, seconds, read_at) VALUES (?, ?, ?)", rows)


def learn(db: sql_tables.Tables, video_id: str) -> None:
    """Take over the length of a video that was made of a sound file: it is what is paid for."""
    found = db.execute(
        "SELECT json_extract(request_json, '$.audio_url'), seconds FROM attempts"
        " WHERE video_id = ? AND video_id <> '' AND seconds IS NOT NULL"
        " AND json_extract(request_json, '$.audio_url') IS NOT NULL",
        (video_id,),
    )
    keep(db, {str(url): float(seconds) for url, seconds in found.fetchall()})


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
