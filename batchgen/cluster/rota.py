"""The rota: lists that are sent by the clock, each by the ordinary command in a process of its own."""

from __future__ import annotations

import collections
import datetime as dt
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors, models
from batchgen.cluster import cron_line, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen.settings import database_url
    from batchgen.state.postgres.workers import attendance

_PAUSE = 2.0
"""Seconds between two tries to note what came of a run."""

_MOST_LINES = 5
"""Lines of a run's last words that are kept."""


class Rota:
    """Runs the lists that are due on this worker. Thread-safe."""

    def __init__(
        self,
        url: database_url.DatabaseUrl,
        present: attendance.Attendance,
        *,
        api_key: str,
        emit: Callable[[models.Event], None],
    ) -> None:
        self._url = url
        self._present = present
        self._key = api_key
        self._emit = emit
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self._children: list[subprocess.Popen[str]] = []

    @property
    def is_busy(self) -> bool:
        """Whether a list is being run."""
        return any(thread.is_alive() for thread in self._threads)

    def start(self, number: int) -> None:
        """Run a list beside other work, unless another worker does by now."""
        found = self._present.take_list(number)
        if found is None:
            return
        thread = threading.Thread(target=self._run, args=(number, *found), name="batchgen-list", daemon=True)
        self._threads = [*(one for one in self._threads if one.is_alive()), thread]
        thread.start()

    def _run(self, number: int, sheet: str, cron: str, options: str) -> None:
        self._emit(models.Notice(words.list_begins(sheet)))
        code, said = self._call(Path(sheet), json.loads(options))
        self._emit(
            models.Notice(words.list_ends(sheet, code, said), level="info" if code == 0 else "warning")
        )
        while not self._note(number, cron, code, said) and not self._closing.wait(_PAUSE):
            pass

    def _note(self, number: int, cron: str, code: int, said: str) -> bool:
        """Write down what came of a run; return whether it was done, which a database that is away is not."""
        try:
            due_at = cron_line.next_time(cron, dt.datetime.now(dt.UTC))
            self._present.end_list(number, due_at=due_at, code=code, said=said)
        except errors.StateError:
            return False
        return True

    def _call(self, sheet: Path, options: list[str]) -> tuple[int, str]:
        """Return the exit code of `batchgen run`, and its last words."""
        if not sheet.parent.is_dir():
            return errors.UsageError.exit_code, words.no_folder(sheet.parent)
        # Whole, with the password and the lease, and where no list of processes shows it.
        ours = {"TAVUS_API_KEY": self._key, "BATCHGEN_STATE": self._url.whole()}
        child = subprocess.Popen(  # noqa: S603 - our own program
            [
                sys.executable,
                "-m",
                "batchgen",
                "run",
                str(sheet),
                "--quiet",
                *options,
            ],
            cwd=sheet.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=os.name == "posix",
            env={**os.environ, **ours},
        )
        self._children.append(child)
        with child:
            assert child.stderr is not None
            said = collections.deque((line.strip() for line in child.stderr if line.strip()), _MOST_LINES)
        self._children.remove(child)
        return child.returncode, " ".join(said)

    def close(self) -> None:
        """Ask the runs to stop, which finishes what is in the air, and wait until they have."""
        self._closing.set()
        for child in list(self._children):
            child.terminate()
        for thread in self._threads:
            thread.join()
