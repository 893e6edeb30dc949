"""Choosing rows, and the suppression list."""

import mergekit
import pytest

from batchgen import checks, errors
from batchgen.checks import selection

HEADERS = ("First Name", "Email", "Segment")


def left_out(settings, *rows):
    chosen = checks.Selection(settings, mergekit.columns(*HEADERS))
    return [chosen.left_out(row) for row in rows]


def test_hidden_rows_are_left_out_unless_asked_for():
    rows = [mergekit.row("Ana", "", "", hidden=True), mergekit.row("Ben", "", "")]

    assert left_out(mergekit.given("Hi."), *rows) == ["hidden", ""]
    assert left_out(mergekit.given("Hi.", include_hidden=True), *rows) == ["", ""]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2-4,7", [2, 3, 4, 7]),
        ("9-", [9, 10, 11]),
        ("3, 5 - 6", [3, 5, 6]),
        ("2-9,4-5", [2, 3, 4, 5, 6, 7, 8, 9]),
    ],
)
def test_rows_are_named_as_the_spreadsheet_numbers_them(text, numbers):
    rows = [mergekit.row("", "", "", number=n) for n in range(1, 12)]

    found = left_out(mergekit.given("Hi.", rows=text), *rows)

    assert [r.number for r, why in zip(rows, found, strict=True) if not why] == numbers
    assert set(found) == {"", "rows"}


@pytest.mark.parametrize("text", ["x", "5-2", "1,,a", "0", ",", "-3"])
def test_rows_that_cannot_be_meant_are_refused(text):
    with pytest.raises(errors.UsageError, match="--rows"):
        selection.parse_rows(text)


def test_a_condition_leaves_rows_out():
    rows = [mergekit.row("Ana", "", "big"), mergekit.row("Ben", "", "small")]

    assert left_out(mergekit.given("Hi.", where='segment == "big"'), *rows) == ["", "where"]


def test_a_sample_is_the_same_for_the_same_seed():
    numbers = range(2, 200)

    assert checks.sample(numbers, 5, 1) == checks.sample(numbers, 5, 1)
    assert len(checks.sample(numbers, 5, 1)) == 5
    assert checks.sample(numbers, 5, 1) != checks.sample(numbers, 5, 2)
    assert checks.sample([2, 3], 5, 1) == {2, 3}


def test_people_on_the_list_are_left_out_whatever_their_case(tmp_path):
    path = tmp_path / "no.csv"
    path.write_text("Name,E-Mail,Email\nx,y,ANA@x.org \n,,\n")
    rows = [
        mergekit.row("Ana", " ana@X.org", ""),
        mergekit.row("Ben", "ben@x.org", ""),
        mergekit.row("C", "", ""),
    ]

    assert left_out(mergekit.given("Hi.", exclude=path), *rows) == ["excluded", "", ""]


def test_the_column_of_the_list_can_be_named(tmp_path):
    path = tmp_path / "no.csv"
    path.write_text("First name,Email\nANA,\n")
    rows = [mergekit.row("Ana", "a@x.org", ""), mergekit.row("Ben", "b@x.org", "")]

    found = left_out(mergekit.given("Hi.", exclude=path, exclude_on="First Name"), *rows)

    assert found == ["excluded", ""]


def test_without_an_email_column_the_key_is_shared(tmp_path):
    path = tmp_path / "no.csv"
    path.write_text("First Name,Segment\nana,Big\n")
    settings = mergekit.given("Hi.", exclude=path)
    chosen = checks.Selection(settings, mergekit.columns(*HEADERS), key=("first_name", "segment"))

    assert chosen.left_out(mergekit.row("Ana", "", "big")) == "excluded"
    assert chosen.left_out(mergekit.row("Ana", "", "small")) == ""


@pytest.mark.parametrize("options", [{}, {"exclude_on": "Phone"}, {"exclude_on": "Email"}])
def test_no_shared_column_is_an_error_and_never_nobody(tmp_path, options):
    path = tmp_path / "no.csv"
    path.write_text("Name,Phone\nAna,555\n")

    with pytest.raises(errors.UsageError):
        checks.Selection(mergekit.given("Hi.", exclude=path, **options), mergekit.columns(*HEADERS))


def test_a_list_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(errors.SheetError):
        checks.Selection(mergekit.given("Hi.", exclude=tmp_path / "no.csv"), mergekit.columns(*HEADERS))


def test_a_row_that_where_cannot_compare_is_reported_and_not_left_out():
    columns = mergekit.columns("Revenue", "Start")
    given = mergekit.given("Hi.", where='revenue > 1000 and start < "2026-12-31"')
    chosen = checks.Selection(given, columns)

    assert chosen.judge(mergekit.row("2,000", "x")).left_out == "where"
    assert chosen.judge(mergekit.row("200", "x")) == ("where", ())
    left_out, [problem] = chosen.judge(mergekit.row("plenty", "x"))
    assert left_out == ""
    assert (problem.row, problem.column, problem.kind, problem.value) == (7, "revenue", "where", "plenty")
