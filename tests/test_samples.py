"""The sample data: twenty believable rows, the same in both formats, and templates that fit them."""

import csv
import zipfile
from pathlib import Path

import pytest

from batchgen import checks, settings, sheets
from batchgen.merge.templates import package_folders

SAMPLES = package_folders.find("sample_data")
HEADERS = [
    *("First Name", "Last Name", "Email", "Company", "Job Title", "City", "Zip", "Website", "Industry"),
    *("Trial Ends", "Seats", "Annual Value", "Contact Owner", "Notes"),
]


def texts(path: Path) -> list[list[str]]:
    """The first fourteen cells of each visible row."""
    rows = (row for row in sheets.open_sheet(path).rows() if not row.hidden)
    return [[*row.cells, *[""] * 14][:14] for row in rows]


def test_the_sheet_has_twenty_rows_that_are_hard_to_read_right() -> None:
    with (SAMPLES / "prospects.csv").open(encoding="utf-8", newline="") as file:
        headers, *rows = list(csv.reader(file))

    assert headers == HEADERS
    assert len(rows) == 20
    flat = [cell for row in rows for cell in row]
    assert "" in flat
    assert "02110" in flat
    assert "NA Foods" in flat
    assert "Null" in flat
    assert any("," in cell for cell in flat)
    assert any('"' in cell for cell in flat)
    assert any(not cell.isascii() for cell in flat)


def test_nobody_in_the_sheet_can_be_reached() -> None:
    rows = texts(SAMPLES / "prospects.csv")

    assert all(row[2].endswith(".example") for row in rows)
    assert all(row[7].endswith(".example") for row in rows if row[7])


def test_the_workbook_says_the_same_as_the_csv() -> None:
    assert texts(SAMPLES / "prospects.xlsx") == texts(SAMPLES / "prospects.csv")


def test_the_workbook_has_what_real_workbooks_have() -> None:
    sheet = sheets.open_sheet(SAMPLES / "prospects.xlsx")
    rows = list(sheet.rows())

    assert [row.number for row in rows if row.hidden] == [22]
    assert all(9 in row.dates for row in rows)
    assert all(14 in row.formulas for row in rows)
    parts = zipfile.ZipFile(SAMPLES / "prospects.xlsx").namelist()
    assert "xl/worksheets/sheet2.xml" in parts


@pytest.mark.parametrize("name", ["outreach", "event_invitation", "renewal_reminder"])
@pytest.mark.parametrize("sheet", ["prospects.csv", "prospects.xlsx"])
def test_every_template_speaks_every_row_without_a_problem(name: str, sheet: str) -> None:
    template = package_folders.find("templates") / f"{name}.txt.j2"
    found = settings.load(SAMPLES / sheet, {"template": template}, {})
    opened = sheets.open_sheet(SAMPLES / sheet)
    examiner = checks.Examiner(found, opened.columns)

    problems = [p for row in opened.rows() if not row.hidden for p in examiner.examine(row).problems]

    assert problems == []
    assert examiner.problems == ()


def test_the_pages_of_the_sample_campaign_need_their_signs_taken_away_only(tmp_path: Path) -> None:
    text = (SAMPLES / "campaign.toml").read_text(encoding="utf-8")
    start, end = text.index("# [brand]"), text.index("\n\n# Your API key")
    pages = "\n".join(line.removeprefix("#").strip() for line in text[start:end].splitlines())
    script = package_folders.find("templates") / "outreach.txt.j2"
    (tmp_path / "prospects.csv").write_bytes((SAMPLES / "prospects.csv").read_bytes())
    (tmp_path / "campaign.toml").write_text(text[:start] + pages + text[end:], encoding="utf-8")

    found = settings.load(tmp_path / "prospects.csv", {"template": script}, {})
    opened = sheets.open_sheet(tmp_path / "prospects.csv")
    examiner = checks.Examiner(found, opened.columns)
    examined = [examiner.examine(row) for row in opened.rows()]

    assert [problem for one in examined for problem in one.problems] == []
    assert examined[0].page is not None
    assert examined[0].page.texts["title"] == "Ana, a short video for you"
    assert examined[0].page.texts["button_url"] == "https://cal.example.com/tom"
