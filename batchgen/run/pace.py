"""How fast creates go out: an AIMD rate under one shared cool-down (design 7). Pure: time is an argument."""

from __future__ import annotations

import json
from typing import Self

FIRST_RATE = 5.0
"""Creates a second at the start (design 7)."""

LOWEST_RATE = 0.2
"""Creates a second that remain after any number of refusals: one in 5 seconds gets through."""

RAMP = 1.5
"""Growth a second until the first refusal."""

DECREASE = 0.7
"""What is left of the rate after a refusal, at most once a second."""

LONE_SECONDS = 10.0
"""Under the user's own rate a refusal counts as lone when there was none so long before: jitter of the line
bunches creates up. It cools down and cuts nothing.
"""

PLATEAU = 18.0
"""Seconds of growth from a cut back to where the service refused. The curve is that of CUBIC (RFC 9438 4.2):
fast at first, flat near the old limit, and faster again beyond it.
"""

NEAR = 0.97
"""The plateau lies a little below the rate that was refused."""

CLEAR = 1.05
"""So far beyond the old limit, the limit has risen: from there on the rate grows as in RISE."""

RISE = 1.5
"""Growth a second beyond the old limit, as steep as at first: the limit has risen."""

FIRST_COOLDOWN = 1.0
"""Seconds after a refusal without a Retry-After; doubled for each further one in a row."""

LONGEST_COOLDOWN = 60.0
"""Seconds; a Retry-After may ask for more (tavus/timestamps)."""

BURST_SECONDS = 0.02
"""So much of lost time may be caught up with: a sleep that ends late must not cost rate."""


AHEAD = 0.1
"""Seconds: places that are given out together lie no further ahead, so that a refusal soon counts for all."""

TOGETHER = 0.065
"""Seconds whose places may always be taken at once, however fast the pace is."""

PROBE = 1.0
"""Seconds between two creates while cool-downs follow each other: each looks alone how things are."""

_KEPT = (
    *("rate", "cool_until", "cooldowns", "learned"),
    *("_ceiling", "_age", "_second", "_refused_at", "_successes", "_next"),
)


class Pace:
    """When the next create may go out. Not thread-safe: its owner holds a lock.

    All times are seconds of one monotonic clock. `top` is the user's --rate: the start, and never passed.
    `learned` is the rate that an earlier run found. `cooldowns` counts those since the last success.
    """

    def __init__(self, now: float, *, top: float | None = None, learned: float | None = None) -> None:
        self._top = top * (1 - BURST_SECONDS) if top else None
        self.rate = self._bounded(self._top or learned or FIRST_RATE)
        self.cool_until = now
        self.cooldowns = 0
        self.learned = learned is not None
        self._ceiling = self.rate if self._top or learned else None
        self._age = PLATEAU
        self._second = now
        self._refused_at = now - LONE_SECONDS
        self._successes = 0
        self._next = now

    def _bounded(self, rate: float) -> float:
        highest = self._top if self._top is not None else float("inf")
        return min(max(rate, LOWEST_RATE), highest)

    def ask(self, now: float) -> float:
        """Take a place and return 0, or return the seconds after which to ask again."""
        self._grow(now)
        wait = max(self._next, self.cool_until) - now
        if wait > 0:
            return wait
        self._next = max(self._next, now - BURST_SECONDS) + 1 / self.rate
        return 0.0

    def take(self, now: float, most: int) -> tuple[list[float], float]:
        """Take the next places, as times, at most so many; or return after how many seconds to ask again."""
        self._grow(now)
        first = max(self._next, self.cool_until, now - BURST_SECONDS)
        if first > now + AHEAD:
            return [], first - now - AHEAD
        is_probe = self.cooldowns > 1
        step = max(1 / self.rate, PROBE) if is_probe else 1 / self.rate
        most = max(most, int(self.rate * TOGETHER))
        count = 1 if is_probe else min(most, int((now + AHEAD - first) / step) + 1)
        self._next = first + count * step
        return [first + number * step for number in range(count)], 0.0

    def text(self) -> str:
        """Return all of it as JSON, for `restored`."""
        return json.dumps({name: getattr(self, name) for name in _KEPT})

    @classmethod
    def restored(cls, text: str, now: float, *, top: float | None) -> Self:
        """Return the pace that `text` returned, or a new one for an empty text."""
        pace = cls(now, top=top)
        if text:
            for name, value in json.loads(text).items():
                setattr(pace, name, value)
            pace.rate = pace._bounded(pace.rate)
        return pace

    def succeeded(self) -> None:
        """Note that the service took a create, or refused it for a reason of its own row."""
        self._successes += 1
        self.cooldowns = 0

    def refused(self, now: float, retry_after: float | None = None) -> float:
        """Note that the service is busy; return the seconds of the cool-down that this begins, or 0.

        Refusals of creates that were in the air together count once. Under --rate a lone one cuts nothing.
        """
        since = now - self._refused_at
        if since >= 1.0:
            self._refused_at = now
            if self._top is None or since < LONE_SECONDS:
                self._ceiling = NEAR * self.rate
                self.rate = self._bounded(self.rate * DECREASE)
                self._age = 0.0
        self.learned = True
        self._successes = 0
        return self._cool(now, retry_after)

    def _cool(self, now: float, retry_after: float | None) -> float:
        fresh = now >= self.cool_until
        if fresh:
            self.cooldowns += 1
        elif retry_after is None:
            return 0.0
        seconds = FIRST_COOLDOWN * 2.0 ** min(self.cooldowns - 1, 10) if retry_after is None else retry_after
        self.cool_until = max(self.cool_until, now + min(seconds, LONGEST_COOLDOWN))
        self._second = self.cool_until
        return self.cool_until - now if fresh else 0.0

    def _grow(self, now: float) -> None:
        """Grow once for each second in which the rate was used; an idle second proves nothing."""
        if now - self._second < 1.0:
            return
        elapsed = now - self._second
        used = self._successes >= self.rate * elapsed / 2
        self._second = now
        self._successes = 0
        if used:
            # A pause of many seconds between two calls does not make the growth of many.
            self._age += min(elapsed, 2.0)
            self.rate = self._bounded(self.rate * RAMP if self._ceiling is None else self._on_curve())

    def _on_curve(self) -> float:
        """Return the rate of this second after a cut."""
        assert self._ceiling is not None
        beyond = self._age / PLATEAU - 1
        share = 1 + (1 - DECREASE) * beyond**3
        grown = self._ceiling * share
        return max(grown, self.rate * RISE) if share > CLEAR else grown
