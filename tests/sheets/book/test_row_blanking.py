"""Rows without their texts in a workbook as Excel writes it: with shared strings, styles and other sheets."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
import richbook
import xlsxwriter

from batchgen import models, sheets

LINES = (
    ("Name", "Email", "Firm"),
    ("Ana Ruiz", "ana@acme.test", "Acme"),
    ("Bo Ek", "bo@acme.test", "Acme"),
    ("Cy Dee", "cy@acme.test", "Dee Ltd"),
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        bold = workbook.add_format({"bold": True})
        for name in ("People", "Zoo"):
            sheet = workbook.add_worksheet(name)
            for number, line in enumerate(LINES):
                sheet.write_row(number, 0, line, bold)
            sheet.write_comment(1, 0, "hers")
            sheet.write_comment(2, 0, "his")
            sheet.write_url(1, 1, "mailto:ana@acme.test", bold, "ana@acme.test")
            sheet.write_url(2, 1, "mailto:bo@acme.test", bold, "bo@acme.test")
    return path


def has(*words: str) -> object:
    def theirs(texts: Sequence[str], _columns: Sequence[models.Column]) -> bool:
        return any(word in text for word in words for text in texts)

    return theirs


def values(path: Path, name: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path)[name].values)


def test_shared_texts_of_the_others_stay(book: Path) -> None:
    assert sheets.remove_rows(sheets.open_sheet(book), has("ana@")) == 2  # type: ignore[arg-type]

    for name in ("People", "Zoo"):
        assert values(book, name) == [LINES[0], (None,) * 3, *LINES[2:]]
    strings = richbook.parts(book)["xl/sharedStrings.xml"]
    assert b"Ana Ruiz" not in strings
    assert strings.count(b"<si>") == 11


@pytest.mark.parametrize("word", ["Cy Dee", "Bo Ek"])
def test_any_row_can_go(book: Path, word: str) -> None:
    assert sheets.remove_rows(sheets.open_sheet(book), has(word)) == 2  # type: ignore[arg-type]

    assert values(book, "People") == [line if word not in line else (None,) * 3 for line in LINES]
    assert word.encode() not in b"".join(richbook.parts(book).values())


def test_empty_cells_keep_their_look(book: Path) -> None:
    sheets.remove_rows(sheets.open_sheet(book), has("ana@"))  # type: ignore[arg-type]

    assert [cell.font.b for cell in openpyxl.load_workbook(book)["People"][2]] == [True, True, True]


def test_links_and_comments_of_the_others_stay(book: Path) -> None:
    sheets.remove_rows(sheets.open_sheet(book), has("ana@"))  # type: ignore[arg-type]

    for sheet in openpyxl.load_workbook(book).worksheets:
        assert [cell.hyperlink.target for cell in sheet["B"] if cell.hyperlink] == ["mailto:bo@acme.test"]
        assert [cell.comment.text for cell in sheet["A"] if cell.comment] == ["his"]
    assert b"ana@" not in b"".join(richbook.parts(book).values())


def test_rows_are_decided_for_the_sheet_that_is_open_and_by_their_texts_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name, lines in (
            ("A", [LINES[0], LINES[1]]),
            ("B", [LINES[0], LINES[2]]),
            ("C", [LINES[0], LINES[1]]),
        ):
            sheet = workbook.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)

    def theirs(texts: Sequence[str], columns: Sequence[models.Column]) -> bool:
        return bool(columns) and "bo@acme.test" in texts

    assert sheets.remove_rows(sheets.open_sheet(path, worksheet="B"), theirs) == 1

    assert [values(path, name)[1] for name in "ABC"] == [LINES[1], (None,) * 3, LINES[1]]
