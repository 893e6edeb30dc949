"""Attendance: a worker process in a database, whichever campaigns it works for."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Self

import psycopg

from batchgen import errors
from batchgen.state.postgres import (
    campaign_list,
    lease_clock,
    membership,
    patient_connection,
    server_connection,
    sql_dialect,
    versions,
)
from batchgen.state.postgres.workers import schedules

if TYPE_CHECKING:
    import datetime as dt

    from batchgen.settings import database_url


class Attendance:
    """This process is a worker with a lease, until it is closed; beside it, others are given up.

    `key_mark` says whose campaigns it works for if it works for all of them. A context manager. Makes the
    tables if there are none. Raises errors.StateError.
    """

    def __init__(self, url: database_url.DatabaseUrl, key_mark: str) -> None:
        self._url = url
        self._key_mark = key_mark
        connection = server_connection.connect(url)
        try:
            if not versions.check(connection, url):
                versions.bring_up(connection, url)
            asked = lease_clock.now()
            self.number = membership.enter(connection, None, lease=url.lease, key_mark=key_mark)
        except BaseException as error:
            connection.close()
            raise self._told(error) if isinstance(error, psycopg.Error) else error from error
        self._desk = patient_connection.PatientConnection(self._connect, seconds=0.0, told=self._told)
        self._desk.tables = sql_dialect.CampaignTables(connection, 0)
        self._lease = membership.Lease(
            lambda: server_connection.connect(url), self.number, seconds=url.lease, asked=asked
        )

    def _connect(self) -> sql_dialect.CampaignTables:
        return sql_dialect.CampaignTables(server_connection.connect(self._url), 0)

    def _told(self, error: Exception) -> errors.StateError:
        if isinstance(error, errors.StateError):
            return error
        assert isinstance(error, psycopg.Error)
        return server_connection.unreachable(self._url, error)

    @property
    def is_lost(self) -> bool:
        """Whether this process was given up."""
        return self._lease.is_lost

    @property
    def is_heard(self) -> bool:
        """Whether the database heard of this process within its lease."""
        return not self._lease.is_lost and lease_clock.now() < self._lease.until

    def at_work(self) -> list[campaign_list.AtWork]:
        """Return the campaigns that workers have something to do for, oldest first."""
        return [campaign_list.AtWork(*row) for row in self._desk.rows(campaign_list.AT_WORK)]

    def due_lists(self) -> list[tuple[int, str]]:
        """Return the lists that are to be sent by the clock now, and that nobody runs: number and sheet."""
        found = self._desk.rows(schedules.DUE, [self._key_mark]) if self._key_mark else []
        return [(int(row[0]), str(row[1])) for row in found]

    def take_list(self, number: int) -> tuple[str, str, str] | None:
        """Be the one that runs a list; return its sheet, cron line and options, None if another is."""
        return schedules.take(self._desk, number, self.number)

    def end_list(self, number: int, *, due_at: dt.datetime, code: int, said: str) -> None:
        """Note what came of a list's run, and when the next one is."""
        schedules.end(self._desk, number, self.number, due_at=due_at, code=code, said=said)

    def close(self) -> None:
        """End the lease."""
        self._lease.end()
        # What cannot be given back now ends with the lease.
        with contextlib.suppress(psycopg.Error, errors.StateError):
            membership.leave(self._desk.opened().connection, 0, self.number)
        self._desk.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
