"""What a plan says to people: the choice, the price, the length, who is left out."""

import pytest

from batchgen import models, settings
from batchgen.workspace import plan_words


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"invalid": 8, "to_send": 204}, "Fix 8 rows, or send the other 204"),
        ({"invalid": 1, "to_send": 0}, "Fix 1 row"),
        ({"invalid": 0, "to_send": 1212, "selected": 1212}, "All 1,212 rows are ready"),
        ({"to_send": 1, "selected": 1}, "1 row is ready"),
        ({"to_send": 3, "selected": 5}, "3 rows are ready"),
        ({}, "There is nothing to send"),
    ],
)
def test_the_title_says_the_choice(plan, words):
    assert plan_words.title(plan, is_sheet=False) == words
    assert plan_words.title(plan, is_sheet=True) == "Fix this first"


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"price": 1518.2, "currency": "USD"}, "$1,518.20"),
        ({"price": 18, "currency": "EUR"}, "18.00 EUR"),
        ({"price": None}, ""),
    ],
)
def test_a_price_is_of_all_or_of_the_first(plan, words):
    assert plan_words.money(plan) == words
    assert plan_words.money({"first": {"price": 0.9}}, of="first") == "$0.90"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (750, "12 minutes 30 seconds"),
        (60, "1 minute"),
        (1, "1 second"),
        (0, "0 seconds"),
        (None, "0 seconds"),
    ],
)
def test_a_length_is_said_in_minutes_and_seconds(seconds, words):
    assert plan_words.length({"seconds": seconds}) == words


def test_those_who_are_left_out_are_said_by_reason():
    plan = {"left_out": {"hidden": 1, "odd": 0, "rows": 1200}, "excluded": 2}

    assert plan_words.left_out(plan) == (
        "Left out: 1 row hidden in the sheet, 1,200 rows by the row numbers in campaign.toml (rows) "
        "and 2 rows on the list of people to leave out."
    )
    assert plan_words.left_out({}) == ""


def test_limits_are_said_together():
    given = settings.Settings(max_videos=1200, max_cost=130.0, currency="EUR")

    assert plan_words.limit(given) == "at 1,200 videos and at 130 EUR"
    assert plan_words.limit(settings.Settings(max_cost=130.0)) == "at $130"
    assert plan_words.limit(settings.Settings(max_cost=12.5)) == "at $12.50"
    assert plan_words.limit(settings.Settings()) == ""


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((("Ana", "ana@acme.example"), ("Ben", "ben@example.com ")), True),
        ((("Ana", "ana@acme.example"), ("Ben", "ben@acme.com")), False),
        ((("Ana", "no address"),), False),
    ],
)
def test_made_up_people_are_recognised(cells, expected):
    assert plan_words.are_made_up([models.Row(2, row) for row in cells]) is expected
