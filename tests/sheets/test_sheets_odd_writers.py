"""What workbooks in public collections of test files taught: forms that some program writes."""

import csv
import datetime as dt
import zipfile
from pathlib import Path

import hostile
import openpyxl
import pytest
import xlsxwriter

from batchgen import models, sheets
from batchgen.sheets import headers


def result(row: models.Row) -> dict[str, str]:
    return {"video_id": f"v{row.number}", "status": "ready"}


def cells(path: Path) -> list[tuple[str, ...]]:
    return [row.cells for row in sheets.open_sheet(path).rows()]


def test_references_in_small_letters_name_their_columns(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="a1" t="inlineStr"><is><t>Name</t></is></c>'
        '<c r="c1" t="inlineStr"><is><t>Zip</t></is></c></row>'
        '<row r="2"><c r="a2"><v>7</v></c><c r="c2"><v>8</v></c></row>'
    )
    source, target = hostile.book(tmp_path / "a.xlsx", hostile.sheet(rows)), tmp_path / "b.xlsx"

    sheets.write_results(sheets.open_sheet(source), target, result)

    assert cells(source) == [("7", "", "8")]
    assert cells(target)[0][:5] == ("7", "", "8", "v2", "ready")


def test_a_zip_with_backslashes_is_a_workbook(tmp_path: Path) -> None:
    plain = hostile.book(tmp_path / "a.xlsx", hostile.sheet(hostile.row(1, "Name") + hostile.row(2, "Ana")))
    source, target = tmp_path / "b.xlsx", tmp_path / "c.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(source, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("/", "\\"), old.read(name))

    sheets.write_results(sheets.open_sheet(source), target, result)

    assert cells(source) == [("Ana",)]
    assert cells(target)[0][:2] == ("Ana", "v2")


def test_the_room_that_accounting_leaves_is_no_part_of_a_text(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    accounting = book.add_format({"num_format": '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)'})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Name", "Sum"])
    sheet.write_row(1, 0, ["Ana", 12.5], accounting)
    book.close()

    assert cells(tmp_path / "a.xlsx") == [("Ana", "12.50")]


def test_a_general_form_for_texts_shows_them(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    form = book.add_format(
        {"num_format": "[Red][<-25]General;[Blue][>25]General;[Green]General;[Yellow]General"}
    )
    book.add_worksheet().write_column(0, 0, ["Name", "Ana"], form)
    book.close()

    assert cells(tmp_path / "a.xlsx") == [("Ana",)]


def test_an_inline_text_counts_more_than_a_value_beside_it(tmp_path: Path) -> None:
    second = '<row r="2"><c r="A2" t="inlineStr"><v>1.0</v><is><t>1.</t></is></c></row>'
    path = hostile.book(tmp_path / "a.xlsx", hostile.sheet(hostile.row(1, "Version") + second))

    assert cells(path) == [("1.",)]


def test_a_header_formula_that_was_never_calculated_keeps_its_place(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Name", '="Q"&4'])
    sheet.append(["Ana"])
    book.save(tmp_path / "a.xlsx")

    report = sheets.write_results(sheets.open_sheet(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", result)

    shown = openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[0]
    assert report.patched
    assert [cell.value for cell in shown[1]][:3] == ["Name", '="Q"&4', "video_id"]


def test_results_without_room_in_a_worksheet_become_a_csv_file(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for text in ("h", "x"):
        sheet.append([f"{text}{index}" for index in range(headers.WIDEST)])
    book.save(tmp_path / "a.xlsx")

    report = sheets.write_results(sheets.open_sheet(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", result)

    assert report.path == tmp_path / "b.csv"
    assert "no room" in report.notes[0]
    with report.path.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream))[1][-8:-6] == ["v2", "ready"]


def test_results_in_hidden_columns_are_told(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    page = book.add_worksheet()
    page.write_column(0, 0, ["Name", "Ana"])
    page.set_column(3, 16_383, None, None, {"hidden": 1})
    book.close()

    report = sheets.write_results(sheets.open_sheet(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", result)

    assert report.notes == (
        "The results are in columns B to I. Some of these are hidden in the worksheet: unhide them.",
    )


def test_moments_show_the_same_text_in_a_new_workbook(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    page = book.add_worksheet()
    page.write_row(0, 0, ["Moment", "Exact", "Round", "Time", "Exact time", "Day"])
    moment = dt.datetime(2026, 3, 1, 14, 30, 5)  # noqa: DTZ001 - cells have no time zone
    forms = ("d/m/yy h:mm", "d/m/yy h:mm:ss", "d/m/yy h:mm:ss", "h:mm", "h:mm:ss", "d/m/yy")
    for index, form in enumerate(forms):
        value = moment.replace(second=0) if index == 2 else moment
        page.write_datetime(1, index, value, book.add_format({"num_format": form}))
    book.close()
    sheet = sheets.open_sheet(tmp_path / "a.xlsx")

    sheets.write_rows(sheet, tmp_path / "b.xlsx", [(row, ()) for row in sheet.rows()], extra_headers=())

    assert cells(tmp_path / "b.xlsx") == cells(tmp_path / "a.xlsx")
    assert cells(tmp_path / "b.xlsx")[0][:3] == (
        "2026-03-01 14:30",
        "2026-03-01 14:30:05",
        "2026-03-01 14:30:00",
    )


@pytest.mark.parametrize("linked", [True, False])
def test_relationships_that_are_added_get_their_content_type(tmp_path: Path, *, linked: bool) -> None:
    kind = "application/vnd.openxmlformats-package.relationships+xml"
    page = hostile.sheet(hostile.row(1, "Name") + hostile.row(2, "Ana"))
    types = hostile.parts(page)["[Content_Types].xml"].replace(
        f'<Default Extension="rels" ContentType="{kind}"/>',
        f'<Override PartName="/_rels/.rels" ContentType="{kind}"/>',
    )
    source = hostile.book(tmp_path / "a.xlsx", page, **{"[Content_Types]_xml": types})

    sheets.write_results(
        sheets.open_sheet(source),
        tmp_path / "b.xlsx",
        lambda _: {"hosted_url": "https://t.example/v"[: 30 * linked]},
    )

    with zipfile.ZipFile(tmp_path / "b.xlsx") as zipped:
        found = zipped.read("[Content_Types].xml").decode()
        assert sorted(zipped.namelist()) == sorted(set(zipped.namelist()))
    part = "/xl/worksheets/_rels/sheet1.xml.rels"
    assert (f'<Override PartName="{part}" ContentType="{kind}"/></Types>' in found) is linked
    assert (found == types) is not linked


def test_newlines_of_windows_in_the_xml_are_plain_ones(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for text in ("Note", "one\ntwo"):
        book.worksheets[0].append([text])
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"one\ntwo", b"one\r\ntwo"))
    inline = hostile.sheet(hostile.row(1, "Note") + hostile.row(2, "one\r\ntwo"))
    hostile.book(tmp_path / "c.xlsx", inline)

    assert cells(tmp_path / "a.xlsx") == cells(tmp_path / "b.xlsx") == [("one\ntwo",)]
    assert cells(tmp_path / "c.xlsx") == [("one\ntwo",)]
