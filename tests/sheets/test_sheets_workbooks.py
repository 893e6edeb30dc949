"""Reading workbooks: every cell is the text that the sheet shows."""

import datetime as dt
from pathlib import Path

import hostile
import openpyxl
import pytest
import richbook
import xlsxwriter

from batchgen import errors, models, sheets
from batchgen.sheets.book.numbers import formats


def rows(path: Path, **options: str) -> list[models.Row]:
    return list(sheets.open_sheet(path, **options).rows())


def of_rows(folder: Path, *body: str, tail: str = "") -> Path:
    """Write a workbook with two headers and the given row elements."""
    return hostile.book(
        folder / "a.xlsx", hostile.sheet(hostile.row(1, "Name", "Other") + "".join(body), tail=tail)
    )


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("General", "42.0", "42"),
        ("General", "0.30000000000000004", "0.3"),
        ("General", "1.5E-3", "0.0015"),
        ("General", "14155550100", "14155550100"),
        ("General", "123456789012345", "123456789012345"),
        ("00000", "2110", "02110"),
        ("0", "41.6", "42"),
        ("0.00", "1.005", "1.01"),
        ("#,##0.00", "1234567.891", "1,234,567.89"),
        ("0%", "0.256", "26%"),
        ("0.0%", "0.256", "25.6%"),
        ("000-00-0000", "123456789", "123-45-6789"),
        ("[<=9999999]###-####;(###) ###-####", "4155550100", "(415) 555-0100"),
        ('"$"#,##0.00_);[Red]("$"#,##0.00)', "-1234.5", "($1,234.50)"),
        ("_-* #,##0.00\\ [$€-407]_-;-* #,##0.00\\ [$€-407]_-", "1234.5", "1,234.50 €"),
        ("0.00E+00", "12345.678", "1.23E+04"),
        ("+0", "14155550100", "+14155550100"),
        ('0.0;-0.0;"none"', "0", "none"),
        ("#,##0,", "1234567", "1,235"),
        ("0.0,,", "12200000", "12.2"),
        ("#,##0.00", "-0.001", "0.00"),
        ("@", "12", "12"),
        ("yyyy-mm-dd", "45723", "2025-03-07"),
        ("d/m/yy", "45723.75", "2025-03-07"),
        ("[$-409]mmmm\\ d\\,\\ yyyy;@", "45723", "2025-03-07"),
        ("m/d/yy h:mm", "45723.604166667", "2025-03-07 14:30"),
        ("yyyy-mm-dd hh:mm:ss", "45723", "2025-03-07"),
        ("h:mm AM/PM", "0.604166667", "14:30"),
        ("[h]:mm", "1.1", "26:24"),
        ("[hh]:mm", "0.0077", "00:11"),
        ("[h]:mm:ss", "0.5", "12:00:00"),
        ("[mm]:ss", "0.0525", "75:36"),
        ("[h]", "1.1", "26"),
        ("[s]", "0.01", "864"),
        ("# ?/?", "1.5", "1.5"),
    ],
)
def test_a_number_is_shown_as_its_format_says(code: str, value: str, text: str) -> None:
    assert formats.show(code).shown(value).text == text


