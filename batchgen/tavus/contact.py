"""Contact with the service: reads repeated with patience, and when to give up (design 5.5)."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING, TypeVar

from batchgen import errors, models

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen import stop_request

LIMIT = 600.0
"""Seconds without contact after which a run stops."""

LONGEST_STEP = 150.0
"""Seconds: between two tries lies at most a time-out and a pause. More means that the machine slept."""

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 20.0
TELL_EVERY = 60.0

_LATER = {408, 425, 429, 499}
"""Answers below 500 after which a read is asked again."""

LATE_SLICE = 0.5
"""Seconds after which a pause looks whether it is late."""

T = TypeVar("T")


class OverdueError(errors.ServiceError):
    """Whoever reads does not want to wait any longer."""


class Contact:
    """Knows since when the service is away. Thread-safe; one for all rooms of a run.

    `clock` is monotonic. Only waking time counts: a laptop that slept for an hour has not tried for one.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        stop: stop_request.Stop,
        emit: Callable[[models.Event], None],
        limit: float = LIMIT,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._clock, self._stop, self._emit = clock, stop, emit
        self._limit = limit
        self._jitter = jitter
        self._guard = threading.Lock()
        self._away = 0.0
        self._misses = 0
        self._last = clock()
        self._again = self._last
        self._told: float | None = None

    def met(self) -> None:
        """Note that the service answered."""
        with self._guard:
            back = self._told is not None
            self._away, self._misses, self._told = 0.0, 0, None
            self._last = self._clock()
        if back:
            self._emit(models.Notice("The service answers again."))

    def missed(self, words: str) -> float:
        """Note that the service did not answer; return the seconds to wait before the next try.

        Says so once a minute. Raises StoppedError when it has been away for too long.
        """
        with self._guard:
            now = self._clock()
            self._away += min(now - self._last, LONGEST_STEP) if self._misses else 0.0
            self._last = now
            if now >= self._again or not self._misses:
                # Threads that miss together make one miss.
                self._misses += 1
                self._again = now + self._pause()
            away, pause = self._away, self._again - now
            tell = self._told is None or now - self._told >= TELL_EVERY
            self._told = now if tell else self._told
        if away >= self._limit:
            raise errors.StoppedError(
                f"The service has not answered for {_span(away)}. {words}",
                hint="Run again later: everything is kept.",
            )
        # The first miss is a hiccup that nobody wants to read about.
        if tell and self._misses > 1:
            self._emit(models.Notice(f"Waiting for the service. {words}", level="warning"))
        elif tell:
            self._told = None
        return pause

    def _pause(self) -> float:
        longest = min(FIRST_PAUSE * 2.0 ** min(self._misses - 1, 10), LONGEST_PAUSE)
        return longest * (0.75 + 0.5 * self._jitter())

    def read(self, ask: Callable[[], T], *, late: Callable[[], bool] | None = None) -> T:
        """Return the answer of a read, asked again until it comes, or raise OverdueError when it is `late`.

        Raises StoppedError when the account is refused (401, 402, 403) or the service stays away,
        RefusedError for any other refusal of this very read, InterruptedRunError when the run shall stop.
        """
        while True:
            if self._stop.asked:
                raise errors.InterruptedRunError("Stopped: everything is kept, the same command goes on.")
            try:
                answer = ask()
            except errors.RefusedError as refusal:
                pause = self._refused(refusal)
            except errors.ServiceError as error:
                pause = self.missed(error.message)
            else:
                self.met()
                return answer
            if late is None:
                self._stop.pause(pause)
            elif self._pause_is_late(pause, late):
                raise OverdueError("The service did not answer in the time that was given.")

    def _pause_is_late(self, seconds: float, late: Callable[[], bool]) -> bool:
        """Pause, or say before its end that it is late."""
        left = seconds
        while left > 0 and not self._stop.asked:
            if late():
                return True
            self._stop.pause(min(left, LATE_SLICE))
            left -= LATE_SLICE
        return False

    def _refused(self, refusal: errors.RefusedError) -> float:
        if refusal.status in {401, 402, 403}:
            raise errors.StoppedError(refusal.message, hint=ACCOUNT_HINTS[refusal.status]) from None
        if refusal.status in errors.NO_SUCH_CALL or (refusal.status < 500 and refusal.status not in _LATER):
            self.met()
            raise refusal
        return max(self.missed(refusal.message), refusal.retry_after or 0.0)


def _span(seconds: float) -> str:
    """Return seconds in words: "15 seconds", "10 minutes"."""
    number, unit = (round(seconds / 60), "minute") if seconds >= 90 else (round(seconds), "second")
    return f"{number} {unit if number == 1 else unit + 's'}"


ACCOUNT_HINTS = {
    401: "Check TAVUS_API_KEY, then run again.",
    402: "Check credits and plan in the Tavus portal, then run again.",
    403: "Check what this key may do in the Tavus portal, then run again.",
}
