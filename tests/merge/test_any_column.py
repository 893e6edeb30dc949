"""Any column: the order of rows does not decide its kind, and no cell is said as another value."""

import datetime as dt
import random
from decimal import Decimal

import hypothesis
import mergekit
import pytest
from hypothesis import strategies

from batchgen import checks, models
from batchgen.merge.kinds import kind, kind_finder

FIXED = hypothesis.settings(derandomize=True, deadline=None, database=None, max_examples=60)
DATES = strategies.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))
AMOUNTS = strategies.integers(0, 10**11).map(lambda cents: Decimal(cents) / 100)
WRITTEN = """
yes no ja nein x - 1 0 TRUE 12 12% $1,000.50 1.234,5 007 1e5 2026-01-02 13/12/2026 a@b.example TBD n/a ١٢ ½
"""
WORDS = strategies.sampled_from(WRITTEN.split())
TEXTS = strategies.one_of(
    WORDS, strategies.text(strategies.characters(codec=None, categories=None), max_size=10)
)


def scripts(template: str, header: str, cells: list[str], **options: object) -> list[str | None]:
    """What is said of each cell, None where the row stops."""
    examiner = checks.Examiner(mergekit.given(template, **options), mergekit.columns(header))
    rows = examiner.study([models.Row(n, (cell,)) for n, cell in enumerate(cells, 2)])
    found = [examiner.examine(row) for row in rows]
    return [None if mergekit.has_error(one) or not one.request else one.request.script for one in found]


@FIXED
@hypothesis.given(
    header=strategies.sampled_from(["Start date", "Amount", "Customer?", "Phone", "Name", "%", ""]),
    cells=strategies.lists(TEXTS, max_size=12),
)
def test_every_column_has_a_kind_whatever_the_order_of_its_rows(header: str, cells: list[str]) -> None:
    texts = [text for text in cells if text.strip()]
    mixed = random.Random(1).sample(texts, len(texts))

    found = kind_finder.find(mergekit.columns(header)[0].name, header, texts)

    assert found in kind.KINDS
    assert kind_finder.find(mergekit.columns(header)[0].name, header, mixed) == found


@FIXED
@hypothesis.given(cells=strategies.lists(TEXTS, min_size=1, max_size=8))
@pytest.mark.parametrize(
    "template",
    [
        "See {{ what | date }}.",
        "Pay {{ what | money('EUR') }}.",
        "{% if what %}Yes{% else %}No{% endif %}, {{ what }}.",
    ],
)
def test_any_cells_are_said_or_stop_their_row(template: str, cells: list[str]) -> None:
    assert len(scripts(template, "What", cells)) == len(cells)


@FIXED
@hypothesis.given(
    days=strategies.lists(DATES, min_size=1, max_size=8),
    form=strategies.sampled_from(
        ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%Y/%m/%d", "%d %b %Y"]
    ),
)
def test_no_date_is_said_as_another_day(days: list[dt.date], form: str) -> None:
    found = scripts(
        "On {{ start_date | date('yyyy-MM-dd') }}.", "Start date", [day.strftime(form) for day in days]
    )

    assert [said for said in found if said] == [
        f"On {day}." for day, said in zip(days, found, strict=True) if said
    ]
    if "/%Y" not in form and form != "%d-%m-%Y":
        assert None not in found
    if form == "%d/%m/%Y" and any(day.day > 12 for day in days):
        assert None not in found


def english(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def german(amount: Decimal) -> str:
    return english(amount).translate(str.maketrans(",.", ".,"))


def french(amount: Decimal) -> str:
    return english(amount).translate(str.maketrans(",.", "\u202f,"))


def swiss(amount: Decimal) -> str:
    return english(amount).replace(",", "\u2019")


@FIXED
@hypothesis.given(
    amounts=strategies.lists(AMOUNTS, min_size=1, max_size=8),
    written=strategies.sampled_from([english, german, french, swiss]),
    around=strategies.sampled_from(["{}", "{} €", "€ {}", "EUR {}", "-{}"]),
)
def test_no_amount_is_said_as_another(amounts: list[Decimal], written: object, around: str) -> None:
    cells = [around.format(written(amount)) for amount in amounts]  # type: ignore[operator]

    found = scripts("It is {{ amount | number(2) }}.", "Amount", cells)

    sign = -1 if around.startswith("-") else 1
    for amount, said in zip(amounts, found, strict=True):
        assert said is None or Decimal(said[6:-1].replace(",", "")) == sign * amount


@FIXED
@hypothesis.given(
    flags=strategies.lists(strategies.booleans(), min_size=2, max_size=8),
    words=strategies.sampled_from(
        [("yes", "no"), ("Ja", "Nein"), ("OUI", "non"), ("TRUE", "FALSE"), ("да", "нет")]
    ),
    around=strategies.sampled_from(["{}", " {} ", "{}.", "'{}", "{}\u200b"]),
)
def test_no_no_is_said_as_a_yes(flags: list[bool], words: tuple[str, str], around: str) -> None:
    hypothesis.assume(len(set(flags)) == 2)
    cells = [around.format(words[0] if flag else words[1]) for flag in flags]

    found = scripts("You are {% if customer %}in{% else %}out{% endif %}, friend.", "Customer", cells)

    assert found == [f"You are {'in' if flag else 'out'}, friend." for flag in flags]
