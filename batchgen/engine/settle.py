"""Settling: what was sent without an answer is found in the account, or proved missing (design 5.3, 5.4)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from batchgen.engine.session import Session

SETTLE_SECONDS = 120.0


@dataclasses.dataclass(frozen=True, slots=True)
class Settled:
    """What settling came to, in attempts. `missing` are proved not made: their jobs are new again."""

    found: int = 0
    missing: int = 0
    unknown: int = 0


class Settler:
    """Looks for lost videos. `seconds` is the settle time between two walks (--settle)."""

    def __init__(self, session: Session, *, seconds: float = SETTLE_SECONDS) -> None:
        self._session = session
        self._seconds = seconds

    def look(self) -> Settled:
        """Walk once and adopt what is found; nothing is proved missing by it. For every run's beginning."""
        raise NotImplementedError

    def settle(self) -> Settled:
        """Walk until every unknown attempt is found, proved missing, or to be left unknown. Never creates.

        Blocks for the settle time, or more when the list lags. Call it when no create is in flight.
        """
        raise NotImplementedError
