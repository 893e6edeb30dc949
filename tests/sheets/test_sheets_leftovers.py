"""Worksheets as XML allows them and few programs write them, empty ones, templates, and too long cells."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import hostile
import openpyxl
import pytest

from batchgen import errors, models, sheets
from batchgen.sheets.book import xmltext

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
LIST = (
    hostile.row(1, "name", "town")
    + hostile.row(3, "Ana", "Rome")
    + '<row r="4" hidden="1" spans="1:2 4:5"><c r="A4" t="inlineStr"><is><t>Bo</t></is></c><c r="B4"/></row>'
    + hostile.row(7, "Cy", "Oslo")
)


def result(row: models.Row) -> dict[str, str]:
    return {"video_id": f"v{row.number}", "hosted_url": f"https://tavus.video/v{row.number}"}


def spaced(text: str, style: str) -> str:
    """Return XML with its attributes in another style that means the same."""
    quote = "'" if "single" in style else '"'
    equals = {"spaces": " = ", "before": " =", "after": "= ", "lines": "\n=\n  "}.get(
        style.removeprefix("single "), "="
    )
    gap = "\n  " if "lines" in style else " "
    return re.sub(r' ([\w:]+)="([^"]*)"', rf"{gap}\1{equals}{quote}\2{quote}", text)


def refusal(path: Path) -> str:
    with pytest.raises(errors.SheetError) as caught:
        sheets.open_sheet(path)
    return str(caught.value)


@pytest.mark.parametrize("style", ["spaces", "before", "after", "lines", "single", "single spaces"])
def test_results_go_to_their_rows_however_attributes_are_written(tmp_path: Path, style: str) -> None:
    text = hostile.sheet(LIST, tail='<mergeCells count="1"><mergeCell ref="A7:A8"/></mergeCells>')
    path = hostile.book(tmp_path / "a.xlsx", spaced(text, style))
    first, again = tmp_path / "b.xlsx", tmp_path / "c.xlsx"

    sheet = sheets.open_sheet(path)
    report = sheets.write_results(sheet, first, result)
    sheets.write_results(sheets.open_sheet(first), again, result)

    assert [(row.number, row.cells, row.hidden) for row in sheet.rows()] == [
        (3, ("Ana", "Rome"), False),
        (4, ("Bo", ""), True),
        (7, ("Cy", "Oslo"), False),
    ]
    assert report.patched
    for written in (first, again):
        page = openpyxl.load_workbook(written).worksheets[0]
        assert {n: page.cell(n, 3).value for n in range(1, 8)} == {
            1: "video_id",
            2: None,
            3: "v3",
            4: "v4",
            5: None,
            6: None,
            7: "v7",
        }
        links = {n: page.cell(n, 5).hyperlink for n in range(1, 8)}
        assert {n: link.target for n, link in links.items() if link} == {
            n: f"https://tavus.video/v{n}" for n in (3, 4, 7)
        }
    with zipfile.ZipFile(again) as zipped:
        text = zipped.read("xl/worksheets/sheet1.xml").decode()
    assert len(re.findall(r"<hyperlink\s", text)) == 3
    assert re.search(r"""spans\s*=\s*["']1:2 4:10["']""", text)


def test_a_patched_sheet_keeps_its_own_way_of_writing(tmp_path: Path) -> None:
    before = spaced(hostile.sheet(LIST), "spaces")
    path = hostile.book(tmp_path / "a.xlsx", before)

    sheets.write_results(sheets.open_sheet(path), tmp_path / "b.xlsx", result)

    with zipfile.ZipFile(tmp_path / "b.xlsx") as zipped:
        after = zipped.read("xl/worksheets/sheet1.xml").decode()
    ours = re.compile(r'<c r="[C-J]\d+" t="inlineStr">.*?</c>|<hyperlinks>.*?</hyperlinks>')
    assert ours.sub("", after).replace("4:10", "4:5") == before


@pytest.mark.parametrize("last", ['<c\nr="E2"/>', '<c\tr="E2"/>', "<c/><c/><c/><c/>"])
def test_a_last_cell_in_another_form_stays_the_last(tmp_path: Path, last: str) -> None:
    cell = '<c r="A2" t="inlineStr"><is><t>Ana</t></is></c>'
    rows = hostile.row(1, "name") + f'<row r="2">{cell}{last}</row>'
    path = hostile.book(tmp_path / "a.xlsx", hostile.sheet(rows))

    sheets.write_results(sheets.open_sheet(path), tmp_path / "b.xlsx", result)

    with zipfile.ZipFile(tmp_path / "b.xlsx") as zipped:
        found = re.findall(r'r="([A-Z]+)2"', zipped.read("xl/worksheets/sheet1.xml").decode())
    assert found == sorted(found)
    assert sheets.open_sheet(tmp_path / "b.xlsx").columns[1].header == "video_id"


@pytest.mark.parametrize("attribute", ['xml:space="preserve"', "a='1' b = \"2\"", ""])
def test_the_rows_element_may_have_attributes(tmp_path: Path, attribute: str) -> None:
    text = hostile.sheet(LIST).replace("<sheetData>", f"<sheetData {attribute}>")
    path = hostile.book(tmp_path / "a.xlsx", text)

    sheets.write_results(sheets.open_sheet(path), tmp_path / "b.xlsx", result)

    assert openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[0]["C7"].value == "v7"
    with zipfile.ZipFile(tmp_path / "b.xlsx") as zipped:
        assert f"<sheetData {attribute}>".encode() in zipped.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    "empty", ['<row r="{}"/>', '<row r="{}"></row>', '<row r="{0}"><c r="A{0}" s="0"/></row>']
)
def test_a_list_below_many_coloured_rows_is_found(tmp_path: Path, empty: str) -> None:
    above = "".join(empty.format(n) for n in range(1, 5_001))
    rows = above + hostile.row(5_001, "name", "town") + hostile.row(5_002, "Ana", "Rome")

    sheet = sheets.open_sheet(hostile.book(tmp_path / "a.xlsx", hostile.sheet(rows)))

    assert sheet.header_number == 5_001
    assert [row.cells for row in sheet.rows()] == [("Ana", "Rome")]


