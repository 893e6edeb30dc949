"""The joint gate: the creates of all workers of an account pass at one pace, which the database keeps."""

from __future__ import annotations

import collections
import threading
import time
from typing import TYPE_CHECKING

from batchgen.run import limiter, pace

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen import stop_request
    from batchgen.state.postgres import joint_work

PLACES = 13
"""Places that are asked for at once: about 60 ms of 200 a second."""

LAPSE = 0.25
"""Seconds after which an unused place is one no more: used late it would go out beside later ones."""


class JointGate:
    """A gate as limiter.Gate, for one process among others: its places come from the account's pace.

    What the service says is told with the next question; that it is busy, at once.
    """

    learned_rate = None
    """The database keeps it."""

    def __init__(self, joint: joint_work.JointWork, *, stop: stop_request.Stop) -> None:
        self._joint = joint
        self._stop = stop
        self._lock = threading.Lock()
        self._places: collections.deque[float] = collections.deque()
        self._ask_at = self._held_until = time.monotonic()
        self._alone = False
        self._out = 0
        self._successes = 0

    def enter(self, over: Callable[[], bool], *, before_wait: Callable[[], None]) -> bool:
        """Wait for a place; False when it is `over` before there is one. Who entered must `leave`."""
        while not over():
            with self._lock:
                wait = self._wait(time.monotonic())
                if wait <= 0:
                    self._out += 1
                    return True
            before_wait()
            self._stop.pause(min(wait, limiter.LONGEST_NAP))
        return False

    def _wait(self, now: float) -> float:
        if now < self._held_until:
            return self._held_until - now
        if self._alone and self._out:
            return 0.05
        while self._places and self._places[0] < now - LAPSE:
            self._places.popleft()
        if not self._places and now >= self._ask_at:
            self._ask()
            now = time.monotonic()
        if not self._places:
            return max(self._ask_at - now, 0.001)
        wait = self._places[0] - now
        if wait <= 0:
            self._places.popleft()
        return wait

    def _ask(self, refused: Callable[[pace.Pace, float], float] | None = None) -> float:
        """Tell what came back, and take places; return the seconds of a cool-down that begins."""
        while True:
            text, top, version, now = self._joint.pace()
            told, found, seconds = self._successes, pace.Pace.restored(text, now, top=top), 0.0
            for _ in range(told):
                found.succeeded()
            if refused is not None:
                seconds = refused(found, now)
            places, wait = found.take(now, PLACES)
            if self._joint.keep_pace(found.text(), version):
                break
        self._successes -= told
        here = time.monotonic()
        self._places = collections.deque(here + place - now for place in places)
        self._ask_at = here + wait
        return seconds

    def leave(self) -> None:
        """Give the place back."""
        with self._lock:
            self._out -= 1

    def answered(self) -> None:
        """Note that the service took a create, or refused it for its row's own reason."""
        with self._lock:
            self._successes += 1
            self._alone = False

    def busy(self, retry_after: float | None) -> float:
        """Note that the service is busy; return the seconds of the cool-down that begins, or 0."""
        with self._lock:
            return self._ask(lambda found, now: found.refused(now, retry_after))

    def hold(self, seconds: float) -> None:
        """Let nobody pass for so long, then one alone."""
        with self._lock:
            self._held_until = max(self._held_until, time.monotonic() + seconds)
            self._alone = True
