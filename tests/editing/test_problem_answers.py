"""Answers to problems: each writes what it says, settles its group, and leaves all else as it was."""

from pathlib import Path

import draftkit
import openpyxl
import pytest

from batchgen import checks, editing, errors, models, sheets
from batchgen.checks.problems import problem_groups


@pytest.fixture
def campaign(tmp_path: Path) -> draftkit.Campaign:
    return draftkit.Campaign(tmp_path / "spring")


def kinds(campaign: draftkit.Campaign) -> list[str]:
    return [group.kind for group in campaign.groups()]


def test_the_answers_are_called_as_what_they_do(campaign):
    drafts = campaign.drafts()
    caps = editing.answers_to(campaign.group("all-caps"), drafts)
    blank = editing.answers_to(campaign.group("blank"), drafts)

    assert [answer.label for answer in caps] == [
        "Say it as a company name: Pixelpark",
        "This is fine",
        "Say it differently",
    ]
    assert caps[0].note == "Change how Company is said in all 4 rows."
    assert (caps[2].asks, caps[2].preset) == ("Say “PIXELPARK AG” as", "Pixelpark")
    assert [answer.label for answer in blank] == ["Use a fallback in the script", "Leave these rows out"]
    assert blank[0].asks == "If Topic is empty, say"


def test_a_company_is_said_through_the_filter(campaign):
    said = campaign.answer("all-caps", "filter:company")

    assert said == "Company is now said as a company name."
    assert campaign.script.read_text("utf-8") == draftkit.SCRIPT.replace(
        "{{ company }}", "{{ company | company }}"
    )
    assert campaign.file.read_text("utf-8") == draftkit.CAMPAIGN
    assert kinds(campaign) == ["blank"]


def test_a_fallback_is_said_where_the_cell_is_empty(campaign):
    said = campaign.answer("blank", "fallback", " our  offer ")

    assert said == "The script now says “our offer” where Topic is empty."
    assert '{{ topic or "our offer" }}' in campaign.script.read_text("utf-8")
    assert kinds(campaign) == ["all-caps"]


def test_a_fallback_needs_words(campaign):
    with pytest.raises(errors.UsageError, match="Write what the presenter should say"):
        campaign.answer("blank", "fallback", " ")

    assert campaign.script.read_text("utf-8") == draftkit.SCRIPT


def test_what_is_fine_is_allowed_with_what_was_allowed_before(tmp_path):
    campaign = draftkit.Campaign(tmp_path, campaign=draftkit.CAMPAIGN + 'allow = ["ACME"] # a firm\n')

    campaign.answer("all-caps", "allow")

    assert campaign.settings().allow == ("ACME", "PIXELPARK AG")
    assert "# a firm" in campaign.file.read_text("utf-8")
    assert kinds(campaign) == ["blank"]


def test_what_is_said_differently_stands_in_the_pronunciation_list(campaign):
    campaign.answer("all-caps", "pronounce", "Pixel Park")

    assert campaign.settings().pronounce == {"PIXELPARK AG": "Pixel Park"}
    assert kinds(campaign) == ["blank"]


@pytest.mark.parametrize("where", ["", "where = 'email != \"cleo@acme.test\"'\n"])
def test_rows_are_left_out_by_their_key_and_no_others(tmp_path, where):
    campaign = draftkit.Campaign(tmp_path, campaign=draftkit.CAMPAIGN + where)

    said = campaign.answer("blank", "leave-out")

    assert said == "2 rows are left out from now on."
    named = 'not (email in ["ben@acme.test", "dora@acme.test"])'
    expected = f'(email != "cleo@acme.test") and {named}' if where else named
    assert campaign.settings().where == expected


def test_rows_of_a_sheet_without_a_key_are_left_out_by_the_cells_that_only_they_have(tmp_path):
    campaign = draftkit.Campaign(tmp_path)
    group = campaign.group("blank")

    said = editing.carry_out(group, ("leave-out", ""), campaign.drafts(), campaign=campaign.file, key=())

    assert said == "2 rows are left out from now on."
    assert campaign.settings().where == 'not (email in ["ben@acme.test", "dora@acme.test"])'


def test_each_row_of_one_person_can_get_a_video(tmp_path):
    campaign = draftkit.Campaign(tmp_path)
    report = checks.ProblemReport(keep_all=True)
    report.extend([models.Problem("duplicate-person", "asks for another video", "error", 2)])
    (group,) = problem_groups.groups(report.to_json()["by_value"])

    said = editing.carry_out(group, ("each", ""), campaign.drafts(), campaign=campaign.file)

    assert said == "Each row of the same person gets its own video from now on."
    assert campaign.settings().duplicates == "each"


