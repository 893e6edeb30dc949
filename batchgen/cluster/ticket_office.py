"""The ticket office: procrastinate, which hands tickets to the workers of a database.

It runs on a loop of its own in a thread. Beside its heartbeat every worker looks for tickets of workers that
are gone, and tops up those that should be waiting: no ticket does that, since it would be lost with them.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.resources
import logging
import threading
from typing import TYPE_CHECKING, Self

import procrastinate
from procrastinate import exceptions, jobs, schema, worker

from batchgen import state
from batchgen.cluster import tickets

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from batchgen.settings import database_url

TEND_EVERY = 1.0
"""Seconds between two looks for tickets that are missing, or whose worker is gone."""

_POLL = 2.0
"""Seconds after which a worker asks for tickets without being woken: behind pgbouncer nobody wakes it."""

_TABLE = "procrastinate_jobs"

# What goes wrong with tickets is put right by the next look; it is no news for people.
for _name in ("procrastinate", "psycopg.pool"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


def make_tables(url: database_url.DatabaseUrl) -> None:
    """Make procrastinate's tables in our schema, or bring them up to date. Raises errors.StateError."""
    folder = importlib.resources.files("procrastinate.sql") / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda f: f.name)
    steps = [(file.name, file.read_text(encoding="utf-8")) for file in files]
    state.bring_up_tickets(url, _TABLE, schema.SchemaManager.get_schema(), steps)


class TicketOffice:
    """Gives this process tickets, one at a time, until it is closed. A context manager.

    `mark` tells the account: workers take the tickets of their own account only. `number` is the worker's.
    """

    def __init__(
        self,
        url: database_url.DatabaseUrl,
        perform: Callable[[tickets.Ticket], None],
        *,
        mark: str,
        number: int,
        kinds: Collection[tickets.Kind] = tickets.KINDS,
    ) -> None:
        self._url = url
        self._perform = perform
        self._mark = mark
        self._number = number
        self._queues = [self._queue(kind) for kind in kinds]
        self._wanted: Sequence[tickets.Ticket] = ()
        self._closing = False
        self._worker: worker.Worker | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="batchgen-tickets", daemon=True)

    def __enter__(self) -> Self:
        make_tables(self._url)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Give no more tickets; wait until the one that is worked on is done."""
        self._closing = True
        if self._worker is not None:
            self._worker.stop()  # type: ignore[no-untyped-call]
        self._thread.join()

    def keep(self, wanted: Sequence[tickets.Ticket]) -> None:
        """Keep these tickets waiting from now on."""
        self._wanted = wanted

    def check(self) -> None:
        """Raise what ended the office, if it gives no tickets any more."""
        if self._error is not None:
            raise self._error

    def _queue(self, kind: str) -> str:
        return f"{kind}:{self._mark}"

    # the loop's thread

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - raised by check()
            self._error = error

    async def _serve(self) -> None:
        asyncio.get_running_loop().set_exception_handler(_ignore)
        pool = state.ticket_pool(self._url, self._number)
        await pool.open()
        try:
            app = procrastinate.App(connector=procrastinate.PsycopgConnector())
            for kind in tickets.KINDS:
                app.task(name=kind)(self._perform_one)
            async with app.open_async(pool):
                while not self._closing:
                    await self._work(app)
        finally:
            await pool.close()

    def _perform_one(self, *, kind: tickets.Kind, campaign: str, service: str, number: int) -> None:
        self._perform(tickets.Ticket(kind, campaign, service, number))

    async def _work(self, app: procrastinate.App) -> None:
        """Work on tickets until the office is closed, or the database is away."""
        lease = self._url.lease
        self._worker = worker.Worker(
            app,
            queues=self._queues,
            name="batchgen",
            fetch_job_polling_interval=_POLL,
            delete_jobs="always",
            install_signal_handlers=False,
            update_heartbeat_interval=lease / 3,
            stalled_worker_timeout=lease,
        )
        tender = asyncio.create_task(self._tend(app.job_manager, app))
        # Without it no ticket would be freed or written any more.
        ending = self._worker
        tender.add_done_callback(lambda _: ending.stop())  # type: ignore[no-untyped-call]
        try:
            if not self._closing:
                await self._worker.run()  # type: ignore[no-untyped-call]
        except exceptions.ProcrastinateException:
            await asyncio.sleep(TEND_EVERY)
        finally:
            tender.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await tender

    async def _tend(self, manager: procrastinate.manager.JobManager, app: procrastinate.App) -> None:
        while True:
            # A database that is away is asked again.
            with contextlib.suppress(exceptions.ProcrastinateException):
                await self._free_stalled(manager)
                await self._top_up(manager, app)
            await asyncio.sleep(TEND_EVERY)

    async def _free_stalled(self, manager: procrastinate.manager.JobManager) -> None:
        """Give the tickets of workers that are gone to others."""
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=self._url.lease):
            try:
                await manager.retry_job(job)
            except exceptions.UniqueViolation:
                # A newer one waits, so this one is not needed.
                await manager.finish_job(job, jobs.Status.FAILED, delete_job=True)

    async def _top_up(self, manager: procrastinate.manager.JobManager, app: procrastinate.App) -> None:
        waiting = {job.queueing_lock for job in await manager.list_jobs_async(status=jobs.Status.TODO.value)}
        for ticket in self._wanted:
            lock = " ".join([self._queue(ticket.kind), ticket.service, ticket.campaign, str(ticket.number)])
            if lock in waiting:
                continue
            with contextlib.suppress(exceptions.AlreadyEnqueued):
                task = app.configure_task(ticket.kind, queue=self._queue(ticket.kind), queueing_lock=lock)
                await task.defer_async(**ticket._asdict())


def _ignore(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Say nothing of a ticket that another worker ended meanwhile."""
