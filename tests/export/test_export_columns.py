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
