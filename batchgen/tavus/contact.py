"""Contact with the service: reads repeated with patience, and when to give up (design 5.5)."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING, TypeVar

from batchgen import errors, models
from batchgen.tavus import retry, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen import stop_request

LIMIT = 600.0
"""Seconds without contact after which a run stops."""

BEGINNING = 30.0
"""Seconds after which a service is given up that has not answered even once: its address is wrong, most
likely, or there is no network. Somebody is there to read it then."""

LONGEST_STEP = 150.0
"""Seconds: between two tries lies at most a time-out and a pause. More means that the machine slept."""

TELL_EVERY = 60.0
"""Seconds between two sentences about one absence."""

LATE_SLICE = 0.5
"""Seconds after which a pause looks whether it is late."""

SILENCE = (errors.NotSentError, errors.NoAnswerError)
"""Errors of a service that says nothing."""

_CHECK_ADDRESS = words.CHECK_ADDRESS
T = TypeVar("T")


class OverdueError(errors.ServiceError):
    """Whoever reads does not want to wait any longer."""


class Contact:
    """Knows since when the service is away. Thread-safe; one for all rooms of a run.

    `clock` is monotonic. Only waking time counts: a laptop that slept for an hour has not tried for one.
    `answered` is set once the service has said anything at all; before, it is given up sooner. It is shared
    by all that one run asks with.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        stop: stop_request.Stop,
        emit: Callable[[models.Event], None],
        limit: float = LIMIT,
        jitter: Callable[[], float] = random.random,
        answered: threading.Event | None = None,
    ) -> None:
        self._answered = answered
        self._clock, self._stop, self._emit = clock, stop, emit
        self._limit = limit
        self._jitter = jitter
        self._guard = threading.Lock()
        self._away = 0.0
        self._misses = 0
        self._last = clock()
        self._again = self._last
        self._last_notice: float | None = None

    def heard(self) -> None:
        """Note that the service is there, whatever it said."""
        if self._answered is not None:
            self._answered.set()

    @property
    def _at_the_beginning(self) -> bool:
        return self._answered is not None and not self._answered.is_set()

    def met(self) -> None:
        """Note that the service answered."""
        self.heard()
        with self._guard:
            back = self._last_notice is not None
            self._away, self._misses, self._last_notice = 0.0, 0, None
            self._last = self._clock()
        if back:
            self._emit(models.Notice(words.ANSWERS_AGAIN))

    def missed(self, said: str, *, silent: bool = True) -> float:
        """Note that the service gave no usable answer; return the seconds to wait before the next try.

        Says so once a minute. Raises StoppedError when it has been away for too long, or when it has been
        `silent` from the beginning.
        """
        if not silent:
            self.heard()
        with self._guard:
            now, first = self._clock(), self._at_the_beginning
            limit = min(self._limit, BEGINNING) if first else self._limit
            # At the beginning the first try counts too: a time-out may be all of the time that there is.
            self._away += min(now - self._last, LONGEST_STEP) if self._misses or first else 0.0
            self._last = now
            if now >= self._again or not self._misses:
                # Threads that miss together make one miss.
                self._misses += 1
                self._again = now + retry.backoff(self._misses, jitter=self._jitter)
            away, pause = self._away, self._again - now
            tell = self._last_notice is None or now - self._last_notice >= TELL_EVERY
            self._last_notice = now if tell else self._last_notice
        if away >= limit:
            hint = _CHECK_ADDRESS if first else words.RUN_LATER
            raise errors.StoppedError(words.no_answer_for(_span(away), said), hint=hint)
        # The first miss is a hiccup that nobody wants to read about.
        if tell and self._misses > 1:
            self._emit(models.Notice(words.waiting(said), level="warning"))
        elif tell:
            self._last_notice = None
        return min(pause, limit - away) if first else pause

    def read(self, ask: Callable[[], T], *, late: Callable[[], bool] | None = None) -> T:
        """Return the answer of a read, asked again until it comes, or raise OverdueError when it is `late`.

        Raises StoppedError when the account is refused (401, 402, 403) or the service stays away,
        RefusedError for any other refusal of this very read, InterruptedRunError when the run shall stop.
        """

        def once() -> T:
            if self._stop.asked:
                raise errors.InterruptedRunError(words.STOPPED)
            answer = ask()
            self.met()
            return answer

        return retry.read(once, pause=self._failed, sleep=lambda seconds: self._pause(seconds, late))

    def greet(self, ask: Callable[[], T]) -> T:
        """Return the answer of a read, asked again only while nobody answers: whatever is said is the answer.

        Raises StoppedError when the service stays away.
        """

        def failed(error: errors.ServiceError) -> float | None:
            return self.missed(error.message) if isinstance(error, SILENCE) else None

        try:
            answer = retry.read(ask, pause=failed, sleep=self._stop.pause)
        except (errors.RefusedError, errors.BadAnswerError):
            self.heard()
            raise
        self.met()
        return answer

    def _pause(self, seconds: float, late: Callable[[], bool] | None) -> None:
        """Wait so long, or raise OverdueError before its end when it is late."""
        if late is None:
            self._stop.pause(seconds)
            return
        left = seconds
        while left > 0 and not self._stop.asked:
            if late():
                raise OverdueError(words.LATE)
            self._stop.pause(min(left, LATE_SLICE))
            left -= LATE_SLICE

    def _failed(self, error: errors.ServiceError) -> float | None:
        """Return the seconds until a failed read is tried again; None for a refusal that is its answer."""
        if not isinstance(error, errors.RefusedError):
            return self.missed(error.message, silent=isinstance(error, SILENCE))
        if retry.is_of_account(error.status):
            raise errors.AccountRefusedError(error.message, hint=error.hint) from None
        if error.status in errors.NO_SUCH_CALL or not retry.may_pass(error):
            self.met()
            return None
        return max(self.missed(error.message, silent=False), error.retry_after or 0.0)


def _span(seconds: float) -> str:
    """Return seconds in words: "15 seconds", "10 minutes"."""
    number, unit = (round(seconds / 60), "minute") if seconds >= 90 else (round(seconds), "second")
    return f"{number} {unit if number == 1 else unit + 's'}"
