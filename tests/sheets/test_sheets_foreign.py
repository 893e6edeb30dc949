"""XLS, XLSB and ODS: merged areas and letters wherever the list begins, and old, odd and protected files."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import foreignbooks
import hostile
import openpyxl
import pytest

from batchgen import errors, models, sheets
from batchgen.sheets.book import xmltext
from batchgen.sheets.foreign import opendocument

PEOPLE = [
    (5, ("", "", "Northwind", "Ana", "p0@example.com")),
    (6, ("", "", "Northwind", "Bo", "p1@example.com")),
    (7, ("", "", "Fabrikam", "Zoé Ω", "p2@example.com")),
]
SPAN = 'table:number-rows-spanned="2" table:number-columns-spanned="1"'
GAP = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
FAR = '<table:table-cell table:number-columns-repeated="2"/>'


def row(*texts: str, more: str = "") -> str:
    """Return an ODS row that begins in column C."""
    made = foreignbooks.ods_row(*texts, attributes=[more])
    return made.replace("<table:table-row>", f"<table:table-row>{FAR}", 1)


def ods_list() -> str:
    return (
        GAP
        + row("company", "first_name", "email")
        + row("Northwind", "Ana", "p0@example.com", more=SPAN)
        + row("", "Bo", "p1@example.com").replace(
            "<table:table-cell />",
            "<table:covered-table-cell><text:p>hidden</text:p></table:covered-table-cell>",
        )
        + row("Fabrikam", "Zoé Ω", "p2@example.com")
    )


def xlsb_rows() -> dict[int, dict[int, str]]:
    texts = [
        ("company", "first_name", "email"),
        ("Northwind", "Ana", "p0@example.com"),
        ("", "Bo", "p1@example.com"),
        ("Fabrikam", "Zoé Ω", "p2@example.com"),
    ]
    return {3 + k: {2 + i: text for i, text in enumerate(line) if text} for k, line in enumerate(texts)}


def made(folder: Path, form: str) -> Path:
    path = folder / f"list.{form}"
    if form == "ods":
        return foreignbooks.ods(path, ods_list())
    if form == "xlsb":
        return foreignbooks.xlsb(path, xlsb_rows(), [(4, 5, 2, 2)])
    return foreignbooks.xls(path)


def read(path: Path) -> list[tuple[int, tuple[str, ...]]]:
    return [(found.number, found.cells) for found in sheets.open_sheet(path).rows()]


def refusal(path: Path) -> str:
    with pytest.raises(errors.SheetError) as caught:
        list(sheets.open_sheet(path).rows())
    return str(caught.value)


@pytest.mark.parametrize("form", ["xls", "xlsb", "ods"])
def test_a_merged_area_right_of_column_a_goes_to_its_people(tmp_path: Path, form: str) -> None:
    sheet = sheets.open_sheet(made(tmp_path, form))

    assert [(column.letter, column.header) for column in sheet.columns] == [
        ("A", ""),
        ("B", ""),
        ("C", "company"),
        ("D", "first_name"),
        ("E", "email"),
    ]
    assert sheet.header_number == 4
    assert [(found.number, found.cells) for found in sheet.rows()] == PEOPLE


@pytest.mark.parametrize("form", ["xls", "xlsb", "ods"])
def test_the_results_stand_behind_the_columns_as_the_sheet_has_them(tmp_path: Path, form: str) -> None:
    def result(found: models.Row) -> dict[str, str]:
        return {"video_id": f"v{found.number}", "hosted_url": f"https://tavus.video/v{found.number}"}

    report = sheets.write_results(sheets.open_sheet(made(tmp_path, form)), tmp_path / "b.xlsx", result)

    page = openpyxl.load_workbook(report.path).worksheets[0]
    assert [cell.value for cell in page[1]][2:6] == ["company", "first_name", "email", "video_id"]
    assert [[cell.value for cell in page[n]][2:6] for n in (2, 3)] == [
        ["Northwind", "Ana", "p0@example.com", "v5"],
        ["Northwind", "Bo", "p1@example.com", "v6"],
    ]
    assert page["H3"].hyperlink.target == "https://tavus.video/v6"


def test_a_row_that_only_a_merged_area_fills_is_no_row(tmp_path: Path) -> None:
    rows = ods_list() + row("Last", "Cy", "p3@example.com", more=SPAN) + row("", "", "")

    found = read(foreignbooks.ods(tmp_path / "a.ods", rows))

    assert found == [*PEOPLE, (8, ("", "", "Last", "Cy", "p3@example.com"))]


def test_merged_areas_count_repeated_rows_and_columns_of_an_ods(tmp_path: Path) -> None:
    blank = '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    wide = 'table:number-columns-spanned="2" table:number-rows-spanned="1"'
    rows = (
        foreignbooks.ods_row("name", "town", "land")
        + blank
        + '<table:table-row><table:table-cell table:number-columns-repeated="1" office:value-type="string">'
        f"<text:p>Ana</text:p></table:table-cell><table:table-cell {wide} office:value-type='string'>"
        "<text:p>Rome</text:p></table:table-cell><table:covered-table-cell/></table:table-row>"
        + foreignbooks.ods_row("Bo", "Oslo", "Norway")
    )

    found = read(foreignbooks.ods(tmp_path / "a.ods", rows))

    assert found == [(4, ("Ana", "Rome", "Rome")), (5, ("Bo", "Oslo", "Norway"))]


@pytest.mark.parametrize("space", ["\n        ", "\t", " ", "\r\n", "<!-- so -->\n"])
def test_an_indented_ods_is_read_like_one_that_is_not(tmp_path: Path, space: str) -> None:
    rows = ods_list().replace("><", f">{space}<")

    assert read(foreignbooks.ods(tmp_path / "a.ods", rows)) == PEOPLE


def test_line_breaks_in_a_paragraph_of_an_ods_are_spaces(tmp_path: Path) -> None:
    text = "\n   <text:span>Ana</text:span>\n   <text:span>Ruiz </text:span>&amp; <text:s/>Bo\n  "
    rows = foreignbooks.ods_row("name") + foreignbooks.ods_row(text)

    assert read(foreignbooks.ods(tmp_path / "a.ods", rows)) == [(2, ("Ana Ruiz &  Bo",))]


def test_an_ods_in_utf_16_is_read(tmp_path: Path) -> None:
    assert read(foreignbooks.ods(tmp_path / "a.ods", ods_list(), encoding="utf-16")) == PEOPLE


@pytest.mark.parametrize(("more", "is_anew"), [("", False), (SPAN, True)])
def test_a_plain_ods_is_not_written_anew(tmp_path: Path, more: str, *, is_anew: bool) -> None:
    rows = foreignbooks.ods_row("name").replace("cell  office", "cell office")
    rows += rows.replace("cell office", f"cell {more} office" if more else "cell office")

    path = foreignbooks.ods(tmp_path / "a.ods", rows)

    assert (opendocument.prepared(path, "a.ods") is not None) == is_anew


def test_entities_of_an_ods_are_refused(tmp_path: Path) -> None:
    path = foreignbooks.ods(tmp_path / "a.ods", ods_list())
    with zipfile.ZipFile(path) as zipped:
        content = zipped.read("content.xml").decode()
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("content.xml", content.replace("?>", f"?>{hostile.LAUGHS}", 1))

    assert "declares XML entities" in refusal(path)


def test_an_encrypted_ods_is_handed_on_as_it_is(tmp_path: Path) -> None:
    manifest = "<manifest><encryption-data/></manifest>"
    path = foreignbooks.ods(tmp_path / "a.ods", ods_list(), manifest=manifest)

    assert opendocument.prepared(path, "a.ods") is None


@pytest.mark.parametrize("page", [10_029, 0x8001, 0x8000, 10_000, 1252, 1251, 932])
def test_an_xls_that_names_the_code_page_of_its_machine_is_unicode_all_the_same(
    tmp_path: Path, page: int
) -> None:
    assert read(foreignbooks.xls(tmp_path / "a.xls", code_page=page)) == PEOPLE


def test_texts_with_nul_characters_are_refused_with_their_cell(tmp_path: Path) -> None:
    rows = {0: {0: "Name"}, 1: {0: "A\0n\0a\0"}}

    said = refusal(foreignbooks.xlsb(tmp_path / "a.xlsb", rows, []))

    assert "cell A2 has NUL characters" in said
    assert said.endswith("save it as XLSX.")


@pytest.mark.parametrize(
    ("name", "head", "said"),
    [
        ("a.xls", "0900040002001000", "very old kind"),
        ("a.xls", "09020600000010000000", "very old kind"),
        ("a.xls", "09040600000010000000", "very old kind"),
        ("a.xls", "090808000000100000000000", "very old kind"),
        ("a.xls", "0908100000060500bb0dcc07", "very old kind"),
        ("a.csv", "090808000000100000000000", "very old kind"),
        ("a.xls", "d0cf11e0a1b11ae1", "cannot be read"),
        ("a.xlsb", "504b030400000000", "cannot be read"),
    ],
)
def test_old_and_odd_workbooks_are_refused_in_plain_words(
    tmp_path: Path, name: str, head: str, said: str
) -> None:
    (tmp_path / name).write_bytes(bytes.fromhex(head) + bytes(2000))

    text = refusal(tmp_path / name)

    assert said in text
    assert text.endswith("save it as XLSX.")
    assert not any(word in text for word in ("Cfb", "Bytes", "Error", "error", "Zip"))


def test_a_workbook_that_excel_encrypted_by_itself_is_not_said_to_have_a_password(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(hostile.ole(encrypted=True))

    assert refusal(tmp_path / "a.xls") == (
        "a.xls is encrypted: it has a password, or its structure or a sheet is protected. "
        "Open it, remove the password and the protection, and save it as XLSX."
    )


def test_a_large_encrypted_workbook_is_known_by_its_directory(tmp_path: Path) -> None:
    data = bytearray(hostile.ole(encrypted=False)[:512])
    data[30:32], data[48:52] = (9).to_bytes(2, "little"), (4095).to_bytes(4, "little")
    data += bytes((2 << 20) - len(data)) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    (tmp_path / "a.xlsx").write_bytes(data)

    assert "is encrypted" in refusal(tmp_path / "a.xlsx")


def test_an_encrypted_xls_says_so(tmp_path: Path) -> None:
    path = foreignbooks.xls(tmp_path / "a.xls")
    record = bytes.fromhex("5c007000")  # WriteAccess, which here becomes FilePass
    assert record in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(record, bytes.fromhex("2f007000")))

    assert "is encrypted" in refusal(path)


@pytest.mark.parametrize(("form", "name", "kind"), [("ods", "a.xlsb", "ODS"), ("xlsb", "a.xls", "XLSB")])
def test_a_workbook_with_the_name_of_another_kind_says_so(
    tmp_path: Path, form: str, name: str, kind: str
) -> None:
    path = made(tmp_path, form).rename(tmp_path / name)

    assert refusal(path) == f"{name} is really an {kind} workbook. Rename it to .{kind.lower()}."


def test_a_text_longer_than_a_cell_may_be_is_a_problem_of_its_cell(tmp_path: Path) -> None:
    rows = foreignbooks.ods_row("name", "note") + foreignbooks.ods_row("Ana", "x" * 40_000)

    (found,) = sheets.open_sheet(foreignbooks.ods(tmp_path / "a.ods", rows)).rows()

    assert found.faults == {
        1: "cell B2 has more than the 32,767 characters that Excel allows in a cell",
    }
    assert found.cells[1] == "x" * xmltext.LONGEST_CELL


def test_rows_in_columns_without_a_header_are_named(tmp_path: Path) -> None:
    rows = foreignbooks.ods_row("name") + foreignbooks.ods_row("", "", "stray") + foreignbooks.ods_row("Ana")
    sheet = sheets.open_sheet(foreignbooks.ods(tmp_path / "a.ods", rows))

    assert len(list(sheet.rows())) == 1
    note = next(sheet.stray_notes())
    assert note.startswith("1 row gets no video, because it has values only in columns without a header (C)")


def test_ten_thousand_merged_areas_cost_no_more_than_their_rows(tmp_path: Path) -> None:
    rows = {0: {0: "firm", 1: "name"}, **{k: {0: f"f{k}", 1: f"n{k}"} for k in range(1, 20_001)}}
    areas = [(k, k + 1, 0, 0) for k in range(1, 20_001, 2)]

    found = read(foreignbooks.xlsb(tmp_path / "a.xlsb", rows, areas))

    assert found[-1] == (20_001, ("f19999", "n20000"))


def test_a_real_number_with_a_decimal_point_says_that_it_is_one(tmp_path: Path) -> None:
    number = '<table:table-cell {} office:value-type="float" office:value="{}"><text:p/></table:table-cell>'
    text = '<table:table-cell office:value-type="string"><text:p>1.234</text:p></table:table-cell>'
    merged = 'table:number-columns-spanned="2" table:number-rows-spanned="2"'
    covered = "<table:covered-table-cell/>"
    lines = [
        text + number.format("", "1.234") + number.format("", "2.5"),
        text + number.format(merged, "12.345") + covered,
        text + covered + covered,
    ]
    rows = [foreignbooks.ods_row("text", "price", "seats")]
    rows += [f"<table:table-row>{line}</table:table-row>" for line in lines]
    sheet = sheets.open_sheet(foreignbooks.ods(tmp_path / "a.ods", "".join(rows)))

    found = [(row.cells, row.pointed) for row in sheet.rows()]

    assert found == [
        (("1.234", "1.234", "2.5"), {1, 2}),
        (("1.234", "12.345", "12.345"), {1, 2}),
        (("1.234", "12.345", "12.345"), {1, 2}),
    ]


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("form", ["xls", "ods"])
def test_an_xls_and_an_ods_of_libreoffice_read_as_the_xlsx_does(tmp_path: Path, form: str) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for line in [
        [],
        ["firm", "name", "town"],
        ["Acme", "Ana", "Rome"],
        ["", "Bo  Lee", ""],
        ["Beta", "Cy", "Oslo"],
    ]:
        page.append([None, None, *line] if line else [None])
    page.merge_cells("C3:C4")
    page.merge_cells("D5:E5")
    book.save(tmp_path / "a.xlsx")
    command = ["soffice", f"-env:UserInstallation={tmp_path.as_uri()}/profile", "--headless", "--convert-to"]
    subprocess.run(
        [*command, form, "--outdir", tmp_path, tmp_path / "a.xlsx"], check=True, capture_output=True
    )

    assert read(tmp_path / f"a.{form}") == read(tmp_path / "a.xlsx")
