"""The worksheets of a file, to choose one of them."""

import shutil
from pathlib import Path

import openpyxl
import pytest
import richbook

from batchgen import errors, sheets

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl")


def test_the_worksheets_of_a_workbook_are_listed_in_order(tmp_path: Path) -> None:
    path = richbook.make(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book["Notes"].sheet_state = "hidden"
    book.save(tmp_path / "b.xlsx")

    assert [(one.name, one.hidden) for one in sheets.worksheets(path)] == [
        ("Prospects", False),
        ("Notes", False),
    ]
    assert sheets.worksheets(path)[0].last_row == 4
    assert sheets.worksheets(tmp_path / "b.xlsx")[1].hidden


def test_other_kinds_of_files_are_asked_too(tmp_path: Path) -> None:
    text = tmp_path / "a.csv"
    text.write_text("Name\nAna\n")
    old = Path(shutil.copy(Path(__file__).parent.parent / "kit" / "merged.xls", tmp_path / "merged.xls"))

    assert sheets.worksheets(text) == ()
    assert [one.last_row for one in sheets.worksheets(old)] == [None] * len(sheets.worksheets(old))
    assert sheets.worksheets(old)[0].name in sheets.open_sheet(old).title


def test_what_is_no_sheet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("<html></html>")

    with pytest.raises(errors.SheetError, match="web page"):
        sheets.worksheets(tmp_path / "a.xlsx")
