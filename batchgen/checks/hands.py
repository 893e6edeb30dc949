"""Worker processes, and the bytes to and fro: requests are queued ahead, so that a worker never waits."""

from __future__ import annotations

import contextlib
import os
import queue
import struct
import subprocess
import sys
import threading
from concurrent import futures
from pathlib import Path
from typing import BinaryIO, Self

from batchgen import errors

MODULE = "batchgen.checks.worker"
LENGTH = struct.Struct(">Q")
Reply = futures.Future[bytes | None]
"""What a worker answers; None if it is gone."""


def send(pipe: BinaryIO, message: bytes) -> None:
    """Write one message to a pipe."""
    view = memoryview(LENGTH.pack(len(message)) + message)
    while view:
        view = view[pipe.write(view) :]
    pipe.flush()


def receive(pipe: BinaryIO) -> bytes:
    """Read one message. Raises EOFError at the end of the stream."""
    header = pipe.read(LENGTH.size)
    message = pipe.read(LENGTH.unpack(header)[0]) if len(header) == LENGTH.size else b""
    if len(header) < LENGTH.size or len(message) < LENGTH.unpack(header)[0]:
        raise EOFError
    return message


class Hand:
    """One worker process with a thread for each direction: the threads only move bytes.

    It ends when its standard input does, so it never outlives this process.
    """

    def __init__(self, start: bytes) -> None:
        self._process = _started()
        self._out: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._replies: queue.SimpleQueue[Reply | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self.waiting = 0
        if self._process is not None:
            self._out.put(start)
            self._threads = [threading.Thread(target=work, daemon=True) for work in (self._write, self._read)]
            for thread in self._threads:
                thread.start()

    def ask(self, question: bytes) -> Reply:
        """Queue a question and return its reply to come."""
        reply: Reply = futures.Future()
        if self._process is None:
            reply.set_result(None)
            return reply
        self.waiting += 1
        self._replies.put(reply)
        self._out.put(question)
        return reply

    def end(self) -> None:
        """Let the process end, and wait for it."""
        self._out.put(None)
        self._replies.put(None)
        if self._process is None:
            return
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError), self._process.stdin as pipe:
            while (message := self._out.get()) is not None:
                send(pipe, message)  # type: ignore[arg-type]

    def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        is_alive = True
        with self._process.stdout as pipe:
            while (reply := self._replies.get()) is not None:
                try:
                    message = receive(pipe) if is_alive else None  # type: ignore[arg-type]
                except (OSError, EOFError, ValueError):
                    message, is_alive = None, False
                self.waiting -= 1
                reply.set_result(message)


class Crew:
    """Some hands; a question goes to the one with the fewest open."""

    def __init__(self, start: bytes, count: int) -> None:
        self._hands = [Hand(start) for _ in range(count)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        for hand in self._hands:
            hand.end()

    def ask(self, question: bytes) -> Reply:
        """Ask the least busy hand."""
        return min(self._hands, key=lambda hand: hand.waiting).ask(question)


def _started() -> subprocess.Popen[bytes] | None:
    """Start a worker; None where this program cannot start another Python."""
    package = str(Path(errors.__file__).resolve().parent.parent)
    paths = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH", ""))))
    try:
        return subprocess.Popen(  # noqa: S603 (this very Python)
            [sys.executable, "-m", MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
        )
    except (OSError, ValueError):
        return None
