"""Cells of the user's own columns: changed alone, or refused in one sentence."""

import codecs
import io
import shutil
import sys
from pathlib import Path

import hostile
import hypothesis
import openpyxl
import pytest
import richbook
import xlsxwriter
from hypothesis import strategies as st

from batchgen import errors, sheets
from batchgen.sheets.book.write import dependents

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl")

PART = "xl/worksheets/sheet1.xml"
PEOPLE = b"Name,Company\r\nAna,Acme\r\nBo,Brod\r\n"


def written(tmp_path: Path, data: bytes, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def edited(path: Path, *edits: tuple[int, int, str, str], **options: str) -> sheets.EditReport:
    opened = sheets.open_sheet(path, **options)
    return sheets.write_cells(opened, {(row, column): (old, new) for row, column, old, new in edits})


def refusal(path: Path, *edits: tuple[int, int, str, str], **options: str) -> errors.CellEditError:
    before = path.read_bytes()
    with pytest.raises(errors.CellEditError) as caught:
        edited(path, *edits, **options)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir() if file.name.startswith(".batchgen")] == []
    assert not path.with_name(f"{path.name}.bak").exists()
    assert caught.value.message.endswith(".")
    return caught.value


def texts(path: Path) -> list[tuple[str, ...]]:
    return [row.cells for row in sheets.open_sheet(path).rows()]


def book(path: Path, *rows: tuple[object, ...]) -> Path:
    """Write a workbook of rows; a text that begins with `=` is a formula with the value 7."""
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet("People")
    for number, row in enumerate(rows):
        for index, value in enumerate(row):
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(number, index, value, None, 7)
            else:
                sheet.write(number, index, value)
    made.close()
    return path


def test_one_field_of_a_text_table_changes(tmp_path: Path) -> None:
    path = written(tmp_path, PEOPLE)

    report = edited(path, (3, 1, "Brod", 'Brod & "Söhne", GmbH'))

    assert path.read_bytes() == 'Name,Company\r\nAna,Acme\r\nBo,"Brod & ""Söhne"", GmbH"\r\n'.encode()
    assert report == sheets.EditReport(path, 1, tmp_path / "a.csv.bak")
    assert (tmp_path / "a.csv.bak").read_bytes() == PEOPLE


@pytest.mark.parametrize(
    ("before", "cell", "after"),
    [
        (b'"Name","Company"\n"Ana","Acme"\n', "Bo\nCo", b'"Name","Company"\n"Ana","Bo\nCo"\n'),
        (b'Name;Company\nAna;"Acme"\n', "Bo", b'Name;Company\nAna;"Bo"\n'),
        (b"Name\tCompany\rAna\tAcme\r", "B\to", b'Name\tCompany\rAna\t"B\to"\r'),
        (b"sep=|\r\nName|Company\r\nAna|Acme", "B|o", b'sep=|\r\nName|Company\r\nAna|"B|o"'),
        (b"\xef\xbb\xbfName,Company\nAna,Acme\n", "\u00d8", b"\xef\xbb\xbfName,Company\nAna,\xc3\x98\n"),
        (b"My list\n\nName,Company\n  Ana ,Acme\n", "Bo", b"My list\n\nName,Company\n  Ana ,Bo\n"),
        (b"Name,Company\nAna,Acme\n", "=1+1", b"Name,Company\nAna,=1+1\n"),
        (b"Name,Company\nAna,Acme\n", " Bo ", b'Name,Company\nAna," Bo "\n'),
    ],
)
def test_the_form_of_a_text_table_stays(tmp_path: Path, before: bytes, cell: str, after: bytes) -> None:
    path = written(tmp_path, before)
    row = next(sheets.open_sheet(path).rows())

    edited(path, (row.number, 1, "Acme", cell))

    assert path.read_bytes() == after
    assert texts(path)[0][1] == cell


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_keeps_its_mark_and_byte_order(tmp_path: Path, codec: str) -> None:
    mark = codecs.BOM_UTF16_LE if codec.endswith("le") else codecs.BOM_UTF16_BE
    path = written(tmp_path, mark + "Name\tCompany\nAna\tAcme\n".encode(codec))

    edited(path, (2, 1, "Acme", "Łódź"))

    assert path.read_bytes() == mark + "Name\tCompany\nAna\tŁódź\n".encode(codec)


