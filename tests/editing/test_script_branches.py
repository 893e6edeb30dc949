"""Who is rehearsed first: few people, and every way through the script."""

from pathlib import Path

import pytest

from batchgen import editing, errors, new_campaign, workspace
from batchgen.workspace import campaigns, runs

SCRIPT = """\
Hello {{ (first_name | first_name) or "there" }}.
{% if city == "Boston" %}We have an office near you.{% elif zip %}We could come by.{% endif %}
{% if seats | float > 50 %}A large team has other questions.{% else %}A small team decides fast.{% endif %}
"""


@pytest.fixture
def found(tmp_path: Path) -> campaigns.Open:
    new_campaign.write(tmp_path / "autumn", new_campaign.sample_files())
    folder = tmp_path / "autumn"
    (folder / "templates" / "outreach.txt.j2").write_text(SCRIPT, "utf-8")
    lines = ["First Name,Email,City,Zip,Seats"]
    for number in range(60):
        lines.append(f"Ana,p{number}@acme.test,Austin,78701,20")
    lines[31] = "Ben,ben@acme.test,Boston,02110,20"
    lines[41] = "Cleo,cleo@acme.test,Austin,,20"
    lines[51] = "Dana,dana@acme.test,Austin,78701,200"
    lines[55] = ",emil@acme.test,Austin,78701,20"
    (folder / "prospects.csv").write_text("\n".join([*lines, ""]), "utf-8")
    return campaigns.Open(workspace.Place("autumn", folder))


def test_every_way_through_the_script_is_among_the_few(found):
    chosen = editing.covering(found.drafts(), 5)

    assert len(chosen) == 5
    assert {32, 42, 52, 56} < set(chosen)


def test_there_are_no_more_than_the_sheet_has(found):
    assert editing.covering(found.drafts(), 500) == list(range(2, 62))


def test_the_choice_becomes_options(found):
    assert runs.rehearsed(found, {"choice": "row", "row": "7"}, some=5) == ["--rows", "7"]
    assert runs.rehearsed(found, {"choice": "all"}, some=5) == []
    assert runs.rehearsed(found, {}, some=1)[0] == "--rows"
    with pytest.raises(errors.UsageError, match="Choose who"):
        runs.rehearsed(found, {"choice": "nobody"}, some=5)


def test_where_nobody_can_be_rehearsed_nobody_is(found):
    folder = found.place.folder
    (folder / "templates" / "outreach.txt.j2").write_text("Hello {{ first_name }}.\n", "utf-8")
    (folder / "prospects.csv").write_text("First Name,Email\n,ana@acme.test\n,ben@acme.test\n", "utf-8")

    with pytest.raises(errors.UsageError, match="No row can be rehearsed yet"):
        runs.rehearsed(campaigns.Open(found.place), {}, some=5)