def test_rows_that_share_their_key_with_others_cannot_be_left_out(tmp_path):
    sheet = draftkit.SHEET.replace("ana@acme.test", "ben@acme.test")
    campaign = draftkit.Campaign(tmp_path, sheet=sheet)

    with pytest.raises(errors.UsageError, match="Other rows have the same key"):
        campaign.answer("blank", "leave-out")

    assert campaign.file.read_text("utf-8") == draftkit.CAMPAIGN


def test_an_answer_that_would_not_help_writes_nothing(tmp_path):
    script = "Hi {{ company }}, or {{ row['Comp' ~ 'any'] }}, this is for you."
    campaign = draftkit.Campaign(tmp_path, script=script)

    with pytest.raises(errors.UsageError, match="nothing was changed"):
        campaign.answer("all-caps", "filter:company")

    assert campaign.script.read_text("utf-8") == script


def test_a_template_that_is_included_is_changed_where_it_stands(tmp_path):
    campaign = draftkit.Campaign(tmp_path, script='{% include "firm.txt.j2" %} this is {{ topic or "it" }}.')
    inner = tmp_path / "firm.txt.j2"
    inner.write_bytes("\ufeffHi {{ company }}, thank you for what you did\r\n".encode())

    campaign.answer("all-caps", "filter:company")

    assert inner.read_bytes() == "\ufeffHi {{ company | company }}, thank you for what you did\r\n".encode()
    assert kinds(campaign) == []


def test_a_script_in_the_campaign_file_is_changed_there(tmp_path):
    text = 'sheet = "leads.csv"\nreplica_id = "r1" # she\nscript = "Hi {{ company }}, about {{ email }}."\n'
    campaign = draftkit.Campaign(tmp_path, campaign=text)

    campaign.answer("all-caps", "filter:company")

    assert campaign.file.read_text("utf-8") == text.replace("{{ company }}", "{{ company | company }}")


def test_all_cells_of_a_group_are_filled_at_once(campaign):
    group, drafts = campaign.group("blank"), campaign.drafts()
    shown = editing.shown(group, drafts, most=1)

    edits = editing.edits(group, drafts, seen=shown.seen, new="coffee")
    editing.fill(drafts.sheet, edits)

    assert campaign.sheet.read_text("utf-8") == draftkit.SHEET.replace(".test,\n", ".test,coffee\n")
    assert kinds(campaign) == ["all-caps"]
    with pytest.raises(errors.UsageError, match="Somebody changed these cells"):
        editing.edits(group, campaign.drafts(), seen=shown.seen, new="tea")


@pytest.mark.parametrize(("lock", "who"), [("~$leads.csv", "Excel"), (".~lock.leads.csv#", "LibreOffice")])
def test_a_sheet_that_is_open_elsewhere_is_left_alone(campaign, lock, who):
    (campaign.folder / lock).touch()

    with pytest.raises(errors.SheetLockedError) as caught:
        editing.fill(campaign.drafts().sheet, {(3, 3): ("", "tea")})

    assert str(caught.value) == (
        f"{who} has this sheet open. Save and close it there, or change the cell in {who}: "
        "this page reads it again."
    )
    assert campaign.sheet.read_text("utf-8") == draftkit.SHEET


def test_a_group_is_shown_with_its_column_among_those_of_the_script(campaign):
    shown = editing.shown(campaign.group("all-caps"), campaign.drafts(), most=1, page=2)

    assert shown.title == "“PIXELPARK AG” in Company"
    assert [column.header for column in shown.columns] == ["First Name", "Company", "Email", "Topic"]
    assert shown.at == 1
    assert [(line.number, line.cells) for line in shown.lines] == [
        (4, ("Cleo", "PIXELPARK AG", "cleo@acme.test", "tea"))
    ]


def test_a_formula_is_shown_and_cannot_be_changed(tmp_path):
    book = openpyxl.Workbook()
    for cells in (["First Name", "Company", "Email", "Topic"], ["Ana", '="AC"&"ME AG"', "a@b.test", "x"]):
        book.active.append(cells)
    book.save(tmp_path / "leads.xlsx")
    sheet = sheets.open_sheet(tmp_path / "leads.xlsx")
    campaign = draftkit.Campaign(tmp_path)
    drafts = editing.Drafts(campaign.settings(), sheet, tuple(sheet.rows()))

    shown = editing.shown(campaign.group("all-caps")._replace(rows=(2,)), drafts, most=5)

    assert [line.why for line in shown.lines] == ["a formula: change it in Excel"]