def test_a_character_that_the_encoding_lacks_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "Name,Company\nJosé,Acme\n".encode("cp1252"))

    error = refusal(path, (2, 1, "Acme", "Łódź"), encoding="cp1252")

    assert error.kind == "text"
    assert "row 2" in error.message
    assert "cp1252" in error.message
    edited(path, (2, 1, "Acme", "Brüder"), encoding="cp1252")
    assert path.read_bytes() == "Name,Company\nJosé,Brüder\n".encode("cp1252")


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x" * 200_000])
def test_a_text_that_cannot_be_read_again_is_refused(tmp_path: Path, text: str) -> None:
    assert refusal(written(tmp_path, PEOPLE), (2, 1, "Acme", text)).kind == "text"


def test_a_text_that_changes_how_the_table_is_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, b"Name\nAna\nBo\n")

    error = refusal(path, (2, 0, "Ana", ""), (3, 0, "Bo", ""))

    assert error.kind == "form"


def test_an_emptied_line_stays_a_line(tmp_path: Path) -> None:
    path = written(tmp_path, b"Name\nAna\nBo\n")

    edited(path, (2, 0, "Ana", ""))

    assert path.read_bytes() == b'Name\n""\nBo\n'


def test_a_short_line_is_filled_up_to_the_cell(tmp_path: Path) -> None:
    path = written(tmp_path, b"A,B,C,D\n1,2,3,4\n5\n")

    edited(path, (3, 2, "", "x"))

    assert path.read_bytes() == b"A,B,C,D\n1,2,3,4\n5,,x\n"


@pytest.mark.parametrize(
    ("line", "kind"), [(b"1,2,3\n", "form"), (b'"1\n1"x,2\n', "form"), (b",\n", "no-cell")]
)
def test_a_line_in_doubt_is_refused(tmp_path: Path, line: bytes, kind: str) -> None:
    path = written(tmp_path, b"A,B\n0,0\n" + line)
    row = next((row for row in sheets.open_sheet(path).rows() if row.number == 3), None)

    assert refusal(path, (3, 0, row.cells[0] if row else "", "x")).kind == kind


def test_backslashes_stay_in_their_form(tmp_path: Path) -> None:
    path = written(tmp_path, b'"A","B"\n"say \\"hi\\"","c:\\\\x"\n"1","2"\n')

    edited(path, (3, 1, "2", 'a "b" \\'))

    assert path.read_bytes() == b'"A","B"\n"say \\"hi\\"","c:\\\\x"\n"1","a \\"b\\" \\\\"\n'
    assert texts(path)[1] == ("1", 'a "b" \\')


CELLS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff") | st.sampled_from('"\n,;'),
    max_size=8,
)


