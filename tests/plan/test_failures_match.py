"""The mark of a failures file's row: what it looks like, and what is none."""

import re

import pytest

from batchgen.plan.failures_file.failures_match import RowMark

MARK = RowMark(7, "kqzvbtmnxrdw", 12)


def test_a_mark_has_row_campaign_and_job_and_is_no_number_date_or_time() -> None:
    assert re.fullmatch(r"7:kqzvbtmnxrdw:12:[b-z]{2}", MARK.text())
    assert not set(MARK.text()) & set("aeiou/-+.,%$ ")


@pytest.mark.parametrize("written", ["{}", "  {}\u00a0", "{}\n"])
def test_a_mark_is_read_as_it_was_written(written: str) -> None:
    assert RowMark.of(written.format(MARK.text())) == MARK
    assert RowMark.of(written.format(MARK.text().upper())) == MARK


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        ":::",
        MARK.text().replace("7:", "8:"),
        MARK.text().replace(":12:", ":13:"),
        MARK.text().replace("kqz", "zqk"),
        MARK.text()[:-1],
        MARK.text() + ":" + MARK.text(),
        RowMark(7, "kqzvbtmn:5", 12).text(),
        f"{'9' * 5000}:kqzvbtmnxrdw:12:bb",
        "\u0667:kqzvbtmnxrdw:12:bb",
    ],
)
def test_a_mark_that_was_changed_is_none(text: str) -> None:
    assert RowMark.of(text) is None


def test_a_mark_that_was_filled_down_over_other_rows_is_none() -> None:
    letters = MARK.text()[-2:]
    others = [RowMark(row, MARK.campaign, MARK.job + row).text() for row in range(8, 60)]

    filled = [other[:-2] + letters for other in others if other[-2:] != letters]

    assert len(filled) > 40
    assert {RowMark.of(text) for text in filled} == {None}


def test_the_last_letters_of_marks_differ() -> None:
    ends = {RowMark(row, "kqzvbtmnxrdw", row + 1).text()[-2:] for row in range(200)}

    assert len(ends) > 100
