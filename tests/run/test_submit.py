"""Rows go out once, intent on disk before, id on disk after, and stop where a cause is shared."""

from __future__ import annotations

import contextlib
import re
import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest
import rig
import statejobs

from batchgen import errors, models, state
from batchgen.run import bookkeeper, lost_answers, send_queue, submit
from batchgen.tavus import name_tokens

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("either_store")

RATE = 100_000.0


def submitted(rigged: rig.Rig, *, connections: int = 4, rate: float | None = RATE) -> submit.Submitted:
    submitter = submit.Submitter(rigged.session, connections=connections, rate=rate)
    return submitter.run(list(rigged.new_jobs()))


def refuse_replica(*replicas: str) -> Callable[[rig.faketavus.Post], str]:
    return lambda post: "status:400:Invalid replica_id" if post.body["replica_id"] in replicas else ""


def test_every_row_gets_its_own_video_and_goes_out_once(tmp_path: Path) -> None:
    with rig.rig(tmp_path, make_seconds=60.0) as rigged:
        rigged.add_rows(50)

        result = submitted(rigged)

        bodies = {post.made: post.body for post in rigged.api.posts}
        assert result == submit.Submitted(made=50)
        assert rigged.stages() == {"generating": 50}
        assert rigged.api.paid_twice() == rigged.api.tokens_sent_twice() == {}
        for job in rigged.store.jobs():
            assert bodies[job.video_id]["script"] == f"Hello {job.row}."
            name = name_tokens.video_name(job.token, f"Person {job.row}", home=rigged.store.home)
            assert bodies[job.video_id]["video_name"] == name
            assert job.hosted_url.endswith(job.video_id)


