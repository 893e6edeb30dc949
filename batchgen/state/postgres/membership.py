"""Membership: the workers of a database, each with a lease, and who plans a campaign.

A worker that is silent for longer than its lease is given up: it begins nothing more, and what it sent
without an answer is looked for in the account. Its answers are still taken.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

import batchgen
from batchgen import errors
from batchgen.state import attempt_life, runlock, words
from batchgen.state.postgres import lease_clock
from batchgen.state.postgres import words as database_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen.state.postgres import server_connection

EARLY = 0.8
"""A worker counts on this part of its lease: clocks may differ a little, and a check takes time."""
BEATS = 3
"""Signs of life in a lease: two of them may get lost."""

_HOLDER = (
    "SELECT w.id, w.name, w.machine, w.host, w.pid, w.started,"
    " extract(epoch FROM clock_timestamp() - w.heard)"
    " FROM campaigns c JOIN workers w ON w.id = c.worker AND w.state = 'alive' WHERE c.id = %s"
)
_GIVE_UP = (
    "UPDATE workers SET state = 'lost' WHERE state = 'alive' AND lease_until < clock_timestamp()"
    # Who could not reach a server that was away is not to blame.
    " AND pg_postmaster_start_time() + lease * interval '1 s' < clock_timestamp()"
)
_BEAT = (
    "UPDATE workers SET heard = clock_timestamp(), lease_until = clock_timestamp() + lease * interval '1 s'"
    " WHERE id = %s AND state = 'alive'"
)
_SWEEP = (
    "WITH lost AS (SELECT a.campaign, a.id, a.job_id FROM all_attempts a"
    " JOIN all_jobs j ON j.campaign = a.campaign AND j.id = a.job_id"
    " LEFT JOIN workers w ON w.id = a.worker WHERE a.outcome = ''"
    # Who waited here for the rows of a silent worker would miss a beat, and be given up as well.
    " AND (w.id IS NULL OR w.state <> 'alive') FOR UPDATE OF a, j SKIP LOCKED),"
    " ended AS (UPDATE all_attempts a SET outcome = 'unknown', stage = 'unknown', reason = %s, words = %s,"
    " end_seq = nextval('seq'), ended_at = %s FROM lost WHERE a.campaign = lost.campaign AND a.id = lost.id"
    " RETURNING a.campaign, a.id, a.job_id)"
    " UPDATE all_jobs j SET stage = 'unknown', changed_at = %s FROM ended e"
    " WHERE j.campaign = e.campaign AND j.id = e.job_id AND j.attempt = e.id"
)

_CUT_OFF = (
    "SELECT pg_terminate_backend(s.pid) FROM pg_stat_activity s JOIN workers w"
    " ON s.application_name = 'batchgen ' || current_schema() || ' ' || w.id"
    " WHERE w.state = 'lost' AND s.usename = current_user AND s.datname = current_database()"
    " AND s.xact_start < clock_timestamp() - w.lease * interval '1 s'"
)
"""A worker that is frozen or cut off in the middle of a transaction keeps its rows locked, for ever.

No time-out of the server ends a message that has come in half."""


def session_name(schema: str, worker: int) -> str:
    """Return what the server calls the connections of a worker."""
    return f"batchgen {schema} {worker}" if worker else "batchgen"


def machine() -> str:
    """Return what tells this start of this computer, and its processes' numbers, from every other."""
    marks = [socket.gethostname()]
    if sys.platform == "linux":
        marks.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip())
        # Containers of one computer number their processes each for itself.
        marks.append(str(Path("/proc/self/ns/pid").stat().st_ino))
    return " ".join(marks)


def enter(
    connection: server_connection.Connection, campaign: int | None, *, lease: float, key_mark: str = ""
) -> int:
    """Make this process a worker of a campaign, or of none in particular, with a lease of so many seconds.

    `key_mark` tells whose campaigns it works for if it works for all of them. Return its number.
    """
    host, pid = socket.gethostname(), os.getpid()
    row = connection.execute(
        "INSERT INTO workers (campaign, name, machine, host, pid, version, lease, lease_until, key_mark)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, clock_timestamp() + %s * interval '1 s', %s) RETURNING id",
        (campaign, f"{host}:{pid}", machine(), host, pid, batchgen.__version__, lease, lease, key_mark),
    ).fetchone()
    assert row is not None
    connection.execute("INSERT INTO last_commits VALUES (%s, 0)", (row[0],))
    return int(row[0])


def plan(connection: server_connection.Connection, campaign: int, *, place: str, lease: float) -> int:
    """Become the worker that alone plans a campaign; return its number.

    `place` says which campaign it is. Raises errors.StateInUseError while another run does, or may do so.
    """
    give_up_lost(connection)
    with connection.transaction():
        connection.execute("SELECT 1 FROM campaigns WHERE id = %s FOR UPDATE", (campaign,))
        found = connection.execute(_HOLDER, (campaign,)).fetchone()
        if found is not None:
            _refuse_living(found, place)
            connection.execute("UPDATE workers SET state = 'lost' WHERE id = %s", (found[0],))
        worker = enter(connection, campaign, lease=lease)
        connection.execute("UPDATE campaigns SET worker = %s WHERE id = %s", (worker, campaign))
    _sweep(connection, reason="crash")
    return worker


