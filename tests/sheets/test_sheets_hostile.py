"""Hostile and odd files: one clear line, in little time and memory, never a crash."""

import json
import subprocess
import sys
from pathlib import Path

import hostile
import pytest

from batchgen import errors, sheets

SMALL = hostile.sheet(hostile.row(1, "Name", "Mail") + hostile.row(2, "Ann", "a@b.example"))


def refusal(path: Path) -> str:
    with pytest.raises(errors.BatchgenError) as caught:
        list(sheets.open_sheet(path).rows())
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_far_cell_costs_nothing_and_the_sheet_is_read_right(tmp_path: Path) -> None:
    path = hostile.far_cell(tmp_path / "far.xlsx")

    sheet = sheets.open_sheet(path)

    assert path.stat().st_size < 1500
    assert [row.cells for row in sheet.rows()] == [("Ann", "a@b.example")]


def test_results_go_beside_the_headers_of_a_sheet_with_a_far_cell(tmp_path: Path) -> None:
    path, target = hostile.far_cell(tmp_path / "far.xlsx"), tmp_path / "out.xlsx"

    report = sheets.write_results(sheets.open_sheet(path), target, lambda _: {"video_id": "v"})

    assert report.patched, report.notes
    again = sheets.open_sheet(target)
    assert again.layout.existing["video_id"] == 2
    assert [row.cells[2] for row in again.rows()] == ["v"]


PROBE = """
import json, resource, sys
from pathlib import Path
from batchgen import errors, sheets
resource.setrlimit(resource.RLIMIT_AS, (1536 << 20, 1536 << 20))
try:
    said = str(sum(1 for _ in sheets.open_sheet(Path(sys.argv[1])).rows()))
except errors.SheetError as error:
    said = str(error)
status = Path("/proc/self/status")
if status.exists():
    # ru_maxrss would count the memory of the pytest process that this one was forked from.
    peak = int(status.read_text().split("VmHWM:")[1].split()[0]) >> 10
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
print(json.dumps([said, peak]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits on Windows")
@pytest.mark.parametrize("kind", ["bomb", "lying_bomb", "far_ods", "endless"])
def test_what_would_fill_the_memory_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    if kind == "bomb":
        path = hostile.bomb(tmp_path / "a.xlsx", 300_000_000)
    elif kind == "lying_bomb":
        path = hostile.lying_bomb(tmp_path / "a.xlsx")
    elif kind == "far_ods":
        path = hostile.far_ods(tmp_path / "a.ods")
    else:
        path = tmp_path / "a.csv"
        path.write_bytes(b"name,mail\n" + b"x" * 100_000_000)

    done = subprocess.run([sys.executable, "-c", PROBE, path], capture_output=True, check=True, timeout=120)

    said, megabytes = json.loads(done.stdout)
    assert any(word in said for word in ("when unpacked", "damaged", "longer than"))
    assert megabytes < 300


@pytest.mark.parametrize("prolog", [hostile.LAUGHS, hostile.EXTERNAL], ids=["laughs", "external"])
@pytest.mark.parametrize("part", ["sheet1_xml", "workbook_xml", "workbook_xml_rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_are_refused_in_every_part(
    tmp_path: Path, prolog: str, part: str, encoding: str
) -> None:
    inner = {name.rsplit("/", 1)[-1].replace(".", "_"): text for name, text in hostile.parts(SMALL).items()}
    text = f'<?xml version="1.0" encoding="{encoding}"?>{prolog}{inner[part]}'
    path = hostile.book(tmp_path / "a.xlsx", SMALL, **{part: text.encode(encoding)})

    assert "declares XML entities" in refusal(path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", hostile.ole(encrypted=True), "is encrypted: it has a password, or its structure"),
        ("a.xls", hostile.ole(encrypted=True), "is encrypted: it has a password, or its structure"),
        ("a.xlsx", hostile.ole(encrypted=False), "really an old Excel file"),
        ("a.xls", hostile.ole(encrypted=False), "damaged"),
        ("a.xls", b"<html><body><table><tr><td>Name</td></tr></table></body></html>", "web page (HTML)"),
        ("a.csv", b"<!DOCTYPE html>\n<html><body></body></html>", "web page (HTML)"),
        ("a.xlsx", b"Name,Mail\nAnn,a@b.example\n", "really plain text"),
        ("a.xls", b"Name\tMail\nAnn\ta@b.example\n", "really plain text"),
        ("a.csv", b"PK\x03\x04" + bytes(50), "really a workbook"),
        ("a.xlsx", b"PK\x03\x04" + bytes(50), "damaged or incomplete"),
        ("a.csv", bytes(100_000), "NUL byte"),
        ("a.csv", b"Name,Mail\nAnn,a\0@b.example\n", "line 2: this has a NUL byte"),
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\n \n\n", "is empty"),
        ("a.csv", b"Name,Mail\n", "no rows below"),
        ("a.csv", b'Name,Mail\nAnn,"a@b\nBo,b@c\n', "line 2: a quote is opened and never closed"),
        ("a.csv", b"a," * 20_000 + b"z\n" + b"b," * 20_000, "more than 16,384 columns"),
    ],
)
def test_what_is_no_sheet_is_told_in_one_line(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    assert said in refusal(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_off_workbook_is_told_in_one_line(tmp_path: Path, share: float) -> None:
    path = hostile.book(tmp_path / "a.xlsx", SMALL)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])

    assert "damaged or incomplete" in refusal(path)


def test_a_folder_is_told_in_one_line(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


def test_a_zip_that_is_no_workbook_is_told_in_one_line(tmp_path: Path) -> None:
    path = hostile.book(tmp_path / "a.xlsx", SMALL, _rels="")
    path = hostile.book(path, SMALL, _rels="<Relationships/>")

    assert "without an Excel workbook" in refusal(path)


@pytest.mark.parametrize(
    "body",
    [
        '<row r="2"><c r="A2" t="s"><v>99</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>x</v></c></row>',
        '<row r="2"><c r="A2" t="odd"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c>',
    ],
)
def test_a_damaged_cell_is_told_in_one_line(tmp_path: Path, body: str) -> None:
    path = hostile.book(tmp_path / "a.xlsx", hostile.sheet(hostile.row(1, "Name") + body))

    assert "damaged" in refusal(path)


def test_a_million_overlapping_merges_are_refused(tmp_path: Path) -> None:
    merges = '<mergeCells count="1">' + '<mergeCell ref="A1:B1048576"/>' * 100_000 + "</mergeCells>"
    rows = hostile.row(1, "Name", "Mail") + hostile.row(2, "Ann", "a@b.example")
    path = hostile.book(tmp_path / "a.xlsx", hostile.sheet(rows, tail=merges))

    assert "more merged cells than" in refusal(path)


@pytest.mark.parametrize(
    "second",
    [
        '<row r="999999999"><c r="A999999999"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c><c r="ZZZ2"><v>1</v></c></row>',
        f'<row r="2">{"<c><v>1</v></c>" * 16_385}</row>',
    ],
)
def test_a_cell_beyond_the_last_is_damage(tmp_path: Path, second: str) -> None:
    path = hostile.book(tmp_path / "a.xlsx", hostile.sheet(hostile.row(1, "Name") + second))

    with pytest.raises(errors.SheetError, match="beyond the last"):
        list(sheets.open_sheet(path).rows())


def test_a_row_of_many_megabytes_is_damage(tmp_path: Path) -> None:
    rows = hostile.row(1, "Name") + hostile.row(2, "x" * (20 << 20))

    assert "does not end within" in refusal(hostile.book(tmp_path / "a.xlsx", hostile.sheet(rows)))
