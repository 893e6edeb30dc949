"""Versions of the tables in a database, and the numbered scripts that lead from each to the next."""

from __future__ import annotations

import importlib.resources
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from batchgen import errors
from batchgen.state import words
from batchgen.state.postgres import words as database_words

if TYPE_CHECKING:
    from batchgen.settings import database_url
    from batchgen.state.postgres import server_connection

NEWEST = 4
_LOCK = 0x6267656E
""""bgen": only one program makes or changes the tables."""


def found(connection: server_connection.Connection, schema: str) -> int:
    """Return the version of the tables, 0 if there are none."""
    query = "SELECT to_regclass(%s)"
    row = connection.execute(query, (f"{schema}.schema_version",)).fetchone()
    if row is None or row[0] is None:
        return 0
    newest = connection.execute("SELECT coalesce(max(n), 0) FROM schema_version").fetchone()
    return int(newest[0]) if newest else 0


def check(connection: server_connection.Connection, url: database_url.DatabaseUrl) -> bool:
    """Return whether the tables are there, in this version; those of `--state local` are brought up to it.

    Raises errors.StateError for another version.
    """
    version = found(connection, url.schema)
    if version > NEWEST:
        raise errors.StateError(
            database_words.newer_tables(url.schema, url, version, NEWEST), hint=words.UPDATE
        )
    if 0 < version < NEWEST and url.is_local:
        # It is this user's alone, as a state file is, and needs no plan of an administrator.
        bring_up(connection, url)
        return True
    if 0 < version < NEWEST:
        raise errors.StateError(
            database_words.older_tables(url.schema, url, version, NEWEST), hint=database_words.upgrade(url)
        )
    return version == NEWEST


def bring_up(connection: server_connection.Connection, url: database_url.DatabaseUrl) -> int:
    """Make the tables, or bring them up to date, in one transaction; return the version before.

    Raises errors.StateError when the role may not.
    """
    try:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            before = found(connection, url.schema)
            if before < NEWEST:
                _make(connection, url.schema, before)
    except psycopg.errors.InsufficientPrivilege as error:
        raise errors.StateError(
            database_words.schema_refused(url, url.schema, error.diag.message_primary),
            hint=database_words.ask_administrator(url.schema),
        ) from error
    return before


def _make(connection: server_connection.Connection, schema: str, before: int) -> None:
    known = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone()
    if known is None:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    if not before:
        connection.execute(
            "CREATE TABLE schema_version (n INT PRIMARY KEY, made_at TIMESTAMPTZ NOT NULL DEFAULT now())"
        )
    for number in range(before + 1, NEWEST + 1):
        script = importlib.resources.files(__package__) / "migrations" / f"{number:04d}.sql"
        # Without values the server takes many statements at once.
        connection.execute(script.read_bytes())
        connection.execute("INSERT INTO schema_version (n) VALUES (%s)", (number,))