def test_a_sheet_of_formulas_that_were_never_calculated_says_so(tmp_path: Path) -> None:
    rows = '<row r="4"><c r="A4"><f>B1</f></c><c r="B4"><f>1+1</f></c></row>'

    said = refusal(hostile.book(tmp_path / "a.xlsx", hostile.sheet(rows)))

    assert "formulas that were never calculated" in said
    assert "(row 4)" in said
    assert said.endswith("save it. That calculates them.")


def test_rows_in_columns_without_a_header_are_named_by_their_letters(tmp_path: Path) -> None:
    stray = hostile.row(2, "x", first="J") + hostile.row(3, "y", first="K")
    path = hostile.book(tmp_path / "a.xlsx", hostile.sheet(hostile.row(1, "name", "town") + stray))

    assert "Below them are only cells in columns without a header (J, K)" in refusal(path)


def test_rows_that_are_left_out_though_they_hold_something_are_reported(tmp_path: Path) -> None:
    rows = hostile.row(1, "name", "town") + hostile.row(2, "Ana") + hostile.row(3, "x", first="D")
    rows += '<row r="4"><c r="F4" s="0"/></row>' + hostile.row(5, "Bo")
    sheet = sheets.open_sheet(hostile.book(tmp_path / "a.xlsx", hostile.sheet(rows)))

    assert len(list(sheet.rows())) == 2
    (note,) = sheet.stray_notes()
    assert note == (
        "1 row gets no video, because it has values only in columns without a header (D). "
        "If these columns matter, give them a header."
    )


