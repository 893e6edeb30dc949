"""Text tables: their form is found, kept, and what does not fit is named with its line."""

import codecs
import re
from pathlib import Path

import pytest

from batchgen import errors, identity, models, result_columns, sheets
from batchgen.sheets.text import dialect


def opened(folder: Path, content: bytes, name: str = "a.csv", encoding: str = "") -> sheets.Sheet:
    path = folder / name
    path.write_bytes(content)
    return sheets.open_sheet(path, encoding=encoding)


def cells(sheet: sheets.Sheet) -> list[tuple[str, ...]]:
    return [row.cells for row in sheet.rows()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiter_and_newline_are_found_and_kept(tmp_path: Path, delimiter: str, newline: str) -> None:
    lines = [["Name", "Price", "Note"], ["Ana", "22,5", '"a;b,c|d\te"'], ["Bo", "7,25", "x"]]
    source = newline.join(delimiter.join(line) for line in lines).encode()
    if delimiter == ",":
        source = source.replace(b"22,5", b'"22,5"').replace(b"7,25", b'"7,25"')
    sheet = opened(tmp_path, source)

    sheets.write_results(sheet, tmp_path / "out.csv", lambda row: {"video_id": f"v{row.number}"})

    assert cells(sheet) == [("Ana", "22,5", "a;b,c|d\te"), ("Bo", "7,25", "x")]
    out = (tmp_path / "out.csv").read_bytes().decode()
    ours = delimiter.join(result_columns.NAMES)
    before = source.decode().split(newline)
    assert out.split(newline) == [
        before[0] + delimiter + ours,
        before[1] + delimiter + "v2" + delimiter * 7,
        before[2] + delimiter + "v3" + delimiter * 7,
    ]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("cp1252", b""),
    ],
)
def test_encoding_is_found_and_kept(tmp_path: Path, encoding: str, mark: bytes) -> None:
    text = "Prénom;Société\r\nÁna;“Acme” & Co\r\nBo;Ørsted\r\n"
    sheet = opened(tmp_path, mark + text.encode(encoding))

    sheets.write_results(sheet, tmp_path / "out.csv", lambda _: {"error": "é"})

    assert cells(sheet) == [("Ána", "“Acme” & Co"), ("Bo", "Ørsted")]
    out = (tmp_path / "out.csv").read_bytes()
    assert out.startswith(mark)
    assert out[len(mark) :].decode(encoding).startswith("Prénom;Société;video_id;")
    assert out[len(mark) :].decode(encoding).endswith("Bo;Ørsted;;;;;;;;é\r\n")


def test_another_encoding_can_be_forced(tmp_path: Path) -> None:
    sheet = opened(tmp_path, "Имя,Mail\nЮлия,a@b\n".encode("cp1251"), encoding="cp1251")

    assert cells(sheet) == [("Юлия", "a@b")]


def test_an_unknown_encoding_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(errors.SettingsError, match='There is no encoding called "latin-99"'):
        opened(tmp_path, b"a,b\n1,2\n", encoding="latin-99")


@pytest.mark.parametrize("far", [0, 300_000])
def test_a_byte_that_does_not_decode_names_line_and_column(tmp_path: Path, far: int) -> None:
    content = "Prénom,Mail\n".encode() + b"Ana,a@b\n" * far + b"Bo\xff,b@c\n"

    with pytest.raises(errors.SheetError, match=rf"line {far + 2}, column 3: the byte 0xff"):
        opened(tmp_path, content)


def test_ragged_rows_name_their_line_and_cannot_be_used(tmp_path: Path) -> None:
    sheet = opened(tmp_path, b'Name,Mail,City\n"A\nB",a@b,X\nAcme, Inc,c@d,Y\nBo,b@c\n')

    rows = list(sheet.rows())

    assert [p.message for p in sheet.problems] == [
        "Line 4 has 4 values, but the sheet has 3 columns",
        "Line 5 has 2 values, but the sheet has 3 columns",
    ]
    assert [row.number for row in rows] == [2, 3, 4]
    assert rows[1].ragged == models.Ragged(
        "line 4 has 4 values, but the sheet has 3 columns", ("Acme", " Inc", "c@d", "Y")
    )
    assert not rows[1].faults
    assert rows[2].ragged is None
    assert sorted(rows[2].faults) == [2]


