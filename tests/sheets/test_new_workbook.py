"""A new workbook: whatever a text looks like it is a text there, and reads back as it was."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from batchgen import models, sheets
from batchgen.sheets.book.write import new_workbook

LINK = "https://tavus.video/abc"


def written(path: Path, *rows: Sequence[new_workbook.Cell], linked: Sequence[tuple[str, int]] = ()) -> Path:
    with path.open("wb") as out:
        new_workbook.write(out, "Results", ["Name", "Note"], rows, linked=linked)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("https://evil.example","Click")',
        "=",
        "==x",
        "+49 151 1234",
        "-5",
        "@SUM(A1)",
        "#N/A",
        "#REF!",
        "#DIV/0!",
        "007",
        "1e3",
        "TRUE",
        "2026-01-02",
        "12:30",
        "50%",
        "  two blanks before and after  ",
        "two\nlines",
        "a\ttab",
        "a < b & c > \"d\" 'e'",
        "_x0041_ is no A",
        "a bell \x07, an escape \x1b[31m",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "אבג",
    ],
)
def test_every_text_is_written_and_read_back_as_a_text(tmp_path: Path, text: str) -> None:
    path = written(tmp_path / "a.xlsx", ["Ana", text])

    cell = openpyxl.load_workbook(path).active["B2"]
    row = next(iter(sheets.open_sheet(path).rows()))
    assert cell.data_type == "s"
    assert row.cells == ("Ana", text)
    assert row.formulas == frozenset()
    assert row.faults == {}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("x" * 40_000, "x" * 32_767),
        ("=" * 40_000, "=" * 32_767),
        ("\x07" * 20_000, "\x07" * 20_000),
        ("\U0001f600" * 20_000, "\U0001f600" * 16_383),
    ],
)
def test_a_text_longer_than_a_cell_may_be_is_cut_between_characters(
    tmp_path: Path, text: str, kept: str
) -> None:
    path = written(tmp_path / "a.xlsx", ["Ana", text])

    assert next(iter(sheets.open_sheet(path).rows())).cells == ("Ana", kept)


def test_dates_are_dates_and_the_header_is_bold(tmp_path: Path) -> None:
    day, moment, clock = dt.date(2026, 3, 1), dt.datetime(2026, 3, 1, 9, 30), dt.time(9, 30, 5)  # noqa: DTZ001 - cells have no zone
    stamps = [
        new_workbook.Stamp(day, "yyyy\\-mm\\-dd"),
        new_workbook.Stamp(moment, "yyyy\\-mm\\-dd\\ hh:mm"),
        new_workbook.Stamp(clock, "hh:mm:ss"),
    ]
    path = written(tmp_path / "a.xlsx", stamps)

    sheet = openpyxl.load_workbook(path).active
    assert [cell.value for cell in sheet[2]] == [dt.datetime(2026, 3, 1), moment, clock]  # noqa: DTZ001
    assert [cell.font.bold for cell in sheet[1][:2]] == [True, True]
    assert sheet["A2"].font.bold is False
    # The third cell has no header, so it is no column of the sheet.
    assert next(iter(sheets.open_sheet(path).rows())).cells == ("2026-03-01", "2026-03-01 09:30")


def test_a_link_field_can_be_clicked_and_no_other_cell(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.xlsx",
        [LINK, LINK],
        ["Ana", "javascript:alert(1)"],
        ["Ben", f"{LINK}?q=1"],
        linked=[("hosted_url", 1)],
    )

    sheet = openpyxl.load_workbook(path).active
    links = {cell.coordinate: cell.hyperlink.target for row in sheet for cell in row if cell.hyperlink}
    assert links == {"B2": LINK, "B4": f"{LINK}?q=1"}


def test_an_empty_cell_is_not_written() -> None:
    out = io.BytesIO()

    new_workbook.write(out, "Results", ["Name", "Note"], [["", "x"]])

    xml = zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml").decode()
    assert "A2" not in xml
    assert "B2" in xml


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        (".xlsx", "spreadsheetml.sheet.main"),
        (".xlsm", "sheet.macroEnabled.main"),
        (".xltx", "spreadsheetml.template.main"),
    ],
)
def test_the_type_of_the_workbook_fits_its_name(suffix: str, kind: str) -> None:
    out = io.BytesIO()

    new_workbook.write(out, "Results", ["Name"], [], suffix=suffix)

    assert kind in zipfile.ZipFile(out).read("[Content_Types].xml").decode()


@pytest.mark.parametrize(
    ("date", "text", "expected"),
    [
        (dt.date(1900, 1, 1), "1900-01-01", new_workbook.Stamp(dt.date(1900, 1, 1), "yyyy\\-mm\\-dd")),
        (dt.date(1899, 12, 31), "1899-12-31", "1899-12-31"),
        (dt.time(9, 5), "09:05", new_workbook.Stamp(dt.time(9, 5), "hh:mm")),
        (dt.time(9, 5, 7), "09:05", new_workbook.Stamp(dt.time(9, 5), "hh:mm")),
        (dt.time(9, 5, 7), "09:05:07", new_workbook.Stamp(dt.time(9, 5, 7), "hh:mm:ss")),
        (
            dt.datetime(2026, 1, 2, 9, 5, 7),  # noqa: DTZ001 - a cell has no time zone
            "2026-01-02 09:05",
            new_workbook.Stamp(dt.datetime(2026, 1, 2, 9, 5), "yyyy\\-mm\\-dd\\ hh:mm"),  # noqa: DTZ001
        ),
    ],
)
def test_a_date_is_shown_as_the_sheet_showed_it(
    date: dt.date | dt.time, text: str, expected: new_workbook.Cell
) -> None:
    row = models.Row(2, ("Ana", text), dates={1: date})

    assert list(new_workbook.dated(row, ["more"])) == ["Ana", expected, "more"]


@pytest.mark.parametrize(
    ("name", "expected"), [("a" * 32, "a" * 31), ("[a]:*?/\\'b", "ab"), ("[]", "Results"), ("", "Results")]
)
def test_a_worksheet_has_a_name_that_excel_takes(name: str, expected: str) -> None:
    out = io.BytesIO()

    new_workbook.write(out, name, ["Name"], [["Ana"]])

    assert openpyxl.load_workbook(out).sheetnames == [expected]
