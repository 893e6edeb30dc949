"""How fast creates go out: an AIMD rate under one shared cool-down (design 7). Pure: time is an argument."""

from __future__ import annotations

FIRST_RATE = 5.0
LOWEST_RATE = 0.2
RAMP = 1.5
"""Growth a second until the first refusal."""

DECREASE = 0.7
"""What is left of the rate after a refusal, at most once a second."""

FIRST_COOLDOWN = 1.0
LONGEST_COOLDOWN = 60.0
BURST_SECONDS = 0.02
"""So much of lost time may be caught up with: a sleep that ends late must not cost rate."""


class Pace:
    """When the next create may go out. Not thread-safe: its owner holds a lock.

    All times are seconds of one monotonic clock. `top` is the user's --rate: the start, and never passed.
    `learned` is the rate that an earlier run found. `cooldowns` counts those since the last success.
    """

    def __init__(self, now: float, *, top: float | None = None, learned: float | None = None) -> None:
        self._top = top * (1 - BURST_SECONDS) if top else None
        first = self._top or learned or FIRST_RATE
        self.rate = self._bounded(first)
        self.cool_until = now
        self._ramping = not top and not learned
        self._ceiling = self.rate if learned else 0.0
        self._grown_at = now
        self._cut_at = now - 1.0
        self._successes = 0
        self._next = now
        self.cooldowns = 0
        self.learned = learned is not None

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

    def succeeded(self) -> None:
        """Note that the service took a create, or refused it for a reason of its own row."""
        self._successes += 1
        self.cooldowns = 0

    def refused(self, now: float, retry_after: float | None = None) -> float:
        """Note that the service is busy; return the seconds of the cool-down that this begins, or 0.

        Refusals of creates that were in the air together count once.
        """
        if now - self._cut_at >= 1.0:
            self._ceiling = self.rate
            self.rate = self._bounded(self.rate * DECREASE)
            self._cut_at = self._grown_at = now
        self._ramping = False
        self.learned = True
        self._successes = 0
        if now < self.cool_until and not retry_after:
            return 0.0
        return self._cool(now, retry_after)

    def _cool(self, now: float, retry_after: float | None) -> float:
        fresh = now >= self.cool_until
        if fresh:
            self.cooldowns += 1
        seconds = min(FIRST_COOLDOWN * 2.0 ** (self.cooldowns - 1), LONGEST_COOLDOWN)
        if retry_after is not None:
            seconds = min(retry_after, LONGEST_COOLDOWN)
        until = max(self.cool_until, now + seconds)
        longer = until > self.cool_until
        self.cool_until = until
        return until - now if fresh and longer else 0.0

    def _grow(self, now: float) -> None:
        while now - self._grown_at >= 1.0 and now >= self.cool_until:
            self._grown_at += 1.0
            if not self._successes:
                continue
            self._successes = 0
            self.rate = self._bounded(self.rate * RAMP if self._ramping else self.rate + self._step())

    def _step(self) -> float:
        """Return the gentle growth: fast back to where it was refused, slow beyond."""
        return max(0.5, 0.03 * self.rate)