def _refuse_living(found: tuple[Any, ...], place: str) -> None:
    _, name, where, host, pid, since, silent = found
    if where == machine():
        if _is_gone(int(pid)):
            return
        hint = words.WAIT_FOR_IT
    else:
        hint = database_words.wait_or_forget(name)
    holder = words.process(pid, host, f"{since:%Y-%m-%d %H:%M} UTC")
    raise errors.StateInUseError(database_words.in_use_in_database(place, holder, float(silent)), hint=hint)


def _is_gone(pid: int) -> bool:
    if pid == os.getpid():
        return False
    if sys.platform == "win32":
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def give_up_lost(connection: server_connection.Connection) -> None:
    """Give up the workers whose lease is over; what any lost worker left in the air is unknown."""
    connection.execute(_GIVE_UP)
    connection.execute(_CUT_OFF)
    _sweep(connection, reason=attempt_life.WORKER_LOST)


def _sweep(connection: server_connection.Connection, *, reason: str) -> None:
    moment = attempt_life.now()
    connection.execute(_SWEEP, (reason, words.ENDED_EARLY, moment, moment))


def holder(connection: server_connection.Connection, campaign: int) -> runlock.Holder | None:
    """Return who plans and runs a campaign now, None if nobody does."""
    found = connection.execute(f"{_HOLDER} AND w.lease_until > clock_timestamp()", (campaign,)).fetchone()
    if found is None or (found[2] == machine() and _is_gone(int(found[4]))):
        return None
    here = found[2] == machine()
    return runlock.Holder(int(found[4]), str(found[3]), found[5].isoformat(timespec="seconds"), here=here)


def leave(connection: server_connection.Connection, campaign: int, worker: int) -> None:
    """End a worker."""
    with connection.transaction():
        connection.execute("UPDATE workers SET state = 'ended' WHERE id = %s AND state = 'alive'", (worker,))
        connection.execute(
            "UPDATE campaigns SET worker = NULL WHERE id = %s AND worker = %s", (campaign, worker)
        )


def forget(connection: server_connection.Connection, name: str) -> int:
    """Note that the workers of a name are off, and give them up before their leases end; return how many.

    What a machine that comes back after all has not sent by then, it sends no more.
    """
    found = connection.execute(
        "UPDATE workers SET state = 'lost', is_off = true WHERE name = %s AND (state = 'alive'"
        " OR id IN (SELECT worker FROM all_attempts WHERE outcome = 'unknown'))",
        (name,),
    )
    _sweep(connection, reason=attempt_life.WORKER_LOST)
    return found.rowcount


def workers(connection: server_connection.Connection) -> list[tuple[Any, ...]]:
    """Return the processes that are alive: name, campaigns, since, seconds since they were heard of."""
    return connection.execute(
        "SELECT w.name, coalesce(string_agg(DISTINCT c.name, ', '), ''), min(w.started),"
        " extract(epoch FROM clock_timestamp() - max(w.heard)), max(w.version)"
        " FROM workers w LEFT JOIN campaigns c ON c.id = w.campaign WHERE w.state = 'alive'"
        " GROUP BY w.machine, w.name ORDER BY min(w.id)"
    ).fetchall()


class Lease:
    """A worker's lease, extended until `end` on a connection of its own; beside it, others are given up.

    `asked` is the time of the lease's clock before the worker was entered.
    """

    def __init__(
        self,
        connect: Callable[[], server_connection.Connection],
        worker: int,
        *,
        seconds: float,
        asked: float,
    ) -> None:
        self._connect = connect
        self._worker = worker
        self.seconds = seconds
        self.is_lost = False
        self.until = asked + EARLY * seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="batchgen-heartbeat", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop extending it."""
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        connection: server_connection.Connection | None = None
        while not self._over.wait(self.seconds / BEATS):
            try:
                connection = connection or self._connect()
                self.extend(connection)
                give_up_lost(connection)
            except (psycopg.Error, errors.StateError):
                # The database is away: nothing can begin meanwhile, and the next beat tries again.
                if connection is not None:
                    connection.close()
                connection = None
        if connection is not None:
            connection.close()

    def extend(self, connection: server_connection.Connection) -> None:
        """Show that the worker is alive, or learn that it was given up."""
        # From before the question: the answer may take its time.
        asked = lease_clock.now()
        if connection.execute(_BEAT, (self._worker,)).rowcount:
            self.until = asked + EARLY * self.seconds
        else:
            self.is_lost = True
