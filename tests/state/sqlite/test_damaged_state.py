"""A value of the state file that somebody changed ends every command in words that name it."""

import os
import sqlite3

import enginekit
import pytest

from batchgen import errors

CHANGES = [
    "jobs SET stage = 'banana' WHERE id = 2",
    "jobs SET id = -2 WHERE id = 2",
    "jobs SET request_json = '{' WHERE id = 2",
    "meta SET value = 'x' WHERE name = 'sequence'",
    "meta SET value = '5' WHERE name = 'result_headers'",
    "meta SET value = '[1]' WHERE name = 'list'",
    "meta SET value = 'null' WHERE name = 'key'",
]


def damage(desk: enginekit.Desk, change: str) -> None:
    with sqlite3.connect(desk.folder / "list.batchgen.db") as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute(f"UPDATE {change}")
    db.close()


@pytest.mark.parametrize("change", CHANGES)
def test_a_run_names_a_wrong_value_before_it_sends(desk: enginekit.Desk, change: str) -> None:
    desk.run()
    damage(desk, change)

    with pytest.raises(errors.StateError, match="is damaged: in the table") as told:
        desk.run()

    assert "Restore it" in told.value.hint
    assert desk.made == 10


@pytest.mark.parametrize("change", [CHANGES[0], CHANGES[4]])
def test_a_look_names_the_wrong_value_that_it_met(desk: enginekit.Desk, change: str) -> None:
    desk.run()
    damage(desk, change)

    with (
        pytest.raises(errors.StateError, match="is damaged: in the table"),
        desk.open(lock=False) as batch,
    ):
        batch.status()


@pytest.mark.skipif(os.name == "nt", reason="names are texts there")
def test_names_that_are_not_utf_8_work(desk: enginekit.Desk) -> None:
    name = os.fsdecode(b"liste_\xe4")
    sheet = desk.folder / f"{name}.csv"
    template = desk.folder / f"{name}.j2"
    try:
        desk.sheet.rename(sheet)
        (desk.folder / "t.j2").rename(template)
    except OSError:
        pytest.skip("the file system takes no such name")
    options = {"sheet": sheet, "template": template, "failures": desk.folder / f"{name}.f.csv"}

    first, again = desk.run(**options), desk.run(**options)

    assert (first.code, again.code, desk.made) == (0, 0, 10)
    assert len(desk.results(desk.folder / f"{name}.results.csv")) == 10
