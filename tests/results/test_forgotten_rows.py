"""No file of results carries the row of a forgotten person, in any format; the sheet itself stays."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from batchgen import settings, sheets
from batchgen.checks.people import forgotten
from batchgen.results import forgotten_rows

LINES = [("Name", "Email", "Owner"), ("Ana", "ana@x.test", "us@x.test"), ("Bo", "bo@x.test", "ana@x.test")]


def book(path: Path) -> None:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    for line in LINES:
        workbook.active.append(line)
    workbook.save(path)


def texts(path: Path) -> list[list[str]]:
    return [list(row.cells) for row in sheets.open_sheet(path).rows()]


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_the_row_of_a_forgotten_person_is_dropped_and_an_owner_is_nobody(tmp_path: Path, name: str) -> None:
    path, copy = tmp_path / name, tmp_path / ".batchgen-copy.tmp"
    if name.endswith("csv"):
        path.write_text("".join(",".join(line) + "\n" for line in LINES), encoding="utf-8")
    else:
        book(path)
    shutil.copyfile(path, copy)
    before = path.read_bytes()
    forgotten.note(tmp_path, ["ana@x.test"])

    forgotten_rows.drop(settings.load(str(path), {}), copy, sheets.open_sheet(path))

    shutil.move(copy, tmp_path / f"copy-{name}")
    assert texts(tmp_path / f"copy-{name}") == [["Bo", "bo@x.test", "ana@x.test"]]
    assert path.read_bytes() == before


def test_a_copy_of_another_format_is_read_as_a_plain_table(tmp_path: Path) -> None:
    path, copy = tmp_path / "list.csv", tmp_path / "copy.xlsx"
    path.write_text("\n".join(";".join(line) for line in LINES), encoding="cp1252")
    book(copy)
    forgotten.note(tmp_path, ["ana@x.test"])

    forgotten_rows.drop(settings.load(str(path), {}), copy, sheets.open_sheet(path))

    assert texts(copy) == [["Bo", "bo@x.test", "ana@x.test"]]


def test_a_copy_stays_as_it_is_where_nobody_was_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("".join(",".join(line) + "\n" for line in LINES), encoding="utf-8")
    forgotten.note(tmp_path, ["cy@x.test"])

    forgotten_rows.drop(settings.load(str(path), {}), path, sheets.open_sheet(path))

    assert len(texts(path)) == 2


def test_a_copy_without_any_row_stays_as_it_is(tmp_path: Path) -> None:
    path, copy = tmp_path / "list.csv", tmp_path / "copy.csv"
    path.write_text("".join(",".join(line) + "\n" for line in LINES), encoding="utf-8")
    copy.write_text(",".join(LINES[0]) + "\n", encoding="utf-8")
    forgotten.note(tmp_path, ["ana@x.test"])

    forgotten_rows.drop(settings.load(str(path), {}), copy, sheets.open_sheet(path))

    assert copy.read_text("utf-8") == "Name,Email,Owner\n"
