"""Conditions on rows: --where."""

import mergekit
import pytest

from batchgen import errors, merge, settings

HEADERS = ("Segment", "Unsubscribed", "Seats", "First Name", "Notes")
ROW = mergekit.row("enterprise", "FALSE", "1,200", "Ana", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('segment == "enterprise" and not unsubscribed', True),
        ('segment == "small"', False),
        ('segment != "small"', True),
        ("seats > 50", True),
        ("seats < 50", False),
        ("seats == 1200", True),
        ("seats | int >= 1200", True),
        ("unsubscribed", False),
        ("unsubscribed == false", True),
        ("notes", False),
        ("not notes", True),
        ('notes == ""', True),
        ("notes > 5", False),
        ("segment > 5", False),
        ('segment in ["enterprise", "public"]', True),
        ('"enter" in segment', True),
        ('segment.startswith("ent")', True),
        ('row["First Name"] == "Ana"', True),
        ('first_name | lower == "ana"', True),
        ("unsubscribed is yes", False),
        ("nickname is defined", False),
    ],
)
def test_a_condition_is_true_or_false_for_a_row(text, expected):
    assert merge.Expression(text, mergekit.columns(*HEADERS)).judge(ROW).holds is expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("segmnt == 'x'", 'Did you mean "segment"?'),
        ("segment ==", "--where"),
        ("segment }} {{ segment", "--where"),
        ("", "--where"),
        ("segment | uper", "uper"),
    ],
)
def test_a_condition_that_cannot_be_used_says_why(text, words):
    with pytest.raises(errors.UsageError) as caught:
        merge.Expression(text, mergekit.columns(*HEADERS))

    assert words in str(caught.value)


@pytest.mark.parametrize("text", ["segment.nothing.more", "'a' * 900000000", "seats + 1"])
def test_a_condition_that_fails_names_the_row(text):
    with pytest.raises(errors.UsageError, match="row 7"):
        merge.Expression(text, mergekit.columns(*HEADERS)).judge(ROW)


@pytest.mark.parametrize(
    ("text", "holds"), [("vip", True), ("vip == 1", True), ("vip == 0", False), ("vip == true", True)]
)
def test_a_yes_no_column_compares_with_digits(text, holds):
    assert judged_flag(text, "1").holds is holds


def test_a_problem_of_a_condition_names_the_condition():
    [problem] = judged_flag("vip", "maybe").problems

    assert problem.message.endswith("used in --where")


def judged_flag(text, cell):
    columns = mergekit.columns("VIP?")
    kinds = merge.kinds_of(settings.Settings(), columns)
    *_, last = kinds.study([mergekit.row("1"), mergekit.row("0"), mergekit.row("no"), mergekit.row(cell)])
    return merge.Expression(text, columns, kinds).judge(last)


@pytest.mark.parametrize(
    "text", ['segment == "vip" or "gold"', '(segment == "vip") or ("gold")', 'seats > 5 and (segment or "x")']
)
def test_a_condition_that_a_text_makes_true_for_every_row_is_refused(text):
    with pytest.raises(errors.UsageError, match="alone is always true, so the condition holds for every row"):
        merge.Expression(text, mergekit.columns(*HEADERS))
