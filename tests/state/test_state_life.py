"""The life of an attempt in the state file."""

import sqlite3
import threading
from collections.abc import Iterator

import psycopg
import pytest
import statejobs

from batchgen import errors, models, state
from batchgen.tavus import video_request

SERVICE = "http://127.0.0.1:1"


def request(script: str = "Hi Ana") -> video_request.VideoRequest:
    return video_request.VideoRequest({"replica_id": "r1", "script": script, "video_name": "Ana Ruiz"})


def new_job(key: str = "ana@acme.com", row: int = 2, script: str = "Hi Ana") -> statejobs.NewJob:
    return statejobs.NewJob(key=key, row=row, request=request(script))


def queued(video_id: str = "v1") -> state.VideoFacts:
    return state.VideoFacts(video_id, models.Stage.QUEUED, hosted_url=f"https://tavus.video/{video_id}")


def ready(video_id: str = "v1") -> state.VideoFacts:
    return state.VideoFacts(
        video_id,
        models.Stage.READY,
        hosted_url=f"https://tavus.video/{video_id}",
        download_url=f"https://stream.mux.com/{video_id}.mp4",
    )


@pytest.fixture
def file(place: state.Address) -> Iterator[state.Store]:
    with place.open(service=SERVICE) as opened:
        yield opened


def begin(file: state.Store, job_id: int, token: str = "bg-1") -> state.Attempt:
    return file.begin(job_id, token=token, request_json=file.job(job_id).request_json)


def test_an_intent_is_on_disk_before_begin_returns(file: state.Store, place: state.Address) -> None:
    [job_id] = statejobs.add(file, [new_job()])

    attempt = begin(file, job_id)

    beside = place.read()
    assert beside.job(job_id).stage is models.Stage.SENDING
    assert beside.attempt(attempt.id).token == "bg-1"
    beside.close()


def test_a_made_video_belongs_to_its_job(file: state.Store) -> None:
    [job_id] = statejobs.add(file, [new_job()])
    attempt = begin(file, job_id)

    current = file.finish_made(attempt.id, queued())

    job = file.job(job_id)
    assert current
    assert (job.stage, job.video_id, job.hosted_url) == (models.Stage.QUEUED, "v1", "https://tavus.video/v1")
    assert job.sent_hash == request().hash()


def test_starts_and_ends_share_one_counter_that_goes_on_after_reopening(place: state.Address) -> None:
    with place.open(service=SERVICE) as file:
        first, second = statejobs.add(file, [new_job(), new_job("bob")])
        lost = begin(file, first)
        file.finish_unknown(lost.id, why="time-out")
    with place.open(service=SERVICE) as file:
        later = begin(file, second)
        file.finish_made(later.id, queued("v2"))
        end = file.attempt(lost.id).end_seq or 0

        assert lost.start_seq < end < later.start_seq
        assert file.made_since(end) == {"v2"}


def test_a_refusal_to_cool_down_gives_the_job_back(file: state.Store) -> None:
    [job_id] = statejobs.add(file, [new_job()])
    attempt = begin(file, job_id)

    file.finish_not_made(attempt.id, reason="cooldown", stage=models.Stage.NEW, words="slow down")

    assert file.job(job_id).stage is models.Stage.NEW
    assert file.job(job_id).sent_hash == ""
    assert file.attempt(attempt.id).outcome == "not_made"


def test_a_rejected_job_says_why(file: state.Store) -> None:
    [job_id] = statejobs.add(file, [new_job()])
    attempt = begin(file, job_id)

    file.finish_not_made(
        attempt.id, reason="rejected", stage=models.Stage.REJECTED, words="Invalid replica_id"
    )

    job = file.job(job_id)
    assert (job.stage, job.error, job.paid) == (models.Stage.REJECTED, "Invalid replica_id", False)


def test_a_job_in_the_air_is_not_sent_again(file: state.Store) -> None:
    [job_id] = statejobs.add(file, [new_job()])
    begin(file, job_id)

    with pytest.raises(errors.StateError, match="can only be sent again with --redo"):
        begin(file, job_id)


@pytest.mark.parametrize(
    "stage", ["unknown", "queued", "generating", "ready", "error", "deleted", "rejected"]
)
def test_a_job_that_had_its_turn_needs_a_redo_mark(file: state.Store, stage: str) -> None:
    [job_id] = statejobs.add(file, [new_job()])
    statejobs.change(file, lambda db: db.execute("UPDATE jobs SET stage = ?", (stage,)).rowcount)

    with pytest.raises(errors.StateError, match="only be sent again with --redo"):
        begin(file, job_id)


def test_what_a_dead_run_left_in_the_air_is_unknown(place: state.Address) -> None:
    file = place.open(service=SERVICE)
    [job_id] = statejobs.add(file, [new_job()])
    begin(file, job_id)
    file.close()

    with place.open(service=SERVICE) as again:
        assert again.job(job_id).stage is models.Stage.UNKNOWN
        assert [a.job_id for a in again.unknown_attempts()] == [job_id]
        assert again.in_the_air() == 0


