"""Hidden rows are skipped and counted, whatever they have; `--include-hidden` uses them."""

from pathlib import Path

import enginekit
import faketavus
import openpyxl
import pytest


def book(path: Path, rows: list[dict[str, str]], *hidden: int) -> None:
    found = openpyxl.Workbook()
    sheet = found.active
    assert sheet is not None
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    for number in hidden:
        sheet.row_dimensions[number].hidden = True
    found.save(path)


@pytest.fixture
def five(api: faketavus.FakeTavus, tmp_path: Path) -> enginekit.Desk:
    """Five people in a workbook; the rows 3 and 4 are hidden."""
    desk = enginekit.desk(tmp_path, api, enginekit.people(5))
    desk.sheet = tmp_path / "list.xlsx"
    book(desk.sheet, enginekit.people(5), 3, 4)
    return desk


def test_hidden_rows_with_a_video_are_counted_as_hidden(five: enginekit.Desk) -> None:
    five.run(include_hidden=True)

    plan = five.plan()

    assert (plan.hidden, plan.selected, plan.done, plan.to_send) == (2, 3, 3, 0)
    assert five.plan(include_hidden=True).hidden == 0


def test_hidden_rows_whose_video_the_account_has_are_counted_as_hidden(five: enginekit.Desk) -> None:
    five.run(include_hidden=True)
    (five.folder / "list.batchgen.db").unlink()

    plan = five.plan()

    assert (plan.hidden, plan.selected, plan.done, plan.to_send) == (2, 3, 3, 0)
    assert five.run(include_hidden=True).code == 0
    assert five.made == 5


def test_a_hidden_row_that_shares_a_video_is_counted_as_hidden(five: enginekit.Desk) -> None:
    rows = enginekit.people(3)
    book(five.sheet, [rows[0], rows[1], rows[1], rows[2]], 4)

    plan = five.plan()

    assert (plan.rows, plan.hidden, plan.selected, plan.to_send) == (4, 1, 3, 3)
