"""The joint gate: the creates of all workers of an account pass at one pace, which the database keeps."""

from __future__ import annotations

import collections
import time
from typing import TYPE_CHECKING

from batchgen.run import limiter

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen import stop_request
    from batchgen.run import pace, refusal_streaks
    from batchgen.run.joint import account_memory

PLACES = 13
"""Places that are asked for at once: about 60 ms of 200 a second."""

LAPSE = 0.25
"""Seconds after which an unused place is one no more: used late it would go out beside later ones."""


class JointGate(limiter.Passage):
    """The gate of one process among others: its places come from the account's pace.

    What the service says is told with the next question; that it is busy, at once.
    """

    def __init__(self, memory: account_memory.AccountMemory, *, stop: stop_request.Stop) -> None:
        super().__init__(clock=time.monotonic, stop=stop)
        self._memory = memory
        self._places: collections.deque[float] = collections.deque()
        self._ask_at = time.monotonic()

    def _take(self, now: float) -> float:
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

    def _ask(self, refused: Callable[[pace.Pace, float], float] = lambda _, __: 0.0) -> float:
        """Tell what came back, and take places; return the seconds of a cool-down that begins."""

        def work(
            found: pace.Pace, _: refusal_streaks.Streaks, now: float
        ) -> tuple[float, list[float], float]:
            seconds = refused(found, now)
            places, wait = found.take(now, PLACES)
            return seconds, [place - now for place in places], wait

        seconds, places, wait = self._memory.exchange(work)
        here = time.monotonic()
        self._places = collections.deque(here + place for place in places)
        self._ask_at = here + wait
        return seconds

    def answered(self) -> None:
        """Note that the service took a create, or refused it for its row's own reason."""
        with self._lock:
            self._memory.taken()
            self._alone = False

    def busy(self, retry_after: float | None) -> float:
        """Note that the service is busy; return the seconds of the cool-down that begins, or 0."""
        with self._lock:
            return self._ask(lambda found, now: found.refused(now, retry_after))

    @property
    def learned_rate(self) -> float | None:
        """None: the database keeps it."""
        return None
