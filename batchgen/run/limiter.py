"""The gate before the creates: all threads pass it one by one, at the pace, and wait together."""

from __future__ import annotations

import abc
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen import stop_request
    from batchgen.run import pace

LONGEST_NAP = 1.0
"""Seconds: a waiting thread looks this often whether the wait has become another one."""


class Passage(abc.ABC):
    """Where all creates pass, one by one; all are held while the service is in trouble.

    After a hold one create goes out alone to see how things are.
    """

    def __init__(self, *, clock: Callable[[], float], stop: stop_request.Stop) -> None:
        self._clock = clock
        self._stop = stop
        self._lock = threading.Lock()
        self._held_until = clock()
        self._alone = False
        self._out = 0

    def enter(self, over: Callable[[], bool], *, before_wait: Callable[[], None]) -> bool:
        """Wait for a place; False when it is `over` before there is one. Who entered must `leave`.

        `before_wait` is called before each nap of the wait, if there is any.
        """
        while not over():
            with self._lock:
                wait = self._wait(self._clock())
                if wait <= 0:
                    self._out += 1
                    return True
            before_wait()
            self._stop.pause(min(wait, LONGEST_NAP))
        return False

    def _wait(self, now: float) -> float:
        if now < self._held_until:
            return self._held_until - now
        if self._alone and self._out:
            return 0.05
        return self._take(now)

    @abc.abstractmethod
    def _take(self, now: float) -> float:
        """Take a place and return 0 or less, or return the seconds after which to ask again."""

    def leave(self) -> None:
        """Give the place back."""
        with self._lock:
            self._out -= 1

    def hold(self, seconds: float) -> None:
        """Let nobody pass for so long, then one alone."""
        with self._lock:
            self._held_until = max(self._held_until, self._clock() + seconds)
            self._alone = True

    @abc.abstractmethod
    def answered(self) -> None:
        """Note that the service took a create, or refused it for its row's own reason."""

    @abc.abstractmethod
    def busy(self, retry_after: float | None) -> float:
        """Note that the service is busy; return the seconds of the cool-down that begins, or 0."""

    @property
    @abc.abstractmethod
    def learned_rate(self) -> float | None:
        """The rate worth keeping for the next run, or None if nothing was learned."""


class Gate(Passage):
    """Guards one Pace for many threads. While cool-downs follow each other, too, one goes out alone."""

    def __init__(self, pacer: pace.Pace, *, clock: Callable[[], float], stop: stop_request.Stop) -> None:
        super().__init__(clock=clock, stop=stop)
        self._pace = pacer

    def _take(self, now: float) -> float:
        return self._pace.ask(now)

    def answered(self) -> None:
        """Note that the service took a create, or refused it for its row's own reason."""
        with self._lock:
            self._pace.succeeded()
            self._alone = False

    def busy(self, retry_after: float | None) -> float:
        """Note that the service is busy; return the seconds of the cool-down that begins, or 0."""
        with self._lock:
            seconds = self._pace.refused(self._clock(), retry_after)
            self._alone = self._pace.cooldowns > 1
            return seconds

    @property
    def learned_rate(self) -> float | None:
        """The rate worth keeping for the next run, or None if nothing was learned."""
        with self._lock:
            return self._pace.worth_keeping if self._pace.learned else None
