r"""Quotes within quotes as `\"`: read right, kept byte for byte; other backslashes stay what they are."""

import csv
import io
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from batchgen import models, sheets

HEAD = '"name","quote","email"\n'


def opened(folder: Path, text: str, name: str = "a.csv") -> sheets.Sheet:
    path = folder / name
    path.write_bytes(text.encode())
    return sheets.open_sheet(path)


def cells(sheet: sheets.Sheet) -> list[tuple[str, ...]]:
    return [row.cells for row in sheet.rows()]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"She said \"hi\"", 'She said "hi"'),
        (r"\"hi\"", '"hi"'),
        (r"\"hi\", she said, \"you\"", '"hi", she said, "you"'),
        (r"a monitor of 24\"", 'a monitor of 24"'),
        (r"a \\ and a \"b\"", 'a \\ and a "b"'),
        (r"\"C:\\dir\\", '"C:\\dir\\'),
        (r"\"C:\dir\new", '"C:\\dir\\new'),
        (r'one "" and \"b\" more', 'one " and "b" more'),
        ('two\\\nlines of \\"b\\"', 'two\nlines of "b"'),
        ('two\nlines of \\"b\\"', 'two\nlines of "b"'),
        ('été \\"là\\"', 'été "là"'),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_escaped_quotes_are_read_and_written_back_byte_for_byte(
    tmp_path: Path, written: str, read: str, delimiter: str
) -> None:
    lines = [f'"Ana"{delimiter}"{written}"{delimiter}"a@b"', f'"Bo"{delimiter}"plain"{delimiter}"b@c"']
    text = HEAD.replace(",", delimiter) + "".join(f"{line}\n" for line in lines)
    sheet = opened(tmp_path, text)
    result = {"video_id": "v1", "status": "ready", "hosted_url": "https://x/v1", "error": 'say "a\\b"'}

    for _ in range(3):
        assert [row[:3] for row in cells(sheet)] == [("Ana", read, "a@b"), ("Bo", "plain", "b@c")]
        assert sheet.problems == ()
        report = sheets.write_results(sheet, tmp_path / "a.csv", lambda _: result)
        sheet = sheets.open_sheet(tmp_path / "a.csv", recorded=report.added)

    out = (tmp_path / "a.csv").read_bytes().decode()
    for line in lines:
        assert f"{line}{delimiter}" in out
    assert [row[10] for row in cells(sheet)] == ['say "a\\b"'] * 2


@pytest.mark.parametrize(
    "row",
    [
        ["Ana", "C:\\x\\", "a@b"],
        ["Ana", 'the "C:\\x\\"', "a@b"],
        ["Ana", "C:\\x\\", "D:\\"],
        ["Ana", "\\", 'a "quoted" word'],
        ["Ana", 'both \\" and "', "a,b\\"],
        ["Ana", "\\\\server\\share\\", "a\nb"],
        ["C:\\", "x\n\\", "\\n"],
    ],
)
@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC])
def test_backslashes_where_quotes_are_doubled_stay_what_they_are(
    tmp_path: Path, row: list[str], quoting: int
) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=quoting).writerows([["name", "quote", "email"], row, ["Bo", "C:\\x", "b,c"]])  # type: ignore[arg-type]

    assert cells(opened(tmp_path, out.getvalue())) == [tuple(row), ("Bo", "C:\\x", "b,c")]


text_cells = st.text("ab\\\" ,;'\n", max_size=6)


@hypothesis.settings(max_examples=150, deadline=None)
@hypothesis.given(rows=st.lists(st.tuples(st.just("x"), text_cells, text_cells), min_size=1, max_size=4))
def test_whatever_the_csv_module_writes_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("name", "quote", "email"), *rows])

    assert cells(opened(tmp_path_factory.mktemp("d"), out.getvalue())) == rows


def test_an_escaped_quote_far_down_is_found(tmp_path: Path) -> None:
    text = HEAD + '"Ana","C:\\x","a@b"\n' * 20_000 + '"Bo","said \\"hi\\"","b@c"\n'

    assert cells(opened(tmp_path, text))[-1] == ("Bo", 'said "hi"', "b@c")


def test_single_quotes_may_be_escaped_too(tmp_path: Path) -> None:
    text = "'name','quote'\n'Ana','it\\'s, you know'\n'Bo','plain'\n"

    assert cells(opened(tmp_path, text)) == [("Ana", "it's, you know"), ("Bo", "plain")]


def test_a_failures_file_of_such_a_table_is_read_as_its_rows_are(tmp_path: Path) -> None:
    sheet = opened(tmp_path, HEAD + '"Ana","said \\"hi\\" in C:\\\\x\\\\","a@b"\n"Bo","C:\\\\x","b@c"\n')
    rows = [(row, ("1", "why", "")) for row in sheet.rows()]

    sheets.write_rows(sheet, tmp_path / "f.csv", rows, extra_headers=sheets.FAILURE_HEADERS)

    again = sheets.open_sheet(tmp_path / "f.csv")
    assert [row[:3] for row in cells(again)] == [row.cells for row, _ in rows]
    assert rows[0][0].cells[1] == 'said "hi" in C:\\x\\'


def test_a_ragged_line_of_such_a_table_stays_as_it_is(tmp_path: Path) -> None:
    line = '"Cy","said \\"a\\", \\"b\\"","c@d","more"'
    sheet = opened(tmp_path, HEAD + '"Ana","said \\"hi\\"","a@b"\n' + line + "\n")

    sheets.write_results(sheet, tmp_path / "a.csv", lambda _: {"video_id": "v1"})

    assert (tmp_path / "a.csv").read_text().splitlines()[2] == line
    rows = list(sheets.open_sheet(tmp_path / "a.csv").rows())
    assert [row.ragged is None for row in rows] == [True, False]
    assert isinstance(rows[1].ragged, models.Ragged)
