"""Where new columns go: behind everything, or into a gap before cells that stand far out."""

from pathlib import Path

import hostile
import openpyxl
import pytest

from batchgen import result_columns, sheets
from batchgen.sheets import headers
from batchgen.sheets.book.write import placing

COUNT = len(result_columns.NAMES)


def filled(columns: list[int]) -> str:
    cells = "".join(f'<c r="{headers.letter(i)}2" t="inlineStr"><is><t>x</t></is></c>' for i in columns)
    return f'<row r="2">{cells}</row>'


def first_of_ours(tmp_path: Path, *columns: int, tail: str = "") -> int:
    """The column of the first result, where row 2 has cells in some columns and A and B are headers."""
    part = hostile.sheet(hostile.row(1, "Name", "Mail") + filled([0, 1, *columns]), tail=tail)
    path = hostile.book(tmp_path / "a.xlsx", part)
    report = sheets.write_results(sheets.open_sheet(path), tmp_path / "b.xlsx", lambda _: {"video_id": "v"})
    assert report.patched
    sheet = openpyxl.load_workbook(report.path).worksheets[0]
    return next(cell.column - 1 for cell in sheet[1] if cell.value == "video_id")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ((), 2),
        ((4,), 5),
        ((65,), 66),  # 64 columns behind the last header
        ((66,), 2),  # one more: nobody would find them there
        ((2 + COUNT, 100), 2),
        ((1 + COUNT, 100), 2 + COUNT),
        ((5, 100), 6),
        ((2, 5, 9, 100), 10),
    ],
)
def test_results_stand_behind_all_cells_that_are_near(
    tmp_path: Path, columns: tuple[int, ...], expected: int
) -> None:
    assert first_of_ours(tmp_path, *columns) == expected


def test_merged_cells_are_gone_around(tmp_path: Path) -> None:
    merged = '<mergeCells count="1"><mergeCell ref="C5:D6"/></mergeCells>'

    assert first_of_ours(tmp_path, tail=merged) == 4
    assert first_of_ours(tmp_path, 100, tail=merged) == 4


def test_where_no_gap_is_wide_enough_the_workbook_is_not_touched(tmp_path: Path) -> None:
    taken = [0, 1, *range(2, headers.WIDEST, COUNT)]
    path = hostile.book(
        tmp_path / "a.xlsx", hostile.sheet(hostile.row(1, "Name", "Mail") + filled(sorted({*taken})))
    )

    report = sheets.write_results(sheets.open_sheet(path), tmp_path / "b.xlsx", lambda _: {"video_id": "v"})

    assert not report.patched


@pytest.mark.parametrize(
    ("low", "high", "is_noted"),
    [(1, 3, False), (1, 4, True), (4, 4, True), (5, 5, True), (6, 6, False), (6, 99, False), (1, 99, True)],
)
def test_new_columns_among_hidden_ones_are_reported(low: int, high: int, *, is_noted: bool) -> None:
    head = f'<cols><col min="1" max="99" width="9"/><col min="{low}" max="{high}" hidden="1"/></cols>'

    assert bool(placing.hidden_note(head, 3, 2)) == is_noted


def test_the_hidden_columns_are_named() -> None:
    (note,) = placing.hidden_note('<cols><col min="1" max="99" hidden="true"/></cols>', 3, 2)

    assert "D to E" in note
