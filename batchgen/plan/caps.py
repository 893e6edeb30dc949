"""Caps: what a plan must stay within: --max-videos, --max-minutes, --max-cost, and budgets."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from batchgen import checks, spending
from batchgen.plan import words

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
        return _over(words.over(words.videos_to_send(plan.to_send), "--max-videos", f"{fits:,}"), fits)
    limits = {"--max-minutes": settings.max_minutes, "--max-cost": settings.max_cost}
    given = [name for name, value in limits.items() if value is not None]
    if refusal := _over_unknown(plan, given):
        return Over(refusal)
    if settings.max_minutes is not None and plan.minutes > settings.max_minutes:
        most = settings.max_minutes
        fits = _fitting(plan, lambda minutes: minutes <= most)
        return _over(words.over(_takes(plan), "--max-minutes", f"{most:g}"), fits)
    if settings.max_cost is None or not plan.to_send:
        return Over()
    if plan.price is None:
        return Over(words.needs_price("--max-cost"))
    if plan.price > settings.max_cost:
        highest = settings.max_cost
        fits = _fitting(plan, lambda minutes: (checks.price(minutes, settings) or 0.0) <= highest)
        cost, limit = (f"{amount:,.2f} {settings.currency}" for amount in (plan.price, highest))
        return _over(words.over(words.cost_to_send(cost), "--max-cost", limit), fits)
    return Over()


def over_budgets(plan: Plan, allowances: Iterable[spending.Allowance], settings: Settings) -> Over:
    """Return why a plan does not stay within its budgets; no words if it does.

    It says what is left of the tightest one, and how many of the plan's rows fit.
    """
    found = tuple(allowances) if plan.to_send else ()
    in_money = [each for each in found if each.cap.budget.unit == "cost"]
    if in_money and plan.price is None:
        return Over(words.needs_price(in_money[0].cap.words()))
    counted = [each.cap.words() for each in found if each.cap.budget.unit != "videos"]
    if refusal := _over_unknown(plan, counted, instead=words.A_BUDGET_IN_VIDEOS):
        return Over(refusal)
    passed = [each for each in found if not each.covers(need(plan, settings))]
    if not passed:
        return Over()
    fits, tightest = min(((_within(plan, each, settings), each) for each in passed), key=lambda pair: pair[0])
    return _over(words.over_budget(_takes(plan, tightest), tightest.left_words()), fits)


def _within(plan: Plan, allowance: spending.Allowance, settings: Settings) -> int:
    """Return how many of the rows to send, in their order, stay within a budget."""
    if allowance.cap.budget.unit == "videos":
        return int(allowance.left)

    return _fitting(plan, lambda minutes: allowance.covers(_need(0, minutes, settings)))


def _takes(plan: Plan, allowance: spending.Allowance | None = None) -> str:
    unit = "minutes" if allowance is None else allowance.cap.budget.unit
    if unit == "videos":
        return words.videos_to_send(plan.to_send)
    if allowance is None or unit == "minutes":
        return words.minutes_to_send(plan.minutes)
    return words.cost_to_send(allowance.cap.amount(plan.price or 0.0))


def _over_unknown(plan: Plan, given: list[str], *, instead: str = "--max-videos") -> str:
    """Return why these caps cannot be kept with audio of unknown length; empty if they can.

    `instead` is a cap that can.
    """
    if not given or not plan.unmeasured:
        return ""
    what_to_do = words.fix_links(instead) if plan.heard else words.READ_LENGTHS
    return f"{words.length_unknown(plan.unmeasured, ' and '.join(given))} {what_to_do}"


def _fitting(plan: Plan, fits: Callable[[float], bool]) -> int:
    """Return how many of the rows to send, in their order, come to minutes that fit."""
    sums = itertools.accumulate(plan.roster.minutes_to_send())
    return sum(1 for _ in itertools.takewhile(fits, sums))


def _over(refusal: str, fits: int) -> Over:
    if not fits:
        return Over(f"{refusal} {words.NOT_ONE_FITS}")
    return Over(f"{refusal} {words.send_first(fits)}", fits)
