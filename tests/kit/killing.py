"""Runs of the engine in child processes that are killed: by themselves at a named point, or by the test.

`Zygote` is a process that has everything imported and no thread; it forks one child a life, so that a life
begins in milliseconds. As a program (`python killing.py`) it reads one JSON order a line from stdin and
answers `started PID` and `ended STATUS`.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

import statejobs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

POINTS = ("after_intent", "after_send", "after_answer", "after_commit", "during_sheet")
STRUCK = 77
"""Exit status of a process that a strike ended."""

KEY = "0123456789abcdef0123456789abcdef"


class Zygote:
    """The parent's side."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()

    def live(self, *, kill_after: float | None = None, **order: object) -> int:
        """Run one life and return its exit status, negative for a signal; kill it after so many seconds."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        pid = int(self._line("started"))
        timer = threading.Timer(kill_after, _kill, [pid]) if kill_after is not None else None
        if timer is not None:
            timer.start()
        status = int(self._line("ended"))
        if timer is not None:
            timer.cancel()
            timer.join()
        return status

    def _line(self, word: str) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.startswith(word), line
        return line.split()[1]


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


# the child's side


def main() -> None:
    import batchgen.campaign
    import batchgen.tavus.client  # noqa: F401

    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os._exit(_live(order))
        print("started", pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print("ended", os.waitstatus_to_exitcode(status), flush=True)


def _live(order: Mapping[str, object]) -> int:
    from batchgen import campaign, errors, models, settings

    os.environ.update(order.get("env", {}))  # type: ignore[call-overload]
    if strike := order.get("strike"):
        _strike(**strike)
    given = settings.Settings(**{**order["settings"], "sheet": Path(order["settings"]["sheet"])})  # type: ignore[dict-item, index]
    code = 99
    try:
        with campaign.Batch.open(given, api_key=KEY, hook=_hook(order)) as batch:
            if order.get("blind"):
                _forget_what_was_sent(batch)
            for event in batch.run(batch.plan()):
                if isinstance(event, models.Finished):
                    code = event.exit_code
    except errors.BatchgenError as error:
        print(error, file=sys.stderr, flush=True)
        return error.exit_code
    return code


def _strike(*, call: str, number: int, how: str, marker: str) -> None:
    """Let the n-th call of a system function fail, or end the process right after it; leave a marker."""
    owner: type | ModuleType = os if hasattr(os, call) else socket.socket
    real = getattr(owner, call)
    left, guard = [number], threading.Lock()

    def striking(*args, **given):  # type: ignore[no-untyped-def]
        with guard:
            left[0] -= 1
            due = left[0] == 0
        if due:
            Path(marker).touch()
        if due and how == "error":
            if isinstance(args[0], socket.socket):
                # What cannot be sent to any more will not answer either.
                args[0].shutdown(socket.SHUT_RDWR)
            raise OSError(errno.EIO, f"{call} was struck")
        answer = real(*args, **given)
        if due:
            os._exit(STRUCK)
        return answer

    setattr(owner, call, striking)


def _hook(order: Mapping[str, object]):  # type: ignore[no-untyped-def]
    left = [int(str(order.get("count", 1)))]
    guard = threading.Lock()

    def hook(point: str) -> None:
        if point == order.get("point"):
            with guard:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

    return hook


def _forget_what_was_sent(batch) -> None:  # type: ignore[no-untyped-def]
    """Be the design that has a journal and no look-up."""

    def forget(db) -> None:  # type: ignore[no-untyped-def]
        db.execute("UPDATE attempts SET outcome = 'not_made' WHERE outcome = 'unknown'")
        db.execute("UPDATE jobs SET stage = 'new' WHERE stage = 'unknown'")

    if batch._store is not None:
        statejobs.change(batch._store, forget)


if __name__ == "__main__":
    main()
