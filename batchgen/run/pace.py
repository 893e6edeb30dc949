"""How fast creates go out: a search for the limit, and one shared cool-down (design 7). Pure: no clock."""

from __future__ import annotations

import json
from typing import Self

FIRST_RATE = 5.0
"""Creates a second at the start (design 7)."""

LOWEST_RATE = 0.2
"""Creates a second that remain after any number of refusals: one in 5 seconds gets through."""

RAMP = 0.5
"""Growth a second until the first refusal."""

DECREASE = 0.7
"""What is left of a rate that was refused itself, at most once a second."""

LONE_SECONDS = 10.0
"""Under the user's own rate a refusal counts as lone when there was none so long before: jitter of the line
bunches creates up. It cools down and cuts nothing.
"""

STEP = 5.0
"""Seconds that a rate must go well before the next step. By then even a service that lets a whole second's
creates pass at once has refused a rate that is a fifth too fast.
"""

USED = 0.65
"""So much of the rate must have come back: what the connections cannot reach proves nothing. While the rate
grows, and answers take a second, it is two thirds.
"""

NEAR = 1.02
"""The search is over when the rate that was refused is at most so many times the one that went well."""

LIKELY = 1.03
"""The limit is at most so many times a rate that an earlier run searched for and found."""

LOOK = 0.01
"""How far above the first look goes; while looks go well, each next one three times as far, up to RAMP."""

LOOK_SECONDS = 2.0
"""How long a look lasts: a refusal soon shows that it was too far."""

LONGEST_STAY = 30.0
"""Seconds between two looks, at most, so that a limit that has risen is found within a minute. The first look
comes one STEP after the end of the search, and each one that is refused doubles the wait for the next.
"""

LOOK_CREATES = 250
"""Under a low limit the longest stay has so many creates, so that few of them are refused."""

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
    *("rate", "good", "bad", "worth_keeping", "learned", "cool_until", "cooldowns"),
    *("_growth", "_stay", "_since", "_refused_at", "_successes", "_next"),
)


class Pace:
    """When the next create may go out. Not thread-safe: its owner holds a lock.

    It searches between `good`, the rate that went well, and `bad`, the one above it that was refused. Each
    step that goes well takes it half the way to `bad`; a refusal takes it back to `good`. Near `bad` it
    stays, and only looks above it now and then.

    All times are seconds of one monotonic clock. `top` is the user's --rate: the start, and never passed.
    `learned` is the rate that an earlier run found. `cooldowns` counts those since the last success.
    """

    def __init__(self, now: float, *, top: float | None = None, learned: float | None = None) -> None:
        self._top = top * (1 - BURST_SECONDS) if top else None
        self.rate = self._bounded(self._top or learned or FIRST_RATE)
        self.cool_until = now
        self.cooldowns = 0
        self.learned = learned is not None
        self.good = self.worth_keeping = self.rate
        self.bad = self.rate * LIKELY if self.learned else None
        self._growth = LOOK if self.learned else RAMP
        self._stay = LONGEST_STAY if self.learned else STEP
        self._since = now
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
        found = json.loads(text) if text else {}
        pace = cls(now, top=top, learned=found.get("rate") if found.get("learned") else None)
        # Another version of batchgen may have written it: what is unknown or missing has its first value.
        pace.good = found.get("rate", pace.good)
        for name in found.keys() & set(_KEPT):
            setattr(pace, name, found[name])
        pace.rate = pace._bounded(pace.rate)
        return pace

    def succeeded(self) -> None:
        """Note that the service took a create, or refused it for a reason of its own row."""
        self._successes += 1
        self.cooldowns = 0

    def refused(self, now: float, retry_after: float | None = None) -> float:
        """Note that the service is busy; return the seconds of the cool-down that this begins, or 0.

        Refusals of creates that were in the air together count once.
        """
        since = now - self._refused_at
        if since >= 1.0:
            self._refused_at = now
            if self._top is None or since < LONE_SECONDS or self.rate > self.good:
                self._step_back(since)
        self.learned = True
        self._successes = 0
        return self._cool(now, retry_after)

    def _step_back(self, since: float) -> None:
        """Go back to the rate that went well, or below it if that was refused itself.

        One refusal of a rate that was found may be chance; at another one soon after, the limit has fallen.
        """
        refused = self.rate
        if refused > self.good:
            if self.bad is None:
                self._stay = min(2 * self._stay, max(LONGEST_STAY, LOOK_CREATES / refused))
            self.rate = self.good
        elif self._top is None and since >= STEP and self._is_near(LIKELY):
            self.rate = self._bounded(refused / NEAR)
        else:
            self.rate = self._bounded(refused * DECREASE)
            self._stay = STEP
        # It gives way only when a lower rate is refused, too.
        if refused < self.worth_keeping:
            self.worth_keeping = self.rate
        self.good, self.bad, self._growth = self.rate, refused, LOOK

    def _cool(self, now: float, retry_after: float | None) -> float:
        fresh = now >= self.cool_until
        if fresh:
            self.cooldowns += 1
        elif retry_after is None:
            return 0.0
        seconds = FIRST_COOLDOWN * 2.0 ** min(self.cooldowns - 1, 10) if retry_after is None else retry_after
        self.cool_until = max(self.cool_until, now + min(seconds, LONGEST_COOLDOWN))
        # A cool-down is no lost time to catch up with: its creates would bunch up behind it.
        self._since = self._next = max(self._next, self.cool_until)
        return self.cool_until - now if fresh else 0.0

    def _grow(self, now: float) -> None:
        """Go on after the time in which the rate was used and went well; an idle time proves nothing."""
        elapsed = now - self._since
        if elapsed < self._step_seconds():
            return
        used = self._successes >= self.rate * elapsed * USED
        self._since = now
        self._successes = 0
        if used:
            self.good = self.rate
            if self._is_near() or self.rate > self.worth_keeping:
                self.worth_keeping = self.rate
            self.rate = self._bounded(self._further())

    def _step_seconds(self) -> float:
        if self.bad is None:
            return LOOK_SECONDS if self._growth < RAMP else 1.0
        return self._stay if self._is_near() else STEP

    def _is_near(self, times: float = NEAR) -> bool:
        return self.bad is not None and self.bad <= self.rate * times

    def _further(self) -> float:
        """Return the rate of the next step: half the way to the refused one or, once near, a look above."""
        if self.bad is not None and not self._is_near():
            return (self.rate + self.bad) / 2
        self.bad = None
        growth, self._growth = self._growth, min(3 * self._growth, RAMP)
        return self.rate * (1 + growth)
