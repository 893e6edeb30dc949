"""Schedules: lists that workers send by the clock, and what came of the last time."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import psycopg
from psycopg import rows

from batchgen.state.postgres import server_connection, versions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen.settings import database_url
    from batchgen.state.postgres import patient_connection

_ALIVE = (
    "EXISTS (SELECT 1 FROM workers w WHERE w.id = s.worker AND w.state = 'alive'"
    " AND w.lease_until > clock_timestamp())"
)
DUE = (
    f"SELECT id, sheet FROM schedules s WHERE key_mark = $1 AND due_at <= clock_timestamp() AND NOT {_ALIVE}"
)
_TAKE = (
    "UPDATE schedules s SET worker = $2, ran_at = clock_timestamp(), code = NULL, said = '',"
    " ran_on = (SELECT name FROM workers WHERE id = $2)"
    # Who was given up in the middle of it loses it to another.
    f" WHERE id = $1 AND due_at <= clock_timestamp() AND NOT {_ALIVE} RETURNING sheet, cron, options"
)
_END = "UPDATE schedules SET worker = NULL, due_at = $3, code = $4, said = $5 WHERE id = $1 AND worker = $2"
_ALL = (
    "SELECT s.sheet, s.cron, s.options, s.made_by, s.due_at, s.ran_at, s.ran_on, s.code, s.said,"
    f" {_ALIVE} AS is_running FROM schedules s ORDER BY s.sheet"
)


class Schedule(NamedTuple):
    """A list that is sent by the clock. `options` is JSON: the arguments of its runs. Times are in UTC.

    `code` is the exit code of the last run, `said` its last words; both say nothing while it `is_running`.
    """

    sheet: str
    cron: str
    options: str
    made_by: str
    due_at: dt.datetime
    ran_at: dt.datetime | None
    ran_on: str
    code: int | None
    said: str
    is_running: bool


@contextlib.contextmanager
def _opened(url: database_url.DatabaseUrl) -> Iterator[server_connection.Connection]:
    connection = server_connection.connect(url)
    try:
        if not versions.check(connection, url):
            versions.bring_up(connection, url)
        yield connection
    except psycopg.Error as error:
        raise server_connection.unreachable(url, error) from error
    finally:
        connection.close()


def put(
    url: database_url.DatabaseUrl,
    *,
    sheet: str,
    cron: str,
    options: str,
    key_mark: str,
    made_by: str,
    due_at: dt.datetime,
) -> bool:
    """Make the schedule of a sheet, or change it; return whether it is new. Raises errors.StateError."""
    with _opened(url) as connection:
        row = connection.execute(
            "INSERT INTO schedules (sheet, cron, options, key_mark, made_by, due_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (sheet) DO UPDATE SET cron = excluded.cron,"
            " options = excluded.options, key_mark = excluded.key_mark, made_by = excluded.made_by,"
            " due_at = excluded.due_at RETURNING xmax = 0",
            (sheet, cron, options, key_mark, made_by, due_at),
        ).fetchone()
        return bool(row and row[0])


def all_of(url: database_url.DatabaseUrl) -> list[Schedule]:
    """Return the schedules of a database, by sheet. Raises errors.StateError."""
    with _opened(url) as connection, connection.cursor(row_factory=rows.tuple_row) as cursor:
        return [
            Schedule(*row)._replace(
                due_at=row[4].astimezone(dt.UTC), ran_at=row[5] and row[5].astimezone(dt.UTC)
            )
            for row in cursor.execute(_ALL)
        ]


def remove(url: database_url.DatabaseUrl, sheet: str) -> bool:
    """Take a sheet off the clock; return whether it was on it. Raises errors.StateError."""
    with _opened(url) as connection:
        return bool(connection.execute("DELETE FROM schedules WHERE sheet = %s", (sheet,)).rowcount)


def take(desk: patient_connection.PatientConnection, number: int, worker: int) -> tuple[str, str, str] | None:
    """Make a worker the one that runs a list that is due; return its sheet, cron line and options.

    None when another was quicker.
    """
    found = desk.rows(_TAKE, [number, worker])
    return (str(found[0][0]), str(found[0][1]), str(found[0][2])) if found else None


def end(
    desk: patient_connection.PatientConnection,
    number: int,
    worker: int,
    *,
    due_at: dt.datetime,
    code: int,
    said: str,
) -> None:
    """Note what came of a run, and when the next one is."""
    desk.change(_END, [number, worker, due_at, code, said])
