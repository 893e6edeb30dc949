"""Any text table, there and back, cell for cell; any worksheet, patched without losing a cell."""

import csv
import io
import itertools
import random
import tempfile
from pathlib import Path

import hostile
import openpyxl
import richbook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from batchgen import identity, models, sheets

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), max_size=12)
HEADER = st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=8)
RELAXED = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    heads = draw(st.lists(HEADER, min_size=width, max_size=width, unique_by=identity.fold))
    row = st.lists(ANY_TEXT, min_size=width, max_size=width).filter(lambda r: r[0].strip() != "")
    return [heads, *draw(st.lists(row, min_size=2, max_size=6))]


def results(row: models.Row) -> dict[str, str]:
    return {"video_id": f"v{row.number}", "error": f"é {row.number}"}


def written(sheet: sheets.Sheet, target: Path) -> list[tuple[str, ...]]:
    sheets.write_results(sheet, target, results)
    return [row.cells for row in sheets.open_sheet(target).rows()]


def expected(table: list[list[str]]) -> list[tuple[str, ...]]:
    ours = [(f"v{number}", *[""] * 6, f"é {number}") for number in range(2, len(table) + 1)]
    return [(*row, *own) for row, own in zip(table[1:], ours, strict=True)]


@RELAXED
@given(
    tables(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.booleans(),
    st.booleans(),
)
def test_any_table_survives_as_csv(table: list[list[str]], encoding: str, windows: bool, every: bool) -> None:
    text = io.StringIO(newline="")
    # Python's writer leaves a lone carriage return unquoted, which no reader can tell from a newline.
    every = every or any("\r" in cell for row in table for cell in row)
    quoting = csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL
    csv.writer(text, lineterminator="\r\n" if windows else "\n", quoting=quoting).writerows(table)
    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder, "a.csv"), Path(folder, "b.csv")
        path.write_bytes(text.getvalue().encode(encoding))

        sheet = sheets.open_sheet(path)

        assert [list(row.cells) for row in sheet.rows()] == table[1:]
        assert written(sheet, target) == expected(table)
        assert written(sheets.open_sheet(target), target) == expected(table)


@RELAXED
@given(tables())
def test_any_table_survives_as_a_new_workbook_and_patched(table: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder, "a.xlsx"), Path(folder, "b.xlsx")
        sheets.write_export(path, table[0], table[1:])

        sheet = sheets.open_sheet(path)

        assert [list(row.cells) for row in sheet.rows()] == table[1:]
        assert written(sheet, target) == expected(table)
        assert written(sheets.open_sheet(target), target) == expected(table)


@settings(max_examples=15, deadline=None)
@given(tables())
def test_openpyxl_agrees_about_what_we_wrote(table: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.xlsx")
        sheets.write_export(path, table[0], table[1:])

        book = openpyxl.load_workbook(path)

        found = [[cell or "" for cell in row] for row in book.active.iter_rows(values_only=True)]
        unescaped = [[openpyxl.utils.escape.unescape(cell) for cell in row] for row in found]
        normal = [[cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row] for row in table[1:]]
        read = [[cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row] for row in unescaped[1:]]
        assert read == normal


def cell(rng: random.Random, reference: str) -> str:
    """Return a cell in one of the forms that spreadsheet programs write."""
    style = rng.choice(["", ' s="0"'])
    place = rng.choice([f' r="{reference}"'] * 9 + [f" r='{reference}'"])
    return rng.choice(
        [
            f"<c{place}{style}><v>{rng.randrange(10**6)}</v></c>",
            f"<c{place}{style}/>",
            f"<c{place}{style}></c>",
            f'<c{place}{style} t="inlineStr"><is><t>x {reference}" y</t></is></c>',
            f'<c{place}{style} t="inlineStr"><is><r><t>a</t></r><r><rPr><b/></rPr><t>b</t></r></is></c>',
            f'<c{place}{style} t="str"><f>A1&amp;"{reference}"</f><v>&lt;{reference}&gt;</v></c>',
            f"<c{place}{style}><f t='shared' si='0' ref='{reference}'>1+1</f><v>2</v></c>",
            f'<c{place} t="b"{style}><v>1</v></c>',
            f'<c{place}{style} t="e"><v>#N/A</v></c>',
            f"<c{place}{style}>\n  <v>1.5</v>\n</c>",
        ]
    )


def fuzzed(rng: random.Random) -> str:
    """Return a worksheet of random rows in random forms, the headers first."""
    width = rng.randrange(2, 6)
    space = rng.choice(["", "\n  "])
    heads = "".join(f'<c r="{chr(65 + i)}1" t="inlineStr"><is><t>Col {i}</t></is></c>' for i in range(width))
    rows, number = [f'<row r="1" spans="1:{width}">{heads}</row>'], 1
    for _ in range(rng.randrange(1, 12)):
        number += rng.choice([1, 1, 1, 2, 7])
        used = [i for i in range(rng.choice([width, width + 2])) if rng.random() < 0.8]
        cells = "".join(space + cell(rng, f"{chr(65 + i)}{number}") for i in used)
        more = rng.choice(["", ' hidden="1"', ' spans="1:3"', ' s="0" customFormat="1" ht="30"'])
        rows.append(f'<row r="{number}"{more}>{cells}</row>' if cells else f'<row r="{number}"{more}/>')
    last = f'<row r="{number + 1}"><c r="A{number + 1}"><v>1</v></c></row>'
    return hostile.sheet(space.join([*rows, last]), tail=rng.choice(["", '<pageMargins left="1"/>']))


def test_a_fuzz_of_the_patcher_never_loses_a_cell(tmp_path: Path) -> None:
    part = "xl/worksheets/sheet1.xml"
    for seed in range(60):
        rng = random.Random(seed)
        path = hostile.book(tmp_path / "a.xlsx", fuzzed(rng))
        sheet = sheets.open_sheet(path)
        target = tmp_path / "b.xlsx"

        report = sheets.write_results(sheet, target, results)

        assert report.patched, (seed, report.notes)
        again = sheets.open_sheet(target)
        ours = {again.columns[index].letter for index in again.layout.existing.values()}
        richbook.assert_nothing_lost(path, target, part, ours)
        new = {column.index for column in again.columns if column.ours}
        assert [row.cells[: len(sheet.columns)] for row in again.rows()] == [
            row.cells for row in sheet.rows()
        ]
        assert all(row.cells[min(new)] == f"v{row.number}" for row in again.rows())
        sheets.write_results(again, target, lambda row: results(row) if row.number % 2 else None)
        richbook.assert_nothing_lost(path, target, part, ours)
        oracle = openpyxl.load_workbook(target).active
        numbers = [row.number for row in again.rows()]
        assert [oracle.cell(n, min(new) + 1).value for n in numbers] == [f"v{n}" for n in numbers]


def test_two_readers_of_rows_agree(tmp_path: Path) -> None:
    for seed in range(30):
        rng = random.Random(seed)
        text = fuzzed(rng)
        plain = sheets.open_sheet(hostile.book(tmp_path / "a.xlsx", text))
        noted = sheets.open_sheet(
            hostile.book(tmp_path / "b.xlsx", text.replace("</row>", "</row><!-- note -->"))
        )

        for one, other in itertools.zip_longest(plain.rows(), noted.rows()):
            assert one == other, seed
