"""The worker's side: what a worker process needs of a database beside the stores of its campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from batchgen.state import address

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import psycopg_pool

    from batchgen.settings import database_url
    from batchgen.state.postgres.workers import attendance, callback_box, schedules


def attend(url: database_url.DatabaseUrl, key_mark: str = "") -> attendance.Attendance:
    """Make this process a worker of a database, with `key_mark` for all campaigns of that account.

    Raises errors.StateError.
    """
    address.need_drivers()
    from batchgen.state.postgres.workers import attendance

    return attendance.Attendance(url, key_mark)


def bring_up_tickets(
    url: database_url.DatabaseUrl, table: str, whole: str, steps: Sequence[tuple[str, str]]
) -> None:
    """Make the tables of the tickets' engine, or bring them up to date. Raises errors.StateError."""
    from batchgen.state.postgres.workers import ticket_tables

    ticket_tables.bring_up(url, table, whole, steps)


def ticket_pool(url: database_url.DatabaseUrl, worker: int) -> psycopg_pool.AsyncConnectionPool[Any]:
    """Return a worker's connections for the tickets' engine; its loop opens them."""
    from batchgen.state.postgres.workers import ticket_tables

    return ticket_tables.pool(url, worker)


def callbacks_of(url: database_url.DatabaseUrl) -> callback_box.CallbackBox:
    """Return where listeners put what callbacks say. Raises errors.StateError."""
    address.need_drivers()
    from batchgen.state.postgres.workers import callback_box as box

    return box.CallbackBox(url)


def schedule(
    url: database_url.DatabaseUrl,
    *,
    sheet: str,
    cron: str,
    options: str,
    key_mark: str,
    made_by: str,
    due_at: dt.datetime,
) -> bool:
    """Let workers send a sheet by the clock; return whether it is new there. Raises errors.StateError."""
    address.need_drivers()
    from batchgen.state.postgres.workers import schedules

    return schedules.put(
        url, sheet=sheet, cron=cron, options=options, key_mark=key_mark, made_by=made_by, due_at=due_at
    )


def schedules_of(url: database_url.DatabaseUrl) -> list[schedules.Schedule]:
    """Return the lists that workers send by the clock. Raises errors.StateError."""
    address.need_drivers()
    from batchgen.state.postgres.workers import schedules

    return schedules.all_of(url)


def unschedule(url: database_url.DatabaseUrl, sheet: str) -> bool:
    """Take a sheet off the clock; return whether it was on it. Raises errors.StateError."""
    address.need_drivers()
    from batchgen.state.postgres.workers import schedules

    return schedules.remove(url, sheet)
