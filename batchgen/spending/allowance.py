"""Allowances: what is left of each budget that a plan counts in, in numbers and words."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from batchgen import errors
from batchgen.spending import words

if TYPE_CHECKING:
    from batchgen import settings
    from batchgen.spending.purchase import Payer
    from batchgen.spending.spending_file import SpendingFile

Scope = Literal["account", "campaign"]

DEFAULT_CURRENCY = "USD"
"""Of an account's budget in money that names none, as of a price that names none."""
_PARTS = {"cost": 100, "minutes": 100, "videos": 1}
"""Units are counted in these parts: what is taken is rounded up, what is left down."""
_DUST = 1e-6
"""What sums of floating point numbers may be wrong by."""
_PERIODS = {"day": " a day", "week": " a week", "month": " a month", "none": " in all"}


class Cap(NamedTuple):
    """A budget, and whose it is: the account's or the campaign's. `currency` is that of one in money."""

    scope: Scope
    budget: settings.Budget
    currency: str

    def words(self) -> str:
        """Return "the account's budget of 500.00 USD a month"."""
        return words.budget(self.scope, self.amount(self.budget.amount), _PERIODS[self.budget.per])

    def amount(self, number: float) -> str:
        """Return an amount of it: "312.40 USD", "1 video", "12.5 minutes"."""
        if self.budget.unit == "cost":
            return f"{number:,.2f} {self.currency}"
        if self.budget.unit == "videos":
            return f"{number:,.0f} video{'' if number == 1 else 's'}"
        return f"{number:,.2f}".rstrip("0").rstrip(".") + f" minute{'' if number == 1 else 's'}"


class Need(NamedTuple):
    """What a plan takes; `cost` and `price` (of a minute) are None where no price is known."""

    videos: int
    minutes: float
    cost: float | None
    price: float | None
    currency: str

    def of(self, unit: settings.Unit) -> float:
        """Return the amount of a unit."""
        found = {"videos": self.videos, "minutes": self.minutes, "cost": self.cost or 0.0}[unit]
        return math.ceil(found * _PARTS[unit] - _DUST) / _PARTS[unit]


@dataclasses.dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a budget: `booked` is spent or may be, `held` is reserved by runs that go on."""

    cap: Cap
    booked: float
    held: float

    @property
    def left(self) -> float:
        """What may still be spent, never below 0."""
        parts = _PARTS[self.cap.budget.unit]
        left = self.cap.budget.amount - self.booked - self.held
        return max(0, math.floor(left * parts + _DUST)) / parts

    def covers(self, need: Need) -> bool:
        """Return whether a plan stays within it."""
        return need.of(self.cap.budget.unit) <= self.left

    def sentence(self, need: Need) -> str:
        """Return what is left of it, and where a send of this plan stops."""
        stops = words.stops_at(self.cap.amount(need.of(self.cap.budget.unit)))
        return f"{self.left_words()}.{stops if need.videos and self.covers(need) else ''}"

    def left_words(self) -> str:
        """Return "312.40 USD of the account's budget of 500.00 USD a month are left"."""
        left = self.cap.amount(self.left) if self.left else "nothing"
        are = "are" if self.left and self.left != 1 else "is"
        held = words.held(self.cap.amount(self.held)) if self.held else ""
        return words.left_of(left, self.cap.words(), are, held)

    def to_json(self, need: Need) -> dict[str, object]:
        """Return it for programs."""
        budget = self.cap.budget
        return {
            "of": self.cap.scope,
            "unit": budget.unit,
            "per": budget.per,
            "amount": budget.amount,
            "currency": self.cap.currency,
            "left": self.left,
            "held": self.held,
            "takes": need.of(budget.unit),
            "words": self.sentence(need),
        }


def caps(given: settings.Settings) -> Iterator[Cap]:
    """Yield the budgets that a run of these settings counts in. Raises errors.SettingsError.

    A budget in other money than the campaign's price cannot be kept. A rehearsal has none.
    """
    if given.sandbox:
        return
    budgets: tuple[tuple[Scope, settings.Budget | None, str], ...] = (
        ("account", given.account_budget, DEFAULT_CURRENCY),
        ("campaign", given.budget, given.currency),
    )
    for scope, budget, usual in budgets:
        if budget is None:
            continue
        cap = Cap(scope, budget, budget.currency or usual)
        if budget.unit == "cost" and cap.currency != given.currency:
            raise errors.SettingsError(
                words.two_currencies(given.currency, cap.words()),
                hint=words.ONE_CURRENCY,
            )
        yield cap


def of_cap(file: SpendingFile | None, cap: Cap, payer: Payer, *, price: float | None) -> Allowance:
    """Return what is left of one budget now; nothing is used where there is no file yet."""
    if file is None:
        return Allowance(cap, 0.0, 0.0)
    used = file.used(
        cap.scope,
        payer,
        cap.budget.unit,
        since=begin(cap.budget.per, dt.datetime.now().astimezone()),
        price=price,
        currency=cap.currency,
    )
    return Allowance(cap, used.booked, used.held)


def begin(per: settings.Period, now: dt.datetime) -> str:
    """Return when a period began that a moment is in, in UTC as the state file writes it.

    Days, weeks (from Monday) and months are those of the calendar where this computer is.
    """
    if per == "none":
        return ""
    day = now.date()
    first = {
        "day": day,
        "week": day - dt.timedelta(days=day.weekday()),
        "month": day.replace(day=1),
    }[per]
    # Local midnight: the offset may have been another one then.
    midnight = dt.datetime.combine(first, dt.time()).astimezone()
    return midnight.astimezone(dt.UTC).isoformat(timespec="milliseconds")