def test_a_row_with_too_many_fields_stays_as_it_is_and_stays_faulty(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    sheet = opened(tmp_path, b"Name,Mail\nAcme, Inc,c@d\nBo,b@c\n")

    sheets.write_results(sheet, path, lambda row: {"video_id": f"v{row.number}"})

    again = sheets.open_sheet(path)
    assert path.read_bytes().splitlines()[1] == b"Acme, Inc,c@d"
    assert next(again.rows()).ragged is not None
    sheets.write_results(again, path, lambda row: {"video_id": f"w{row.number}"})
    assert path.read_bytes().splitlines()[1:] == [b"Acme, Inc,c@d", b"Bo,b@c,w3,,,,,,,"]


def test_trailing_delimiters_in_every_row_are_no_fault(tmp_path: Path) -> None:
    sheet = opened(tmp_path, b"Name,Mail\nAna,a@b,\nBo,b@c,\n")

    sheets.write_results(sheet, tmp_path / "out.csv", lambda row: {"video_id": "v"})

    assert sheet.problems == ()
    assert sheets.open_sheet(tmp_path / "out.csv").layout.existing["video_id"] == 2
    assert [row.cells[2] for row in sheets.open_sheet(tmp_path / "out.csv").rows()] == ["v", "v"]


def test_excel_s_separator_line_is_kept_and_not_counted(tmp_path: Path) -> None:
    sheet = opened(tmp_path, b"sep=;\r\nName;Price\r\nAna;1,5\r\n")

    sheets.write_results(sheet, tmp_path / "out.csv", lambda row: {"video_id": "v"})

    assert [(row.number, row.cells) for row in sheet.rows()] == [(2, ("Ana", "1,5"))]
    assert (tmp_path / "out.csv").read_bytes().startswith(b"sep=;\r\nName;Price;video_id;")


def test_a_table_that_quotes_everything_gets_quoted_results(tmp_path: Path) -> None:
    sheet = opened(tmp_path, b'"Name","Mail"\n"Ana","a@b"\n')

    sheets.write_results(sheet, tmp_path / "out.csv", lambda row: {"video_id": "v"})

    assert (tmp_path / "out.csv").read_bytes().splitlines()[1] == b'"Ana","a@b","v"' + b',""' * 7


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", " =1", "a\n=1", "\uff1d1"])
def test_a_text_that_a_spreadsheet_would_run_is_guarded_in_our_columns_only(
    tmp_path: Path, text: str
) -> None:
    sheet = opened(tmp_path, b"Name,Phone\nAna,+1415\nBo,=x\n")

    sheets.write_results(sheet, tmp_path / "out.csv", lambda row: {"error": text})

    rows = list(sheets.open_sheet(tmp_path / "out.csv").rows())
    assert [row.cells[:2] for row in rows] == [("Ana", "+1415"), ("Bo", "=x")]
    assert [row.cells[9] for row in rows] == [f"'{text}"] * 2


def test_words_that_look_like_nothing_stay_words(tmp_path: Path) -> None:
    words = ["NA", "None", "Null", "nan", "N/A", "1E5", "+14155550100", "007", "TRUE", "1.0", "-"]
    sheet = opened(tmp_path, ("Name,X\n" + "".join(f"{word},x\n" for word in words)).encode())

    assert [row.cells[0] for row in sheet.rows()] == words


def test_a_single_column_is_a_table(tmp_path: Path) -> None:
    sheet = opened(tmp_path, b"email\na@b.example\nc@d.example\n")

    assert cells(sheet) == [("a@b.example",), ("c@d.example",)]


def test_a_title_above_the_headers_is_recognised_with_a_message(tmp_path: Path) -> None:
    sheet = opened(tmp_path, b"Prospects 2025\n\nName,Mail\nAna,a@b\n")

    assert sheet.header_number == 3
    assert "headers are in row 3" in sheet.notes[0]
    assert [row.number for row in sheet.rows()] == [4]


def test_a_first_record_with_data_is_not_taken_for_headers_below_a_title(tmp_path: Path) -> None:
    sheet = opened(tmp_path, b"email\na@b.example,x\nc@d.example,y\n")

    assert [column.name for column in sheet.columns] == ["email"]


def test_the_header_row_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x,y\nName,Mail\nAna,a@b\n")

    sheet = sheets.open_sheet(path, header_row=2)

    assert [column.name for column in sheet.columns] == ["name", "mail"]
    with pytest.raises(errors.SheetError, match="Row 9 has no headers"):
        sheets.open_sheet(path, header_row=9)


def test_two_headers_of_one_name_are_a_warning(tmp_path: Path) -> None:
    sheet = opened(tmp_path, b"First Name,first-name ,x\nAna,Bo,1\n")

    assert [(p.kind, p.severity) for p in sheet.problems] == [("duplicate-header", "warning")]


def test_columns_without_header_are_kept(tmp_path: Path) -> None:
    sheet = opened(tmp_path, b"Name,,Mail,\nAna,k,a@b,z\n")

    sheets.write_results(sheet, tmp_path / "out.csv", lambda row: {"video_id": "v"})

    assert (tmp_path / "out.csv").read_bytes().splitlines()[1] == b"Ana,k,a@b,z,v,,,,,,,"


def test_the_user_s_own_status_column_stays_input(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Name,Status\nAna,vip\n")
    first = sheets.open_sheet(path)
    report = sheets.write_results(first, path, lambda row: {"status": "ready"})

    again = sheets.open_sheet(path, recorded=report.added)

    assert 'so the results go into "video_status"' in first.notes[0]
    assert "video_status" in report.added
    assert [column.header for column in again.columns if not column.ours] == ["Name", "Status"]
    assert next(again.rows()).cells[1::2][:2] == ("vip", "ready")


def test_recorded_headers_are_ours_wherever_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"video_id,Name,status\nv1,Ana,ready\n")

    alone = sheets.open_sheet(path)
    recorded = sheets.open_sheet(path, recorded=result_columns.NAMES)

    assert alone.layout.existing == {}
    assert recorded.layout.existing == {"video_id": 0, "status": 2}


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (" First Name ", "first_name"),
        ("E-Mail", "e_mail"),
        ("Client's  name", "clients_name"),
        ("PRÉNOM", "prénom"),
        ("\uff2e\uff21\uff2d\uff25", "name"),
        ("Zip/Postal (US)", "zip_postal_us"),
        ("नाम", "नाम"),
        ("%", ""),
    ],
)
def test_headers_fold(header: str, name: str) -> None:
    assert identity.fold(header) == name


