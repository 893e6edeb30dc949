"""Allowances: when a period begins, and the words for what is left."""

import datetime as dt
import time
from collections.abc import Iterator

import pytest

from batchgen import settings, spending

OF_MINUTES = "the account's budget of 90 minutes a month"


@pytest.fixture(params=["UTC", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if not hasattr(time, "tzset"):
        pytest.skip("Windows takes no zone from the environment")
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield str(request.param)
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("per", "now", "expected"),
    [
        ("month", "2026-11-01T00:00:00", "2026-11-01T00:00:00"),
        ("month", "2026-10-31T23:59:59.999999", "2026-10-01T00:00:00"),
        ("month", "2028-02-29T12:00:00", "2028-02-01T00:00:00"),
        ("month", "2026-12-31T23:59:59", "2026-12-01T00:00:00"),
        ("month", "2026-03-31T08:00:00", "2026-03-01T00:00:00"),  # clocks went forward meanwhile
        ("week", "2026-11-29T23:59:59", "2026-11-23T00:00:00"),  # a Sunday
        ("week", "2026-11-30T00:00:00", "2026-11-30T00:00:00"),  # a Monday
        ("week", "2027-01-01T10:00:00", "2026-12-28T00:00:00"),
        ("day", "2026-11-27T00:00:01", "2026-11-27T00:00:00"),
    ],
)
def test_a_period_begins_at_midnight_where_this_computer_is(
    zone: str, per: settings.Period, now: str, expected: str
) -> None:
    begin = spending.begin(per, dt.datetime.fromisoformat(now).astimezone())

    assert begin == dt.datetime.fromisoformat(expected).astimezone().astimezone(dt.UTC).isoformat(
        timespec="milliseconds"
    )


def test_a_budget_for_ever_began_before_everything() -> None:
    assert spending.begin("none", dt.datetime.now().astimezone()) == ""


@pytest.mark.parametrize(
    ("unit", "amount", "booked", "held", "words"),
    [
        ("cost", 500, 187.6, 0, "312.40 USD of the account's budget of 500.00 USD a month are left"),
        ("cost", 500, 700, 0, "nothing of the account's budget of 500.00 USD a month is left"),
        ("videos", 300, 299, 0, "1 video of the account's budget of 300 videos a month is left"),
        (
            "minutes",
            90,
            0,
            30.5,
            f"59.5 minutes of {OF_MINUTES} are left (another run has reserved 30.5 minutes)",
        ),
    ],
)
def test_what_is_left_in_words(
    unit: settings.Unit, amount: float, booked: float, held: float, words: str
) -> None:
    cap = spending.Cap("account", settings.Budget(unit=unit, amount=amount, per="month"), "USD")

    assert spending.Allowance(cap, booked, held).left_words() == words


def test_sums_of_cents_fill_a_budget_exactly() -> None:
    cap = spending.Cap("campaign", settings.Budget(unit="cost", amount=0.3), "USD")

    allowance = spending.Allowance(cap, 0.1 + 0.1, 0.0)

    assert allowance.covers(spending.Need(1, 0.1, 0.1, 1.0, "USD"))
    assert not allowance.covers(spending.Need(1, 0.11, 0.11, 1.0, "USD"))


def test_a_plan_that_costs_nothing_passes_no_budget() -> None:
    cap = spending.Cap("account", settings.Budget(unit="cost", amount=1), "USD")

    assert spending.Allowance(cap, 5.0, 0.0).covers(spending.Need(3, 1.0, 0.0, 0.0, "USD"))
