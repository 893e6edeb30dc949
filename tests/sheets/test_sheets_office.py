"""LibreOffice as a second opinion: it opens what was patched, shows it, and its own files are patched."""

import csv
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
import richbook

from batchgen import models, result_columns, sheets

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"),
    pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl"),
]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One user profile for all conversions of this module: the first start of an office is slow."""
    return tmp_path_factory.mktemp("office")


def convert(source: Path, form: str, profile: Path) -> Path:
    """Convert a sheet with LibreOffice, into a folder beside it."""
    folder = source.parent / f"as-{form.split(':', maxsplit=1)[0]}"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", form]
    subprocess.run([*command, "--outdir", folder, source], check=True, timeout=120, capture_output=True)
    return folder / f"{source.stem}.{form.split(':', maxsplit=1)[0]}"


def shown(path: Path, profile: Path) -> list[list[str]]:
    with convert(path, "csv:Text - txt - csv (StarCalc):44,34,76", profile).open(encoding="utf-8") as stream:
        return list(csv.reader(stream))


def result(row: models.Row) -> dict[str, str]:
    return {"video_id": f"v{row.number}", "hosted_url": f"https://tavus.video/v{row.number}", "error": "=1+1"}


def test_libreoffice_shows_the_input_as_before_and_the_results(tmp_path: Path, profile: Path) -> None:
    source, target = richbook.make(tmp_path / "a.xlsx", table=True), tmp_path / "b.xlsx"
    sheets.write_results(sheets.open_sheet(source), target, result)

    before, after = shown(source, profile), shown(target, profile)

    assert [row[:4] for row in after[:4]] == [row[:4] for row in before[:4]]
    assert after[0][4:12] == list(result_columns.NAMES)
    assert [row[4] for row in after[1:4]] == ["v2", "v3", "v4"]
    assert [row[11] for row in after[1:4]] == ["=1+1"] * 3


@pytest.mark.parametrize("form", ["xlsx", "xlsx:Calc MS Excel 2007 XML", "xlsx:Calc Office Open XML"])
def test_a_workbook_that_libreoffice_wrote_is_read_and_patched(
    tmp_path: Path, profile: Path, form: str
) -> None:
    made = convert(richbook.make(tmp_path / "a.xlsx"), form, profile)
    target = tmp_path / "b.xlsx"

    report = sheets.write_results(sheets.open_sheet(made), target, result)

    assert report.patched, report.notes
    richbook.assert_nothing_lost(made, target, "xl/worksheets/sheet1.xml", set("EFGHIJKL"))
    rows = list(sheets.open_sheet(made).rows())
    assert [row.cells for row in rows] == [
        ("Ána", "ana@acme.example", "02110", "2025-03-01"),
        ("Bo & Co", "bo@acme.example", "00042", "2025-03-02"),
        ("Null", "x@y.example", "00007", "2025-03-03"),
    ]
    assert [row.hidden for row in rows] == [False, True, False]
    assert openpyxl.load_workbook(target).worksheets[0]["L2"].value == "=1+1"
    assert shown(target, profile)[1][4] == "v2"


@pytest.mark.parametrize("form", ["xls", "ods"])
def test_an_xls_or_ods_is_read_and_comes_back_as_xlsx(tmp_path: Path, profile: Path, form: str) -> None:
    made = convert(richbook.make(tmp_path / "a.xlsx"), form, profile)
    target = tmp_path / "b.xlsx"

    sheet = sheets.open_sheet(made)
    sheets.write_results(sheet, target, result)

    assert sheet.suffix == ".xlsx"
    assert any("hidden rows" in note for note in sheet.notes)
    assert [row.cells[0] for row in sheet.rows()] == ["Ána", "Bo & Co", "Null"]
    assert [row.number for row in sheet.rows()] == [2, 3, 4]
    assert shown(target, profile)[1][4] == "v2"


def test_a_merged_title_of_an_xls_is_no_header(tmp_path: Path, profile: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for line in (["Spring"], ["Name", "Mail"], ["Ana", "a@b.example"]):
        page.append(line)
    page.merge_cells("A1:B1")
    book.save(tmp_path / "a.xlsx")

    sheet = sheets.open_sheet(convert(tmp_path / "a.xlsx", "xls", profile))

    assert [column.header for column in sheet.columns] == ["Name", "Mail"]
    assert 'looks like a title: "Spring"' in sheet.notes[-1]