@hypothesis.given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=4),
    place=st.tuples(st.integers(0, 3), st.integers(0, 2)),
    new=CELLS,
    newline=st.sampled_from(["\n", "\r\n"]),
)
@hypothesis.settings(
    max_examples=60, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
def test_any_text_is_read_again_and_no_other_cell_differs(
    tmp_path: Path, rows: list[list[str]], place: tuple[int, int], new: str, newline: str
) -> None:
    quoted = [["Name", "Company", "Note"], *(["x" + cell for cell in row] for row in rows)]
    lines = [",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in quoted]
    path = written(tmp_path, (newline.join(lines) + newline).encode())
    (tmp_path / "a.csv.bak").unlink(missing_ok=True)
    before = texts(path)
    row, column = place[0] % len(before), place[1]

    edited(path, (row + 2, column, before[row][column], "y" + new))

    expected = [list(cells) for cells in before]
    expected[row][column] = "y" + new
    assert [list(cells) for cells in texts(path)] == expected


def test_only_that_cell_of_a_workbook_differs(tmp_path: Path) -> None:
    path = richbook.make(tmp_path / "a.xlsx", table=True)
    before = shutil.copy(path, tmp_path / "before.xlsx")

    report = edited(path, (2, 0, "Ána", "Änne <&> _x000D_"), (3, 1, "bo@acme.example", "b@o.example"))

    old, new = richbook.parts(Path(before)), richbook.parts(path)
    assert [name for name in old if old[name] != new[name]] == [PART]
    assert list(old) == list(new)
    assert richbook.rest_of(old[PART]) == richbook.rest_of(new[PART])
    cells, other = richbook.cells_of(old[PART]), richbook.cells_of(new[PART])
    assert {name for name in cells.keys() | other.keys() if cells.get(name) != other.get(name)} == {
        "A2",
        "B3",
    }
    assert other["B3"][0].get("s") == cells["B3"][0].get("s")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet["B3"].value == "b@o.example"
    assert texts(path)[0][0] == "Änne <&> _x000D_"
    assert (tmp_path / "a.xlsx.bak").read_bytes() == Path(before).read_bytes()
    assert report.cells == 2


def test_rows_that_do_not_change_keep_their_bytes(tmp_path: Path) -> None:
    path = richbook.make(tmp_path / "a.xlsx")
    before = richbook.parts(path)[PART]

    edited(path, (4, 0, "Null", "Nula"))

    after = richbook.parts(path)[PART]
    start = before.index(b'<row r="4"')
    assert after[:start] == before[:start]
    assert after.endswith(before[before.index(b"</row>", start) :])


@pytest.mark.parametrize(
    ("code", "before", "typed", "value"),
    [
        ("", 42, "43", 43),
        ("", 42, "1.5", 1.5),
        ("", 42, "-7", -7),
        ("", 42, "1.234", "1.234"),
        ("", 42, "007", "007"),
        ("", 42, "about 40", "about 40"),
        ("", 42, "1e5", "1e5"),
        ("", 42, "12345678901234567", "12345678901234567"),
        ("00000", 42, "00043", 43),
        ("#,##0", 1000, "1,300", 1300),
        ("0%", 0.2, "15%", 0.15),
        ("yyyy-mm-dd", 45000, "2026-03-05", "2026-03-05"),
        ("@", 42, "43", 43),
        ("", "text", "43", "43"),
        ("", 42, "", None),
    ],
)
def test_a_number_stays_a_number_where_it_is_shown_as_it_was_typed(
    tmp_path: Path, code: str, before: object, typed: str, value: object
) -> None:
    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["Name", "Size"])
    sheet.write_row(1, 0, ["Ana"])
    sheet.write(1, 1, before, made.add_format({"num_format": code}) if code else None)
    made.close()

    edited(path, (2, 1, texts(path)[0][1], typed))

    cell = openpyxl.load_workbook(path).worksheets[0]["B2"]
    assert cell.value == value
    assert cell.number_format == (code or "General")
    assert texts(path)[0][1] == typed


def test_an_error_and_a_missing_cell_are_filled(tmp_path: Path) -> None:
    path = hostile.book(
        tmp_path / "a.xlsx",
        hostile.sheet(
            hostile.row(1, "Name", "Company", "Note")
            + '<row r="2"><c r="A2" t="str"><v>Ana</v></c><c r="B2" t="e"><v>#N/A</v></c></row>'
        ),
    )

    edited(path, (2, 1, "#N/A", "Acme"), (2, 2, "", "new"))

    assert texts(path) == [("Ana", "Acme", "new")]


@pytest.mark.parametrize("text", ["x" * 40_000, "\ud800", "\U0001f600" * 20_000])
def test_a_text_that_a_workbook_cannot_hold_is_refused(tmp_path: Path, text: str) -> None:
    path = book(tmp_path / "a.xlsx", ("Name", "Note"), ("Ana", "x"))

    error = refusal(path, (2, 1, "x", text))

    assert error.kind == "text"
    assert "B2" in error.message


@pytest.mark.parametrize("text", ["\x01\x0b", "a\r\nb", "  ", "_x0041_", "]]>", "<script>", "=HYPERLINK(1)"])
def test_hostile_texts_stay_texts(tmp_path: Path, text: str) -> None:
    path = book(tmp_path / "a.xlsx", ("Name", "Note"), ("Ana", "x"))

    edited(path, (2, 1, "x", text))

    assert texts(path)[0][1] == text
    assert openpyxl.load_workbook(path).worksheets[0]["B2"].data_type == "s"


def test_a_formula_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("Name", "Size"), ("Ana", "=3+4"))

    error = refusal(path, (2, 1, "7", "8"))

    assert error.kind == "formula"
    assert error.message == "Cell B2 has a formula."


def test_a_cell_that_a_formula_reads_is_refused(tmp_path: Path) -> None:
    rows = [("Name", "Size", "Double"), ("Ana", 3, "=B2*2"), ("Bo", 4, 8)]
    path = book(tmp_path / "a.xlsx", *rows)

    error = refusal(path, (3, 1, "4", "5"))

    assert error.kind == "formula"
    assert "C2" in error.message
    edited(path, (3, 0, "Bo", "Bob"), (3, 2, "8", "9"))
    assert texts(path)[1] == ("Bob", "4", "9")


def test_the_total_of_a_column_does_not_bind_its_cells(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("Name", "Size"), ("Ana", 3), ("Bo", 4), ("", "=SUM(B2:B3)"))

    edited(path, (3, 1, "4", "5"))

    assert texts(path)[1] == ("Bo", "5")


