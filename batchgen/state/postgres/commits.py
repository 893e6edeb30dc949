"""Commits: one transaction for the work of many callers, whole and once, whatever becomes of the link."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import psycopg

from batchgen import errors
from batchgen.state import group_commits
from batchgen.state.postgres import bulk, claims, server_connection, sql_dialect, words

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 600.0
"""So long a database that is away is waited for, as the service is (design 5.5). Answers wait in memory."""
_PAUSE = 0.5
"""Seconds between tries."""
_NOTE = "UPDATE last_commits SET number = $1 WHERE worker = $2"
_LAST = "SELECT number FROM last_commits WHERE worker = $1 FOR UPDATE"
Connect = Callable[[], sql_dialect.CampaignTables]


class Commits(group_commits.GroupCommits[sql_dialect.CampaignTables]):
    """Writes a campaign. `connect` opens a connection that is set to it, as worker `worker`."""

    def __init__(self, connect: Connect, *, worker: int, probe: group_commits.Probe) -> None:
        self._connect = connect
        self._worker = worker
        self._tables: sql_dialect.CampaignTables | None = None
        self._number = 0
        self._is_asked_for = False
        super().__init__(probe=probe)

    def close(self) -> None:
        """Finish what is queued, end the thread and close the connection."""
        super().close()
        self._drop()

    def _commit(self, group: list[group_commits.Pending[object]]) -> None:
        try:
            self._patiently(group)
        except BaseException as error:  # noqa: BLE001  handed to every waiting caller, who raises it
            self._drop()
            for call in group:
                call.fail(translate(error))
        for call in group:
            call.done.release()

    def _patiently(self, group: list[group_commits.Pending[object]]) -> None:
        """Carry out a group, and again if the link was lost before its commit."""
        until = time.monotonic() + SECONDS
        while True:
            self._number += 1
            self._is_asked_for = False
            try:
                self._carry_out(group)
                return
            except (psycopg.Error, errors.StateError) as error:
                if not self._is_lost(error):
                    raise
                self._drop()
                if self._is_committed_at_last(until, error):
                    return

    def _is_lost(self, error: Exception) -> bool:
        """Return whether the same may go well over another connection, or at another moment."""
        if isinstance(error, (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)):
            return True
        return self._tables is None or self._tables.connection.closed

    def _is_committed_at_last(self, until: float, error: Exception) -> bool:
        """Return whether the transaction was committed, as soon as the database can be asked."""
        while time.monotonic() < until:
            try:
                return self._is_committed()
            except (psycopg.Error, errors.StateError):
                self._drop()
                time.sleep(_PAUSE)
        raise error

    def _carry_out(self, group: list[group_commits.Pending[object]]) -> None:
        tables = self._tables = self._tables or self._connect()
        # Steps go out without a wait for each answer. COPY, of a plan, cannot do that.
        is_steps = all(isinstance(call.work, bulk.Step) for call in group)
        with tables.connection.pipeline() if is_steps else contextlib.nullcontext():
            tables.raw("BEGIN")
            tables.raw(_NOTE, [self._number, self._worker])
            if not any(call.durable for call in group):
                tables.raw("SET LOCAL synchronous_commit = off")
            self._work(tables, group)
            self._probe("commit")
            self._is_asked_for = True
            tables.raw("COMMIT")

    def _work(self, tables: sql_dialect.CampaignTables, group: list[group_commits.Pending[object]]) -> None:
        for call in group:
            call.error = None
            self._probe("write")
        for is_step, some in itertools.groupby(group, lambda call: isinstance(call.work, bulk.Step)):
            calls = list(some)
            if is_step:
                self._together(tables, calls)
            else:
                for call in calls:
                    _alone(tables, call)

    def _together(
        self, tables: sql_dialect.CampaignTables, calls: list[group_commits.Pending[object]]
    ) -> None:
        """Carry out steps that go out together; the ids of videos come first.

        None of them is of an intent among these, whose caller still waits.
        """
        begun = []
        for kind in (bulk.Begin, bulk.Made, claims.Claim):
            if alike := [call for call in calls if isinstance(call.work, kind)]:
                step = kind.carry_out(tables, alike, worker=self._worker)
                next(step)
                begun.append(step)
            if kind is bulk.Begin:
                # A claim must see which rows are taken.
                _finish(begun)
        _finish(begun)

    def _is_committed(self) -> bool:
        """Return whether the transaction whose commit was not answered is in the database all the same."""
        if not self._is_asked_for:
            return False
        tables = self._tables = self._tables or self._connect()
        # Waits for a transaction that is still open at the server.
        # A server that lost its last commits may not even know this worker.
        return tables.raw(_LAST, [self._worker]).fetchone() == (self._number,)

    def _drop(self) -> None:
        if self._tables is not None:
            self._tables.connection.close()
            self._tables = None


def _finish(begun: list[Iterator[None]]) -> None:
    for step in begun:
        for _ in step:
            pass
    begun.clear()


def _alone(tables: sql_dialect.CampaignTables, call: group_commits.Pending[object]) -> None:
    if not call.careful:
        tables.raw("SAVEPOINT one")
    try:
        call.run(tables)
    except (errors.BatchgenError, LookupError, ValueError, psycopg.DataError) as error:
        # This caller's own fault: the others of the group go on.
        if call.careful and isinstance(error, psycopg.Error):
            raise
        if not call.careful:
            tables.raw("ROLLBACK TO one")
        call.fail(translate(error))
    if not call.careful:
        tables.raw("RELEASE one")


def translate(error: BaseException) -> BaseException:
    """Turn an error of PostgreSQL into errors.StateError; leave all others."""
    if not isinstance(error, psycopg.Error):
        return error
    if isinstance(error, psycopg.errors.DiskFull):
        return errors.StateError(words.DATABASE_FULL, hint=words.FREE_DATABASE)
    why = server_connection.said(error)
    return errors.StateError(words.database_not_written(why), hint=words.FIX_DATABASE)
