"""A campaign changes over from its file to a database: whole, once, and the file runs no more."""

import contextlib
import json
from pathlib import Path

import pgkit
import pytest
import statejobs

from batchgen import errors, models, state
from batchgen.tavus import video_request

SERVICE = "http://127.0.0.1:1"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A state file with every stage, a redo under way, a page, a sound file and odd settings."""
    path = tmp_path / "list.batchgen.db"
    with state.open_state(path, service=SERVICE) as store:
        jobs = statejobs.add(
            store,
            [
                statejobs.NewJob(
                    f"k{n}",
                    n,
                    video_request.VideoRequest({"replica_id": "r1", "script": f"Hi\t{n} é"}),
                    cells=json.dumps({"name": f"Ana {n}"}),
                    cells_hash=f"c{n}",
                    minutes=0.5,
                )
                for n in range(2, 2 + len(models.Stage))
            ],
        )
        for job_id, stage in zip(jobs, models.Stage, strict=True):
            _bring(store, job_id, stage)
        statejobs.change(store, lambda db: db.execute("UPDATE jobs SET redo = 'all' WHERE stage = 'ready'"))
        again = next(job for job in store.jobs(models.Stage.READY))
        store.begin(again.id, token="bg-again", request_json=again.request_json)
        store.make_page_codes(jobs[:2])
        store.keep_audio({"https://x.test/a.wav": 12.5})
        store.set_meta("sheet", "list\udcff.csv")
    return path


def _bring(store: state.Store, job_id: int, stage: models.Stage) -> None:
    if stage in {models.Stage.NEW, models.Stage.INVALID, models.Stage.EXCLUDED}:
        statejobs.change(
            store, lambda db: db.execute("UPDATE jobs SET stage = ? WHERE id = ?", (stage, job_id))
        )
        return
    attempt = store.begin(job_id, token=f"bg-{job_id}", request_json=store.job(job_id).request_json)
    if stage is models.Stage.REJECTED:
        store.finish_not_made(attempt.id, reason="rejected", stage=stage, words="no such replica")
    elif stage is models.Stage.UNKNOWN:
        store.finish_unknown(attempt.id, why="no answer")
    elif stage is not models.Stage.SENDING:
        facts = state.VideoFacts(f"v{job_id}", stage, hosted_url=f"https://x.test/{job_id}", seconds=30.0)
        store.finish_made(attempt.id, facts, others=[f"w{job_id}"])


def contents(store: state.Store) -> list[object]:
    jobs = list(store.jobs())
    names = ("sheet", "service", "sequence")
    return [
        jobs,
        [store.attempts(job.id) for job in jobs],
        store.page_codes(),
        store.audio_seconds("https://x.test/a.wav"),
        [store.meta(name) for name in names],
        store.campaign_id(),
        store.measured(),
    ]


def test_everything_is_there_as_it_was_and_the_file_runs_no_more(file: Path) -> None:
    url = pgkit.url()
    with state.open_state(file, service=SERVICE):
        pass  # what was in the air is unknown from here on
    with state.read_state(file) as store:
        before = contents(store)

    name, jobs = state.move(file, url)

    with contextlib.closing(state.Address(file, url, name).read()) as moved:
        after = contents(moved)
    assert (name, jobs) == ("list", len(models.Stage))
    assert after == before
    with pytest.raises(errors.StateMovedError, match="is now in a database: list in postgresql"):
        state.open_state(file, service=SERVICE)


def test_the_file_keeps_nothing_and_its_copy_everything(file: Path) -> None:
    state.move(file, pgkit.url())

    copy = file.with_name(file.name + ".bak")
    assert b"Ana 3" in copy.read_bytes()
    assert b"Ana" not in file.read_bytes()


def test_what_is_sent_afterwards_is_numbered_above_what_the_file_had(file: Path) -> None:
    url = pgkit.url()
    name, _ = state.move(file, url)
    with contextlib.closing(state.Address(file, url, name).open(service=SERVICE)) as store:
        highest = max(attempt.id for job in store.jobs() for attempt in store.attempts(job.id))
        sequence = int(store.meta("sequence"))
        new = next(store.jobs(models.Stage.NEW))

        attempt = store.begin(new.id, token="bg-later", request_json=new.request_json)

    assert attempt.id > highest
    assert attempt.start_seq > sequence


def _crashed(*_: object) -> None:
    raise OSError("crashed")


def test_a_move_that_was_not_marked_any_more_is_finished_by_the_next(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = pgkit.url()
    with monkeypatch.context() as crash:
        crash.setattr("batchgen.state.sqlite.moved_mark.leave", _crashed)
        with pytest.raises(OSError, match="crashed"):
            state.move(file, url)

    assert state.move(file, url) == ("list", len(models.Stage))


def test_another_campaign_of_that_name_is_left_alone(file: Path, tmp_path: Path) -> None:
    url = pgkit.url()
    other = state.Address(tmp_path / "other.db", url, "list")
    other.open(service=SERVICE).close()

    with pytest.raises(errors.StateError, match=r"already has another campaign list"):
        state.move(file, url)

    assert state.move(file, url, "q4") == ("q4", len(models.Stage))


def test_a_file_that_a_run_holds_is_not_moved(file: Path) -> None:
    with state.open_state(file, service=SERVICE), pytest.raises(errors.StateInUseError):
        state.move(file, pgkit.url())


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(errors.StateError, match="There is no state file"):
        state.move(tmp_path / "none.db", pgkit.url())