def test_the_token_carries_the_requests_mark_and_the_name_fits(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.add_rows(1, video_name="Ana\tRuiz\x1b[31m, " + "x" * 100)

        submitted(rigged)

        [job] = rigged.store.jobs()
        name = rigged.api.posts[0].name
        assert name.startswith(job.token)
        assert " Ana Ruiz [31m, x" in name
        assert len(name) == name_tokens.LONGEST_NAME
        assert name_tokens.mark_of(job.token) == name_tokens.mark(job.request_hash)
        assert name_tokens.find(name) == job.token


def test_a_video_has_the_name_that_the_row_asks_for_and_else_whose_it_is(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.add_rows(1)
        rigged.add_rows(1, first=9, video_name="")
        statejobs.change(rigged.store, lambda db: db.execute("UPDATE jobs SET label = 'Ana of Acme'"))

        submitted(rigged, connections=1)

        assert [post.name.partition(" ")[2] for post in rigged.api.posts] == ["Person 2", "Ana of Acme"]


def test_the_intent_is_on_disk_before_the_service_hears_of_it(tmp_path: Path) -> None:
    seen = []
    with rig.rig(tmp_path) as rigged:

        def look(post: rig.faketavus.Post) -> str:
            with contextlib.closing(rigged.address.read()) as beside:
                found = [attempt for attempt in beside.open_attempts() if attempt.token == post.token]
            seen.extend((attempt.stage, attempt.token) for attempt in found)
            return ""

        rigged.api.fault_of = look
        rigged.add_rows(5)

        submitted(rigged)

        assert {stage for stage, _ in seen} == {"sending"}
        assert len(seen) == 5


def test_the_id_is_on_disk_before_anybody_is_told(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        told: list[str] = []

        def emit(event: models.Event) -> None:
            if isinstance(event, models.JobChanged):
                with contextlib.closing(rigged.address.read()) as reader:
                    told.extend(job.video_id for job in reader.jobs() if job.row == event.row)

        rigged.add_rows(3)
        object.__setattr__(rigged.session, "emit", emit)

        submitted(rigged)

        assert sorted(told) == sorted(rigged.api.made_ids())


@pytest.mark.parametrize(
    ("fault", "stage"),
    [
        ("reset_before_body", "unknown"),
        ("reset_after_body", "unknown"),
        ("close_after_body", "unknown"),
        ("dropped", "unknown"),
        ("hang", "unknown"),
        ("hang_after_headers", "unknown"),
        ("truncated", "unknown"),
        ("html", "unknown"),
        ("empty", "unknown"),
        ("no_id", "unknown"),
        ("wrong_types", "unknown"),
        ("not_utf8", "unknown"),
        ("deep", "unknown"),
        ("redirect", "unknown"),
        ("status:500", "unknown"),
        ("status:503:Down", "unknown"),
        ("html:502", "unknown"),
        ("html:404", "unknown"),
        ("status:408", "unknown"),
        ("status:425", "unknown"),
        ("status:499", "unknown"),
        ("status:400:Script is required", "rejected"),
        ("status:404", "rejected"),
        ("status:409", "rejected"),
        ("status:422:Bad", "rejected"),
        ("429:1", "generating"),
        ("429:date", "generating"),
        ("429:999999999", "generating"),
        ("429:-3", "generating"),
        ("429:soon", "generating"),
        ("429:", "generating"),
        ("cap", "generating"),
    ],
)
def test_every_fault_leaves_its_row_where_it_belongs_and_the_others_alone(
    tmp_path: Path, fault: str, stage: str
) -> None:
    with rig.rig(tmp_path, make_seconds=1e9, hang_seconds=0.5, create_seconds=0.2) as rigged:
        rigged.add_rows(6)
        rigged.api.fault_of = lambda post: fault if not rigged.api.calls["fault"] and spoil(post) else ""

        def spoil(post: rig.faketavus.Post) -> bool:
            rigged.api.calls["fault"] += 1
            return True

        if fault == "reset_before_body":
            rigged.api.fault_of = None
            rigged.api.faults.append(fault)

        result = submitted(rigged, connections=2)

        expected = {"generating": 6} if stage == "generating" else {"generating": 5, stage: 1}
        assert rigged.stages() == expected
        assert result.stopped == ""
        assert rigged.api.paid_twice() == {}
        assert len(rigged.api.posts) == (7 if stage == "generating" else 6 - (fault == "reset_before_body"))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("status:401:Invalid access token", "Check TAVUS_API_KEY"),
        ("status:402:The user is out of video credits", "Check your credits and plan"),
        ("status:403:Forbidden for this plan", "Check in the Tavus portal what this key may do"),
        ("status:400:You have exceeded your monthly quota", "Check your credits and plan"),
        ("status:429:Insufficient credits", "Check your credits and plan"),
    ],
)
def test_a_refused_account_stops_the_run_and_leaves_the_rest_untouched(
    tmp_path: Path, fault: str, words: str
) -> None:
    with rig.rig(tmp_path, latency=0.02) as rigged:
        rigged.add_rows(60)
        rigged.api.fault_of = lambda post: fault if post.number > 10 else ""

        result = submitted(rigged, connections=4)

        assert result.made == 10
        assert 1 <= result.returned <= 4
        assert len(rigged.api.posts) == 10 + result.returned
        assert fault.split(":", 2)[2] in result.stopped
        assert words in result.stopped
        assert rigged.stages() == {"generating": 10, "new": 50}


def test_ten_rows_refused_in_the_same_words_stop_the_run_and_are_new_again(tmp_path: Path) -> None:
    with rig.rig(tmp_path, every_fault="status:400:Invalid replica_id") as rigged:
        rigged.add_rows(60)

        result = submitted(rigged, connections=4)

        assert len(rigged.api.posts) <= 10 + 4
        assert rigged.stages() == {"new": 60}
        assert (result.rejected, result.returned) == (0, len(rigged.api.posts))
        assert "10 rows in a row were refused with the same message: Invalid replica_id" in result.stopped


@pytest.mark.parametrize("interleaved", [False, True])
def test_a_wrong_replica_in_one_persons_rows_stops_only_those_rows(tmp_path: Path, interleaved: bool) -> None:
    with rig.rig(tmp_path) as rigged:
        for block in range(30 if interleaved else 1):
            size = 1 if interleaved else 30
            rigged.add_rows(size, replica="rwrong", first=100 + block * size)
            rigged.add_rows(size, replica="rright", first=500 + block * size)
        rigged.api.fault_of = refuse_replica("rwrong")

        result = submitted(rigged, connections=4)

        tried = [post for post in rigged.api.posts if post.body["replica_id"] == "rwrong"]
        assert result.made == 30
        assert rigged.stages() == {"generating": 30, "new": 30}
        assert 10 <= len(tried) <= 14
        assert "rwrong" in result.stopped
        assert "rright" not in result.stopped


def test_two_wrong_replicas_at_the_top_do_not_keep_the_third_from_being_sent(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        for number in range(20):
            rigged.add_rows(1, replica=f"rwrong{number % 2}", first=100 + number)
        rigged.add_rows(15, replica="rright", first=500)
        rigged.api.fault_of = refuse_replica("rwrong0", "rwrong1")

        result = submitted(rigged, connections=2)

        assert result.made == 15
        assert rigged.stages() == {"generating": 15, "new": 20}


def test_the_same_refusal_of_every_replica_stops_the_run_in_the_end(tmp_path: Path) -> None:
    with rig.rig(tmp_path, every_fault="status:400:callback_url is not allowed") as rigged:
        for number in range(20):
            rigged.add_rows(20, replica=f"r{number}", first=1000 * (number + 1))

        result = submitted(rigged, connections=2)

        assert len(rigged.api.posts) <= 3 * (10 + 2 * 2)
        assert rigged.stages() == {"new": 400}
        assert "callback_url is not allowed" in result.stopped


def test_one_rows_refusal_is_that_rows(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.add_rows(40)
        rigged.api.fault_of = lambda post: (
            "status:400:Script is required" if post.body["script"] in {"Hello 9.", "Hello 17."} else ""
        )

        result = submitted(rigged)

        assert (result.made, result.rejected, result.stopped) == (38, 2, "")
        assert rigged.stage_of_row(9) == rigged.stage_of_row(17) == "rejected"
        assert {e.error for e in rigged.told(models.JobChanged) if e.row == 9} == {"Script is required"}


def test_refusals_in_different_words_are_each_rows_own(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.add_rows(30)
        rigged.api.fault_of = lambda post: f"status:400:Bad word in {post.body['script']}"

        result = submitted(rigged)

        assert (result.rejected, result.stopped) == (30, "")


def test_ten_unknown_outcomes_running_stop_the_run(tmp_path: Path) -> None:
    with rig.rig(tmp_path, every_fault="html:502") as rigged:
        rigged.add_rows(60)

        result = submitted(rigged, connections=4)

        assert 10 <= result.unknown <= 14
        assert rigged.stages() == {"unknown": result.unknown, "new": 60 - result.unknown}
        assert "10 requests in a row got no usable answer" in result.stopped
        assert "again later" in result.stopped


def test_unknown_outcomes_between_good_ones_do_not_stop_the_run(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.add_rows(60)
        rigged.api.fault_of = lambda post: "close_after_body" if post.number % 3 == 0 else ""

        result = submitted(rigged, connections=2)

        assert (result.made, result.unknown, result.stopped) == (40, 20, "")


def test_a_service_that_is_down_for_a_while_costs_nothing_and_loses_nothing(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.add_rows(20)
        rigged.api.refuse()
        began = rigged.clock()

        def sleep(seconds: float) -> None:
            rigged.clock.sleep(seconds)
            if rigged.clock() - began > 200 and rigged.api.refusing:
                rigged.api.listen_again()

        rigged.stop._sleep = sleep

        result = submitted(rigged, connections=2)

        assert result == submit.Submitted(made=20)
        assert len(rigged.api.posts) == 20
        assert "Waiting for Tavus to answer. Could not connect to Tavus" in rigged.notices()
        assert "Tavus answers again." in rigged.notices()


def test_ten_minutes_without_the_service_stop_the_run(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.add_rows(20)
        rigged.api.refuse()

        result = submitted(rigged, connections=4)

        # Threads that sleep side by side move the one clock together: it may be a minute more.
        assert re.search(r"has not answered for 1\d minutes", result.stopped)
        assert rigged.stages() == {"new": 20}
        assert sum(len(rigged.store.attempts(job.id)) for job in rigged.store.jobs()) <= 80


def test_a_cap_on_parallel_videos_is_waited_for(tmp_path: Path) -> None:
    with rig.rig(tmp_path, max_open=5, make_seconds=20.0) as rigged:
        rigged.add_rows(30)

        result = submitted(rigged, connections=4)

        assert result == submit.Submitted(made=30)
        assert "maximum concurrent videos" in rigged.notices()


def test_a_hidden_rate_limit_is_learned_and_kept(tmp_path: Path) -> None:
    with rig.rig(tmp_path, rate=10.0) as rigged:
        rigged.add_rows(100)

        result = submitted(rigged, connections=1, rate=None)

        assert result.made == 100
        assert rigged.api.refusals <= 10
        assert 3 <= float(rigged.store.meta("rate")) <= 20
        assert "busy (Too many requests). Waiting 1 second" in rigged.notices()


def test_a_busy_service_is_reported_once_in_a_while(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.add_rows(4)
        rigged.api.faults.extend(["status:429:Too many requests"] * 4)

        result = submitted(rigged, connections=1)

        waited = rigged.clock() - 1000.0
        assert result == submit.Submitted(made=4)
        assert (
            1
            <= rigged.notices().count("busy (Too many requests)")
            <= 1 + waited // bookkeeper.TELL_COOLDOWN_EVERY
        )


@pytest.mark.parametrize("fault", ["previous", "previous_named"])
def test_a_row_that_is_answered_with_anothers_video_counts_as_unknown(tmp_path: Path, fault: str) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.add_rows(3)
        rigged.api.faults.extend(["", fault])

        result = submitted(rigged, connections=1)

        assert result == submit.Submitted(made=2, unknown=1)


def test_asked_to_stop_once_it_finishes_what_is_in_the_air(tmp_path: Path) -> None:
    with rig.rig(tmp_path, latency=0.1) as rigged:
        rigged.add_rows(40)
        rigged.api.fault_of = lambda post: "" if post.number != 6 else rigged.stop.ask() or ""

        result = submitted(rigged, connections=4)

        assert 6 <= result.made <= 10
        assert result.stopped == ""
        assert rigged.stages() == {"generating": result.made, "new": 40 - result.made}


def test_asked_twice_it_returns_at_once_and_what_is_in_the_air_is_looked_for_later(tmp_path: Path) -> None:
    with rig.rig(tmp_path, latency=3.0, create_seconds=60.0) as rigged:
        rigged.add_rows(8)
        went_out = threading.Event()
        rigged.api.fault_of = lambda post: went_out.set() or ""
        stopper = threading.Thread(target=lambda: went_out.wait() and (rigged.stop.ask(), rigged.stop.ask()))
        stopper.start()

        result = submitted(rigged, connections=2)

        assert result.made == 0
        assert rigged.store.in_the_air() >= 1
        rigged.api.stop()


def test_a_disk_that_is_full_when_the_id_comes_back_is_told_with_the_id_and_the_video_is_found_later(
    tmp_path: Path,
) -> None:
    full = threading.Event()

    def probe(name: str) -> None:
        if full.is_set():
            raise sqlite3.OperationalError("database or disk is full")

    clock = rig.VirtualClock()
    path = tmp_path / "s.batchgen.db"
    with rig.faketavus.FakeTavus(clock=clock) as api:
        with state.open_state(path, service=api.url, probe=probe) as store:
            rigged = rig.Rig(store, api, clock)
            rigged.add_rows(3)
            api.fault_of = lambda post: full.set() or ""
            with pytest.raises(errors.StateError, match=r"disk is full.* The video v0000000"):
                submitted(rigged, connections=1)
            full.clear()
        with state.open_state(path, service=api.url) as store:
            rigged = rig.Rig(store, api, clock)
            found = lost_answers.Settler(rigged.session).look()

            assert found == lost_answers.Settled(found=1)
            assert rigged.stages() == {"ready": 1, "new": 2}


def test_an_answer_that_drops_the_token_is_noted_and_told(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.add_rows(2)
        show = rigged.api.show
        rigged.api.show = lambda video: show(video) | {"video_name": "My video"}

        submitted(rigged)

        assert rigged.store.meta(lost_answers.NAMES_ALTERED) == "1"
        assert "Tavus changed the name that batchgen gave a video" in rigged.notices()


def test_the_crash_points_are_reached_in_order(tmp_path: Path) -> None:
    reached: list[str] = []
    with rig.rig(tmp_path, hook=reached.append) as rigged:
        rigged.add_rows(2)

        submitted(rigged, connections=1)

    assert reached == ["after_intent", "before_send", "after_send", "after_answer", "after_commit"] * 2


def test_nothing_to_send_opens_no_connection(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        assert submitted(rigged) == submit.Submitted()
        assert rigged.api.connections == 0


class Windowed(send_queue.SendQueue):
    """A queue each of whose turns has a window of its own, that opens as it is told."""

    def __init__(self, rigged: rig.Rig, opens: list[bool]) -> None:
        super().__init__(rigged.new_jobs(), rigged.store, lambda _: False)
        self.opens, self.seen = opens, list[str]()

    def next(self) -> Windowed | None:  # type: ignore[override]
        self._turn = super().next()
        return None if self._turn is None else self

    def begin(self) -> send_queue.Begun | None:
        begun = self._turn.begin() if self._turn else None
        return begun and begun._replace(window=self)

    def open(self) -> bool:
        self.seen.append("open")
        return self.opens.pop(0)

    def close(self) -> None:
        self.seen.append("close")


def test_a_window_is_closed_with_the_last_byte_and_not_only_after_the_answer(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.add_rows(1)
        queue = Windowed(rigged, [True])

        result = submit.Submitter(rigged.session, connections=1, rate=RATE).empty(queue)

        # Whose computer stops while it waits for the answer has sent all, so nothing need end it.
        assert (result, queue.seen) == (submit.Submitted(made=1), ["open", "close", "close"])


def test_a_row_whose_window_is_over_is_not_sent_and_comes_again(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        [job_id] = rigged.add_rows(1)
        queue = Windowed(rigged, [False, True])

        result = submit.Submitter(rigged.session, connections=1, rate=RATE).empty(queue)

        assert (result.made, len(rigged.api.posts)) == (1, 1)
        assert [attempt.reason for attempt in rigged.store.attempts(job_id)] == ["not_sent", ""]


def test_no_intent_is_on_disk_while_there_is_no_connection(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        job_ids = rigged.add_rows(3)
        rigged.api.refuse()

        result = submitted(rigged, connections=1)

        assert "Could not connect" in result.stopped
        assert rigged.stages() == {"new": 3}
        assert [rigged.store.attempts(job_id) for job_id in job_ids] == [[], [], []]


def test_a_connection_that_closed_before_the_request_costs_a_try_and_no_video(tmp_path: Path) -> None:
    intents: list[str] = []

    def hook(point: str) -> None:
        if point == "after_intent":
            intents.append(point)
            if len(intents) == 2:
                rigged.api.hang_up()

    with rig.rig(tmp_path, hook=hook) as rigged:
        job_ids = rigged.add_rows(3)

        result = submitted(rigged, connections=1)

        reasons = [attempt.reason for job_id in job_ids for attempt in rigged.store.attempts(job_id)]
        assert result == submit.Submitted(made=3)
        assert sorted(reasons) == ["", "", "", "not_sent"]
        assert len(rigged.api.posts) == 3


def test_at_most_twenty_connections_are_opened(tmp_path: Path) -> None:
    with rig.rig(tmp_path, latency=0.02) as rigged:
        rigged.add_rows(100)

        submitted(rigged, connections=500)

        assert rigged.api.connections <= 20


def test_fewer_than_one_connection_are_one(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.add_rows(3)

        assert submitted(rigged, connections=0) == submit.Submitted(made=3)


def test_there_are_no_more_threads_and_clients_than_rows(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.add_rows(2)

        submitted(rigged, connections=8)

        # One may be enough, if its thread is quick.
        assert rigged.api.connections <= 2


def test_no_thread_that_waits_for_an_answer_keeps_the_program_from_ending(tmp_path: Path) -> None:
    daemons: list[bool] = []
    with rig.rig(tmp_path, hook=lambda _: daemons.append(threading.current_thread().daemon)) as rigged:
        rigged.add_rows(1)

        submitted(rigged)

    assert daemons
    assert all(daemons)
