"""The send window: the moments between an intent's commit and the last byte that the kernel takes.

A process that is stopped in between, and goes on when its rows were settled and sent again, would pay twice.
So nothing is sent after a few seconds, or after the worker's lease; and a timer of the kernel, on a clock
that counts sleep, ends a process that was stopped meanwhile: as it wakes up, before its next instruction.
"""

from __future__ import annotations

import ctypes
import functools
import os
import signal
import sys
import threading

from batchgen.state.postgres import lease_clock

SECONDS = 5.0
"""From asking for the intent: slow threads and slow disks are not worth waiting for."""

_ABSOLUTE = 1
"""TIMER_ABSTIME (timer_settime(2))."""


class _TimeSpec(ctypes.Structure):
    _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))


class _TimerSpec(ctypes.Structure):
    _fields_ = (("interval", _TimeSpec), ("value", _TimeSpec))


class _KernelTimer:
    """A POSIX timer of Linux. It sends SIGALRM, whose default action ends the process (timer_create(2))."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._id = ctypes.c_void_p()
        if self._libc.timer_create(lease_clock.NUMBER, None, ctypes.byref(self._id)):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    def set(self, end: float) -> None:
        """Let it fire at a time of the lease's clock; 0 disarms it."""
        whole = int(end)
        spec = _TimerSpec(_TimeSpec(0, 0), _TimeSpec(whole, int((end - whole) * 1e9)))
        if self._libc.timer_settime(self._id, _ABSOLUTE, ctypes.byref(spec), None):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


class _IntervalTimer:
    """The timer of other systems (setitimer(2)); Windows has none."""

    def set(self, end: float) -> None:
        """Let it fire at a time of the lease's clock; 0 disarms it."""
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_REAL, max(end - lease_clock.now(), 1e-6) if end else 0.0)


class Deadman:
    """One timer for the windows of all threads: it fires when the first of them that is open ends."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._ends: dict[int, float] = {}
        self._timer = _KernelTimer() if sys.platform == "linux" else _IntervalTimer()

    def arm(self, number: int, end: float) -> None:
        """Let the process end unless this window is disarmed before its end."""
        with self._guard:
            self._ends[number] = end
            self._timer.set(min(self._ends.values()))

    def disarm(self, number: int) -> None:
        """Close a window; safe to call twice."""
        with self._guard:
            if self._ends.pop(number, None) is not None:
                self._timer.set(min(self._ends.values(), default=0.0))


def deadman() -> Deadman:
    """Return this process's own: a fork does not inherit timers."""
    return _deadman_of(os.getpid())


@functools.cache
def _deadman_of(_: int) -> Deadman:
    return Deadman()


class SendWindow:
    """The window of one row, which ends at a time of the lease's clock."""

    def __init__(self, end: float, guard: Deadman) -> None:
        self._end = end
        self._guard = guard

    def open(self) -> bool:
        """Begin to send; False when it is too late for that."""
        if lease_clock.now() >= self._end:
            return False
        self._guard.arm(id(self), self._end)
        # What stops the process from here on ends it.
        if lease_clock.now() < self._end:
            return True
        self.close()
        return False

    def close(self) -> None:
        """Note that the last byte is with the kernel, or that none will be; safe to call twice."""
        self._guard.disarm(id(self))
