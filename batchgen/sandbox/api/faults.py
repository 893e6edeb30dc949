"""The fault menu: what a bad day looks like, call by call, from a seed."""

from __future__ import annotations

import dataclasses
import random

from batchgen.sandbox import words

CALLS = ("create", "read", "list", "delete", "rename", "replicas", "conversations", "any")
BEFORE = ("lost-request", "html", "concurrent")
AFTER = ("lost-answer", "half", "empty")
OPTIONS = ("latency", "rate_limit", "retry_after", "credits", "fail_rate", "seed")
"""Options of the command line, beside --fault, that make up a menu."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """A share of the calls of one kind goes wrong in one way.

    `made`: the call is carried out all the same, and only then answered wrongly.
    """

    call: str
    what: str
    share: float
    made: bool

    @property
    def status(self) -> int:
        """The HTTP status it answers with, or 0 for a fault that is no status."""
        return int(self.what) if self.what.isdigit() else 0


@dataclasses.dataclass(frozen=True, slots=True)
class Menu:
    """All faults of a day. `latency` is a range in seconds, `credits` -1 without end, `fail_rate` a share."""

    faults: tuple[Fault, ...] = ()
    latency: tuple[float, float] = (0.0, 0.0)
    rate_limit: float = 0.0
    retry_after: str = ""
    credits: int = -1
    fail_rate: float = 0.0
    seed: int = 0


def menu(
    texts: list[str],
    *,
    latency: str = "",
    rate_limit: float = 0.0,
    retry_after: str = "",
    credits: int = -1,  # noqa: A002 - the option's name
    fail_rate: float = 0.0,
    seed: int = 0,
) -> Menu:
    """Read the options of a bad day; raise ValueError with words."""
    return Menu(
        tuple(read(text) for text in texts),
        _range(latency),
        rate_limit,
        retry_after,
        credits,
        _share(fail_rate, "--fail-rate"),
        seed,
    )


def read(text: str) -> Fault:
    """Read one `CALL:WHAT:SHARE` ("create:429:0.05"); raise ValueError with words."""
    parts = text.split(":")
    if len(parts) not in {2, 3}:
        raise ValueError(words.fault_form(text))
    call, what = parts[0], parts[1]
    if call not in CALLS:
        raise ValueError(words.fault_call(text, ", ".join(CALLS)))
    plain = what.removesuffix("-made")
    if not (_is_status(plain) or (plain == what and what in BEFORE + AFTER)):
        raise ValueError(words.fault_what(text, ", ".join(BEFORE + AFTER)))
    share = _share(parts[2] if len(parts) == 3 else "1", f"--fault {text!r}")
    return Fault(call, plain, share, made=plain != what or what in AFTER)


class Dice:
    """Decides, call by call, which fault happens; the same seed and the same calls give the same day."""

    def __init__(self, menu: Menu) -> None:
        self._menu = menu
        self._random = random.Random(menu.seed)  # noqa: S311 - dice, no secret

    def fault(self, call: str) -> Fault | None:
        """Return the fault that befalls this call, if any."""
        for fault in self._menu.faults:
            if fault.call in {call, "any"} and self._random.random() < fault.share:
                return fault
        return None

    def latency(self) -> float:
        """Return how many seconds this answer takes longer."""
        low, high = self._menu.latency
        return self._random.uniform(low, high) if high else 0.0

    def dooms(self) -> bool:
        """Return whether a new video will end in `error`."""
        return self._random.random() < self._menu.fail_rate if self._menu.fail_rate else False


class Bucket:
    """A token bucket: `rate` calls a second, at most a second's worth at once."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._room = max(rate, 1.0)
        self._last = 0.0

    def takes(self, now: float) -> bool:
        """Return whether one more call is let through at this time (seconds, monotonic)."""
        if not self._rate:
            return True
        size = max(self._rate, 1.0)
        self._room = min(size, self._room + (now - self._last) * self._rate) if self._last else size
        self._last = now
        if self._room < 1.0:
            return False
        self._room -= 1.0
        return True


def _is_status(text: str) -> bool:
    return text.isdigit() and 400 <= int(text) <= 599


def _share(text: str | float, where: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise ValueError(words.not_a_share(where, text))
    return share


def _range(text: str) -> tuple[float, float]:
    if not text:
        return (0.0, 0.0)
    low, _, high = text.partition("-")
    try:
        pair = (float(low), float(high or low))
    except ValueError:
        pair = (-1.0, -1.0)
    if not 0.0 <= pair[0] <= pair[1]:
        raise ValueError(words.not_seconds(text))
    return pair
