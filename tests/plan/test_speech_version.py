"""A campaign that batchgen 0.1 began: what this version says differently changes nothing about paid rows.

`states/said_csv.sql` is what it left: Ana ($5M) was said as "$5", Bo's date (05/06/2026) in a guessed order,
Cy's words are the same today, and Di's name was edited after her video was made.
"""

import json
import os
import shutil
import sqlite3
from pathlib import Path

import enginekit
import faketavus
import pytest

from batchgen import identity

STATES = Path(__file__).with_name("states")
BEFORE, AFTER = 1_600_000_000, 4_000_000_000
"""Seconds since 1970: before the last run of the old version, and after every run."""


@pytest.fixture
def desk(api: faketavus.FakeTavus, tmp_path: Path) -> enginekit.Desk:
    for _ in range(5):
        api.make_stranger()  # so that no new video gets an id that the state file has
    shutil.copy(STATES / "said.csv", tmp_path / "list.csv")
    shutil.copy(STATES / "said.j2", tmp_path / "t.j2")
    set_time(tmp_path / "t.j2", BEFORE)
    script = "".join(
        (STATES / f"{name}.sql").read_text(encoding="utf-8") for name in ("version_1", "said_csv")
    )
    with sqlite3.connect(tmp_path / "list.batchgen.db") as db:
        db.executescript(script.replace("SERVICE", api.url).replace("FOLDER", str(tmp_path)))
    db.close()
    return enginekit.Desk(tmp_path, api, tmp_path / "list.csv", {"ignore_account": True})


def set_time(path: Path, seconds: int) -> None:
    os.utime(path, (seconds, seconds))


def shown(desk: enginekit.Desk) -> dict[str, tuple[str, bool]]:
    return {row["name"]: (row["status"], bool(row["hosted_url"])) for row in desk.results()}


def notes(done: enginekit.Done) -> list[str]:
    assert done.plan is not None
    return [note for note in done.plan.notes if "this version" in note or "last run" in note]


KEPT = {"Ana": ("ready", True), "Bo": ("ready", True), "Cy": ("ready", True), "Dina": ("outdated", False)}


def test_unchanged_rows_keep_their_videos_and_the_run_says_so_once(desk: enginekit.Desk) -> None:
    first = desk.run()
    said = shown(desk)
    second = desk.run()

    assert (said, shown(desk), desk.made) == (KEPT, KEPT, 0)
    assert first.plan is not None
    assert (first.plan.done, first.plan.outdated, first.plan.problems.errors) == (3, 1, 0)
    assert notes(first) == [
        (
            "1 row keeps its video, but this version of batchgen says some words differently. "
            "To make a new one and pay again: --redo changed."
        ),
        (
            "1 row keeps its video, but this version of batchgen finds a problem in this row. To see it, run "
            "batchgen preview. To make a new one after you fixed it, and pay again: --redo changed."
        ),
    ]
    assert notes(second) == []


def test_a_row_that_was_outdated_before_stays_so(desk: enginekit.Desk) -> None:
    desk.run()

    row = desk.results()[3]
    assert (row["status"], row["hosted_url"]) == ("outdated", "")
    assert "video says" in row["error"]


def test_a_template_that_is_newer_than_the_last_run_makes_them_outdated(desk: enginekit.Desk) -> None:
    set_time(desk.folder / "t.j2", AFTER)

    done = desk.run()

    assert shown(desk) == {
        "Ana": ("outdated", False),
        "Bo": ("outdated", False),
        "Cy": ("ready", True),
        "Dina": ("outdated", False),
    }
    assert notes(done) == [
        (
            "The script of 2 rows is different from their videos now, and t.j2 changed after the last run. "
            "The rows are outdated. To keep their videos: --accept changed. "
            "To make new ones and pay again: --redo changed."
        )
    ]
    assert desk.made == 0


def test_an_edited_row_is_outdated_as_ever(desk: enginekit.Desk) -> None:
    rows = desk.rows()
    rows[0]["budget"] = "$6M"
    desk.write(rows)

    desk.run()

    assert shown(desk) == KEPT | {"Ana": ("outdated", False)}


@pytest.mark.parametrize(
    ("options", "ana"), [({}, ("ready", True)), ({"encoding": "utf-8-sig"}, ("outdated", False))]
)
def test_a_row_of_the_same_file_keeps_its_video_if_this_version_alone_reads_its_cells_in_another_way(
    desk: enginekit.Desk, options: dict[str, object], ana: tuple[str, bool]
) -> None:
    cells = json.dumps({"budget": "$5M*", "email": "ana@example.com", "name": "Ana"})
    with sqlite3.connect(desk.folder / "list.batchgen.db") as db:  # as an earlier batchgen read them
        db.execute(
            "UPDATE jobs SET cells = ?, cells_hash = ? WHERE id = 1", (cells, identity.stored_hash(cells))
        )
    db.close()

    desk.run(**options)

    assert (shown(desk)["Ana"], desk.made) == (ana, 0)


@pytest.mark.parametrize("runs_before", [0, 1])
def test_redo_changed_makes_those_that_are_said_differently(desk: enginekit.Desk, runs_before: int) -> None:
    for _ in range(runs_before):
        desk.run()

    desk.run(redo="changed", skip_invalid=True)

    scripts = sorted(str(post.body["script"]) for post in desk.api.posts)
    assert scripts == [
        "Hi Ana, your budget is $5,000,000. Thank you for your time.",
        "Hi Dina, your budget is $2,000,000. Thank you for your time.",
    ]
    assert shown(desk) == KEPT | {"Dina": ("ready", True)}
    desk.run(redo="changed", skip_invalid=True)
    assert desk.made == 2


def test_accept_changed_settles_what_is_said_differently(desk: enginekit.Desk) -> None:
    desk.run(accept="changed")

    desk.run(redo="changed", skip_invalid=True)

    assert desk.made == 0


def test_a_row_that_could_not_be_said_keeps_its_video_when_its_order_is_named(desk: enginekit.Desk) -> None:
    desk.run()

    desk.run(columns={"start": {"kind": "date", "order": "dmy"}})

    assert (shown(desk), desk.made) == (KEPT, 0)


def test_a_later_edit_of_the_template_makes_the_kept_ones_outdated(desk: enginekit.Desk) -> None:
    desk.run()
    text = (desk.folder / "t.j2").read_text(encoding="utf-8")
    (desk.folder / "t.j2").write_text(text.replace("Hi", "Dear"), encoding="utf-8")
    set_time(desk.folder / "t.j2", AFTER)

    desk.run()

    assert {status for status, _ in shown(desk).values()} == {"outdated"}


def test_another_replica_makes_the_kept_ones_outdated_later(desk: enginekit.Desk) -> None:
    desk.run()

    desk.run(fields={"replica_id": "r79e1c033f00"})

    assert shown(desk)["Ana"] == ("outdated", False)


def test_wait_after_the_new_version_keeps_them_too(desk: enginekit.Desk) -> None:
    desk.wait()

    assert shown(desk) == KEPT
