"""Claims and outcomes of many workers: each row is one worker's, and what was made is taken."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from collections.abc import Iterator
from pathlib import Path

import clusterkit
import pgkit
import psycopg
import pytest
import statejobs

from batchgen import errors, models, state
from batchgen.state.postgres import database_store, joint_work, membership, server_connection

SERVICE = "http://127.0.0.1:1"


@pytest.fixture
def place(tmp_path: Path) -> state.Address:
    return state.Address(tmp_path / "list.batchgen.db", dataclasses.replace(pgkit.url(), lease=60.0), "list")


def release(store: state.Store, rows: int) -> joint_work.JointWork:
    assert store.joint is not None
    go = statejobs.plan(store, (clusterkit.new_job(n) for n in range(rows)))
    store.joint.release(go, key_mark="m", top_rate=None, settle=120.0)
    return store.joint


@pytest.fixture
def store(place: state.Address) -> Iterator[database_store.DatabaseStore]:
    with contextlib.closing(place.open(service=SERVICE)) as opened:
        assert isinstance(opened, database_store.DatabaseStore)
        yield opened


@contextlib.contextmanager
def worker(place: state.Address) -> Iterator[database_store.DatabaseStore]:
    assert place.database is not None
    with contextlib.closing(state.join(place.database, "list", SERVICE)) as joined:
        assert isinstance(joined, database_store.DatabaseStore)
        yield joined


def admin(place: state.Address) -> psycopg.Connection[tuple[object, ...]]:
    assert place.database is not None
    return server_connection.connect(place.database)


def claim(store: state.Store) -> state.Attempt:
    assert store.joint is not None
    claimed = store.joint.claim()
    assert claimed is not None
    return claimed.attempt


def queued(video_id: str) -> state.VideoFacts:
    return state.VideoFacts(video_id, models.Stage.QUEUED)


def give_up(store: database_store.DatabaseStore, place: state.Address) -> None:
    """Let the lease of a store's worker be over, and another worker notice it."""
    with contextlib.closing(admin(place)) as db:
        db.execute(
            "UPDATE workers SET lease = 0, lease_until = clock_timestamp() WHERE id = %s", (store._worker,)
        )
        membership.give_up_lost(db)


# claims


