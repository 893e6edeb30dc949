"""The files of a new campaign."""

from pathlib import Path

import pytest

from batchgen import errors, models, new_campaign, settings, sheets


def test_the_files_for_a_sheet_load_and_nothing_is_overwritten(tmp_path: Path) -> None:
    sheet = tmp_path / "leads.csv"
    sheet.write_text("First Name,Company {#\u202e\nAna,Acme\n")

    written = new_campaign.write(tmp_path, new_campaign.own_files(sheet, "leads.csv", {"encoding": "utf-8"}))

    assert [path.name for path in written] == ["campaign.toml", "script.txt.j2"]
    found = settings.load(None, {}, {}, folder=tmp_path)
    assert found.sheet == sheet
    assert found.encoding == "utf-8"
    assert "company: Company { #\n" in (tmp_path / "script.txt.j2").read_text()
    with pytest.raises(errors.UsageError, match="does not overwrite them"):
        new_campaign.write(tmp_path, {"new.txt": b"", "campaign.toml": b""})
    assert not (tmp_path / "new.txt").exists()


@pytest.mark.parametrize(
    ("header", "cells", "condition"),
    [
        ("Opt-out?", ("yes", ""), "not opt_out"),
        ("Newsletter", ("Unsubscribed", "active"), 'newsletter != "Unsubscribed"'),
        ("Company", ("Acme", "Umbrella"), ""),
    ],
)
def test_a_new_campaign_leaves_out_who_opted_out(
    tmp_path: Path, header: str, cells: tuple[str, str], condition: str
) -> None:
    sheet = tmp_path / "leads.csv"
    sheet.write_text(f"First Name,{header}\nAna,{cells[0]}\nBo,{cells[1]}\n")

    new_campaign.write(tmp_path, new_campaign.own_files(sheet, "leads.csv", {}))

    assert settings.load(None, {}, {}, folder=tmp_path).where == condition


def test_the_first_script_speaks_the_columns_there_are(tmp_path: Path) -> None:
    sheet = tmp_path / "leads.csv"
    sheet.write_text("Email\nana@acme.example\n")

    script = new_campaign.first_script(sheets.open_sheet(sheet))

    assert "Hi there, I made this short video" in script


def test_the_sample_has_a_sheet_and_templates() -> None:
    assert {"campaign.toml", "prospects.csv", "templates/outreach.txt.j2"} <= {*new_campaign.sample_files()}


def test_a_column_is_said_with_the_filter_of_its_kind() -> None:
    first, last = (
        models.Column(0, "A", "First Name", "first_name"),
        models.Column(1, "B", "Last", "last_name"),
    )
    ends = models.Column(2, "C", "Trial Ends", "trial_ends")

    assert new_campaign.expression(first, "person") == "first_name | first_name"
    assert new_campaign.expression(last, "person") == "last_name | person"
    assert new_campaign.expression(ends, "date") == "trial_ends | date"
    assert new_campaign.expression(ends, "yes/no") == "trial_ends"


def test_a_campaign_is_repeated_with_its_settings_and_texts_and_nothing_that_was_sent(tmp_path: Path) -> None:
    folder = tmp_path / "autumn"
    (folder / "texts").mkdir(parents=True)
    (folder / "campaign.toml").write_text(
        '# Our autumn.\nname = "Autumn"\nsheet = "a.csv"\ntemplate = "texts/t.txt.j2"\nreplica_id = "r1"\n'
        'exclude = "no.csv"\nstate = "old.db"\nworksheet = "Leads"\nrows = "2-9"\nprice_per_minute = 1.5\n'
    )
    for name in ("a.csv", "no.csv", "old.db", "a.results.csv", "texts/t.txt.j2", "texts/footer.j2"):
        (folder / name).write_text(name)
    given = settings.load(None, {"campaign": str(folder / "campaign.toml")}, folder=folder)

    files = new_campaign.repeated(given, "winter.csv", "Winter")

    assert sorted(files) == ["campaign.toml", "no.csv", "texts/footer.j2", "texts/t.txt.j2"]
    assert files["campaign.toml"].decode() == (
        '# Our autumn.\nname = "Winter"\nsheet = "winter.csv"\ntemplate = "texts/t.txt.j2"\n'
        'replica_id = "r1"\n'
        'exclude = "no.csv"\nprice_per_minute = 1.5\n'
    )
