"""A campaign in a database, and workers in child processes that can be killed, frozen and cut off.

`Crew` is a process that has everything imported and no thread; it forks a worker in milliseconds. As a
program (`python clusterkit.py`) it reads one JSON order a line from stdin and answers with a pid.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

import faketavus
import netnskit
import pgkit
import statejobs

from batchgen import models, state
from batchgen.plan.account_search import lookups
from batchgen.settings import database_url
from batchgen.state.postgres import lease_clock
from batchgen.tavus import video_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen.cluster import plain_loop, ticket_engine
    from batchgen.state.postgres import shared_budgets

KEY = "0123456789abcdef0123456789abcdef"
NAME = "list"
REPLICA = "r90bbd427f71"


class Campaign:
    """Rows of a campaign in a database, released for sending, and the service that bills."""

    def __init__(
        self,
        folder: Path,
        url: database_url.DatabaseUrl,
        api: faketavus.FakeTavus,
        rows: int,
        *,
        rate: float | None = 200.0,
        settle: float = 4.0,
        replicas: tuple[str, ...] = (REPLICA,),
    ) -> None:
        self.url, self.api, self.rows = url, api, rows
        self.address = state.Address(folder / f"{NAME}.batchgen.db", url, NAME)
        self.rate, self.settle = rate, settle
        with contextlib.closing(self.address.open(service=api.url)) as store:
            self.release(
                store, statejobs.plan(store, (new_job(n, replicas[n % len(replicas)]) for n in range(rows)))
            )

    def release(
        self, store: state.Store, go: int, *budgets: shared_budgets.Budget, asks: bool = False
    ) -> None:
        assert store.joint is not None
        mark = lookups.mark_of_key(KEY)
        store.joint.release(
            go, key_mark=mark, top_rate=self.rate, settle=self.settle, asks=asks, budgets=budgets
        )

    def release_with(self, budget: shared_budgets.Budget, *, minutes: float = 0.0) -> None:
        with contextlib.closing(self.address.open(service=self.api.url)) as store:
            if minutes:
                statejobs.change(store, lambda db: db.execute("UPDATE jobs SET minutes = ?", (minutes,)))
            self.release(store, 1, budget)

    def read(self) -> contextlib.closing[state.Store]:
        return contextlib.closing(self.address.read())

    def is_over(self) -> bool:
        with self.read() as store:
            counts = store.counts()
            return counts.get(models.Stage.READY, 0) == self.rows

    def wait(self, seconds: float, until: Callable[[], bool] | None = None) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if (until or self.is_over)():
                return True
            time.sleep(0.1)
        return False

    def result(self) -> tuple[int, int, int]:
        """Twice, lost, left."""
        with self.read() as store:
            known = store.known_ids(deleted=True)
            left = sum(job.stage is not models.Stage.READY for job in store.jobs())
        return len(self.api.paid_twice()), len(self.api.made_ids() - known), left


def new_job(number: int, replica: str = REPLICA) -> statejobs.NewJob:
    request = video_request.VideoRequest({"replica_id": replica, "script": f"Hello {number}, hi."})
    return statejobs.NewJob(f"k{number}", number + 2, request, cells_hash=f"c{number}")


class Crew:
    """The parent's side."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.pids: list[int] = []
        self._codes = Path(tempfile.mkdtemp(prefix="bgcodes"))
        return self

    def __exit__(self, *_: object) -> None:
        for pid in self.pids:
            _signal(pid, signal.SIGKILL)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()
        shutil.rmtree(self._codes)

    def start(self, url: database_url.DatabaseUrl, **order: object) -> int:
        """Start a worker; return its pid."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        codes = str(self._codes)
        text = json.dumps({"url": dataclasses.asdict(url), "connections": 6, "codes": codes, **order})
        self._process.stdin.write(text + "\n")
        self._process.stdin.flush()
        pid = int(self._process.stdout.readline())
        self.pids.append(pid)
        return pid

    def keep(self, url: database_url.DatabaseUrl, count: int, **order: object) -> None:
        """Start workers until there are so many: a slow computer may give some up."""
        while len(self.living()) < count:
            self.start(url, **order)

    def code(self, pid: int) -> int | None:
        """Return the exit code of a worker that ended, None of one that was killed."""
        path = self._codes / str(pid)
        return int(path.read_text("ascii")) if path.exists() else None

    def living(self) -> list[int]:
        self.pids = [pid for pid in self.pids if _is_alive(pid)]
        return self.pids

    def signal(self, pid: int, number: int) -> None:
        _signal(pid, number)


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def is_stopped(pid: int) -> bool:
    """Return whether a process is stopped (Linux: proc(5))."""
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "T"


class Link:
    """A way to the server that can go silent: what is sent meanwhile arrives later."""

    namespace = ""

    def __init__(self, server: pgkit.Server, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.address = f"postgresql://postgres@/postgres?host={folder}"
        self._target = str(server.folder / ".s.PGSQL.5432")
        self._passing = threading.Event()
        self._passing.set()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / ".s.PGSQL.5432"))
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def silence(self) -> None:
        self._passing.clear()

    def speak(self) -> None:
        self._passing.set()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                inner, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(inner,), daemon=True).start()

    def _serve(self, inner: socket.socket) -> None:
        with contextlib.suppress(OSError), inner, socket.socket(socket.AF_UNIX) as outer:
            outer.connect(self._target)
            pairs = {inner: outer, outer: inner}
            while True:
                ready, _, _ = select.select(list(pairs), [], [])
                self._passing.wait()
                for one in ready:
                    if not (piece := one.recv(65536)):
                        return
                    pairs[one].sendall(piece)


# the child's side


def main() -> None:
    import batchgen.cluster.plain_loop
    import batchgen.cluster.ticket_engine  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            code = _work(order)
            Path(order["codes"], str(os.getpid())).write_text(str(code), "ascii")
            os._exit(code)
        print(pid, flush=True)


def _work(order: dict[str, object]) -> int:
    from batchgen import errors

    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    if (fences := order.get("fences")) is not None:
        _keep_fences(fences)  # type: ignore[arg-type]
    if namespace := order.get("namespace"):
        netnskit.enter(str(namespace))

    engine = _engine(order)
    try:
        why = engine.run(once=bool(order.get("once", True)))
    except errors.BatchgenError as error:
        print(os.getpid(), error, file=sys.stderr, flush=True)
        return error.exit_code
    if why:
        print(os.getpid(), why, file=sys.stderr, flush=True)
    return 4 if why else 0


def _hook(point: str) -> Callable[[str], None] | None:
    """Return what stops this process, once, when it reaches a point."""
    left = [1]

    def hook(reached: str) -> None:
        if reached == point and left:
            left.clear()
            # To this very thread: one to the process may let it run on until another thread takes it.
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)

    return hook if point else None


def _keep_fences(names: list[str]) -> None:
    """Keep these fences alone: time, timer, connection. Without any, what was begun is sent, however late."""
    from batchgen.run import send_queue, send_window
    from batchgen.tavus.wire import line

    line.LONGEST_IDLE = 1.0 if "connection" in names else 1e9

    class Armed(send_window.SendWindow):
        def open(self) -> bool:
            self._guard.arm(id(self), self._end)
            return True

    class Timed(send_window.SendWindow):
        def open(self) -> bool:
            return lease_clock.now() < self._end

    if "timer" in names:
        send_window.SendWindow = Armed  # type: ignore[misc]
    elif "time" in names:
        send_window.SendWindow = Timed  # type: ignore[misc]
    else:
        send_window.SendWindow = lambda *_: send_queue.ALWAYS  # type: ignore[misc, assignment]


def _engine(order: dict[str, object]) -> plain_loop.PlainLoop | ticket_engine.TicketEngine:
    from batchgen import stop_request
    from batchgen.cluster import parts, plain_loop, ticket_engine, tickets

    url = database_url.DatabaseUrl(**order["url"])  # type: ignore[arg-type]
    connections, stop = int(str(order["connections"])), stop_request.Stop()
    hook = _hook(str(order.get("freeze", "")))
    if order.get("engine") == "tickets":
        kinds = order.get("kinds", tickets.KINDS)
        return ticket_engine.TicketEngine(
            url,
            parts.Account(KEY),
            connections=connections,
            stop=stop,
            emit=_ignore,
            kinds=kinds,  # type: ignore[arg-type]
            hook=hook,
        )
    return plain_loop.PlainLoop(
        url, parts.Account(KEY), connections=connections, stop=stop, emit=_ignore, hook=hook
    )


def _ignore(_: models.Event) -> None:
    pass


if __name__ == "__main__":
    main()
