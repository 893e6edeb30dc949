"""The run claim: one run at a time on a campaign, whatever machine it is on, and a heartbeat that shows it.

A claim is never taken from a run that may still be there: a process that was only frozen would go on when it
wakes. Its own computer knows whether it is gone; of another one, somebody has to say so.
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
from batchgen.state import runlock, words
from batchgen.state.postgres import words as database_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen.state.postgres import server_connection


BEAT = 10.0
"""Seconds between two signs of life."""

_HOLDER = (
    "SELECT w.id, w.name, w.machine, w.host, w.pid, w.started,"
    " extract(epoch FROM clock_timestamp() - w.heard)"
    " FROM campaigns c JOIN workers w ON w.id = c.worker AND w.state = 'alive' WHERE c.id = %s"
)


def machine() -> str:
    """Return what tells this start of this computer, and its processes' numbers, from every other."""
    marks = [socket.gethostname()]
    if sys.platform == "linux":
        marks.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip())
        # Containers of one computer number their processes each for itself.
        marks.append(str(Path("/proc/self/ns/pid").stat().st_ino))
    return " ".join(marks)


def take(connection: server_connection.Connection, campaign: int, *, place: str) -> int:
    """Claim a campaign for this process; return the number of its worker.

    `place` says which campaign it is. Raises errors.StateInUseError when another run has it, or may have it.
    """
    with connection.transaction():
        connection.execute("SELECT 1 FROM campaigns WHERE id = %s FOR UPDATE", (campaign,))
        found = connection.execute(_HOLDER, (campaign,)).fetchone()
        if found is not None:
            _refuse_living(found, place)
            connection.execute("UPDATE workers SET state = 'lost' WHERE id = %s", (found[0],))
        return _enter(connection, campaign)


def _enter(connection: server_connection.Connection, campaign: int) -> int:
    host, pid = socket.gethostname(), os.getpid()
    row = connection.execute(
        "INSERT INTO workers (campaign, name, machine, host, pid, version) VALUES (%s, %s, %s, %s, %s, %s)"
        " RETURNING id",
        (campaign, f"{host}:{pid}", machine(), host, pid, batchgen.__version__),
    ).fetchone()
    assert row is not None
    connection.execute("UPDATE campaigns SET worker = %s WHERE id = %s", (row[0], campaign))
    return int(row[0])


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


def holder(connection: server_connection.Connection, campaign: int) -> runlock.Holder | None:
    """Return who runs a campaign now, None if nobody does."""
    found = connection.execute(_HOLDER, (campaign,)).fetchone()
    if found is None or (found[2] == machine() and _is_gone(int(found[4]))):
        return None
    here = found[2] == machine()
    return runlock.Holder(int(found[4]), str(found[3]), found[5].isoformat(timespec="seconds"), here=here)


def leave(connection: server_connection.Connection, campaign: int, worker: int) -> None:
    """Give a campaign back."""
    with connection.transaction():
        connection.execute("UPDATE workers SET state = 'ended' WHERE id = %s AND state = 'alive'", (worker,))
        connection.execute(
            "UPDATE campaigns SET worker = NULL WHERE id = %s AND worker = %s", (campaign, worker)
        )


def forget(connection: server_connection.Connection, name: str) -> int:
    """Note that the runs of a worker's name are gone for good; return how many were.

    What a machine that comes back after all has not sent by then, it sends no more.
    """
    found = connection.execute(
        "UPDATE workers SET state = 'lost' WHERE name = %s AND state = 'alive'", (name,)
    )
    return found.rowcount


def workers(connection: server_connection.Connection) -> list[tuple[Any, ...]]:
    """Return the workers that are alive: name, campaign, since, and seconds since they were heard of."""
    return connection.execute(
        "SELECT w.name, c.name, w.started, extract(epoch FROM clock_timestamp() - w.heard), w.version"
        " FROM workers w JOIN campaigns c ON c.id = w.campaign WHERE w.state = 'alive' ORDER BY w.id"
    ).fetchall()


class Heartbeat:
    """Shows that a worker is alive, until `end`, on a connection of its own."""

    def __init__(self, connect: Callable[[], server_connection.Connection], worker: int) -> None:
        self._connect = connect
        self._worker = worker
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="batchgen-heartbeat", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop showing it."""
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        connection: server_connection.Connection | None = None
        while not self._over.wait(BEAT):
            try:
                connection = connection or self._connect()
                connection.execute(
                    "UPDATE workers SET heard = clock_timestamp() WHERE id = %s AND state = 'alive'",
                    (self._worker,),
                )
            except (psycopg.Error, errors.StateError):
                # The database is away: nothing can begin meanwhile, and the next beat tries again.
                if connection is not None:
                    connection.close()
                connection = None
        if connection is not None:
            connection.close()
