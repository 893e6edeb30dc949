"""What is spent: a run that reserves money, a video that it books, and whose budgets these count in."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import NamedTuple


@dataclasses.dataclass(frozen=True, slots=True)
class Payer:
    """Who pays: the key's mark (never the key) at a service, and the campaign.

    `campaign` is the state file's own id, empty before there is one; `file` the campaign file's path, or
    empty: sheets with one campaign file share its budget.
    """

    account: str
    service: str
    campaign: str
    file: str


@dataclasses.dataclass(frozen=True, slots=True)
class Purchase:
    """A run and what it reserves; `cost` and `price` (of a minute) are None where no price is known.

    `mark` is a number of the state file's counter: the run's attempts have higher ones. `started_at` is UTC.
    """

    id: str
    payer: Payer
    name: str
    state: Path
    mark: int
    started_at: str
    person: str
    videos: int
    minutes: float
    cost: float | None
    price: float | None
    currency: str
    is_lost: bool = False


class Booking(NamedTuple):
    """A video that was paid, or may have been (`outcome` "unknown"). `at` is UTC."""

    token: str
    at: str
    videos: int
    minutes: float
    cost: float | None
    outcome: str


class Used(NamedTuple):
    """What is used of a budget: booked, and held by runs that go on."""

    booked: float
    held: float
