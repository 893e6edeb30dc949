"""The store of a campaign in a database: the journal's statements, on connections set to one campaign."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, Self, TypeVar

import psycopg

from batchgen import errors
from batchgen.state import (
    attempt_journal,
    attempt_life,
    campaign_id,
    group_commits,
    integrity,
    meta,
    runlock,
    words,
)
from batchgen.state.postgres import bulk, commits, run_claim, server_connection, sql_dialect, versions
from batchgen.state.postgres import words as database_words
from batchgen.state.sqlite import moved_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    from batchgen.settings import database_url
    from batchgen.state import records, sql_tables, store

T = TypeVar("T")

_CAMPAIGN = "SELECT id FROM campaigns WHERE service = %s AND name = %s"
_COUNTER = "SELECT coalesce(max(greatest(start_seq, end_seq)), 0) FROM attempts"
"""What the file keeps as the number last drawn, as far as this campaign drew it."""


def find(connection: server_connection.Connection, name: str, service: str) -> tuple[int, str] | None:
    """Return a campaign and its service; "" is the only one of that name, or the one of real runs."""
    rows = connection.execute(
        "SELECT id, service FROM campaigns WHERE name = %s AND (service = %s OR %s = '')"
        " ORDER BY service = 'sandbox', id",
        (name, service, service),
    ).fetchall()
    real = [row for row in rows if row[1] != "sandbox"] or rows
    return (int(real[0][0]), str(real[0][1])) if len(real) == 1 else None


def add(connection: server_connection.Connection, name: str, service: str) -> int:
    """Make a campaign, unless it is there; return its number."""
    connection.execute(
        "INSERT INTO campaigns (service, name) VALUES (%s, %s) ON CONFLICT DO NOTHING", (service, name)
    )
    row = connection.execute(_CAMPAIGN, (service, name)).fetchone()
    assert row is not None
    return int(row[0])


class DatabaseStore(attempt_journal.Journal):
    """A campaign in a database. All methods may be called from any thread; a context manager.

    `path` is where its state file would be: the run lock of this computer and the results go by it. For
    writing the campaign is claimed for this process; what a run left in the air is `unknown` then.
    """

    def __init__(
        self,
        url: database_url.DatabaseUrl,
        *,
        name: str,
        path: Path,
        service: str,
        held: runlock.RunLock | None,
        probe: group_commits.Probe = group_commits.no_probe,
        reading: bool = False,
    ) -> None:
        self.path = path
        self.reading = reading
        self._url = url
        self._name = name
        self._lock = held
        self._worker = 0
        self._guard = threading.RLock()
        self._commits: commits.Commits | None = None
        self._heartbeat: run_claim.Heartbeat | None = None
        self._connection: server_connection.Connection | None = server_connection.connect(url)
        try:
            self._start(service, probe)
        except BaseException as error:
            self._close_connections()
            if isinstance(error, psycopg.Error):
                raise server_connection.unreachable(url, error) from error
            raise

    def _start(self, service: str, probe: group_commits.Probe) -> None:
        connection = self._opened()
        if not versions.check(connection, self._url):
            if self.reading:
                raise self._missing()
            versions.bring_up(connection, self._url)
        found = find(connection, self._name, service)
        if found is None:
            self._refuse_other_service(connection, service)
            if self.reading or not service:
                raise self._missing()
            found = add(connection, self._name, service), service
        self._campaign, self.service = found
        if not self.reading:
            self._worker = run_claim.take(connection, self._campaign, place=self.place)
            self._heartbeat = run_claim.Heartbeat(lambda: server_connection.connect(self._url), self._worker)
        self._set(connection)
        if not self.reading:
            self._commits = commits.Commits(self._connect, worker=self._worker, probe=probe)
            self._write(self._open_marks)

    def _refuse_other_service(self, connection: server_connection.Connection, service: str) -> None:
        others = connection.execute(
            "SELECT service FROM campaigns WHERE name = %s AND service <> 'sandbox'", (self._name,)
        ).fetchall()
        if others and service != "sandbox":
            raise errors.StateError(
                words.other_service(self.place, others[0][0], service), hint=words.SAME_URL_OR_NAME
            )

    def forget(self, job_ids: Collection[int], mentions: Iterable[str] = ()) -> None:
        """Erase jobs with all texts about them, here and in the file that the campaign was moved from."""
        ids, texts = tuple(job_ids), tuple(mentions)
        super().forget(ids, texts)
        moved_mark.forget(self.path, ids, texts)

    def _open_marks(self, db: sql_tables.Tables) -> None:
        meta.put(db, "service", self.service)
        campaign_id.keep(db)
        attempt_life.recover(db, lambda: self._next(db))

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return words.campaign_in(self._name, self._url)

    def _missing(self) -> errors.StateError:
        return errors.StateError(database_words.no_campaign(self.place), hint=database_words.LIST_CAMPAIGNS)

    # connections

    def _opened(self) -> server_connection.Connection:
        if self._connection is None or self._connection.closed:
            self._connection = None
            self._connection = self._connect().connection
        return self._connection

    def _connect(self) -> sql_dialect.CampaignTables:
        connection = server_connection.connect(self._url)
        self._set(connection)
        return sql_dialect.CampaignTables(connection, self._campaign)

    def _set(self, connection: server_connection.Connection) -> None:
        for name, value in (("campaign", self._campaign), ("worker", self._worker or "")):
            connection.execute("SELECT set_config(%s, %s, false)", (f"batchgen.{name}", str(value)))

    def _read(self, sql: str, values: Iterable[object] = ()) -> list[tuple[object, ...]]:
        known, until = list(values), time.monotonic() + commits.SECONDS
        while True:
            try:
                with self._guard:
                    return (
                        sql_dialect.CampaignTables(self._opened(), self._campaign)
                        .execute(sql, known)
                        .fetchall()
                    )
            except (psycopg.Error, errors.StateError) as error:
                # A reader beside a run need not wait; a run waits as long as its writer does.
                is_lost = self._connection is None or self._connection.closed
                if self.reading or not is_lost or time.monotonic() > until:
                    raise _told(self._url, error) from error
            time.sleep(0.5)

    # doors

    def _post(
        self, work: Callable[[sql_tables.Tables], T], *, durable: bool = True, careful: bool = False
    ) -> group_commits.Pending[T]:
        if self._commits is None:
            raise errors.StateError(database_words.campaign_read_only(self.place))
        return self._commits.post(work, durable=durable, careful=careful)

    def _write_beside(self, work: Callable[[sql_tables.Tables], T]) -> T:
        if self._commits is not None:
            return self._write(work)
        with self._guard, self._opened().transaction():
            return work(sql_dialect.CampaignTables(self._opened(), self._campaign))

    def _has_table(self, name: str) -> bool:  # noqa: ARG002 - the tables of this version are all there
        return True

    def _next(self, db: sql_tables.Tables) -> int:
        return int(db.execute("SELECT nextval('seq')").fetchone()[0])

    def meta(self, name: str, default: str = "") -> str:
        """Return a remembered setting: service, key, name, rate, result_headers, ..."""
        if name == "sequence":
            return str(self._read(_COUNTER)[0][0])
        return super().meta(name, default)

    def begin(self, job_id: int, *, token: str, request_json: str) -> records.Attempt:
        """Write the intent of one POST; the POST may start when this has returned."""
        return self._live(bulk.Begin(job_id, token, request_json))  # type: ignore[arg-type]

    def finish_made_soon(self, attempt_id: int, facts: records.VideoFacts) -> store.Promise[bool]:
        """Do as `finish_made` without waiting: its `wait` returns when the id is on disk."""
        return self._post(bulk.Made(attempt_id, facts), careful=True)  # type: ignore[arg-type]

    # the store itself

    def holder(self) -> runlock.Holder | None:
        """Return who runs the campaign now, None if nobody does."""
        with self._guard:
            return run_claim.holder(self._opened(), self._campaign)

    def where_results_are(self, command: str) -> str:
        """Return in words where results are that were not written, and which command writes them."""
        return words.results_safe(self._url, command)

    def check_sound(self, kinds: integrity.Kinds | None = None) -> None:
        """Read what is remembered by name; raise errors.StateError for a value that cannot be read.

        The columns of a database have their kinds, and take no other values.
        """
        for found in integrity.wrong_meta(self._read, kinds or integrity.NO_KINDS):
            raise errors.StateError(
                database_words.campaign_damaged(self.place, found), hint=database_words.RESTORE_DATABASE
            )

    def explain(self, error: BaseException | None, kinds: integrity.Kinds | None = None) -> None:
        """Raise errors.StateError if an error looks like that of a wrong value, and there is one."""
        if isinstance(error, integrity.OF_WRONG_VALUES):
            self.check_sound(kinds)

    def close(self) -> None:
        """Finish all writes and give the campaign back; safe to call twice."""
        if self._commits is not None:
            self._commits.close()
            self._commits = None
        self._close_connections()

    def _close_connections(self) -> None:
        if self._heartbeat is not None:
            self._heartbeat.end()
            self._heartbeat = None
        # What cannot be given back now, the next run on this computer sees itself.
        with contextlib.suppress(psycopg.Error, errors.StateError):
            if self._worker:
                run_claim.leave(self._opened(), self._campaign, self._worker)
                self._worker = 0
        if self._connection is not None:
            self._connection.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _told(url: database_url.DatabaseUrl, error: Exception) -> errors.StateError:
    if isinstance(error, errors.StateError):
        return error
    assert isinstance(error, psycopg.Error)
    return server_connection.unreachable(url, error)
