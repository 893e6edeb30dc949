"""The worker team: processes beside a run, for its campaign alone, which end when the run does."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Self

from batchgen import errors, models, stop_request
from batchgen.cluster import engines, parts
from batchgen.settings import database_url

if TYPE_CHECKING:
    from typing import TextIO

PATIENCE = 150.0
"""Seconds for the answers that a worker waits for: more than a create may take."""


class WorkerTeam:
    """So many worker processes; a context manager. On leaving, what they have in the air is waited for.

    They hear by their standard input when the run ends, however that ends. Ctrl-C is the run's.
    """

    def __init__(
        self, url: database_url.DatabaseUrl, account: parts.Account, *, count: int, connections: int
    ) -> None:
        order = {
            "url": dataclasses.asdict(url),
            "account": dataclasses.asdict(account),
            "connections": connections,
        }
        # A pipe, since arguments and variables of a process are read by others.
        self._order = json.dumps(order) + "\n"
        self._count = count
        self._workers: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        for _ in range(self._count):
            worker = subprocess.Popen(
                [sys.executable, "-m", "batchgen.cluster"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                start_new_session=os.name == "posix",
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
            self._workers.append(worker)
            assert worker.stdin is not None
            with contextlib.suppress(OSError):
                worker.stdin.write(self._order)
                worker.stdin.flush()
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            assert worker.stdin is not None
            with contextlib.suppress(OSError):
                worker.stdin.close()
        end = time.monotonic() + PATIENCE
        for worker in self._workers:
            try:
                worker.wait(max(end - time.monotonic(), 0.0))
            except subprocess.TimeoutExpired:
                # What it had in the air is looked for in the account, as that of any lost worker.
                worker.kill()
                worker.wait()


def work(orders: TextIO) -> int:
    """Be a worker of a team until the orders end; return the exit code."""
    order = json.loads(orders.readline())
    account = order["account"]
    sandbox = account.pop("sandbox")
    stop = stop_request.Stop()
    engine = engines.make(
        database_url.DatabaseUrl(**order["url"]),
        parts.Account(**account, sandbox=tuple(sandbox) if sandbox else None),
        connections=order["connections"],
        stop=stop,
        emit=_leave_to_the_run,
    )
    threading.Thread(target=_wait_for_the_end, args=(orders, stop), daemon=True).start()
    try:
        why = engine.run()
    except errors.BatchgenError as error:
        sys.stderr.write(f"A worker ended: {error}\n")
        return error.exit_code
    return 4 if why else 0


def _wait_for_the_end(orders: TextIO, stop: stop_request.Stop) -> None:
    orders.read()
    stop.ask()


def _leave_to_the_run(event: models.Event) -> None:
    """Say nothing: the run tells what all workers do."""