def test_a_cell_that_an_array_formula_fills_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["Name", "Size"])
    sheet.write_column(1, 0, ["Ana", "Bo"])
    sheet.write_array_formula("B2:B3", "{=ROW(Z2:Z3)}", None, 2)
    sheet.write_number("B3", 3)
    made.close()

    assert refusal(path, (3, 1, "3", "4")).kind == "formula"


@pytest.mark.parametrize(
    ("formula", "reads"),
    [
        ("B2&amp;C2", True),
        ("$B$2", True),
        ("SUM(A2:C2)", True),
        ("SUM(B:B)", True),
        ("SUM(2:2)", True),
        ("VLOOKUP(A2,Codes!A:B,2,FALSE)", False),
        ("VLOOKUP(A2,'My codes'!$A$1:$B$9,2)", False),
        ("People!B2", True),
        ("'people'!B2", True),
        ("[1]Sheet1!A1", True),
        ("[@Name]", True),
        ("INDIRECT(&quot;B2&quot;)", True),
        ("OFFSET(A2,0,1)", True),
        ("Codes", True),
        ("A2&amp;&quot; B2 &quot;", False),
        ("IF(A2&gt;1E5,TRUE,C2)", False),
        ("LOG10(A2)", False),
        ("TODAY()-D2", False),
        ("", False),
    ],
)
def test_what_a_formula_may_read(formula: str, reads: bool) -> None:
    assert dependents.may_read(formula, {1}, worksheet="People") is reads


def test_merged_cells_and_result_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["Name", "City"])
    sheet.write_column(1, 0, ["Ana", "Bo"])
    sheet.merge_range("B2:B3", "Oslo")
    made.close()
    other = book(tmp_path / "b.xlsx", ("Name",), ("Ana",))
    sheets.write_results(sheets.open_sheet(other), other, lambda _: {"video_id": "v1", "status": "ready"})
    (tmp_path / "b.xlsx.bak").unlink()

    assert refusal(path, (3, 1, "Oslo", "Rom")).kind == "merged"
    assert refusal(other, (2, 2, "ready", "done")).kind == "ours"


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        ((2, 1, "Other", "x"), "other-text"),
        ((2, 1, "acme", "x"), "other-text"),
        ((1, 1, "Company", "Firm"), "no-cell"),
        ((9, 0, "", "x"), "no-cell"),
        ((2, 5, "", "x"), "no-cell"),
        ((2, -1, "Acme", "x"), "no-cell"),
    ],
)
def test_a_cell_that_is_not_as_expected_is_refused_with_all_others(
    tmp_path: Path, name: str, edit: tuple[int, int, str, str], kind: str
) -> None:
    path = tmp_path / name
    if name == "a.csv":
        path.write_bytes(PEOPLE)
    else:
        book(path, ("Name", "Company"), ("Ana", "Acme"), ("Bo", "Brod"))

    assert refusal(path, (3, 0, "Bo", "Bob"), edit).kind == kind


def test_a_hidden_row_is_changed_and_stays_hidden(tmp_path: Path) -> None:
    path = richbook.make(tmp_path / "a.xlsx")

    edited(path, (3, 0, "Bo & Co", "Bo"))

    row = next(row for row in sheets.open_sheet(path).rows() if row.number == 3)
    assert row.hidden
    assert row.cells[0] == "Bo"


def test_an_edit_since_the_sheet_was_opened_is_taken_in(tmp_path: Path) -> None:
    path = written(tmp_path, PEOPLE)
    opened = sheets.open_sheet(path)
    path.write_bytes(PEOPLE.replace(b"Bo,", b"Bob,") + b"Cy,Core\r\n")

    sheets.write_cells(opened, {(2, 1): ("Acme", "Acme Ltd")})

    assert path.read_bytes() == b"Name,Company\r\nAna,Acme Ltd\r\nBob,Brod\r\nCy,Core\r\n"


def test_a_column_that_moved_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, b"A,B\nx,x\n")
    opened = sheets.open_sheet(path)
    path.write_bytes(b"B,A\nx,x\n")

    with pytest.raises(errors.CellEditError, match=r"Column A of a\.csv is no longer"):
        sheets.write_cells(opened, {(2, 0): ("x", "y")})

    assert path.read_bytes() == b"B,A\nx,x\n"


def test_the_file_that_was_opened_as_a_copy_is_changed(tmp_path: Path) -> None:
    path = written(tmp_path, PEOPLE)
    opened = sheets.open_sheet(path, copied=True)
    path.write_bytes(PEOPLE + b"Cy,Core\r\n")

    sheets.write_cells(opened, {(4, 0): ("Cy", "Cyd")})

    assert path.read_bytes() == PEOPLE + b"Cyd,Core\r\n"


