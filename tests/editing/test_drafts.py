"""Drafts: what each row hears is what is sent, with gaps shown, and what all rows come to."""

import draftkit
import pytest

from batchgen import checks, editing, errors, merge, new_campaign, settings, sheets

TEXT = "Hi {{ first_name }} of {{ company }}, this is about {{ topic }}. Bye."


def test_the_sample_is_heard_as_it_is_sent(tmp_path):
    new_campaign.write(tmp_path, new_campaign.sample_files())
    given = settings.load(None, {"campaign": str(tmp_path / "campaign.toml")}, folder=tmp_path)
    assert given.template is not None
    assert given.sheet is not None
    sheet = sheets.open_sheet(tmp_path / "prospects.csv")
    drafts = editing.Drafts(given, sheet, tuple(sheet.rows()))
    judge = checks.Examiner(given, sheet.columns)
    text = given.template.read_text("utf-8")

    for row in judge.study(sheet.rows()):
        request = judge.examine(row).request
        heard = drafts.heard(text, row.number)

        assert request is not None
        assert "".join(words for words, _ in heard.pieces) == request.script
        assert heard.row == row.number


def test_a_gap_is_shown_where_an_empty_cell_would_be_spoken(tmp_path):
    heard = draftkit.Campaign(tmp_path).drafts().heard(TEXT, 3)

    assert (merge.GAP, "nothing") in heard.pieces
    assert "".join(words for words, _ in heard.pieces) == (
        f"Hi Ben of PIXELPARK AG, this is about {merge.GAP}. Bye."
    )
    assert [problem["kind"] for problem in heard.problems] == ["blank", "all-caps"]


def test_a_gap_is_never_sent(tmp_path):
    drafts = draftkit.Campaign(tmp_path).drafts()
    drafts.heard(TEXT, 3)

    request = drafts.examiner(TEXT).examine(drafts.by_number[3]).request

    assert request is None or merge.GAP not in request.script


def test_words_that_hold_the_key_are_not_shown(tmp_path):
    campaign = draftkit.Campaign(tmp_path)
    (tmp_path / ".env").write_text("TAVUS_API_KEY=0123456789abcdef0123456789abcdef\n", "utf-8")

    heard = campaign.drafts().heard("Hi 0123456789abcdef0123456789abcdef {{ topic }}.", 3)

    assert heard.pieces == []
    assert "0123456789abcdef" not in str(heard)


def test_a_row_that_is_not_there_shows_the_first_one(tmp_path):
    assert draftkit.Campaign(tmp_path).drafts().heard(TEXT, 99).row == 2


def test_all_rows_come_to_their_sum(tmp_path):
    campaign = draftkit.Campaign(tmp_path, campaign=draftkit.CAMPAIGN + "price_per_minute = 2\n")
    drafts = campaign.drafts()

    totals = drafts.totals(TEXT)

    assert (totals.rows, totals.wrong, totals.about) == (4, 2, False)
    seconds = [drafts.heard(TEXT, number).seconds for number in (2, 3, 4, 5)]
    assert totals.minutes == pytest.approx(sum(seconds) / 60)
    assert totals.price == pytest.approx(2 * totals.minutes, abs=0.02)
    assert totals.longest[0] == max(seconds)


def test_a_text_that_is_too_long_is_refused(tmp_path):
    with pytest.raises(errors.UsageError, match="more than 100,000 characters"):
        draftkit.Campaign(tmp_path).drafts().examiner("x" * 100_001)
