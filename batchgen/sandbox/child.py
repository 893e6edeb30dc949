"""The sandbox as a child process that dies with its parent."""

from __future__ import annotations

import contextlib
import http.client
import os
import queue
import subprocess
import sys
import threading
import time
import urllib.parse
from typing import IO, TYPE_CHECKING, Self

from batchgen import errors
from batchgen.sandbox import words
from batchgen.sandbox.api import server
from batchgen.sandbox.files import places

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PATIENCE = 30.0
"""Seconds to wait for the child's address."""


class Child:
    """A running sandbox. A context manager; it also ends when this process does, however that ends."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self._process = process
        self.url = url

    @classmethod
    def start(
        cls,
        folder: Path,
        *,
        link_base: str = "",
        render: bool = True,
        port: int = 0,
        options: Sequence[str] = (),
        key: str = "",
        patience: float = PATIENCE,
    ) -> Child:
        """Start the sandbox on this folder and wait until it answers.

        `link_base` is put before all links instead of the address (`folder.as_uri()`); `options` are further
        arguments of the command line. `key` is the only one that it takes; without one it takes any. Pages
        in a browser may not call it, unless an option `--cors` says so. Raise MissingExtraError without the
        packages of the `sandbox` extra, and ServiceError with the child's own words if it does not come up.
        """
        server.check_installed(films=render)
        command = [sys.executable, "-m", "batchgen.sandbox", "--with-parent"]
        command += ["--port", str(port), "--keep", str(folder), "--link-base", link_base.rstrip("/")]
        command += [*([] if render else ["--no-render"]), *options]
        log = folder / places.LOG
        with _log_in(folder) as talk:
            process = subprocess.Popen(  # noqa: S603 - our own program
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=talk,
                text=True,
                encoding="utf-8",
                # Ctrl-C is the parent's: it decides when the child ends
                start_new_session=os.name == "posix",
                env={**os.environ, server.KEY: key},
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        try:
            url = _address(process, log, patience)
            _wait_until_it_answers(url, patience)
        except BaseException:
            process.kill()
            process.wait()
            _close(process)
            raise
        return cls(process, url)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def alive(self) -> bool:
        """Return whether the child still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End the child in order, and wait until it and its workers are gone."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(server.PATIENCE + 2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        _close(self._process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _log_in(folder: Path) -> IO[str]:
    """Take over the folder and open the log in it; raise UsageError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    try:
        places.claim(folder)
        return os.fdopen(os.open(folder / places.LOG, flags, 0o600), "w", encoding="utf-8")
    except OSError as error:
        raise errors.UsageError(words.unusable_folder(folder, error.strerror)) from error


def _address(process: subprocess.Popen[str], log: Path, patience: float) -> str:
    """Read the first line of the child, in a thread, since a pipe's read has no time-out everywhere."""
    assert process.stdout is not None
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read_all, args=(process.stdout, lines), daemon=True).start()
    try:
        line = lines.get(timeout=patience).strip()
    except queue.Empty:
        line = ""
    if line.startswith("http"):
        return line
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(2)
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    raise errors.ServiceError(
        words.not_started(said[-1] if said else words.NO_ADDRESS),
        hint=words.its_log(log),
    )


def _read_all(stream: IO[str], lines: queue.SimpleQueue[str]) -> None:
    """Hand over the first line, then keep the pipe empty so that the child never waits for a reader."""
    with contextlib.suppress(ValueError, OSError):
        lines.put(stream.readline())
        for _ in stream:
            pass


def _wait_until_it_answers(url: str, patience: float) -> None:
    place = urllib.parse.urlsplit(url)
    end = time.monotonic() + patience
    while True:
        with contextlib.suppress(OSError, http.client.HTTPException):
            asked = http.client.HTTPConnection(place.hostname or "", place.port, timeout=5)
            asked.request("GET", "/gallery.json")
            status = asked.getresponse().status
            asked.close()
            if status == 200:
                return
        if time.monotonic() > end:
            raise errors.ServiceError(words.no_answer(url))
        time.sleep(0.05)


def _close(process: subprocess.Popen[str]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.close()