@pytest.mark.parametrize("lock", ["~$a.xlsx", ".~lock.a.xlsx#"])
def test_a_file_that_is_open_elsewhere_is_refused(tmp_path: Path, lock: str) -> None:
    path = book(tmp_path / "a.xlsx", ("Name",), ("Ana",))
    opened, before = sheets.open_sheet(path), path.read_bytes()
    (tmp_path / lock).write_text("ana")

    with pytest.raises(errors.SheetLockedError, match="open in another program"):
        sheets.write_cells(opened, {(2, 0): ("Ana", "Anna")})

    assert path.read_bytes() == before


def test_the_first_original_is_kept_once(tmp_path: Path) -> None:
    path = written(tmp_path, PEOPLE)

    edited(path, (2, 1, "Acme", "One"))
    edited(path, (2, 1, "One", "Two"))

    assert (tmp_path / "a.csv.bak").read_bytes() == PEOPLE


def test_nothing_to_change_writes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, PEOPLE)

    assert edited(path, (2, 1, "Acme", "Acme")).cells == 0
    assert not (tmp_path / "a.csv.bak").exists()


def test_formats_that_are_only_read_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(shutil.copy(Path(__file__).parent.parent / "kit" / "merged.xls", tmp_path / "merged.xls"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PEOPLE)))
    piped = sheets.open_sheet("-")

    assert refusal(path, (2, 0, "", "x")).kind == "format"
    with pytest.raises(errors.CellEditError, match="standard input"):
        sheets.write_cells(piped, {(2, 0): ("Ana", "x")})


def test_a_prefixed_worksheet_is_changed(tmp_path: Path) -> None:
    body = hostile.sheet(hostile.row(1, "Name", "City") + hostile.row(2, "Ana", "Oslo"))
    for tag in ("worksheet", "sheetData", "row", "c", "is", "t"):
        body = body.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>")
        body = body.replace(f"</{tag}>", f"</x:{tag}>")
    path = hostile.book(tmp_path / "a.xlsx", body.replace("xmlns=", "xmlns:x="))

    edited(path, (2, 1, "Oslo", "Rom"))

    assert texts(path) == [("Ana", "Rom")]
    assert openpyxl.load_workbook(path).worksheets[0]["B2"].value == "Rom"


def test_a_part_with_comments_is_refused(tmp_path: Path) -> None:
    body = hostile.sheet(hostile.row(1, "Name") + "<!-- x -->" + hostile.row(2, "Ana"))
    path = hostile.book(tmp_path / "a.xlsx", body)

    assert refusal(path, (2, 0, "Ana", "Bo")).kind == "form"


@pytest.mark.parametrize(
    ("attributes", "formula", "is_refused"),
    [
        ('t="shared" ref="C2:D3" si="0"', "B2", True),
        ('t="shared" ref="C2:C3" si="0"', "B2", False),
        ('t="array" ref="C2:D3"', "B2:B3", False),
        ('t="array" ref="C2:D3"', "A2:A3", True),
    ],
)
def test_a_formula_of_several_cells_may_read_what_is_changed(
    tmp_path: Path, attributes: str, formula: str, *, is_refused: bool
) -> None:
    filled = f'<c r="A2"><v>1</v></c><c r="B2"/><c r="C2"><f {attributes}>{formula}</f><v>2</v></c>'
    rows = f'{hostile.row(1, "a", "b", "c", "d")}<row r="2">{filled}</row>{hostile.row(3, "1", "2")}'
    path = hostile.book(tmp_path / "a.xlsx", hostile.sheet(rows))

    if is_refused:
        assert refusal(path, (2, 0, "1", "7")).kind == "formula"
    else:
        assert edited(path, (2, 0, "1", "7")).cells == 1


def test_a_formula_in_a_column_without_a_header_stops_no_edit(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("Name", "Firm", "", "Note"), ("Ana", "Acme", "=B2", "x"))

    assert edited(path, (2, 1, "Acme", "Brod")).cells == 1


@pytest.mark.parametrize(("new", "number"), [("123456789012345", True), ("1234567890123456", False)])
def test_a_number_of_more_digits_than_excel_holds_is_a_text(
    tmp_path: Path, new: str, *, number: bool
) -> None:
    made = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["Name", "Number"])
    sheet.write(1, 0, "Ana")
    sheet.write(1, 1, 7, made.add_format({"num_format": "0"}))
    made.close()

    edited(tmp_path / "a.xlsx", (2, 1, "7", new))

    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active["B2"].value == (int(new) if number else new)
