"""The store of a campaign in a database: the journal's statements, on connections set to one campaign."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Self, TypeVar

import psycopg

from batchgen import errors
from batchgen.state import (
    campaign_id,
    group_commits,
    integrity,
    meta,
    runlock,
    words,
)
from batchgen.state.postgres import (
    campaign_rows,
    commits,
    joint_life,
    joint_work,
    lease_clock,
    membership,
    patient_connection,
    server_connection,
    sql_dialect,
    versions,
)
from batchgen.state.postgres import words as database_words
from batchgen.state.sqlite import moved_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    from batchgen.settings import database_url
    from batchgen.state import sql_tables

T = TypeVar("T")

_COUNTER = "SELECT coalesce(max(greatest(start_seq, end_seq)), 0) FROM attempts"
"""What the file keeps as the number last drawn, as far as this campaign drew it."""


class DatabaseStore(joint_life.JointLife):
    """A campaign in a database. All methods may be called from any thread; a context manager.

    `path` is where its state file would be: the run lock of this computer and the results go by it. For
    writing, this process becomes a worker: the one that alone plans or, with `joins`, one among others.
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
        joins: bool = False,
    ) -> None:
        self.path = path
        self.reading = reading
        self._url = url
        self._name = name
        self._lock = held
        self._joins = joins
        self._worker = 0
        super().__init__()
        self._commits: commits.Commits | None = None
        self._lease: membership.Lease | None = None
        self.joint: joint_work.JointWork | None = None
        # A reader beside a run need not wait; a run waits as long as its writer does.
        self._reader = self._patient(0.0 if reading else commits.SECONDS)
        try:
            self._start(service, probe)
        except BaseException as error:
            self._close_connections()
            if isinstance(error, psycopg.Error):
                raise server_connection.unreachable(url, error) from error
            raise

    def _start(self, service: str, probe: group_commits.Probe) -> None:
        connection = self._connected()
        self._reader.tables = sql_dialect.CampaignTables(connection, 0)
        if not versions.check(connection, self._url):
            if self.reading:
                raise self._missing()
            versions.bring_up(connection, self._url)
        found = campaign_rows.find(connection, self._name, service)
        if found is None:
            self._refuse_other_service(connection, service)
            if self.reading or not service:
                raise self._missing()
            found = campaign_rows.add(connection, self._name, service), service
        self._campaign, self.service = found
        self.home = campaign_rows.home(connection)
        self._set(connection)
        self._reader.tables = sql_dialect.CampaignTables(connection, self._campaign)
        if not self.reading:
            self._enter(connection, probe)

    def _enter(self, connection: server_connection.Connection, probe: group_commits.Probe) -> None:
        seconds, asked = self._url.lease, lease_clock.now()
        if self._joins:
            self._worker = membership.enter(connection, self._campaign, lease=seconds)
        else:
            self._worker = membership.plan(connection, self._campaign, place=self.place, lease=seconds)
        self._lease = membership.Lease(self._connected, self._worker, seconds=seconds, asked=asked)
        self._set(connection)
        self._commits = commits.Commits(self._connect_writer, worker=self._worker, probe=probe)
        self.joint = joint_work.JointWork(
            self._claim,
            self._patient(commits.SECONDS),
            campaign=self._campaign,
            worker=self._worker,
            lease=self._lease,
        )
        if not self._joins:
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

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return words.campaign_in(self._name, self._url)

    def _missing(self) -> errors.StateError:
        return errors.StateError(database_words.no_campaign(self.place), hint=database_words.LIST_CAMPAIGNS)

    # connections

    def _connected(self) -> server_connection.Connection:
        return server_connection.connect(self._url)

    def _connect(self) -> sql_dialect.CampaignTables:
        connection = self._connected()
        self._set(connection)
        return sql_dialect.CampaignTables(connection, self._campaign)

    def _connect_writer(self) -> sql_dialect.CampaignTables:
        tables = self._connect()
        # The same few statements a thousand times: to plan each anew costs more than to carry it out.
        tables.raw("SET plan_cache_mode = force_generic_plan")
        return tables

    def _patient(self, seconds: float) -> patient_connection.PatientConnection:
        return patient_connection.PatientConnection(
            self._connect, seconds=seconds, told=lambda error: _told(self._url, error)
        )

    def _set(self, connection: server_connection.Connection) -> None:
        settings = {
            "batchgen.campaign": str(self._campaign),
            "batchgen.worker": str(self._worker or ""),
            "application_name": membership.session_name(self._url.schema, self._worker),
            # A worker whose link is cut in the middle of a transaction must not hold up the others.
            "idle_in_transaction_session_timeout": f"{2000 * self._url.lease:.0f}ms",
        }
        for name, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))

    def _read(self, sql: str, values: Iterable[object] = ()) -> list[tuple[object, ...]]:
        known = list(values)
        return self._reader.ask(lambda db: db.execute(sql, known).fetchall())

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

        def alone(tables: sql_dialect.CampaignTables) -> T:
            with tables.connection.transaction():
                return work(tables)

        return self._reader.ask(alone)

    def _has_table(self, name: str) -> bool:  # noqa: ARG002 - the tables of this version are all there
        return True

    def _next(self, db: sql_tables.Tables) -> int:
        return int(db.execute("SELECT nextval('seq')").fetchone()[0])

    def meta(self, name: str, default: str = "") -> str:
        """Return a remembered setting: service, key, name, rate, result_headers, ..."""
        if name == "sequence":
            return str(self._read(_COUNTER)[0][0])
        return super().meta(name, default)

    # the store itself

    def holder(self) -> runlock.Holder | None:
        """Return who runs the campaign now, None if nobody does."""
        return self._reader.ask(lambda db: membership.holder(db.connection, self._campaign))

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
        if self._lease is not None:
            self._lease.end()
            self._lease = None
        # What cannot be given back now ends with the lease.
        with contextlib.suppress(psycopg.Error, errors.StateError):
            if self.joint is not None:
                self.joint.close()
                self.joint = None
            if self._worker:
                membership.leave(self._reader.opened().connection, self._campaign, self._worker)
                self._worker = 0
        self._reader.close()
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