def test_a_format_may_add_words_to_a_text(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Name", "Plain", "Hidden"])
    for index, code in enumerate(['0;-0;0;"Dr. "@', "@", ";;;"]):
        sheet.write(1, index, "Who", book.add_format({"num_format": code}))
    book.close()

    assert rows(tmp_path / "a.xlsx")[0].cells == ("Dr. Who", "Who", "")


def test_dates_are_iso_texts_and_real_dates(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Name", "Day", "Moment", "Time"])
    day, moment, time = (book.add_format({"num_format": f}) for f in ("d.m.yy", "d.m.yy hh:mm", "hh:mm"))
    sheet.write(1, 0, "Ana")
    sheet.write_datetime(1, 1, dt.date(2025, 3, 7), day)
    sheet.write_datetime(1, 2, dt.datetime.fromisoformat("2025-03-07T14:30"), moment)
    sheet.write_datetime(1, 3, dt.time(14, 30), time)
    book.close()

    row = rows(tmp_path / "a.xlsx")[0]

    assert row.cells == ("Ana", "2025-03-07", "2025-03-07 14:30", "14:30")
    assert row.dates == {
        1: dt.date(2025, 3, 7),
        2: dt.datetime.fromisoformat("2025-03-07T14:30"),
        3: dt.time(14, 30),
    }


def test_dates_of_the_1904_system_are_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["Name", "Day"])
    book.active.append(["Ana", dt.date(2025, 3, 7)])
    book.save(tmp_path / "a.xlsx")

    assert rows(tmp_path / "a.xlsx")[0].cells == ("Ana", "2025-03-07")


def test_words_and_numbers_as_text_stay_what_they_are(tmp_path: Path) -> None:
    words = ["NA", "None", "Null", "nan", "1E5", "+14155550100", "007", " x ", "=not a formula"]
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx", {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    for i, word in enumerate(["Name", *words]):
        sheet.write_string(i, 0, word)
    book.close()

    assert [row.cells[0] for row in rows(tmp_path / "a.xlsx")] == words


def test_a_formula_is_its_cached_value_or_a_fault_that_names_the_cell(tmp_path: Path) -> None:
    path = of_rows(
        tmp_path,
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>""</f><v></v></c></row>',
        '<row r="3"><c r="A3"><f>1+1</f></c><c r="B3" t="e"><v>#N/A</v></c></row>',
        '<row r="4"><c r="A4" t="str"><f t="shared" si="0"/><v>x&gt;y</v></c>'
        '<c r="B4" t="b"><v>0</v></c></row>',
    )

    first, second, third = rows(path)

    assert (first.cells, first.faults, first.formulas) == (("2", ""), {}, frozenset({0, 1}))
    assert second.cells == ("", "#N/A")
    assert second.faults == {
        0: "cell A3 has a formula that was never calculated",
        1: "cell B3 has the error #N/A",
    }
    assert third.cells == ("x>y", "FALSE")


def test_a_formula_that_xlsxwriter_never_calculated_is_a_fault(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Name", "Sum"])
    sheet.write(1, 0, "Ana")
    sheet.write_formula(1, 1, "=1+1")
    book.close()

    assert "never calculated" in rows(tmp_path / "a.xlsx")[0].faults[1]


def test_a_format_too_rich_gives_the_raw_value_and_a_warning(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Name", "Part"])
    for i in range(1, 4):
        sheet.write(i, 0, "Ana")
        sheet.write(i, 1, 1.5, book.add_format({"num_format": "# ?/?"}))
    book.close()
    opened = sheets.open_sheet(tmp_path / "a.xlsx")

    texts = [row.cells[1] for row in opened.rows()]

    assert texts == ["1.5"] * 3
    assert [(p.kind, p.column, p.severity) for p in opened.problems] == [("format", "Part", "warning")]


def test_merged_cells_give_their_value_to_the_whole_area(tmp_path: Path) -> None:
    path = of_rows(
        tmp_path,
        hostile.row(2, "Ann", "Acme") + hostile.row(3, "Bo") + hostile.row(4, "Cy", "stale"),
        '<row r="5"><c r="A5" t="e"><v>#REF!</v></c><c r="B5"/></row>',
        tail='<mergeCells><mergeCell ref="B2:B4"/><mergeCell ref="A5:B5"/></mergeCells>',
    )

    found = rows(path)

    assert [row.cells for row in found] == [
        ("Ann", "Acme"),
        ("Bo", "Acme"),
        ("Cy", "Acme"),
        ("#REF!", "#REF!"),
    ]
    assert sorted(found[3].faults) == [0, 1]


def test_a_merged_header_names_all_its_columns(tmp_path: Path) -> None:
    text = hostile.row(1, "Report") + hostile.row(2, "Name", "Address") + hostile.row(3, "Ann", "a", "b")
    tail = '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="B2:C2"/></mergeCells>'
    sheet = sheets.open_sheet(hostile.book(tmp_path / "a.xlsx", hostile.sheet(text, tail=tail)))

    assert [column.header for column in sheet.columns] == ["Name", "Address", "Address"]
    assert [problem.kind for problem in sheet.problems] == ["duplicate-header"]
    assert 'looks like a title: "Report"' in sheet.notes[0]


def test_hidden_rows_come_marked_and_empty_ones_are_counted(tmp_path: Path) -> None:
    path = of_rows(
        tmp_path,
        hostile.row(2, "Ann").replace('<row r="2"', '<row r="2" hidden="1"'),
        '<row r="3"/><row r="4"><c r="A4" s="0"/></row>',
        hostile.row(9, "Bo").replace('<row r="9"', '<row r="9" hidden="true"'),
        hostile.row(10, "Cy").replace('<row r="10"', '<row r="10" hidden="0"'),
    )
    sheet = sheets.open_sheet(path)

    found = [(row.number, row.hidden) for row in sheet.rows()]

    assert found == [(2, True), (9, True), (10, False)]
    assert sheet.empty_rows == 6


def test_the_first_visible_worksheet_is_read_and_others_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Old"
    book.active.sheet_state = "hidden"
    for name in ("People", "Notes"):
        made = book.create_sheet(name)
        made.append(["Name", name])
        made.append(["Ana", "x"])
    book.active = 1
    book.save(tmp_path / "a.xlsx")

    sheet = sheets.open_sheet(tmp_path / "a.xlsx")

    assert sheet.title == "a.xlsx, worksheet People"
    assert sheet.notes == (
        "Hidden worksheets skipped: 1 (Old).",
        'Reading the worksheet "People". Not reading: Notes (choose another with --worksheet).',
    )
    assert sheets.open_sheet(tmp_path / "a.xlsx", worksheet="notes").columns[1].name == "notes"
    with pytest.raises(errors.SheetError, match='no worksheet "Peopel"'):
        sheets.open_sheet(tmp_path / "a.xlsx", worksheet="Peopel")


def test_a_strict_workbook_is_read_and_patched_in_its_own_namespaces(tmp_path: Path) -> None:
    strict = "http://purl.oclc.org/ooxml"
    text = hostile.sheet(
        hostile.row(1, "Name", "Day") + '<row r="2"><c r="A2" t="str"><v>Ana</v></c>'
        '<c r="B2" t="d"><v>2025-03-07</v></c></row>'
    )
    changed = {
        name: part.replace(hostile.MAIN, f"{strict}/spreadsheetml/main").replace(
            hostile.OFFICE, f"{strict}/officeDocument/relationships"
        )
        for name, part in hostile.parts(text).items()
    }
    path, target = hostile.book(tmp_path / "a.xlsx", text), tmp_path / "b.xlsx"
    richbook.rebuilt(path, {name: part.encode() for name, part in changed.items()})

    sheets.write_results(sheets.open_sheet(path), target, lambda _: {"hosted_url": "https://tavus.video/1"})

    row = rows(target)[0]
    assert row.cells[:2] == ("Ana", "2025-03-07")
    assert row.dates == {1: dt.date(2025, 3, 7)}
    rels = richbook.parts(target)["xl/worksheets/_rels/sheet1.xml.rels"].decode()
    assert f'Type="{strict}/officeDocument/relationships/hyperlink"' in rels
    assert (
        f'xmlns:r="{strict}/officeDocument/relationships"'
        in richbook.parts(target)["xl/worksheets/sheet1.xml"].decode()
    )


@pytest.mark.parametrize("write_only", [True, False])
def test_a_workbook_of_openpyxl_is_read_and_patched(tmp_path: Path, write_only: bool) -> None:
    book = openpyxl.Workbook(write_only=write_only)
    sheet = book.create_sheet("S") if write_only else book.active
    sheet.append(["Name", "N", "Day"])
    sheet.append(["Ána & <x>", 1.5, dt.date(2025, 3, 7)])
    sheet.append(["Bo\nJr", None, None])
    book.save(tmp_path / "a.xlsx")

    report = sheets.write_results(
        sheets.open_sheet(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", lambda row: {"video_id": "v"}
    )

    assert report.patched
    assert [row.cells[:4] for row in rows(tmp_path / "b.xlsx")] == [
        ("Ána & <x>", "1.5", "2025-03-07", "v"),
        ("Bo\nJr", "", "", "v"),
    ]


def test_phonetic_guides_and_rich_text_become_plain_text(tmp_path: Path) -> None:
    path = of_rows(
        tmp_path,
        '<row r="2"><c r="A2" t="inlineStr"><is><r><t>東</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 京'
        '</t></r><rPh sb="0" eb="1"><t>トウ</t></rPh></is></c><c r="B2" t="inlineStr"><is><t>a_x000D_b_x005F_'
        "x0041_</t></is></c></row>",
    )

    assert rows(path)[0].cells == ("東 京", "a\rb_x0041_")


def test_texts_that_stand_for_themselves_are_read_as_those_that_are_escaped(tmp_path: Path) -> None:
    texts = ["Ana", "a &amp; b", "_x0041_", "a \r\nb", "x > y", "Zoë", "&lt;b&gt;", ""]
    cells = (
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c><c r="B{n}"><v>{n}</v></c></row>'
        for n, text in enumerate(texts, start=2)
    )

    found = [row.cells for row in rows(of_rows(tmp_path, "".join(cells)))]

    expected = ["Ana", "a & b", "A", "a \nb", "x > y", "Zoë", "<b>", ""]
    assert found == [(text, str(n)) for n, text in enumerate(expected, start=2)]


def test_comments_and_end_tags_with_white_space_are_seen_wherever_they_stand(tmp_path: Path) -> None:
    filler = hostile.row(2, "x" * 70_000)
    odd = ("<!-- x -->", '<c r="B3"><v>1</v ></c>', '<c r="B3"><v>1</v\n\t></c>', '<c r="B3"><v>1</v></c >')

    for cell in odd:
        sheet = hostile.sheet(f'{hostile.row(1, "a", "b")}{filler}<row r="3">{cell}</row>')

        assert sheets.open_sheet(hostile.book(tmp_path / "a.xlsx", sheet)).frame.unusual, cell


def test_a_change_of_the_file_changes_its_fingerprint(tmp_path: Path) -> None:
    path = richbook.make(tmp_path / "a.xlsx")
    sheet = sheets.open_sheet(path)
    before = sheet.fingerprint()

    richbook.rebuilt(path, {"docProps/app.xml": b"<x/>"})

    assert sheet.fingerprint() != before
    assert sheet.changed()


def test_a_real_number_with_a_separator_is_noted_and_a_text_is_not(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Name", "Amount"])
    for value in (12345, 980, 1.5, "1,234"):
        book.active.append(["Ana", value])
    book.active["B2"].number_format = "#,##0"
    book.save(tmp_path / "a.xlsx")

    found = [(row.cells[1], row.pointed) for row in rows(tmp_path / "a.xlsx")]

    expected = [("12,345", frozenset({1})), ("980", frozenset()), ("1.5", frozenset({1}))]
    assert found == [*expected, ("1,234", frozenset())]
