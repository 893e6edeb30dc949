"""Absence: since when attempts are known to be missing in the account, and whose word they wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Evidence(Protocol):
    """Remembers since when attempts are known to be absent, by a clock of its own."""

    def now(self) -> float:
        """Return its time in seconds."""

    def absent_before(self, attempt: int, ended: float) -> float | None:
        """Note that a look, ended then, did not show an attempt's video; return when an earlier one ended."""

    def waits_for(self, attempt: int) -> str:
        """Return the lost worker that must be off before its attempt counts as not made, "" if none must."""


class Remembered:
    """The evidence of one run, for as long as it settles."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.now = clock
        self._since: dict[int, float] = {}

    def absent_before(self, attempt: int, ended: float) -> float | None:
        """Note it, and return when an earlier look ended, None if this is the first."""
        before = self._since.get(attempt)
        self._since.setdefault(attempt, ended)
        return before

    def waits_for(self, attempt: int) -> str:  # noqa: ARG002 - it has no other workers
        """Return "": nobody else sends for this run."""
        return ""
