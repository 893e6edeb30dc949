"""Caps: what a plan must stay within: --max-videos, --max-minutes, --max-cost, and budgets."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from batchgen import checks, spending
from batchgen.plan.plan import PRICE_HINT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from batchgen.plan.plan import Plan
    from batchgen.settings import Settings


class Over(NamedTuple):
    """Why a plan must not be carried out whole, in words, and how many of its first rows may be."""

    words: str = ""
    fits: int = 0


def need(plan: Plan, settings: Settings) -> spending.Need:
    """Return what a plan takes of a budget."""
    return _need(plan.to_send, plan.minutes, settings)


def _need(videos: int, minutes: float, settings: Settings) -> spending.Need:
    price, cost = settings.price_per_minute, checks.price(minutes, settings)
    return spending.Need(videos, minutes, cost, price, settings.currency)


def over_limits(plan: Plan, settings: Settings) -> Over:
    """Return why a plan passes --max-videos, --max-minutes or --max-cost; no words if it does not.

    It says how many of its rows stay within the limit, in their order.
    """
    if settings.max_videos is not None and plan.to_send > settings.max_videos:
        fits = settings.max_videos
        return _over(f"The plan has {plan.to_send} videos, more than --max-videos {fits}.", fits)
    limits = {"--max-minutes": settings.max_minutes, "--max-cost": settings.max_cost}
    given = [name for name, value in limits.items() if value is not None]
    if refusal := _over_unknown(plan, given):
        return Over(refusal)
    if settings.max_minutes is not None and plan.minutes > settings.max_minutes:
        most = settings.max_minutes
        fits = _fitting(plan, lambda minutes: minutes <= most)
        return _over(f"{_takes(plan)}, more than --max-minutes {most:g}.", fits)
    if settings.max_cost is None or not plan.to_send:
        return Over()
    if plan.price is None:
        return Over(f"--max-cost needs a price. {PRICE_HINT}")
    if plan.price > settings.max_cost:
        highest = settings.max_cost
        fits = _fitting(plan, lambda minutes: (checks.price(minutes, settings) or 0.0) <= highest)
        cost, limit = (f"{amount:,.2f} {settings.currency}" for amount in (plan.price, highest))
        return _over(f"The plan costs about {cost}, more than --max-cost {limit}.", fits)
    return Over()


def over_budgets(plan: Plan, allowances: Iterable[spending.Allowance], settings: Settings) -> Over:
    """Return why a plan does not stay within its budgets; no words if it does.

    It says what is left of the tightest one, and how many of the plan's rows fit.
    """
    found = tuple(allowances) if plan.to_send else ()
    in_money = [each for each in found if each.cap.budget.unit == "cost"]
    if in_money and plan.price is None:
        words = in_money[0].cap.words()
        return Over(f"{words[0].upper()}{words[1:]} needs a price. {PRICE_HINT}")
    counted = [each.cap.words() for each in found if each.cap.budget.unit != "videos"]
    if refusal := _over_unknown(plan, counted, instead="a budget in videos"):
        return Over(refusal)
    passed = [each for each in found if not each.covers(need(plan, settings))]
    if not passed:
        return Over()
    fits, tightest = min(((_within(plan, each, settings), each) for each in passed), key=lambda pair: pair[0])
    return _over(f"{_takes(plan, tightest)}, and {tightest.left_words()}.", fits)


def _within(plan: Plan, allowance: spending.Allowance, settings: Settings) -> int:
    """Return how many of the rows to send, in their order, stay within a budget."""
    if allowance.cap.budget.unit == "videos":
        return int(allowance.left)

    return _fitting(plan, lambda minutes: allowance.covers(_need(0, minutes, settings)))


def _takes(plan: Plan, allowance: spending.Allowance | None = None) -> str:
    unit = "minutes" if allowance is None else allowance.cap.budget.unit
    if unit == "videos":
        return f"The plan has {plan.to_send:,} video{'' if plan.to_send == 1 else 's'}"
    if allowance is None or unit == "minutes":
        return f"The plan has about {plan.minutes:.1f} minutes"
    return f"The plan costs about {allowance.cap.amount(plan.price or 0.0)}"


def _over_unknown(plan: Plan, given: list[str], *, instead: str = "--max-videos") -> str:
    """Return why these caps cannot be kept with audio of unknown length; empty if they can.

    `instead` is a cap that can.
    """
    if not given or not plan.unmeasured:
        return ""
    rows = "1 row has" if plan.unmeasured == 1 else f"{plan.unmeasured:,} rows have"
    words = f"{rows} audio of unknown length, which {' and '.join(given)} cannot count"
    if not plan.heard:
        return f"{words}. `batchgen check --links` reads it."
    return (
        f"{words}: see the warnings. Fix these links, leave the rows out (--rows, --where), or use {instead} "
        "instead."
    )


def _fitting(plan: Plan, fits: Callable[[float], bool]) -> int:
    """Return how many of the rows to send, in their order, come to minutes that fit."""
    sums = itertools.accumulate(plan.roster.minutes_to_send())
    return sum(1 for _ in itertools.takewhile(fits, sums))


def _over(words: str, fits: int) -> Over:
    if not fits:
        return Over(f"{words} Not one row stays within it.")
    return Over(f"{words} --limit {fits} sends the first {'one' if fits == 1 else fits} of them.", fits)