def test_a_backslash_or_apostrophe_is_no_quote(tmp_path: Path) -> None:
    sheet = opened(tmp_path, b"Name,Note\nO'Brien,it's\nBo,a\\b\n")

    assert cells(sheet) == [("O'Brien", "it's"), ("Bo", "a\\b")]


def test_single_quotes_are_found(tmp_path: Path) -> None:
    form = dialect.find(_written(tmp_path, b"'Name','Note'\n'Ana','a,b'\n"), "", "a.csv")

    assert (form.quote, form.quote_all) == ("'", True)


def _written(folder: Path, content: bytes) -> Path:
    path = folder / "a.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Имя;Город\nЮлия;Москва\nИван;Петербург\n", "cp1251"),  # noqa: RUF001 - this is Russian
        ("名前,会社\n田中,株式会社\n鈴木,東京\n", "cp932"),
    ],
)
def test_letters_that_are_not_latin_are_not_taken_for_latin_ones(
    tmp_path: Path, text: str, encoding: str
) -> None:
    with pytest.raises(errors.SheetError, match=rf"(?s)is not UTF-8.*--encoding {encoding}: {text[:2]}"):
        opened(tmp_path, text.encode(encoding))

    sheet = opened(tmp_path, text.encode(encoding), encoding=encoding)
    assert text.startswith(sheet.columns[0].header)


@pytest.mark.parametrize(
    "text",
    [
        "Prénom;Société\nRenée;l’été « chez Noël »\n",
        "Name,City\nÅ,São Paulo\n",
        "Price,Angle\n£10.50,25.40°\n",
        "Plan,Note\nPROTÉGÉ,“narrow” network…\n",
        "n,text\n2,©\n",
    ],
)
def test_latin_letters_and_signs_are_read_as_cp1252(tmp_path: Path, text: str) -> None:
    sheet = opened(tmp_path, text.encode("cp1252"))

    header, row = (re.split("[,;]", line) for line in text.splitlines())
    assert [column.header for column in sheet.columns] == header
    assert next(iter(sheet.rows())).cells == tuple(row)


def test_the_headers_name_the_delimiter_where_every_line_has_another_length(tmp_path: Path) -> None:
    sheet = opened(tmp_path, b"name,company,mail\na,b,c,d\n1|2,3\nx|y,b,c,d,e\np|q,b,c,d,e,f\n")

    assert [column.name for column in sheet.columns] == ["name", "company", "mail"]
