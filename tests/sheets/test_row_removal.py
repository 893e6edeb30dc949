"""Somebody's rows leave a sheet's file, and every byte about others stays."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from batchgen import errors, models, sheets


def is_ana(texts: Sequence[str], _columns: Sequence[models.Column]) -> bool:
    return any("ana@acme.test" in text for text in texts)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def test_a_text_table_loses_their_lines_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(
        b'\xef\xbb\xbfName;Email;Note\r\nAna;ana@acme.test;"a\r\nb"\r\nBo;bo@acme.test; x \r\n;;\r\n'
        b'"Ana";"ana@acme.test";\r\nCy;cy@acme.test;\xc3\xa9'
    )

    assert sheets.remove_rows(sheets.open_sheet(path), is_ana) == 2
    assert path.read_bytes() == (
        b"\xef\xbb\xbfName;Email;Note\r\nBo;bo@acme.test; x \r\n;;\r\nCy;cy@acme.test;\xc3\xa9"
    )
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_without_them_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"Name,Email\nBo,bo@acme.test\n")
    before = path.stat()

    assert sheets.remove_rows(sheets.open_sheet(path), is_ana) == 0
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for line in (
        ("Name", "Email", "Company", "Hello"),
        ("Ana Ruiz", "ana@acme.test", "Acme Ltd", "=A2&C2"),
        ("Bo Ek", "bo@acme.test", "Acme Ltd", "=A3&C3"),
    ):
        sheet.append(line)
    for row in (2, 3):
        sheet.cell(row, 2).hyperlink = f"mailto:{sheet.cell(row, 2).value}"
        sheet.cell(row, 1).comment = Comment(f"{sheet.cell(row, 1).value} called back", "us")
    other = workbook.create_sheet("Notes")
    other.append(("who", "what"))
    other.append(("ana@acme.test", "likes tea"))
    other.append(("bo@acme.test", "likes milk"))
    path = tmp_path / "list.xlsx"
    workbook.save(path)
    return path


def test_a_workbook_keeps_the_empty_row_and_all_of_the_others(book: Path) -> None:
    before = members(book)

    assert sheets.remove_rows(sheets.open_sheet(book), is_ana) == 2

    after = members(book)
    whole = b"".join(after.values())
    assert [word for word in (b"ana@", b"Ana Ruiz", b"likes tea") if word in whole] == []
    assert [name for name in before if before[name] != after[name]] == [
        name
        for name in before
        if b"ana@" in before[name] or b"Ana Ruiz" in before[name] or b"<row" in before[name]
    ]
    again = openpyxl.load_workbook(book)
    assert list(again["Sheet"].values) == [
        ("Name", "Email", "Company", "Hello"),
        (None, None, None, "=A2&C2"),
        ("Bo Ek", "bo@acme.test", "Acme Ltd", "=A3&C3"),
    ]
    assert list(again["Notes"].values) == [("who", "what"), (None, None), ("bo@acme.test", "likes milk")]
    assert again["Sheet"]["B3"].hyperlink.target == "mailto:bo@acme.test"
    assert again["Sheet"]["A3"].comment.text == "Bo Ek called back"
    assert again["Sheet"]["A2"].comment is None


def test_what_is_only_read_is_refused(tmp_path: Path) -> None:
    path = Path(__file__).parents[1] / "kit" / "merged.xls"

    with pytest.raises(errors.SheetError, match="removes rows only from"):
        sheets.remove_rows(sheets.open_sheet(path), is_ana)
