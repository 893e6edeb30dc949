"""Results and edits at the edges: short lines, other formats, sheets that change or are as wide as can be."""

from collections.abc import Callable
from pathlib import Path

import hostile
import pytest

from batchgen import errors, models, result_columns, sheets
from batchgen.sheets import headers
from batchgen.sheets.text import delimited_write

KIT = Path(__file__).parents[1] / "kit"
COUNT = len(result_columns.NAMES)


def result(row: models.Row) -> dict[str, str]:
    return {"video_id": f"v{row.number}", "error": f"e{row.number}"}


def written(
    path: Path, target: Path, values: Callable[[models.Row], dict[str, str]] = result
) -> sheets.WriteReport:
    return sheets.write_results(sheets.open_sheet(path), target, values)


def test_a_line_that_lost_its_empty_results_gets_them_again(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Name,Mail\nAna,a@b\nBo,b@c\n")
    written(path, path)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b",v2,,,,,,,e2", b""))

    written(path, path)

    assert path.read_bytes() == whole


@pytest.mark.parametrize(("name", "delimiter"), [("b.csv", ","), ("b.tsv", "\t"), ("b.txt", "\t")])
def test_a_workbook_can_be_written_as_a_text_table(tmp_path: Path, name: str, delimiter: str) -> None:
    path = hostile.book(
        tmp_path / "a.xlsx", hostile.sheet(hostile.row(1, "Name", "Mail") + hostile.row(2, "Ana", "a@b"))
    )

    report = written(path, tmp_path / name)
    rows = list(sheets.open_sheet(path).rows())
    sheets.write_rows(
        sheets.open_sheet(path), tmp_path / f"failures.{name}", [(rows[0], ["why"])], extra_headers=["error"]
    )

    first, second = (tmp_path / name).read_text("utf-8-sig").splitlines()
    assert report.rows == 1
    assert first.split(delimiter) == ["Name", "Mail", *result_columns.NAMES]
    assert second.split(delimiter) == ["Ana", "a@b", "v2", *[""] * (COUNT - 2), "e2"]
    failures = (tmp_path / f"failures.{name}").read_text("utf-8-sig").splitlines()
    assert failures == [delimiter.join(["Name", "Mail", "error"]), delimiter.join(["Ana", "a@b", "why"])]


@pytest.mark.parametrize(
    ("target", "expected"), [("merged.xls", "merged.results.xlsx"), ("other.ods", "other.xlsx")]
)
def test_what_is_only_read_is_written_as_xlsx(tmp_path: Path, target: str, expected: str) -> None:
    path = tmp_path / "merged.xls"
    path.write_bytes((KIT / "merged.xls").read_bytes())

    report = written(path, tmp_path / target)

    assert report.path == tmp_path / expected
    assert expected in report.notes[0]
    assert path.read_bytes() == (KIT / "merged.xls").read_bytes()


@pytest.mark.parametrize(
    ("width", "suffix"), [(headers.WIDEST - COUNT, ".xlsx"), (headers.WIDEST - COUNT + 1, ".csv")]
)
def test_results_that_no_workbook_has_room_for_go_to_a_text_table(
    tmp_path: Path, width: int, suffix: str
) -> None:
    cells = "".join(
        f'<c r="{headers.letter(i)}1" t="inlineStr"><is><t>H{i}</t></is></c>' for i in range(width)
    )
    part = hostile.sheet(f'<row r="1">{cells}</row>{hostile.row(2, "Ana", "a@b")}')
    path = hostile.book(tmp_path / "a.xlsx", part)

    report = written(path, tmp_path / "out.xlsx")

    assert report.path == tmp_path / f"out{suffix}"
    assert report.patched == (suffix == ".xlsx")
    if suffix == ".csv":
        last = report.path.read_text("utf-8-sig").splitlines()[1].split(",")
    else:
        last = list(next(iter(sheets.open_sheet(report.path).rows())).cells)
    assert last == ["Ana", "a@b", *[""] * (width - 2), "v2", *[""] * (COUNT - 2), "e2"]


@pytest.mark.parametrize(("saves", "is_written"), [(2, True), (3, False)])
def test_a_sheet_that_is_saved_while_it_is_written_is_read_again(
    tmp_path: Path, saves: int, *, is_written: bool
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Name,Mail\nAna,a@b\n")
    left = list(range(saves))

    def values(row: models.Row) -> dict[str, str]:
        if left and row.number == 2:
            path.write_bytes(b"Name,Mail\nAna,a@b\nBo,b@c\n" + b"\n" * left.pop())
        return result(row)

    if is_written:
        assert written(path, path, values).rows == 2
        assert path.read_bytes().splitlines()[2] == b"Bo,b@c,v3" + b"," * (COUNT - 1) + b"e3"
    else:
        with pytest.raises(errors.SheetLockedError):
            written(path, path, values)
        assert b"v2" not in path.read_bytes()


def test_the_fields_of_a_ragged_line_that_stand_in_no_column_stay_in_the_failures() -> None:
    columns = [
        models.Column(i, "ABC"[i], name, name.lower(), ours=i == 2)
        for i, name in enumerate(["Name", "Mail", "status"])
    ]
    ragged = models.Row(3, ("", "", ""), ragged=models.Ragged("too long", ("Bo", "b@c", "ready", "", "x")))
    rows = [
        (models.Row(2, ("Ana", "a@b", "ready")), ["=why"]),
        (models.Row(4, ("Cy",)), ["why"]),
        (ragged, ["why"]),
    ]

    found = list(delimited_write.failure_records(columns, ["error"], rows))

    assert found == [
        ["Name", "Mail", "error"],
        ["Ana", "a@b", "'=why"],
        ["Cy", "", "why"],
        ["", "", "why", "ready", "x"],
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_titles_and_headers_are_no_cells_of_a_row(tmp_path: Path, number: int) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"My list\n\nName,Company\nAna,Acme\n")

    with pytest.raises(errors.CellEditError):
        sheets.write_cells(
            sheets.open_sheet(path), {(number, 0): ("My list" if number == 1 else "Name", "x")}
        )

    assert path.read_bytes() == b"My list\n\nName,Company\nAna,Acme\n"


@pytest.mark.parametrize(("length", "shown"), [(60, "a" * 60), (61, "a" * 60 + "…"), (90, "a" * 60 + "…")])
def test_a_long_cell_is_cut_where_it_is_named(tmp_path: Path, length: int, shown: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Name,Company\nAna," + b"a" * length + b"\n")

    with pytest.raises(errors.CellEditError) as refused:
        sheets.write_cells(sheets.open_sheet(path), {(2, 1): ("Acme", "Brod")})

    assert f'"{shown}"' in refused.value.message
