"""Writing back: which columns are ours is remembered, and nobody on a suppression list gets a link."""

import io
import json
import sys

import enginekit
import pytest

from batchgen import errors, paths, result_columns, sheets
from batchgen.results import writeback


def test_the_columns_that_we_added_are_remembered_once(desk: enginekit.Desk) -> None:
    for _ in range(2):
        desk.run()
        with desk.open() as batch:
            known = json.loads(batch.store.meta(writeback.HEADERS))

        assert known == list(result_columns.NAMES)


def test_a_column_of_the_user_with_a_name_of_ours_stays_the_users(desk: enginekit.Desk) -> None:
    desk.write([row | {"status": "lead"} for row in enginekit.people(2)])
    desk.run()

    with desk.open() as batch:
        known = json.loads(batch.store.meta(writeback.HEADERS))

    assert "status" not in known
    assert [row["status"] for row in desk.results()] == ["lead", "lead"]
    assert {row["video_status"] for row in desk.results()} == {"ready"}


@pytest.mark.parametrize("excluding", [False, True])
def test_who_came_onto_a_suppression_list_is_shown_without_links(
    desk: enginekit.Desk, excluding: bool
) -> None:
    people = enginekit.people(2)
    desk.write(people)
    desk.run()
    nobody = desk.folder / "no.csv"
    nobody.write_text(f"email\n{people[0]['email']}\n", "utf-8")

    with desk.open(exclude=nobody) as batch:
        sheet = sheets.open_sheet(desk.sheet)
        writeback.Writeback(batch.settings, sheet, batch.store, excluding=excluding).write()

    listed, other = desk.results()
    assert (listed["status"], bool(listed["hosted_url"])) == (
        ("excluded", False) if excluding else ("ready", True)
    )
    assert (other["status"], bool(other["hosted_url"])) == ("ready", True)


def test_a_list_from_a_pipe_needs_a_place_for_its_results_only_if_one_is_named(
    desk: enginekit.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Piped(io.StringIO):
        buffer = io.BytesIO(desk.sheet.read_bytes())

    monkeypatch.setattr(sys, "stdin", Piped())
    desk.run(limit=1)
    folder = desk.folder / "results.csv"
    with desk.open() as batch:
        piped = sheets.open_sheet("-")
        shown = desk.settings(sheet="-", state=desk.folder / "s.db")
        named = desk.settings(sheet="-", state=desk.folder / "s.db", output=folder)
        for path in (folder, paths.output(shown, ".csv")):
            path.mkdir()

        writeback.Writeback(shown, piped, batch.store).check()
        with pytest.raises(errors.PlanError, match="is a folder"):
            writeback.Writeback(named, piped, batch.store).check()