def test_a_redo_keeps_the_earlier_video_until_the_new_one_is_ready(file: state.Store) -> None:
    [job_id] = statejobs.add(file, [new_job()])
    first = begin(file, job_id)
    file.finish_made(first.id, queued("v1"))
    file.record_poll([state.PollUpdate(job_id, ready("v1"))])
    statejobs.change(file, lambda db: db.execute("UPDATE jobs SET redo = 'all'").rowcount)

    second = begin(file, job_id, "bg-2")
    during = file.job(job_id)
    file.finish_made(second.id, queued("v2"))
    made = file.job(job_id)
    file.record_poll([state.PollUpdate(job_id, ready("v2"))])
    after = file.job(job_id)

    assert (second.request_hash, second.replaces) == (first.request_hash, first.id)
    assert made.redo == "all:sent"  # until the new video is there, no other redo of all sends it again
    assert during.earlier is not None
    assert during.earlier.download_url == "https://stream.mux.com/v1.mp4"
    assert during.paid
    assert (after.earlier, after.video_id, after.redo) == (None, "v2", "")
    assert [a.video_id for a in file.attempts(job_id)] == ["v1", "v2"]
    assert file.known_ids() == {"v1", "v2"}


def test_a_redo_that_was_not_made_gives_the_earlier_video_back(file: state.Store) -> None:
    [job_id] = statejobs.add(file, [new_job()])
    file.finish_made(begin(file, job_id).id, queued("v1"))
    file.record_poll([state.PollUpdate(job_id, ready("v1"))])
    before = file.job(job_id)
    statejobs.change(file, lambda db: db.execute("UPDATE jobs SET redo = 'all'").rowcount)

    second = begin(file, job_id, "bg-2")
    file.finish_not_made(second.id, reason="cooldown", stage=models.Stage.NEW, words="slow down")
    after = file.job(job_id)

    assert (after.stage, after.video_id, after.attempt) == (before.stage, "v1", before.attempt)
    assert after.redo == "all"


def test_a_lost_video_found_after_a_redo_is_kept_with_its_attempt(file: state.Store) -> None:
    [job_id] = statejobs.add(file, [new_job()])
    lost = begin(file, job_id)
    file.finish_unknown(lost.id, why="time-out")
    statejobs.change(file, lambda db: db.execute("UPDATE jobs SET redo = 'unknown'").rowcount)
    file.finish_made(begin(file, job_id, "bg-2").id, queued("v2"))

    current = file.finish_made(lost.id, queued("v1"), others=["v1b"])

    assert not current
    assert file.job(job_id).video_id == "v2"
    assert file.attempt(lost.id).video_id == "v1"
    assert file.attempt(lost.id).other_ids == ("v1b",)


def test_news_of_another_video_are_ignored(file: state.Store) -> None:
    [job_id] = statejobs.add(file, [new_job()])
    file.finish_made(begin(file, job_id).id, queued("v1"))

    file.record_poll([state.PollUpdate(job_id, ready("v9"))])

    assert file.job(job_id).stage is models.Stage.QUEUED


def test_calls_of_many_threads_are_all_kept(file: state.Store) -> None:
    ids = statejobs.add(file, (new_job(f"k{n}", n) for n in range(200)))
    work = iter(ids)
    guard = threading.Lock()

    def send() -> None:
        while True:
            with guard:
                job_id = next(work, None)
            if job_id is None:
                return
            attempt = begin(file, job_id, f"bg-{job_id}")
            file.finish_made(attempt.id, queued(f"v{job_id}"))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert file.counts() == {models.Stage.QUEUED: 200}
    sequences = [s for i in ids for a in file.attempts(i) for s in (a.start_seq, a.end_seq)]
    assert len(set(sequences)) == 400


def test_one_callers_mistake_does_not_undo_the_others(file: state.Store) -> None:
    [job_id] = statejobs.add(file, [new_job()])

    with pytest.raises(LookupError):
        file.finish_unknown(99, why="no such attempt")
    begin(file, job_id)

    assert file.job(job_id).stage is models.Stage.SENDING


def test_a_full_disk_is_told_and_loses_nothing(place: state.Address) -> None:
    full = threading.Event()

    def probe(name: str) -> None:
        if name == "commit" and full.is_set():
            if place.database is not None:
                raise psycopg.errors.DiskFull
            raise sqlite3.OperationalError("database or disk is full")

    with place.open(service=SERVICE, probe=probe) as file:
        [job_id] = statejobs.add(file, [new_job()])
        full.set()

        with pytest.raises(errors.StateError, match="disk is full"):
            begin(file, job_id)
        full.clear()

        assert file.job(job_id).stage is models.Stage.NEW
        assert begin(file, job_id).job_id == job_id


@pytest.mark.parametrize("end", ["unknown", "not made"])
def test_what_becomes_of_an_earlier_attempt_leaves_the_row_as_it_is(file: state.Store, end: str) -> None:
    [job_id] = statejobs.add(file, [new_job()])
    earlier = begin(file, job_id)
    file.finish_unknown(earlier.id, why="No answer.")
    statejobs.change(
        file, lambda db: db.execute("UPDATE jobs SET stage = 'new', redo = 'unknown' WHERE id = ?", (job_id,))
    )
    later = begin(file, job_id, token="bg-2")
    file.finish_made(later.id, queued())

    if end == "unknown":
        file.finish_unknown(earlier.id, why="Still none.")
    else:
        file.finish_not_made(earlier.id, reason="absent", stage=models.Stage.NEW, words="It was never made.")

    assert file.job(job_id).stage is models.Stage.QUEUED
    assert file.job(job_id).video_id == "v1"
