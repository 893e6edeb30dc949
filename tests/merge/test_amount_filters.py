"""Columns of numbers: read by what the whole column shows, for each locale, and kept."""

import mergekit
import pytest

from batchgen import checks, merge, models


def study(template, *cells, header="Amount", stored="", locales=(), **options):
    """Return the examined rows of a column, beside a column of locales if there is one."""
    headers = (header, "Locale") if locales else (header,)
    rows = [models.Row(n, (cell, *locales[n - 2 : n - 1])) for n, cell in enumerate(cells, start=2)]
    examiner = checks.Examiner(
        mergekit.given(template, **options), mergekit.columns(*headers), stored_kinds=stored
    )
    return [examiner.examine(row) for row in examiner.study(rows)], examiner


def said(name, *cells, **options):
    """Return what a filter says of cells, or the kinds of problems that stop the row."""
    found, _ = study(f"It is {{{{ amount | {name} }}}} now.", *cells, **options)
    return [
        " ".join(p.kind for p in one.problems if p.severity == "error")
        or one.request.script.removeprefix("It is ").removesuffix(" now.").replace("\u00a0", " ")
        for one in found
    ]


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("money", ("1.200", "12,5"), ["$1,200", "$12.50"]),
        ("money", ("1.200", "12.5"), ["$1.20", "$12.50"]),
        ("money", ("12,5", "12 500,75", "1.200,50"), ["$12.50", "$12,500.75", "$1,200.50"]),
        ("money", ("1,200.50", "1.200,50", "1.200"), ["$1,200.50", "$1,200.50", "number"]),
        ("money", ("€5", "$5", "5"), ["€5", "$5", "number"]),
        ("money", ("€5", "5"), ["€5", "€5"]),
        ("money", ("$5", "USD 10", "15", "US$20"), ["$5", "$10", "$15", "$20"]),
        ("money", ("$5", "CAD 10", "15"), ["$5", "CA$10", "number"]),
        ("number", ("$5", "USD 10"), ["5", "10"]),
        ("money", ("kr 5", "5"), ["number", "number"]),
        ('money("SEK")', ("kr 5", "5"), ["5 Swedish kronor"] * 2),
        ("number", ("$5", "€5"), ["number", "number"]),
        ("percent", ("0.5", "1", "1.5", "15,5 %"), ["0.5%", "1%", "1.5%", "15.5%"]),
        ("percent", ("0.12", "1"), ["12%", "100%"]),
        ("percent", ("0.155", "15%"), ["number", "15%"]),
        ("percent", ("0", "1"), ["0%", "number"]),
    ],
)
def test_a_cell_is_read_as_its_column_writes_numbers(name, cells, expected):
    assert said(name, *cells) == expected


def test_what_a_column_shows_is_gathered_for_each_locale():
    cells = ("1.200", "12,5", "1.200", "12.5")

    found = said("number", *cells, locales=("de_DE", "de_DE", "en_US", "en_US"))

    assert found == ["1.200", "12,5", "1.2", "12.5"]


def test_a_column_that_shows_nothing_is_read_by_its_locale():
    assert said("number", "1.234", locale="de_DE") == ["1.234"]
    assert said("number", "1.234", locale="en_US") == ["1.234"]
    assert said("number", "1,234", locale="de_DE") == ["1,234"]


@pytest.mark.parametrize(("cell", "expected"), [("12,345", "12.345"), ("1.234", "1,234")])
def test_a_real_number_of_a_workbook_has_a_point_whatever_the_locale(cell, expected):
    given = mergekit.given("It is {{ amount | number }} now.", locale="de_DE")
    examiner = checks.Examiner(given, mergekit.columns("Amount"))
    row = models.Row(2, (cell,), pointed=frozenset({0}))

    found = [examiner.examine(row) for row in examiner.study([row])]

    assert found[0].request.script == f"It is {expected} now."


def test_a_real_number_shows_no_decimal_sign_of_the_texts_beside_it():
    given = mergekit.given("It is {{ amount | number }} now.", locale="de_DE")
    examiner = checks.Examiner(given, mergekit.columns("Amount"))
    rows = [models.Row(2, ("1234.5",), pointed=frozenset({0})), models.Row(3, ("1.234,50",))]

    found = [examiner.examine(row) for row in examiner.study([*rows, models.Row(4, ("1.200",))])]

    assert [one.request.script for one in found] == [
        f"It is {said} now." for said in ("1.234,5", "1.234,5", "1.200")
    ]


