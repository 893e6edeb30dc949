"""The tables of the state file, and the way from an older version to this one.

`PRAGMA application_id` marks the file as ours, `PRAGMA user_version` counts the schema.
docs/paying-once.md documents the tables for users with any SQLite tool, so a change here is a migration and a
line there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.state import integrity, page_codes, sound_lengths, words
from batchgen.state.sqlite.upgrade import backup, first_schema

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

APPLICATION_ID = 0x6267656E
""""bgen", by which `file` and SQLite tools tell a state file from any other database."""
VERSION = 2
"""Of the tables, in `PRAGMA user_version`; older ones are brought up by `upgrade`."""

_META = """
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
"""

TABLES = """
CREATE TABLE jobs (
  id            INTEGER PRIMARY KEY,
  key           TEXT NOT NULL DEFAULT '',     -- the key as people know it
  key_hash      TEXT NOT NULL DEFAULT '',     -- identity by key, empty when identity is by cells
  cells         TEXT NOT NULL DEFAULT '',     -- the row's cells by folded header, JSON, as last seen
  cells_hash    TEXT NOT NULL DEFAULT '',     -- identity by cells
  occurrence    INTEGER NOT NULL DEFAULT 0,   -- which of several equal rows (--duplicates each)
  row           INTEGER,                      -- row number when the sheet was last read; NULL: gone
  label         TEXT NOT NULL DEFAULT '',     -- human part of video_name
  stage         TEXT NOT NULL DEFAULT 'new',  -- that of the attempt in force, if there is one
  request_json  TEXT NOT NULL DEFAULT '',     -- what the row asks for now
  request_hash  TEXT NOT NULL DEFAULT '',
  left_out      TEXT NOT NULL DEFAULT '',     -- 'excluded': links are withheld although there is a video
  minutes       REAL NOT NULL DEFAULT 0,      -- estimate
  go            INTEGER NOT NULL DEFAULT 0,   -- number of the run that confirmed sending it
  redo          TEXT NOT NULL DEFAULT '',     -- --redo that marked it and is not finished
  attempt       INTEGER,                      -- the attempt in force: its video is the job's
  error         TEXT NOT NULL DEFAULT '',     -- why the row is invalid; a video's error is in its attempt
  fixed_from    TEXT NOT NULL DEFAULT '',     -- JSON: the list row's cells when a fix was taken, else ''
  changed_at    TEXT NOT NULL DEFAULT ''      -- UTC
);

