"""The columns that an export can hold, as data."""

from pathlib import Path

import pytest

from batchgen import export, result_columns, sheets


def opened(tmp_path: Path) -> sheets.Sheet:
    path = tmp_path / "a.csv"
    path.write_text('Email,"Name, first",status,a=b,\nx@y.example,Ana,lead,1,\n')
    return sheets.open_sheet(path)


def test_the_choices_are_the_sheets_own_our_results_and_more(tmp_path: Path) -> None:
    sheet = opened(tmp_path)

    found = export.choices(sheet)

    assert [c.name for c in found if c.owner == "sheet"] == ["Email", "Name, first", "status", "a=b"]
    results = [c.name for c in found if c.owner == "results"]
    assert results == ["video_id", "video_status", *result_columns.NAMES[2:]]
    assert tuple(c.name for c in found if c.owner == "more") == export.MORE


@pytest.mark.parametrize("name", sorted(export.PRESETS))
def test_a_preset_is_a_list_that_the_command_takes(tmp_path: Path, name: str) -> None:
    sheet = opened(tmp_path)

    picked = export.pick(export.preset(name, sheet), sheet)

    headers = [*export.PRESETS[name].values()]
    assert [one.header for one in picked] == ["Email", "Name, first", "status", "a=b", *headers]
    assert [one.source for one in picked][4:] == [*export.PRESETS[name]]


def test_mailchimp_gets_merge_tags_of_ten_capitals_at_most() -> None:
    assert all(len(tag) <= 10 and tag.isupper() for tag in export.PRESETS["Mailchimp"].values())


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Email", "E-mail"),
        ("Name, first", "First"),
        ("a=b", "c"),
        ("a=b", "c=d"),
        ("Email", "x=y"),
        ("a=b", ""),
    ],
)
def test_a_chosen_column_has_its_new_header_whatever_signs_both_have(
    tmp_path: Path, name: str, header: str
) -> None:
    sheet = opened(tmp_path)

    (picked,) = export.pick(export.listed([(name, header)]), sheet)

    assert picked.header == (header or name)
    assert picked.source == next(c.name for c in sheet.columns if c.header == name)