@pytest.mark.parametrize(
    ("source", "target", "written", "kind"),
    [
        ("a.xltx", "b.xlsx", "b.xlsx", f"{KIND}.sheet.main+xml"),
        ("a.xltx", "b.xltx", "b.xltx", f"{KIND}.template.main+xml"),
        ("a.xltx", "b.xlsm", "b.xlsx", f"{KIND}.sheet.main+xml"),
        ("a.xlsx", "b.xltx", "b.xltx", f"{KIND}.template.main+xml"),
        ("a.xltm", "b.xlsm", "b.xlsm", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        ("a.xltm", "b.xlsx", "b.xlsm", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        ("a.xlsm", "b.xlsx", "b.xlsm", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
    ],
)
def test_a_workbook_has_the_content_type_of_its_name(
    tmp_path: Path, source: str, target: str, written: str, kind: str
) -> None:
    own = {
        "a.xltx": f"{KIND}.template.main+xml",
        "a.xltm": "application/vnd.ms-excel.template.macroEnabled.main+xml",
        "a.xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    }.get(source, f"{KIND}.sheet.main+xml")
    types = hostile.parts("")["[Content_Types].xml"].replace(f"{KIND}.sheet.main+xml", own)
    path = hostile.book(tmp_path / source, hostile.sheet(LIST), **{"[Content_Types]_xml": types})

    report = sheets.write_results(sheets.open_sheet(path), tmp_path / target, result)

    assert report.path.name == written
    with zipfile.ZipFile(report.path) as zipped, zipfile.ZipFile(path) as before:
        assert zipped.read("[Content_Types].xml").decode() == types.replace(own, kind)
        assert zipped.namelist()[0] == before.namelist()[0] == "[Content_Types].xml"


def test_a_new_template_has_the_content_type_of_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\nAna\n", encoding="utf-8")

    sheets.write_results(sheets.open_sheet(tmp_path / "a.csv"), tmp_path / "b.xltx", result)

    with zipfile.ZipFile(tmp_path / "b.xltx") as zipped:
        assert f"{KIND}.template.main+xml" in zipped.read("[Content_Types].xml").decode()


@pytest.mark.parametrize("form", ["shared", "inline", "formula"])
@pytest.mark.parametrize(("text", "kept"), [("x" * 32_768, 32_767), ("\U0001f600" * 16_384, 16_383)])
def test_a_cell_longer_than_excel_allows_is_a_problem_of_that_cell(
    tmp_path: Path, form: str, text: str, kept: int
) -> None:
    cell = {
        "shared": '<c r="B2" t="s"><v>0</v></c>',
        "inline": f'<c r="B2" t="inlineStr"><is><t>{text}</t></is></c>',
        "formula": f'<c r="B2" t="str"><f>C1</f><v>{text}</v></c>',
    }[form]
    name = '<c r="A2" t="inlineStr"><is><t>Ana</t></is></c>'
    rows = hostile.row(1, "name", "note") + f'<row r="2">{name}{cell}</row>'
    parts = hostile.parts(hostile.sheet(rows))
    strings = f'<Relationship Id="r2" Type="{hostile.OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>", f"{strings}</Relationships>"
    )
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{hostile.MAIN}"><si><t>{text}</t></si></sst>'
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as zipped:
        for part, content in parts.items():
            zipped.writestr(part, content)

    (row,) = sheets.open_sheet(tmp_path / "a.xlsx").rows()

    assert row.faults == {1: "cell B2 has more than the 32,767 characters that Excel allows in a cell"}
    assert row.cells == ("Ana", text[:kept])


def test_the_longest_cell_that_excel_allows_is_no_problem(tmp_path: Path) -> None:
    rows = hostile.row(1, "name") + hostile.row(2, "x" * xmltext.LONGEST_CELL)

    (row,) = sheets.open_sheet(hostile.book(tmp_path / "a.xlsx", hostile.sheet(rows))).rows()

    assert not row.faults
    assert len(row.cells[0]) == xmltext.LONGEST_CELL
