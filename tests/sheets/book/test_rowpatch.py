"""One row of a worksheet with other cells, and everything else in it as it was."""

import pytest

from batchgen.sheets.book import part
from batchgen.sheets.book.write import rowpatch

FIRST, THIRD = '<c r="A2" s="4"><v>1</v></c>', '<c r="C2"><v>3</v></c>'
CELLS = FIRST + THIRD


def piece(body: str, attributes: str = ' r="2"', number: int = 2) -> part.Piece:
    return part.Piece("", attributes, body, number)


def patched(body: str, texts: dict[int, str], attributes: str = ' r="2"', style: str = "") -> str:
    return rowpatch.RowPatcher("").patched(piece(body, attributes), texts, style=style)


def cell(reference: str, text: str, style: str = "") -> str:
    return f'<c r="{reference}"{style} t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize(
    ("body", "texts", "expected"),
    [
        ("", {0: "x"}, cell("A2", "x")),
        (" ", {1: "x", 0: "w"}, f" {cell('A2', 'w')}{cell('B2', 'x')}"),
        ("", {0: ""}, ""),
        (CELLS, {3: "x"}, CELLS + cell("D2", "x")),
        (CELLS, {3: ""}, CELLS),
        (CELLS, {1: "x"}, FIRST + cell("B2", "x") + THIRD),
        (CELLS, {2: "x"}, FIRST + cell("C2", "x")),
        (CELLS, {0: "x", 4: "y"}, cell("A2", "x", ' s="4"') + THIRD + cell("E2", "y")),
        (CELLS, {0: ""}, '<c r="A2" s="4"/>' + THIRD),
        (CELLS, {2: ""}, FIRST),
        ("<c><v>1</v></c><c><v>2</v></c>", {1: "x"}, f"<c><v>1</v></c>{cell('B2', 'x')}"),
        ("<c><v>1</v></c><c><v>2</v></c>", {2: "x"}, f"<c><v>1</v></c><c><v>2</v></c>{cell('C2', 'x')}"),
        ('<c r="A2"/><extLst><x/></extLst>', {1: "x"}, f'<c r="A2"/>{cell("B2", "x")}<extLst><x/></extLst>'),
    ],
)
def test_cells_are_added_and_replaced_in_their_order(body: str, texts: dict[int, str], expected: str) -> None:
    assert patched(body, texts) == f'<row r="2">{expected}</row>'


@pytest.mark.parametrize(
    "body",
    [
        '<c r="B2"/><c r="A2"/>',
        '<c r="A2"/><x/>',
        '<x/><c r="A2"/>',
        '<c r="A2"/>text',
    ],
)
def test_what_stands_in_an_odd_way_is_not_touched(body: str) -> None:
    with pytest.raises(rowpatch.UnpatchableError):
        patched(body, {0: "x"})


def test_a_formula_in_our_column_is_not_replaced() -> None:
    with pytest.raises(rowpatch.UnpatchableError, match="A2"):
        patched('<c r="A2"><f>B2</f><v>1</v></c>', {0: "x"})


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        (' r="2" s="3" customFormat="1"', ' s="3"'),
        (' r="2" s="3"', ""),
        (' r="2" customFormat="1"', ""),
    ],
)
def test_new_cells_look_like_their_row(attributes: str, expected: str) -> None:
    seven = cell("A2", "x", ' s="7"')

    assert patched("", {0: "x"}, attributes) == f"<row{attributes}>{cell('A2', 'x', expected)}</row>"
    assert patched("", {0: "x"}, attributes, style="7") == f"<row{attributes}>{seven}</row>"


@pytest.mark.parametrize(
    ("spans", "last", "expected"),
    [("1:3", 3, "1:4"), ("1:4", 3, "1:4"), ("1:9", 3, "1:9"), ("1:1 3:3", 3, "1:1 3:4"), ("1:3", 4, "1:5")],
)
def test_spans_reach_to_the_last_cell(spans: str, last: int, expected: str) -> None:
    found = patched(CELLS, {last: "x"}, f' r="2" spans="{spans}"')

    assert found.startswith(f'<row r="2" spans="{expected}">')


def test_spans_grow_where_another_cell_changes_too() -> None:
    found = patched(CELLS, {0: "x", 4: "y"}, ' r="2" spans="1:3"')

    assert found.startswith('<row r="2" spans="1:5">')


def test_spans_stay_where_no_cell_is_added() -> None:
    assert patched(CELLS, {5: ""}, ' r="2" spans="1:3"') == f'<row r="2" spans="1:3">{CELLS}</row>'


@pytest.mark.parametrize(("index", "expected"), [(0, "4"), (1, "4"), (2, ""), (9, "")])
def test_the_style_of_a_header_is_that_of_the_nearest_on_its_left(index: int, expected: str) -> None:
    assert rowpatch.RowPatcher("").style_of(piece(CELLS), index) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<c r="A2" s="4"><v>1</v></c>', '<c r="A2" s="4"><v>8</v></c>'),
        ('<c r="A2" t="n"><v>1</v></c>', '<c r="A2"><v>8</v></c>'),
        ('<c r="A2" t="s"><v>1</v></c>', cell("A2", "eight")),
        ('<c r="A2"/>', cell("A2", "eight")),
    ],
)
def test_only_a_number_becomes_another_number(old: str, new: str) -> None:
    patcher = rowpatch.RowPatcher("", numbered=lambda _style, text: "8" if text == "eight" else "")

    assert patcher.patched(piece(old), {0: "eight"}) == f'<row r="2">{new}</row>'


def test_a_row_keeps_the_prefix_of_its_part() -> None:
    patcher = rowpatch.RowPatcher("x:")
    row = piece('<x:c r="A2"/>')

    assert patcher.raw(row) == '<x:row r="2"><x:c r="A2"/></x:row>'
    assert patcher.patched(row, {1: "b"}).startswith('<x:row r="2"><x:c r="A2"/><x:c r="B2"')
