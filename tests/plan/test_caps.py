"""Caps: a plan at its limit goes out, one above it does not, and how many of its first rows may."""

import contextlib
import dataclasses

import enginekit
import pytest

from batchgen import settings, spending
from batchgen.plan import caps, scratch, words

MINUTES = (0.5, 1.0, 2.0, 0.5)
"""Of the four rows to send, in their order: 4 minutes in all."""


@pytest.fixture
def plan(desk: enginekit.Desk):
    made = scratch.Roster()
    for number, minutes in enumerate(MINUTES, 2):
        made.add(scratch.RosterRow(number, "", "", "", "h", "r1", "", minutes, "", 0, ""))
    made.flush()
    made.decide(lambda _: "send")
    with contextlib.closing(made):
        yield dataclasses.replace(desk.plan(), roster=made, to_send=4, minutes=4.0, price=8.0)


@pytest.fixture
def given(desk: enginekit.Desk):
    """Settings of a campaign whose minute costs 2 dollars."""
    return lambda **options: desk.settings(price_per_minute=2.0, currency="USD", **options)


def budget(unit: settings.Unit, amount: float, *, booked: float = 0.0) -> spending.Allowance:
    return spending.Allowance(
        spending.Cap("account", settings.Budget(unit=unit, amount=amount, per="month"), "USD"), booked, 0.0
    )


@pytest.mark.parametrize(
    ("option", "at_the_limit", "above", "fits"),
    [
        ("max_videos", 4, 3, 3),
        ("max_videos", 5, 1, 1),
        ("max_minutes", 4.0, 3.99, 3),
        ("max_minutes", 9.0, 1.5, 2),
        ("max_minutes", 4.5, 0.4, 0),
        ("max_cost", 8.0, 7.99, 3),
        ("max_cost", 8.01, 3.0, 2),
        ("max_cost", 50.0, 0.99, 0),
    ],
)
def test_a_plan_may_reach_a_limit_and_not_pass_it(
    plan, given, option: str, at_the_limit: float, above: float, fits: int
) -> None:
    over = caps.over_limits(plan, given(**{option: above}))

    assert caps.over_limits(plan, given(**{option: at_the_limit})) == caps.Over()
    assert over.fits == fits
    assert f"--{option.replace('_', '-')} allows" in over.words
    assert (words.send_first(fits) if fits else words.NOT_ONE_FITS) in over.words


def test_a_limit_in_money_needs_a_price_unless_nothing_goes_out(plan, desk: enginekit.Desk) -> None:
    no_price = dataclasses.replace(plan, price=None)

    assert caps.over_limits(no_price, desk.settings(max_cost=1.0)).words == words.needs_price("--max-cost")
    assert (
        caps.over_limits(dataclasses.replace(no_price, to_send=0), desk.settings(max_cost=1.0)) == caps.Over()
    )


@pytest.mark.parametrize(
    ("unit", "enough", "amount", "fits", "said"),
    [
        ("videos", 4, 3, 3, words.videos_to_send(4)),
        ("minutes", 4.0, 3.5, 3, words.minutes_to_send(4.0)),
        ("minutes", 4.0, 0.4, 0, words.minutes_to_send(4.0)),
        ("cost", 8.0, 7.99, 3, words.cost_to_send("8.00 USD")),
        ("cost", 8.0, 3.0, 2, words.cost_to_send("8.00 USD")),
    ],
)
def test_a_plan_may_take_all_of_a_budget_and_no_more(
    plan, given, unit: settings.Unit, enough: float, amount: float, fits: int, said: str
) -> None:
    over = caps.over_budgets(plan, [budget(unit, amount)], given())

    assert caps.over_budgets(plan, [budget(unit, enough)], given()) == caps.Over()
    assert caps.over_budgets(plan, [budget(unit, enough + 1, booked=1)], given()) == caps.Over()
    assert (over.fits, over.words.startswith(said)) == (fits, True)
    assert (words.send_first(fits) if fits else words.NOT_ONE_FITS) in over.words


def test_the_tightest_of_several_budgets_decides(plan, given) -> None:
    budgets = [budget("videos", 3), budget("minutes", 1.5), budget("cost", 100.0)]

    for order in (budgets, budgets[::-1]):
        over = caps.over_budgets(plan, order, given())

        assert over.fits == 2
        assert over.words.startswith(words.minutes_to_send(4.0))


def test_a_budget_in_money_needs_a_price_and_no_other_does(plan, desk: enginekit.Desk) -> None:
    no_price = dataclasses.replace(plan, price=None)
    enough = [budget("videos", 9), budget("minutes", 9.0)]

    assert caps.over_budgets(no_price, enough, desk.settings()) == caps.Over()
    in_money = caps.over_budgets(no_price, [*enough, budget("cost", 9.0)], desk.settings())
    assert in_money.words == words.needs_price("the account's budget of 9.00 USD a month")
    assert caps.over_budgets(
        dataclasses.replace(no_price, to_send=0), [budget("cost", 9.0)], desk.settings()
    ) == (caps.Over())


@pytest.mark.parametrize(
    ("option", "refused"), [("max_videos", False), ("max_minutes", True), ("max_cost", True)]
)
def test_audio_of_unknown_length_fits_a_cap_on_videos_alone(plan, given, option: str, refused: bool) -> None:
    unknown = dataclasses.replace(plan, unmeasured=2)

    over = caps.over_limits(unknown, given(**{option: 99}))

    assert bool(over.words) is refused
    assert (words.length_unknown(2, f"--{option.replace('_', '-')}") in over.words) is refused


def test_audio_of_unknown_length_fits_a_budget_of_videos_alone(plan, given) -> None:
    unknown = dataclasses.replace(plan, unmeasured=1, heard=True)

    assert caps.over_budgets(unknown, [budget("videos", 9)], given()) == caps.Over()
    over = caps.over_budgets(unknown, [budget("videos", 9), budget("minutes", 99.0)], given())
    assert words.fix_links(words.A_BUDGET_IN_VIDEOS) in over.words
