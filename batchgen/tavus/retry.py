"""Retry: which refusals may pass, which stop all (401, 402, 403), and calls asked again with backoff.

Only reads and renaming are asked again here: never a create call.
"""

from __future__ import annotations

import logging
import random
import re
import time
from typing import TYPE_CHECKING, TypeVar

from batchgen import errors
from batchgen.tavus import words

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
FIRST_PAUSE = 0.5
"""Seconds before the first repetition; each further pause is twice as long."""
LONGEST_PAUSE = 20.0
"""Seconds: short enough for a hiccup, long enough not to press a service that is down."""

_MOST_DOUBLINGS = 10
"""Enough to pass any longest pause, and no overflow after days of misses."""

TRIES = 4
"""Tries of a command about one thing: 3.5 seconds of pauses, for which a person waits."""

# stamina logs each retry as a warning, which Python prints where nobody set up logging: a run has words of
# its own for it.
logging.getLogger("stamina").addHandler(logging.NullHandler())

_HINTS = {
    401: words.CHECK_KEY,
    402: words.CHECK_CREDITS,
    403: words.CHECK_RIGHTS,
}
"""What to do about the statuses that concern the account (tavus-api, errors)."""

PASSING = frozenset({408, 425, 429, 499})
"""Answers below 500 that may be another one in a moment (RFC 9110, RFC 6585, RFC 8470)."""

_INVALID_ID = re.compile(
    r"\b(invalid|unknown)\b.{0,20}id\b|\bnot (be )?found\b|\bdoes not exist\b", re.IGNORECASE
)


def is_of_account(status: int) -> bool:
    """Return whether a status concerns the account, so that every other request would be refused too."""
    return status in _HINTS


def hint(status: int | None) -> str:
    """Return what to do about a refused account; nothing for a refusal of one request."""
    return _HINTS.get(status or 0, "")


def out_of_credits() -> str:
    """Return what to do where words, not the status, say that the account is exhausted."""
    return _HINTS[402]


def may_pass(refusal: errors.RefusedError) -> bool:
    """Return whether a refusal may be over in a moment."""
    return refusal.status >= 500 or refusal.status in PASSING


def is_unknown_id(refusal: errors.RefusedError) -> bool:
    """Return whether the service says that it does not know an id: "Invalid …_id" (tavus-api 4.2), 404."""
    return refusal.status in {404, 410} or (refusal.status == 400 and bool(_INVALID_ID.search(refusal.words)))


def backoff(
    misses: int,
    *,
    first: float = FIRST_PAUSE,
    longest: float = LONGEST_PAUSE,
    jitter: Callable[[], float] = random.random,
) -> float:
    """Return the seconds to wait after so many misses in a row: doubled each time, a quarter up or down.

    Without the jitter all who were cut off together would come back together.
    """
    whole = min(first * 2.0 ** min(misses - 1, _MOST_DOUBLINGS), longest)
    return whole * (0.75 + 0.5 * jitter())


def read(
    ask: Callable[[], T],
    *,
    pause: Callable[[errors.ServiceError], float | None],
    sleep: Callable[[float], None],
) -> T:
    """Return the answer of a call, asked again after each failure for which `pause` returns seconds.

    What `pause` returns None for is raised as it came; what `pause` or `sleep` raises ends it too.
    """
    import stamina  # it loads asyncio, and `check` may need none of it

    def hook(error: Exception) -> bool | float:
        seconds = pause(error) if isinstance(error, errors.ServiceError) else None
        if seconds is None:
            return False
        # stamina would sleep by time.sleep, which neither Ctrl-C nor a test's clock can cut short.
        sleep(seconds)
        return 0.0

    return stamina.RetryingCaller(attempts=None, timeout=None)(hook, ask)


def few(
    ask: Callable[[], T],
    *,
    tries: int = TRIES,
    first: float | None = None,
    sleep: Callable[[float], None] = time.sleep,
    is_final: Callable[[errors.ServiceError], bool] = lambda _: False,
) -> T:
    """Return the answer of a call that is tried a few times; raises what the last try raised.

    Refusals that will not pass and what `is_final` says of are raised at once. A Retry-After is waited for.
    """
    misses, shortest = 0, FIRST_PAUSE if first is None else first

    def pause(error: errors.ServiceError) -> float | None:
        nonlocal misses
        misses += 1
        if misses >= tries or is_final(error):
            return None
        if not isinstance(error, errors.RefusedError):
            return backoff(misses, first=shortest)
        if not may_pass(error):
            return None
        return max(backoff(misses, first=shortest), error.retry_after or 0.0)

    return read(ask, pause=pause, sleep=sleep)
