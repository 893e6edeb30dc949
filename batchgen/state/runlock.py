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
from typing import TYPE_CHECKING, NamedTuple

from batchgen import errors
from batchgen.state import words

if TYPE_CHECKING:
    from pathlib import Path


class Holder(NamedTuple):
    """Who holds a run lock. `since` is ISO 8601 in UTC, empty if it is not known.

    `here` says that `pid` is a process of this very computer: the system itself names it, and not only the
    lock file's text. Only then may it be sent a signal.
    """

    pid: int
    host: str
    since: str
    here: bool

    def words(self) -> str:
        """Return "process 4711 on desk, since 2026-11-02T09:30:00+00:00"."""
        if not self.pid:
            return words.ANOTHER_PROCESS
        return words.process(self.pid, self.host, self.since)


_held: dict[tuple[int, int], Holder] = {}
"""The lock files that this process holds, by device and inode."""
_held_guard = threading.Lock()
_MOMENT = 1.0
"""Seconds that a new holder has to write down who it is."""
_LONGEST = 4096
"""Bytes of a lock file that are read."""


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
            if _standing(self.path) in _held:
                raise _in_use(state, words.this_program(os.getpid()))
            self._descriptor = self._acquire(state)
            self._identity = _identity(os.fstat(self._descriptor))
            since = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            me = _held[self._identity] = Holder(os.getpid(), socket.gethostname(), since, here=True)
        self._write_holder(me)

    def _acquire(self, state: Path) -> int:
        while True:
            descriptor = self._open()
            if not _try_lock(descriptor):
                holder = _named(descriptor)
                os.close(descriptor)
                raise _in_use(state, holder.words())
            if self._still_there(descriptor):
                return descriptor
            os.close(descriptor)

    def _open(self) -> int:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            return os.open(self.path, flags, 0o600)
        except OSError as error:
            raise errors.StateError(
                words.no_lock_file(self.path, error.strerror), hint=words.WRITABLE_FOLDER
            ) from error

    def _still_there(self, descriptor: int) -> bool:
        """Return whether the locked file is still at the path: its last holder may have removed it."""
        if sys.platform == "win32":
            return True
        try:
            return os.path.samestat(os.fstat(descriptor), self.path.lstat())
        except FileNotFoundError:
            return False

    def _write_holder(self, holder: Holder) -> None:
        known = {"pid": holder.pid, "host": holder.host, "since": holder.since}
        # On a full disk the lock holds all the same, and does not say whose it is.
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, json.dumps(known).encode())

    def lent(self) -> RunLock:
        """Return this lock for somebody who gives back what they opened: it stays held all the same."""
        return _Lent(self)

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
            del _held[self._identity]


class _Lent(RunLock):
    """A lock of somebody else, who keeps it."""

    def __init__(self, lock: RunLock) -> None:
        self.path = lock.path

    def release(self) -> None:
        """Do nothing: its owner gives it back."""


def holder(state: Path) -> Holder | None:
    """Return who holds the run lock of a state file, None if nobody does. The lock is never taken.

    Closing any descriptor of a lock file ends the lock of a process that holds it. So a process that does
    is answered from memory, and the file is not opened. A lock file that cannot be read counts as free.
    """
    path = state.with_name(state.name + ".lock")
    with _held_guard:
        mine = _held.get(_standing(path) or (0, 0))
        if mine is not None:
            return mine
        try:
            descriptor = os.open(path, _ASKING | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0))
        except OSError:
            return None
        try:
            pid = _asked(descriptor)
            return None if pid is None else _named(descriptor, pid)
        finally:
            os.close(descriptor)


def _named(descriptor: int, pid: int = 0) -> Holder:
    """Return who holds a lock, by its file's text; `pid` is the process that the system names (0: none).

    Who has just taken the lock may need a moment to write that down. Until then the text may still be that of
    a run that was killed.
    """
    until = time.monotonic() + _MOMENT
    while True:
        found = _read(descriptor)
        if found is not None and (not pid or pid == found.pid or found.host != socket.gethostname()):
            here = bool(pid) and pid == found.pid and found.host == socket.gethostname()
            return found._replace(here=here)
        if time.monotonic() > until:
            return Holder(pid, "", "", here=False)
        time.sleep(_MOMENT / 50)


def _read(descriptor: int) -> Holder | None:
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        known = json.loads(os.read(descriptor, _LONGEST))
        return Holder(int(known["pid"]), str(known["host"]), str(known["since"]), here=False)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _standing(path: Path) -> tuple[int, int] | None:
    with contextlib.suppress(OSError):
        return _identity(path.lstat())
    return None


def _identity(facts: os.stat_result) -> tuple[int, int]:
    return facts.st_dev, facts.st_ino


def _in_use(state: Path, holder: str) -> errors.StateInUseError:
    return errors.StateInUseError(words.in_use(state, holder), hint=words.WAIT_FOR_IT)


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

    _ASKING = os.O_RDWR

    def _asked(descriptor: int) -> int | None:
        """Return 0 for a lock that another process holds, None for a free one.

        Windows names no holder, and cannot be asked without a try, which is given back at once.
        """
        if not _try_lock(descriptor):
            return 0
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        return None

else:
    import fcntl
    import struct

    _ASKING = os.O_RDONLY
    # struct flock: POSIX names its fields and not their order. Linux: fcntl(2); macOS, BSD: sys/fcntl.h.
    _FIELDS = ("type", "whence", "start", "len", "pid")
    _LAYOUT = "hhqqi4x"
    if not sys.platform.startswith("linux"):
        _FIELDS = ("start", "len", "pid", "type", "whence")
        _LAYOUT = "qqihh4x"

    def _asked(descriptor: int) -> int | None:
        """Return the process that holds a lock (0 if it is not of this computer), None for a free one."""
        wanted = {"type": fcntl.F_WRLCK, "whence": os.SEEK_SET, "start": 0, "len": 0, "pid": 0}
        packed = struct.pack(_LAYOUT, *(wanted[name] for name in _FIELDS))
        answer = fcntl.fcntl(descriptor, fcntl.F_GETLK, packed)
        found = dict(zip(_FIELDS, struct.unpack(_LAYOUT, answer), strict=True))
        return None if found["type"] == fcntl.F_UNLCK else max(0, found["pid"])

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        return True