def test_workers_that_claim_at_once_get_each_row_once(
    store: database_store.DatabaseStore, place: state.Address
) -> None:
    release(store, 120)
    claimed: list[state.Attempt] = []
    started = threading.Barrier(9)

    def send(one: database_store.DatabaseStore) -> None:
        started.wait()
        assert one.joint is not None
        while (found := one.joint.claim()) is not None:
            claimed.append(found.attempt)
            one.finish_made_soon(found.attempt.id, queued(f"v{found.attempt.id}")).wait()

    with worker(place) as first, worker(place) as second:
        threads = [
            threading.Thread(target=send, args=(one,)) for one in (store, first, second) for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # The last row may have waited for what was in the air.
        while (found := store.joint.claim() if store.joint else None) is not None:
            claimed.append(found.attempt)

    assert len(claimed) == 120
    assert len({attempt.job_id for attempt in claimed}) == 120
    assert len({attempt.token for attempt in claimed}) == 120


def test_the_number_of_a_start_is_above_that_of_every_outcome_before(
    store: database_store.DatabaseStore, place: state.Address
) -> None:
    release(store, 3)
    first = claim(store)
    store.finish_unknown(first.id, why="lost")
    with worker(place) as other:
        later = claim(other)

    assert later.start_seq > (store.attempt(first.id).end_seq or 0)


# outcomes


def test_a_video_of_a_worker_that_was_given_up_is_taken(
    store: database_store.DatabaseStore, place: state.Address
) -> None:
    release(store, 3)
    with worker(place) as late:
        attempt = claim(late)
        give_up(late, place)
        lost = store.attempt(attempt.id)
        assert late.finish_made_soon(attempt.id, queued("v1")).wait()

    assert (lost.outcome, lost.reason) == ("unknown", "worker_lost")
    assert store.job(attempt.job_id).video_id == "v1"
    assert store.attempt(attempt.id).outcome == "made"


def test_a_row_taken_for_unsent_is_not_sent_again_once_its_video_is_known(
    store: database_store.DatabaseStore, place: state.Address
) -> None:
    joint = release(store, 2)
    with worker(place) as late:
        attempt = claim(late)
        give_up(late, place)
        store.finish_not_made(attempt.id, reason="absent", stage=models.Stage.NEW, words="never made")
        assert store.job(attempt.job_id).stage is models.Stage.NEW

        assert late.finish_made_soon(attempt.id, queued("v1")).wait()

    assert store.job(attempt.job_id).stage is models.Stage.QUEUED
    again = claim(store)
    assert again.job_id != attempt.job_id
    assert joint.claim() is None


def test_what_was_made_stays_made_whoever_says_that_it_was_not(
    store: database_store.DatabaseStore, place: state.Address
) -> None:
    release(store, 2)
    with worker(place) as late:
        attempt = claim(late)
        assert late.finish_made_soon(attempt.id, queued("v1")).wait()

    store.finish_not_made(attempt.id, reason="absent", stage=models.Stage.NEW, words="never made")
    store.finish_unknown(attempt.id, why="lost")

    assert store.job(attempt.job_id).video_id == "v1"
    assert store.attempt(attempt.id).outcome == "made"


def test_a_late_answer_does_not_take_back_what_became_of_its_video(
    store: database_store.DatabaseStore, place: state.Address
) -> None:
    release(store, 2)
    ready = state.VideoFacts("v1", models.Stage.READY, download_url="https://example.com/v1.mp4")
    with worker(place) as late:
        attempt = claim(late)
        give_up(late, place)
        store.finish_made(attempt.id, ready)

        assert late.finish_made_soon(attempt.id, queued("v1")).wait()

    assert store.job(attempt.job_id).stage is models.Stage.READY
    assert store.job(attempt.job_id).download_url == "https://example.com/v1.mp4"


def forget_intents(place: state.Address) -> None:
    """Be a server that lost its last commits: the numbers of attempts are given out again."""
    with contextlib.closing(admin(place)) as db:
        db.execute("UPDATE all_jobs SET stage = 'new', attempt = NULL")
        db.execute("DELETE FROM all_attempts")
        db.execute("SELECT setval('attempt_ids', 1, false)")


def test_an_answer_is_not_given_to_another_attempt_with_the_same_number(
    store: database_store.DatabaseStore, place: state.Address
) -> None:
    joint = release(store, 3)
    attempt = claim(store)
    forget_intents(place)
    with worker(place) as other:
        other_claim = other.joint.claim() if other.joint else None
        assert joint is not None
        assert other_claim is not None
        assert other_claim.attempt.id == attempt.id

        with pytest.raises(errors.StateError, match="has no record that the video v1 was sent"):
            store.finish_made_soon(attempt.id, queued("v1")).wait()
        with pytest.raises(errors.StateError, match="has no record"):
            store.finish_unknown(attempt.id, why="lost")

    assert store.attempt(other_claim.attempt.id).video_id == ""


def test_by_its_number_alone_an_answer_would_be_given_to_another_row(
    store: database_store.DatabaseStore, place: state.Address
) -> None:
    """The blind form of the test above."""
    release(store, 3)
    attempt = claim(store)
    forget_intents(place)
    with worker(place) as other:
        wrong = claim(other)
        store._tokens.clear()
        store.finish_made_soon(attempt.id, queued("v1")).wait()

    assert wrong.token != attempt.token
    assert store.attempt(wrong.id).video_id == "v1"


# planning beside workers


def test_nothing_is_claimed_while_a_run_plans_and_the_rest_goes_on_if_nothing_comes_of_it(
    store: database_store.DatabaseStore, place: state.Address
) -> None:
    joint = release(store, 3)
    joint.quiet()
    during = joint.claim()
    joint.resume()

    assert during is None
    assert joint.claim() is not None


def test_when_a_video_was_first_missed_outlasts_the_worker_that_looked(
    store: database_store.DatabaseStore, place: state.Address
) -> None:
    joint = release(store, 2)
    attempt = claim(store)
    ended = joint.now()
    with worker(place) as other:
        assert other.joint is not None
        first = other.joint.absent_before(attempt.id, ended)

    assert first is None
    assert joint.absent_before(attempt.id, ended + 5) == pytest.approx(ended, abs=0.001)


def test_a_run_that_plans_waits_for_what_others_are_sending_and_says_so(
    store: database_store.DatabaseStore, place: state.Address
) -> None:
    joint = release(store, 3)
    told: list[int] = []
    with worker(place) as other:
        attempt = claim(other)

        def answer(count: int) -> None:
            told.append(count)
            other.finish_made_soon(attempt.id, queued("v1")).wait()

        joint.quiet(answer)

    assert told == [1]
    assert joint.standing().air == 0
