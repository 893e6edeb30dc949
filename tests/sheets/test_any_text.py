"""Any text as a table: read or refused in a sentence, and what is read comes back byte for byte."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies

from batchgen import errors, models, sheets

FIXED = hypothesis.settings(derandomize=True, deadline=None, database=None, max_examples=150)
PIECES = strategies.sampled_from(
    [
        "a",
        "Ana",
        "é",
        "漢",
        '"',
        '""',
        "'",
        ",",
        ";",
        "\t",
        "|",
        "\n",
        "\r\n",
        "\r",
        "\\",
        '\\"',
        " ",
        "=",
        "\0",
        "\ufeff",
    ]
)
ODD = strategies.lists(PIECES, max_size=30).map("".join)
TABLES = strategies.one_of(
    ODD, ODD.map("Name,Mail,Note\r\nAna,a@b,x\r\n".__add__), ODD.map("Name;Mail\nAna;a@b\n".__add__)
)
CELL = strategies.text(strategies.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=8)


def read(path: Path, encoding: str = "") -> list[models.Row] | None:
    """The rows of a file, or None if it is refused with an error of ours."""
    try:
        return list(sheets.open_sheet(path, encoding=encoding).rows())
    except errors.BatchgenError:
        return None


def written_back(path: Path, target: Path) -> sheets.WriteReport | None:
    try:
        return sheets.write_results(
            sheets.open_sheet(path), target, lambda row: {"video_id": f"v{row.number}"}
        )
    except errors.BatchgenError:
        return None


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@FIXED
@hypothesis.given(data=strategies.binary(max_size=60))
def test_any_bytes_are_read_or_refused(folder: Path, data: bytes) -> None:
    path = folder / "any.csv"
    path.write_bytes(data)

    read(path)

    assert path.read_bytes() == data


@pytest.mark.parametrize(
    ("last", "closed"),
    [
        (b'Bo,b@c,"x', b"Bo,b@c,x"),
        (b'Bo,b@c,"x\r\n', b"Bo,b@c,x\r\n"),
        (b'B"o,,"', b'"B""o",,'),  # two quotes, and none of them closes the other
        (b'"B"o,b@c,"x', b"Bo,b@c,x"),
    ],
)
def test_a_quote_that_the_end_of_the_file_leaves_open_takes_no_result(
    folder: Path, last: bytes, closed: bytes
) -> None:
    path, target = folder / "cut.csv", folder / "cut.out.csv"
    path.write_bytes(b"Name,Mail,Note\r\nAna,a@b,x\r\n" + last)

    written_back(path, target)

    rows = read(path)
    assert rows is not None
    assert "opens a quote that is never closed" in rows[-1].odd
    line = target.read_bytes().split(b"\r\n", 2)[2]
    assert line.rstrip() == closed.rstrip() + b",v3,,,,,,,"


@FIXED
@hypothesis.given(text=TABLES)
def test_any_text_is_read_or_refused_and_comes_back(folder: Path, text: str) -> None:
    path, target = folder / "text.csv", folder / "out.csv"
    path.write_bytes(text.encode())
    rows = read(path)
    if rows is None or written_back(path, target) is None:
        return

    again = read(target)

    assert again is not None
    width = len(sheets.open_sheet(path).columns)
    found = {row.number: row.cells[:width] for row in again if row.ragged is None}
    # The last line may be cut within a quoted cell: it is told apart, and its quote is closed.
    whole = {row.number: row.cells for row in rows if row.ragged is None and not row.odd}
    assert {number: cells for number, cells in found.items() if number in whole} == whole


@FIXED
@hypothesis.given(
    header=strategies.lists(
        strategies.sampled_from(["Name", "Mail", "City", "Note"]), min_size=2, max_size=4, unique=True
    ),
    lines=strategies.lists(strategies.lists(CELL, min_size=1, max_size=6), min_size=1, max_size=6),
    newline=strategies.sampled_from(["\n", "\r\n"]),
)
def test_every_line_of_a_ragged_table_stands_in_the_results_as_it_was(
    folder: Path, header: list[str], lines: list[list[str]], newline: str
) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    def kept(line: list[str]) -> list[str]:
        return line[: len(header)] if not "".join(line[len(header) :]).strip() else line

    source = [",".join(header), *(",".join(map(quoted, line)) for line in lines)]
    expected = [",".join(header), *(",".join(map(quoted, kept(line))) for line in lines)]
    path, target = folder / "ragged.csv", folder / "ragged.out.csv"
    path.write_bytes("".join(line + newline for line in source).encode())

    hypothesis.assume(written_back(path, target) is not None)

    out = target.read_bytes().decode().split(newline)
    assert len(out) == len(source) + 1
    for before, after in zip(expected, out, strict=False):
        assert after.startswith(before)
