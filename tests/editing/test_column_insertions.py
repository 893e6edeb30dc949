"""Insertions: a column in each way that a script can say it, with what is said of this sheet."""

import draftkit
import pytest

from batchgen import editing, models

SHEET = (
    "Full Name,Company,Seats,Until,Note\n\nANA RUIZ,KITE LABS INC.,1200,2027-03-04,\nBEN,B,3,2027-03-05,\n"
)


def found_of(
    campaign: draftkit.Campaign, name: str, kind: models.Kind, row: int = 0
) -> list[tuple[str, str]]:
    drafts = campaign.drafts()
    ways = editing.insertions(drafts.columns[name], kind, drafts, row=row)
    return [(way.label, f"{'*' if way.is_usual else ''}{way.code}: {way.says}") for way in ways]


@pytest.mark.parametrize(
    ("name", "kind", "first", "among"),
    [
        ("full_name", "person", ("as it is in the cell", "full_name: ANA RUIZ"), ("as a name", "Ana Ruiz")),
        (
            "company",
            "company",
            ("as it is in the cell", "company: KITE LABS INC."),
            ("company without Inc.", "Kite Labs"),
        ),
        ("seats", "number", ("as it is in the cell", "seats: 1200"), ("money", "$1,200")),
        ("until", "date", ("as it is in the cell", "until: 2027-03-04"), ("date", "March 4, 2027")),
    ],
)
def test_each_way_says_what_stands_in_the_sheet(tmp_path, name, kind, first, among):
    campaign = draftkit.Campaign(tmp_path, sheet=SHEET, script="Hi.")

    found = found_of(campaign, name, kind)

    assert found[0] == first
    assert any(label == among[0] and text.endswith(f": {among[1]}") for label, text in found)
    assert sum(text.startswith("*") for _, text in found) == 1


def test_a_row_that_is_shown_is_the_example(tmp_path):
    campaign = draftkit.Campaign(tmp_path, sheet=SHEET, script="Hi.")

    assert found_of(campaign, "company", "company", row=4)[0] == ("as it is in the cell", "company: B")


def test_a_date_is_not_offered_for_a_name_nor_a_filter_for_nothing(tmp_path):
    campaign = draftkit.Campaign(tmp_path, sheet=SHEET, script="Hi.")

    assert "date" not in dict(found_of(campaign, "full_name", "person"))
    assert found_of(campaign, "note", "text") == [("as it is in the cell", "*note: ")]


def test_a_name_has_its_usual_fallback(tmp_path):
    columns = draftkit.Campaign(tmp_path, sheet=SHEET, script="Hi.").drafts().columns

    assert editing.usual_fallback(columns["company"], "company") == "your company"
    assert editing.usual_fallback(columns["full_name"], "person") == "there"
    assert editing.usual_fallback(columns["seats"], "number") == ""
