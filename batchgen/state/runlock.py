"""The run lock: one run at a time on a state file, released by the system when its holder dies."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

from batchgen import errors

if TYPE_CHECKING:
    from pathlib import Path

_held: set[tuple[int, int]] = set()
"""Device and inode of the lock files that this process holds."""
_held_guard = threading.Lock()
_MOMENT = 1.0
"""Seconds that a new holder has to write down who it is."""


class RunLock:
    """A lock on `<state file>.lock`, held from construction to `release`.

    A POSIX record lock (or a Windows byte lock): it is not inherited by worker processes and ends with the
    process, however that ends. The file's text says who holds it. Raises errors.StateInUseError.

    It stays a record lock (fcntl): flock and record locks do not see each other on Linux, so an older
    version and this one would both run. And a record lock can be asked about without taking it (F_GETLK),
    which readers that show who holds it need; flock has no such call.
    """

    def __init__(self, state: Path) -> None:
        self.path = state.with_name(state.name + ".lock")
        with _held_guard:
            # A second record lock of one process succeeds, and closing it would end the first one: so our
            # own process is asked before the file is opened, by whatever name it is reached.
            if self._standing() in _held:
                raise _in_use(state, f"this program (process {os.getpid()})")
            self._descriptor = self._acquire(state)
            self._identity = _identity(os.fstat(self._descriptor))
            _held.add(self._identity)
        self._write_holder()

    def _acquire(self, state: Path) -> int:
        while True:
            descriptor = self._open()
            if not _try_lock(descriptor):
                os.close(descriptor)
                raise _in_use(state, self._holder())
            if self._still_there(descriptor):
                return descriptor
            os.close(descriptor)

    def _open(self) -> int:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            return os.open(self.path, flags, 0o600)
        except OSError as error:
            raise errors.StateError(
                f"The lock file {self.path} cannot be made: {error.strerror}.",
                hint="Give a state file in a folder that can be written: --state FILE",
            ) from error

    def _standing(self) -> tuple[int, int] | None:
        with contextlib.suppress(OSError):
            return _identity(self.path.lstat())
        return None

    def _still_there(self, descriptor: int) -> bool:
        """Return whether the locked file is still at the path: its last holder may have removed it."""
        if sys.platform == "win32":
            return True
        try:
            return os.path.samestat(os.fstat(descriptor), self.path.lstat())
        except FileNotFoundError:
            return False

    def _write_holder(self) -> None:
        holder = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        }
        # On a full disk the lock holds all the same, and does not say whose it is.
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, json.dumps(holder).encode())

    def _holder(self) -> str:
        """Return who holds the lock; who has just taken it may need a moment to write that down."""
        until = time.monotonic() + _MOMENT
        while True:
            try:
                holder = json.loads(self.path.read_text(encoding="utf-8"))
                return f"process {holder['pid']} on {holder['host']}, since {holder['since']}"
            except (OSError, ValueError, KeyError, TypeError):
                if time.monotonic() > until:
                    return "another process"
            time.sleep(_MOMENT / 50)

    def release(self) -> None:
        """Give the lock back; safe to call twice."""
        with _held_guard:
            if self._descriptor < 0:
                return
            if sys.platform != "win32":
                # It stays where the folder cannot be written any more; a lock that nobody holds stops nobody.
                with contextlib.suppress(OSError):
                    self.path.unlink()
            os.close(self._descriptor)
            self._descriptor = -1
            _held.discard(self._identity)


def _identity(facts: os.stat_result) -> tuple[int, int]:
    return facts.st_dev, facts.st_ino


def _in_use(state: Path, holder: str) -> errors.StateInUseError:
    return errors.StateInUseError(
        f"Another run is using {state}: {holder}.",
        hint="Wait for it to end, or look at it with `batchgen status`.",
    )


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        # Far behind the text, so that others can read who holds it.
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        return True
