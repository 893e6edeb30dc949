"""State files of the first schema, with every stage in them, open as they are and go on as they were.

`schema_1/` was made by the last batchgen of that schema: a list, its state file as SQL, its account, and the
results that it exported. The rows are named after what became of them.
"""

import csv
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import enginekit
import faketavus
import pytest

from batchgen import errors, models, state
from batchgen.cli import error_boundary

SAMPLE = Path(__file__).with_name("schema_1")
STATE = "list.batchgen.db"
LOST = {"Unknown", "Sending"}


@pytest.fixture
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus() as fake:
        for known in json.loads((SAMPLE / "account.json").read_text(encoding="utf-8")):
            video = fake.make(known["body"])
            video.status, video.gone = known["status"], known["gone"]
            assert video.video_id == known["video_id"]
        yield fake


@pytest.fixture
def desk(tmp_path: Path, api: faketavus.FakeTavus) -> enginekit.Desk:
    for name in ("list.csv", "t.j2", "stop.csv"):
        shutil.copy(SAMPLE / name, tmp_path)
    script = (SAMPLE / "state.sql").read_text(encoding="utf-8")
    with sqlite3.connect(tmp_path / STATE) as db:
        db.executescript(script.replace("SERVICE", api.url).replace("FOLDER", str(tmp_path)))
    db.close()
    options = {"skip_invalid": True, "exclude": tmp_path / "stop.csv"}
    return enginekit.Desk(tmp_path, api, tmp_path / "list.csv", options)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["first_name"]: row for row in csv.DictReader(file)}


def columns(path: Path, sql: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


@pytest.mark.parametrize("command", [["export", "-o", "out.csv"], ["status"], ["report", "--no-thumbnails"]])
def test_a_look_leaves_an_older_file_as_it_is(
    desk: enginekit.Desk, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(desk.folder)
    before = digest(desk.folder / STATE)

    assert error_boundary.run([command[0], "list.csv", *command[1:]]) in {0, 1}

    assert digest(desk.folder / STATE) == before
    assert not list(desk.folder.glob("*.bak"))


def test_every_row_is_exported_as_it_was(desk: enginekit.Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.folder)

    assert error_boundary.run(["export", "list.csv", "-o", "out.csv"]) in {0, 1}

    expected = rows(SAMPLE / "expected.csv")
    found = rows(desk.folder / "out.csv")
    # An older version's wrong hash made the first outdated: its video is its own again. Of the second it said
    # what Tavus had said while the video was there; now its error is that it was deleted.
    assert found.keys() == expected.keys()
    assert {name for name in found if found[name] != expected[name]} <= {"Tabbed", "Deleted"}


def test_a_run_copies_the_file_first_and_pays_for_the_unsent_alone(desk: enginekit.Desk) -> None:
    expected = rows(SAMPLE / "expected.csv")
    before = columns(desk.folder / STATE, "SELECT id, stage, video_id FROM jobs")

    done = desk.run(no_wait=True)

    assert done.code in {0, 1}
    sent = sorted(str(post.body["script"]).split(",")[0].removeprefix("Hi ") for post in desk.api.posts)
    # What was in the air is not sent again before it is proved missing.
    assert sent == ["New"]
    found = rows(desk.output)
    for name in expected.keys() - LOST - {"New", "Tabbed", "Queued", "Generating", "Redone", "Doubted"}:
        assert found[name]["status"] == expected[name]["status"], name
        assert found[name]["video_id"] == expected[name]["video_id"], name
        assert found[name]["download_url"] == expected[name]["download_url"], name
    assert (found["Tabbed"]["status"], found["Unknown"]["status"]) == ("ready", "generating")
    (copy,) = desk.folder.glob("*.bak")
    assert columns(copy, "SELECT id, stage, video_id FROM jobs") == before
    assert columns(copy, "PRAGMA user_version") == [(1,)]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert columns(desk.folder / STATE, "PRAGMA user_version") == [(2,)]


def test_a_second_run_makes_no_second_copy(desk: enginekit.Desk) -> None:
    desk.run(no_wait=True)
    made = len(desk.api.posts)

    desk.run(no_wait=True)

    assert len(list(desk.folder.glob("*.bak"))) == 1
    assert len(desk.api.posts) == made


def test_an_earlier_copy_is_not_written_over(desk: enginekit.Desk) -> None:
    (desk.folder / f"{STATE}.bak").write_text("mine", encoding="utf-8")

    desk.run(no_wait=True)

    assert (desk.folder / f"{STATE}.bak").read_text(encoding="utf-8") == "mine"
    assert columns(desk.folder / f"{STATE}.2.bak", "PRAGMA user_version") == [(1,)]


def test_the_videos_of_redone_jobs_stand_in_their_attempts(desk: enginekit.Desk) -> None:
    with state.open_state(desk.folder / STATE, service="") as store:
        jobs = {job.key.partition("@")[0]: job for job in store.jobs()}
        attempts = {name: store.attempts(job.id) for name, job in jobs.items()}

    kept = {name: (job.stage, job.earlier.stage) for name, job in jobs.items() if job.earlier is not None}
    assert kept == {
        "redone": ("queued", "ready"),
        "doomed": ("error", "ready"),
        "refused": ("rejected", "ready"),
        "doubted": ("unknown", "error"),
        "again": ("error", "error"),
    }
    for name in kept:
        first, second = attempts[name]
        assert (second.replaces, second.keeps, first.replaces) == (first.id, first.id, None)
        assert jobs[name].attempt == second.id
    first, second = attempts["givenback"]
    assert (jobs["givenback"].attempt, second.outcome, second.replaces) == (first.id, "not_made", first.id)
    assert jobs["accepted"].accepted_hash == jobs["accepted"].request_hash


def test_a_redo_that_nothing_comes_of_gives_an_older_video_back(desk: enginekit.Desk) -> None:
    with state.open_state(desk.folder / STATE, service="") as store:
        job = next(job for job in store.jobs() if job.key.startswith("doubted"))
        assert job.attempt is not None
        store.finish_not_made(job.attempt, reason="absent", stage=models.Stage.NEW, words="")

        after = store.job(job.id)

    assert (after.stage, after.video_id, after.earlier, after.redo) == (
        "error",
        job.earlier.video_id,
        None,
        "failed",
    )  # type: ignore[union-attr]


def test_people_with_an_sqlite_tool_have_a_view(desk: enginekit.Desk) -> None:
    desk.run(no_wait=True)

    found = columns(desk.folder / STATE, "SELECT row, stage, video_id, hosted_url FROM videos WHERE row = 2")

    assert found == [(2, "ready", "v000000000", "https://tavus.example/v000000000")]


@pytest.mark.parametrize(
    "change",
    ["jobs SET kept = '[' WHERE kept <> ''", "attempts SET before = '{\"attempt\": [1' WHERE id > 9"],
)
def test_a_damaged_older_file_is_told_and_left_as_it_was(desk: enginekit.Desk, change: str) -> None:
    with sqlite3.connect(desk.folder / STATE) as db:
        db.execute(f"UPDATE {change}")
    db.close()

    with pytest.raises(errors.StateError, match="is damaged: in the table"):
        desk.run(no_wait=True)

    assert desk.api.posts == []
    assert columns(desk.folder / STATE, "PRAGMA user_version") == [(1,)]