@pytest.mark.parametrize(
    ("locale", "cells", "expected"),
    [
        ("sv_SE", ("100 kr", "SEK 100", "50"), ["100 kr", "100 kr", "50 kr"]),
        ("en_IN", ("₹5", "Rs 10", "15"), ["₹5", "₹10", "₹15"]),
        ("en_CA", ("$5", "CAD 10", "15"), ["$5", "$10", "$15"]),
        ("en_CA", ("$5", "USD 10", "15"), ["$5", "US$10", "number"]),
    ],
)
def test_signs_of_one_currency_in_a_column_stop_no_plain_amount(locale, cells, expected):
    assert said("money", *cells, locale=locale) == expected


def test_a_header_gives_plain_cells_their_currency_and_stops_plain_thousands():
    found, _ = study("It is {{ amount_eur | money }} now.", "500", header="Amount (EUR)")
    assert found[0].request.script == "It is €500 now."

    found, _ = study("It is {{ row['Amount ($M)'] | money }} now.", "5", "5M", header="Amount ($M)")
    assert [mergekit.kinds(one.problems)[:1] for one in found] == [["number"], []]


def test_what_a_column_has_decided_stays_at_later_runs():
    template = "It is {{ amount | number }} now."
    _, examiner = study(template, "12,5", "980")

    found, _ = study(template, "1.200", stored=examiner.kinds.to_text())

    assert found[0].request.script == "It is 1,200 now."


def test_what_a_column_has_left_open_is_decided_once_it_is_fixed():
    template = "It is {{ amount | percent }} now."
    _, examiner = study(template, "0.155", "15%")

    found, _ = study(template, "0.155", "0.2", stored=examiner.kinds.to_text())

    assert found[0].request.script == "It is 15.5% now."


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("$5M", "5000000"), ("1.200,50", "1200"), ("(500)", "-500"), ("1,200", "1200")],
)
def test_int_reads_a_cell_as_its_column(cell, expected):
    found, _ = study("It is {{ amount | int }} now.", cell, "5", "6")

    assert found[0].request.script == f"It is {expected} now."


def test_int_of_what_is_no_number_stops_the_row_unless_it_has_a_fallback():
    found, _ = study("It is {{ amount | int }} now.", "5", "6", "unknown")
    assert mergekit.kinds(found[2].problems)[:1] == ["number"]

    found, _ = study("It is {{ amount | int(7) }} now.", "5", "6", "unknown")
    assert found[2].request.script == "It is 7 now."


@pytest.mark.parametrize(
    ("cells", "where", "expected"),
    [
        (("$2,000,000", "2000000", "$5M", "$10k"), "amount > 1000000", [True, True, True, False]),
        (("1.200,50", "12,5"), "amount > 100", [True, False]),
        (("10-20k", "5"), "amount > 5000", [True, False]),
        (("Under $1M", "5"), "amount < 2000000", [True, True]),
        (("50+", "5"), "amount >= 50", [True, False]),
        (("(500)", "500-", "5"), "amount < 0", [True, True, False]),
        (("12%", "5%"), "amount >= 12", [True, False]),
        (("$5M", "5"), "amount == 5000000", [True, False]),
        (("$5M", "900000"), 'amount > "1000000"', [True, False]),
        (("$5M", "5"), 'amount == "5,000,000"', [True, False]),
        (("0.155", "0.2", "1"), 'amount > "0.16"', [False, True, True]),
    ],
)
def test_where_compares_with_the_same_reader(cells, where, expected):
    assert [verdict.holds for verdict in judged(cells, where)] == expected


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("10-20k", "can be less or more"),
        ("n/a", "is not a number"),
        ("5 months", "is not only a number"),
    ],
)
def test_where_reports_a_cell_that_it_cannot_compare(cell, words):
    verdict = judged(("5", "6", cell), "amount > 15000")[-1]

    assert not verdict.holds
    assert [(p.kind, p.severity, p.row, p.column) for p in verdict.problems] == [
        ("where", "error", 4, "amount")
    ]
    assert words in verdict.problems[0].message


def test_where_stops_a_share_beside_percentages():
    held, *others = judged(("15%", "0.155", "12%", "20%"), "amount > 10")

    assert held == (True, ())
    assert [p.row for p in others[0].problems] == [3]
    assert "needs a percent sign" in others[0].problems[0].message


def test_a_warning_chooses_no_row():
    verdict = judged(("$5", "$6"), 'amount | number == "7"')[0]

    assert verdict == (False, ())


def judged(cells, where):
    kinds = checks.Examiner(mergekit.given("Hi."), mergekit.columns("Amount")).kinds
    rows = list(kinds.study([models.Row(n, (cell,)) for n, cell in enumerate(cells, start=2)]))
    expression = merge.Expression(where, mergekit.columns("Amount"), kinds)
    return [expression.judge(row) for row in rows]