CREATE TABLE attempts (
  id             INTEGER PRIMARY KEY,
  job_id         INTEGER NOT NULL REFERENCES jobs (id),
  token          TEXT NOT NULL,
  request_json   TEXT NOT NULL,
  request_hash   TEXT NOT NULL,
  start_seq      INTEGER NOT NULL,            -- intent on disk; one counter for starts and ends
  end_seq        INTEGER,                     -- the outcome (unknown is one) became known
  started_at     TEXT NOT NULL,               -- UTC, for people: clocks decide nothing
  ended_at       TEXT NOT NULL DEFAULT '',
  outcome        TEXT NOT NULL DEFAULT '',    -- '' in the air, made, not_made, unknown
  reason         TEXT NOT NULL DEFAULT '',    -- cooldown, rejected, not_sent, account, crash, ...
  words          TEXT NOT NULL DEFAULT '',    -- what was answered or seen
  stage          TEXT NOT NULL DEFAULT 'sending',  -- of its job while it is in force
  video_id       TEXT NOT NULL DEFAULT '',
  other_ids      TEXT NOT NULL DEFAULT '',    -- JSON list: further videos that carry the same token
  hosted_url     TEXT NOT NULL DEFAULT '',
  download_url   TEXT NOT NULL DEFAULT '',
  stream_url     TEXT NOT NULL DEFAULT '',
  thumbnail_url  TEXT NOT NULL DEFAULT '',
  gif_url        TEXT NOT NULL DEFAULT '',
  error          TEXT NOT NULL DEFAULT '',    -- why its video failed
  details        TEXT NOT NULL DEFAULT '',    -- the service's status_details, in its own words
  progress       TEXT NOT NULL DEFAULT '',    -- "37/100"
  seconds        REAL,                        -- real duration, when it was learned
  accepted_hash  TEXT NOT NULL DEFAULT '',    -- --accept changed: this request is content with its video
  outdated       TEXT NOT NULL DEFAULT '',    -- in words: how the row and its video differ
  reworded       INTEGER NOT NULL DEFAULT 0,  -- a newer batchgen would 1: say it differently, 2: say nothing
  replaces       INTEGER,                     -- the attempt in force before: again so if nothing was made
  keeps          INTEGER,                     -- whose video stays in the results until its own is ready
  looks          INTEGER NOT NULL DEFAULT 0,  -- how often the account was searched for it
  looked_at      TEXT NOT NULL DEFAULT ''
);
"""

_INDEXES = """
CREATE INDEX jobs_stage ON jobs (stage);
CREATE INDEX jobs_key ON jobs (key_hash) WHERE key_hash <> '';
CREATE INDEX jobs_cells ON jobs (cells_hash);
CREATE INDEX jobs_go ON jobs (go) WHERE go <> 0;
CREATE INDEX jobs_redo ON jobs (redo) WHERE redo <> '';
CREATE INDEX attempts_job ON attempts (job_id);
CREATE INDEX attempts_token ON attempts (token);
CREATE INDEX attempts_open ON attempts (outcome) WHERE outcome IN ('', 'unknown');
CREATE INDEX attempts_video ON attempts (video_id) WHERE video_id <> '';
CREATE INDEX attempts_others ON attempts (other_ids) WHERE other_ids <> '';
"""

_OF_PAGES = """
CREATE INDEX IF NOT EXISTS jobs_row ON jobs (row IS NULL, row);
CREATE INDEX IF NOT EXISTS jobs_changed ON jobs (changed_at);
"""
"""For pages of jobs, in the order of the sheet or of their changes."""

_VIEW = """
CREATE VIEW videos AS
SELECT j.row, j.key, j.stage, coalesce(a.video_id, '') AS video_id, coalesce(a.hosted_url, '') AS hosted_url,
  coalesce(a.download_url, '') AS download_url, coalesce(a.stream_url, '') AS stream_url,
  coalesce(a.thumbnail_url, '') AS thumbnail_url, coalesce(a.gif_url, '') AS gif_url
FROM jobs j LEFT JOIN attempts a ON a.id = j.attempt
"""
"""For people with an SQLite tool: every job with the video of its attempt in force."""


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables of a fresh file, or bring an older one up to date, in one transaction.

    Whoever calls this holds the run lock. An older file is copied first, to a name that ends in `.bak`.
    Raises errors.StateError for a file of another program or of a newer batchgen.
    """
    version = check(connection, path)
    if version == VERSION:
        # Files of this schema that were made before these tables may lack them.
        _run(connection, sound_lengths.TABLE + page_codes.TABLE + _OF_PAGES)
        return
    if version:
        backup.make(connection, path)
    bring_up(connection, version, path)


def bring_up(connection: sqlite3.Connection, version: int, path: Path) -> None:
    """Bring the tables of an older version (0: none) to this one's, in one transaction.

    Raises errors.StateError that names the first wrong value if the file has one that cannot be read.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version == 0:
            _run(
                connection, f"PRAGMA application_id = {APPLICATION_ID};\n{_META}{sound_lengths.TABLE}{TABLES}"
            )
            _run(connection, _INDEXES + page_codes.TABLE + _OF_PAGES + _VIEW)
        else:
            _from_1(connection)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        # A full disk has ended the transaction already, and is what has to be told.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if version:
            integrity.check(lambda sql, values: connection.execute(sql, values).fetchall(), path)
        raise


def _from_1(connection: sqlite3.Connection) -> None:
    """Take over what the first schema had: a video stood in its job, and in copies of its columns."""
    first_schema.set_aside(connection)
    _run(connection, sound_lengths.TABLE + TABLES)
    first_schema.take_over(connection)
    _run(connection, _INDEXES + page_codes.TABLE + _OF_PAGES + _VIEW)


def _run(connection: sqlite3.Connection, script: str) -> None:
    # Not executescript, which would end the transaction.
    for statement in script.split(";\n"):
        if statement.strip():
            connection.execute(statement)


def check(connection: sqlite3.Connection, path: Path) -> int:
    """Return the schema version, 0 for a file without any table. Raises errors.StateError."""
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if mark != APPLICATION_ID and (mark or version or tables):
        raise errors.StateError(words.of_another_program(path), hint=words.OTHER_FILE)
    if version > VERSION:
        raise errors.StateError(words.newer(path, version, VERSION), hint=words.UPDATE)
    return version
