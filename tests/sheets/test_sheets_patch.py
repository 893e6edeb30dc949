"""Results into workbooks: only our columns change, whatever else the workbook holds."""

import re
import shutil
import zipfile
from pathlib import Path

import hostile
import openpyxl
import pytest
import richbook

from batchgen import models, result_columns, sheets

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl")

PART = "xl/worksheets/sheet1.xml"
OURS = set("EFGHIJKL")


def result(row: models.Row) -> dict[str, str]:
    page = f"https://tavus.video/v{row.number}?a=1&b=2"
    return {"video_id": f"v{row.number}", "status": "ready", "hosted_url": page, "error": "=1+1 <&>"}


def patched(path: Path, target: Path) -> sheets.WriteReport:
    return sheets.write_results(sheets.open_sheet(path), target, result)


def columns_of(path: Path) -> list[tuple[object, ...]]:
    return [tuple(row) for row in openpyxl.load_workbook(path).worksheets[0].values]


def test_every_other_part_and_cell_stays(tmp_path: Path) -> None:
    source, target = richbook.make(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"

    report = patched(source, target)

    assert report.patched
    assert report.rows == 3
    richbook.assert_nothing_lost(source, target, PART, OURS)
    same = [n for n, data in richbook.parts(source).items() if richbook.parts(target)[n] == data]
    changed = set(richbook.parts(target)) - set(same)
    assert changed == {PART, "xl/worksheets/_rels/sheet1.xml.rels"}


def test_packed_bytes_of_other_parts_are_copied(tmp_path: Path) -> None:
    source, target = richbook.make(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"

    patched(source, target)

    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target) as new:
        assert new.getinfo("xl/charts/chart1.xml").compress_size == (
            old.getinfo("xl/charts/chart1.xml").compress_size
        )
        assert new.getinfo("xl/charts/chart1.xml").date_time == old.getinfo("xl/charts/chart1.xml").date_time


def test_results_are_strings_in_new_columns(tmp_path: Path) -> None:
    source, target = richbook.make(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"

    patched(source, target)

    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert [cell.value for cell in sheet[1]][4:] == list(result_columns.NAMES)
    assert sheet["L2"].value == "=1+1 <&>"
    assert sheet["L2"].data_type == "s"
    assert sheet["E1"].font.b
    assert sheet["E1"].fill.fgColor.rgb == sheet["D1"].fill.fgColor.rgb


def test_links_are_clickable_beside_those_of_the_user(tmp_path: Path) -> None:
    source, target = richbook.make(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"

    patched(source, target)

    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert sheet["B2"].hyperlink.target == "mailto:ana@acme.example"
    assert sheet["G2"].hyperlink.target == "https://tavus.video/v2?a=1&b=2"
    assert sheet["G4"].hyperlink.target == "https://tavus.video/v4?a=1&b=2"


def test_a_second_run_updates_in_place_and_leaves_no_old_link(tmp_path: Path) -> None:
    source, target = richbook.make(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    patched(source, target)
    first = tmp_path / "first.xlsx"
    shutil.copy(target, first)

    sheet = sheets.open_sheet(target)
    new = {"video_id": "n", "hosted_url": "https://tavus.video/new", "status": "ready"}
    sheets.write_results(sheet, target, lambda row: new if row.number == 2 else None)

    assert list(sheet.layout.existing.values()) == list(range(4, 12))
    richbook.assert_nothing_lost(first, target, PART, OURS)
    again = openpyxl.load_workbook(target).worksheets[0]
    assert again["E2"].value == "n"
    assert again["L2"].value is None
    assert again["E3"].value == "v3"
    assert again["G2"].hyperlink.target == "https://tavus.video/new"
    assert again["G3"].hyperlink.target == "https://tavus.video/v3?a=1&b=2"
    rels = richbook.parts(target)["xl/worksheets/_rels/sheet1.xml.rels"].decode()
    assert rels.count("https://tavus.video/v2") == 0


def test_a_table_is_widened(tmp_path: Path) -> None:
    source, target = richbook.make(tmp_path / "a.xlsx", table=True), tmp_path / "b.xlsx"

    patched(source, target)

    table = openpyxl.load_workbook(target).worksheets[0].tables["People"]
    assert table.ref == "A1:L4"
    assert table.autoFilter.ref == "A1:L4"
    assert [column.name for column in table.tableColumns][4:] == list(result_columns.NAMES)
    assert len({column.id for column in table.tableColumns}) == 12
    assert b'tableColumns count="12"' in richbook.parts(target)["xl/tables/table1.xml"]
    richbook.assert_nothing_lost(source, target, PART, OURS)


def test_a_table_s_total_row_is_no_row_and_stays(tmp_path: Path) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    import xlsxwriter

    book = xlsxwriter.Workbook(source)
    sheet = book.add_worksheet()
    columns = [{"header": "Name", "total_string": "Total"}, {"header": "N", "total_function": "sum"}]
    sheet.add_table("A1:B4", {"columns": columns, "total_row": True, "data": [["Ann", 1], ["Bo", 2]]})
    book.close()

    opened = sheets.open_sheet(source)
    sheets.write_results(opened, target, result)

    assert [row.cells[0] for row in opened.rows()] == ["Ann", "Bo"]
    table = next(iter(openpyxl.load_workbook(target).worksheets[0].tables.values()))
    assert (table.ref, table.autoFilter.ref, table.totalsRowCount) == ("A1:J4", "A1:J3", 1)


def test_macros_stay(tmp_path: Path) -> None:
    source, target = richbook.make(tmp_path / "a.xlsm", macro=True), tmp_path / "b.xlsm"

    report = patched(source, target)

    assert report.patched
    assert richbook.parts(target)["xl/vbaProject.bin"] == richbook.parts(source)["xl/vbaProject.bin"]


def test_hidden_rows_get_results_too_and_stay_hidden(tmp_path: Path) -> None:
    source, target = richbook.make(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"

    patched(source, target)

    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert sheet["E3"].value == "v3"
    assert sheet.row_dimensions[3].hidden


def sheet_xml(path: Path) -> str:
    return richbook.parts(path)[PART].decode()


def reworked(path: Path, change: dict[str, str]) -> Path:
    text = sheet_xml(path)
    for old, new in change.items():
        assert re.search(old, text), old
        text = re.sub(old, new, text)
    richbook.rebuilt(path, {PART: text.encode()})
    return path


@pytest.mark.parametrize(
    "change",
    [
        {
            r"<(/?)(?=\w+[\s/>])": r"<\1x:",
            r'xmlns="http://schemas.openxml': r'xmlns:x="http://schemas.openxml',
        },
        {r' r="[A-Z]+\d+"': ""},
        {r'<row r="\d+"': "<row"},
        {r"<row ": "\n  <row ", r"<c ": "\n    <c ", r"</row>": "\n  </row>"},
        {r'"': "'"},
        {r"<dimension[^>]*/>": ""},
        {r' spans="[^"]*"': ""},
    ],
    ids=[
        "prefix",
        "no cell references",
        "no row numbers",
        "indented",
        "single quotes",
        "no dimension",
        "no spans",
    ],
)
def test_unusual_xml_is_read_and_patched(tmp_path: Path, change: dict[str, str]) -> None:
    plain = richbook.make(tmp_path / "a.xlsx")
    texts = [row.cells for row in sheets.open_sheet(plain).rows()]
    source, target = reworked(plain, change), tmp_path / "b.xlsx"

    report = patched(source, target)

    assert report.patched, report.notes
    assert [row.cells for row in sheets.open_sheet(source).rows()] == texts
    assert [row.cells[:5] for row in sheets.open_sheet(target).rows()] == [
        (*row, f"v{i}") for i, row in enumerate(texts, 2)
    ]
    richbook.assert_nothing_lost(source, target, PART, OURS)


def test_what_cannot_be_patched_becomes_a_new_workbook_and_says_why(tmp_path: Path) -> None:
    source = reworked(richbook.make(tmp_path / "a.xlsx"), {"</row>": "</row><!-- a note -->"})
    before = source.read_bytes()

    report = patched(source, source)

    assert not report.patched
    assert report.path == tmp_path / "a.results.xlsx"
    assert "batchgen cannot write into" in report.notes[0]
    assert source.read_bytes() == before
    assert [row[:5] for row in columns_of(report.path)][1][:2] == ("Ána", "ana@acme.example")


def test_more_links_than_excel_allows_stay_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("batchgen.sheets.book.write.hyperlinks.MOST", 5)
    source, target = richbook.make(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"

    report = patched(source, target)

    assert "1 more are plain text" in report.notes[-1]
    assert len(re.findall("<hyperlink ", sheet_xml(target))) == 5


def test_new_links_stand_where_the_schema_wants_them(tmp_path: Path) -> None:
    tail = (
        "<sheetProtection/><customSheetViews><customSheetView><pageMargins/></customSheetView></customSheetViews>"
        '<conditionalFormatting sqref="A1"><cfRule><extLst/></cfRule></conditionalFormatting>'
        "<dataValidations/><pageMargins/><drawing/><extLst/>"
    )
    rows = hostile.row(1, "Name", "Mail") + hostile.row(2, "Ann", "a@b.example")
    source = hostile.book(tmp_path / "a.xlsx", hostile.sheet(rows, tail=tail))

    patched(source, tmp_path / "b.xlsx")

    assert re.search(
        "<dataValidations/><hyperlinks>.*</hyperlinks><pageMargins/>", sheet_xml(tmp_path / "b.xlsx")
    )


def test_a_formula_in_a_result_column_is_not_overwritten_blindly(tmp_path: Path) -> None:
    source, target = richbook.make(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    patched(source, target)
    formula = r'<c r="F2" t="str"><f>UPPER("ready")</f><v>READY</v></c>'
    reworked(target, {r'<c r="F2"[^>]*><is><t>ready</t></is></c>': formula})

    report = sheets.write_results(sheets.open_sheet(target), target, result)

    assert "cell F2, in a result column, has a formula" in report.notes[0]
    assert report.path == tmp_path / "b.results.xlsx"


def test_a_table_of_a_query_keeps_its_width(tmp_path: Path) -> None:
    source, target = richbook.make(tmp_path / "a.xlsx", table=True), tmp_path / "b.xlsx"
    table = richbook.parts(source)["xl/tables/table1.xml"]
    queried = table.replace(b"<table ", b'<table tableType="queryTable" ', 1)
    richbook.rebuilt(source, {"xl/tables/table1.xml": queried})

    report = patched(source, target)

    assert richbook.parts(target)["xl/tables/table1.xml"] == queried
    assert "comes from a query" in report.notes[0]
    assert sheets.open_sheet(target).layout.existing["video_id"] == 4


def test_columns_right_of_a_table_are_not_written_over(tmp_path: Path) -> None:
    source, target = richbook.make(tmp_path / "a.xlsx", table=True), tmp_path / "b.xlsx"
    reworked(source, {r'(<row r="3".*?)(</row>)': r'\1<c r="G3"><v>7</v></c>\2'})

    patched(source, target)

    assert sheets.open_sheet(target).layout.existing["video_id"] == 7
    assert openpyxl.load_workbook(target).worksheets[0]["G3"].value == 7
    assert openpyxl.load_workbook(target).worksheets[0].tables["People"].ref == "A1:D4"


def test_a_formula_behind_the_headers_is_not_written_over(tmp_path: Path) -> None:
    formula = '<row r="3"><c r="A3"><v>1</v></c><c r="C3"><f>1+1</f><v>2</v></c></row>'
    rows = hostile.row(1, "Name", "Mail") + hostile.row(2, "Ann", "a@b.example") + formula
    source = hostile.book(tmp_path / "a.xlsx", hostile.sheet(rows))

    report = patched(source, tmp_path / "b.xlsx")

    assert report.patched, report.notes
    assert report.rows == 2
    assert sheets.open_sheet(tmp_path / "b.xlsx").layout.existing["video_id"] == 3
    richbook.assert_nothing_lost(source, tmp_path / "b.xlsx", PART, set("DEFGHIJK"))


def test_a_text_of_any_kind_survives(tmp_path: Path) -> None:
    source, target = richbook.make(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    text = " two\nlines\t_x000D_ \x01 é \U0001f600 &amp; <b> "

    sheets.write_results(sheets.open_sheet(source), target, lambda _: {"error": text})

    assert next(sheets.open_sheet(target).rows()).cells[11] == text


def test_the_types_of_a_workbook_that_has_links_already_stay(tmp_path: Path) -> None:
    source, target = richbook.make(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    types = richbook.parts(source)["[Content_Types].xml"]
    default = re.search(rb'<Default Extension="rels"[^>]*/>', types)
    assert default is not None
    kind = b"application/vnd.openxmlformats-package.relationships+xml"
    named = b"".join(
        b'<Override PartName="/%s" ContentType="%s"/>' % (name.encode(), kind)
        for name in richbook.parts(source)
        if name.endswith(".rels")
    )
    richbook.rebuilt(
        source,
        {"[Content_Types].xml": types.replace(default[0], b"").replace(b"</Types>", named + b"</Types>")},
    )

    assert patched(source, target).patched

    after = richbook.parts(target)
    assert b"tavus.video" in after["xl/worksheets/_rels/sheet1.xml.rels"]
    assert after["[Content_Types].xml"] == richbook.parts(source)["[Content_Types].xml"]
