"""Moving: a state file's campaign into a database, whole, with its ids; the file is marked afterwards."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

import psycopg

from batchgen import errors
from batchgen.state import access, runlock
from batchgen.state.postgres import campaign_rows, server_connection, sql_dialect, versions, words
from batchgen.state.sqlite import connections, moved_mark
from batchgen.state.sqlite.upgrade import backup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from batchgen.settings import database_url

_TABLES = ("meta", "audio", "jobs", "attempts", "pages")
_CHUNK = 2000
_COUNTERS = (
    ("seq", "SELECT max(greatest(start_seq, end_seq)) FROM attempts"),
    ("attempt_ids", "SELECT max(id) FROM attempts"),
)


def move(path: Path, url: database_url.DatabaseUrl, name: str) -> tuple[str, int]:
    """Copy a campaign, keep its file as `.bak` and mark it; return the name there and how many jobs it has.

    `name` "" takes that of the file. Again after a crash, it goes on. Raises errors.StateError when a run
    holds the file, or the database has another campaign of that name.
    """
    held = runlock.RunLock(path)
    try:
        # This brings an older file up to date, and makes unknown what a dead run left in the air.
        with access.open_state(path, service="", create=False, held=held.lent()) as opened:
            service, known = opened.service, opened.meta("name")
        name = name or known or path.name.removesuffix(".batchgen.db").removesuffix(".db")
        with contextlib.closing(connections.for_reading(path)) as source:
            jobs = int(source.execute("SELECT count(*) FROM jobs").fetchone()[0])
            _copy(source, url, name=name, service=service)
            backup.make(source, path)
        moved_mark.leave(path, url, name)
    finally:
        held.release()
    return name, jobs


def _copy(source: sqlite3.Connection, url: database_url.DatabaseUrl, *, name: str, service: str) -> None:
    connection = server_connection.connect(url)
    try:
        versions.bring_up(connection, url)
        with connection.transaction():
            connection.execute("LOCK TABLE campaigns IN SHARE ROW EXCLUSIVE MODE")
            if _is_there(source, connection, url, name=name, service=service):
                return
            campaign = campaign_rows.add(connection, name, service)
            connection.execute("SELECT set_config('batchgen.campaign', %s, true)", (str(campaign),))
            tables = sql_dialect.CampaignTables(connection, campaign)
            for table in _TABLES:
                _copy_table(source, tables, table)
            _raise_counters(tables)
    except psycopg.Error as error:
        raise server_connection.unreachable(url, error) from error
    finally:
        connection.close()


def _is_there(
    source: sqlite3.Connection,
    connection: server_connection.Connection,
    url: database_url.DatabaseUrl,
    *,
    name: str,
    service: str,
) -> bool:
    """Return whether this very state was copied before. Raises errors.StateError for another campaign."""
    found = campaign_rows.find(connection, name, service)
    if found is None:
        return False
    connection.execute("SELECT set_config('batchgen.campaign', %s, true)", (str(found[0]),))
    tables = sql_dialect.CampaignTables(connection, found[0])
    ours = "SELECT value FROM meta WHERE name = 'campaign_id'"
    counts = "SELECT (SELECT count(*) FROM jobs), (SELECT count(*) FROM attempts)"
    same = [tuple(source.execute(sql).fetchone()) == tables.execute(sql).fetchone() for sql in (ours, counts)]
    if not all(same):
        raise errors.StateError(words.name_taken(name, url), hint=words.NEW_NAME)
    return True


def _copy_table(source: sqlite3.Connection, tables: sql_dialect.CampaignTables, table: str) -> None:
    there = [str(row[1]) for row in source.execute(f"PRAGMA table_info({table})")]
    known = {
        str(row[0])
        for row in tables.raw(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
            " AND table_name = $1",
            [f"all_{table}"],
        )
    }
    columns = ", ".join(column for column in there if column in known)
    if not columns:
        return
    marks = ", ".join("?" for _ in columns.split(", "))
    rows = source.execute(f"SELECT {columns} FROM {table}")
    tables.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", _all(rows))


def _all(rows: sqlite3.Cursor) -> Iterator[tuple[object, ...]]:
    while some := rows.fetchmany(_CHUNK):
        yield from some


def _raise_counters(tables: sql_dialect.CampaignTables) -> None:
    """Let what is drawn from now on be above what the file drew."""
    for counter, highest in _COUNTERS:
        tables.raw(
            f"SELECT setval('{counter}', greatest((SELECT last_value FROM {counter}),"
            f" coalesce(({highest}), 1)))"
        )
