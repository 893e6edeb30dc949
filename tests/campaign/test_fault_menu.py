"""The fault menu: what the service may do to one row's request, and what a whole run makes of it.

Each fault strikes the second of three rows: the stages that its row goes through, what is said of it, the
exit code, and whether it took a second request. Two processes on one batch are in tests/cli/test_two_runs.py,
a damaged, foreign and read-only state file in tests/state, kill -9 in test_kill.py.
"""

import re
import sqlite3
from pathlib import Path

import enginekit
import faketavus
import pytest

from batchgen import campaign, models
from batchgen.state import attempt_life

ROW = 3
LOST = ("unknown", "ready")
"""Sent, no usable answer, and found in the account."""

ABSENT = ("unknown", "new", "ready")
"""Sent, no usable answer, proved missing beside a later video, and sent again."""

LATER = ("ready",)
"""Not made, and sent again after a pause."""


@pytest.fixture
def three(api: faketavus.FakeTavus, tmp_path: Path) -> enginekit.Desk:
    return enginekit.desk(tmp_path, api, enginekit.people(3), connections=1)


def strike(api: faketavus.FakeTavus, fault: str) -> None:
    """Let a fault strike the first request of the second row."""

    def fault_of(post: faketavus.Post) -> str:
        first = "Name2," in str(post.body) and not api.calls["struck"]
        api.calls["struck"] += first
        return fault if first else ""

    if fault == "reset_before_body":
        # It strikes before the service knows whose request it is.
        api.faults.extend(["", fault])
    else:
        api.fault_of = fault_of


def way(done: enginekit.Done) -> tuple[str, ...]:
    """The stages of the row after its request, each once, without those that a poll may or may not see."""
    stages = [str(e.stage) for e in done.events if isinstance(e, models.JobChanged) and e.row == ROW]
    return tuple(s for n, s in enumerate(stages) if s not in stages[:n] and s not in {"queued", "generating"})


def said(done: enginekit.Done) -> str:
    told = [e.error for e in done.events if isinstance(e, models.JobChanged)]
    return "\n".join([*told, done.words, done.finished.stopped])


@pytest.mark.parametrize(
    ("fault", "stages", "words", "code"),
    [
        ("reset_before_body", ABSENT, "Tavus did not answer", 0),
        ("dropped", ABSENT, "Tavus did not answer", 0),
        ("reset_after_body", LOST, "Tavus did not answer", 0),
        ("close_after_body", LOST, "Tavus did not answer", 0),
        ("hang", LOST, "Tavus did not answer", 0),
        ("hang_after_headers", LOST, "closed in the middle of the answer", 0),
        ("truncated", LOST, "closed in the middle of the answer", 0),
        ("html", LOST, "text that is not JSON", 0),
        ("empty", LOST, "an answer without a video_id", 0),
        ("no_id", LOST, "an answer without a video_id", 0),
        ("status:500", LOST, "Tavus answered 500", 0),
        ("html:502", LOST, "HTTP 502 without a reason in JSON", 0),
        ("refuse:503:Down", ABSENT, "Tavus answered 503: Down", 0),
        ("redirect", ABSENT, "HTTP 307 without a reason in JSON", 0),
        ("429:1", LATER, "). Waiting 1 second", 0),
        ("429:date", LATER, "Tavus is busy", 0),
        ("429:999999999", LATER, "). Waiting 60 seconds", 0),
        ("cap", LATER, faketavus.CAP_WORDS, 0),
        ("status:400:Script is too long", ("rejected",), "Script is too long", 1),
        ("refuse:401:Invalid access token", (), "Invalid access token. Check TAVUS_API_KEY", 4),
        ("refuse:402:Out of credits", (), "Out of credits. Check your credits and plan", 4),
        ("refuse:403:Forbidden", (), "Forbidden. Check in the Tavus portal what this key may do", 4),
    ],
)
def test_a_fault_of_one_request(
    three: enginekit.Desk, fault: str, stages: tuple[str, ...], words: str, code: int
) -> None:
    three.api.set(hang_seconds=0.3)
    strike(three.api, fault)

    done = three.run()

    assert (way(done), done.code) == (stages, code)
    assert words in said(done)
    assert three.api.paid_twice() == {}
    assert [row["status"] for row in three.results()] == [
        "ready",
        stages[-1] if stages else "",
        "" if code == 4 else "ready",
    ]


def test_a_service_that_refuses_connections_is_waited_for_and_nothing_is_sent_meanwhile(
    three: enginekit.Desk,
) -> None:
    def refuse(point: str) -> None:
        if point == "after_commit" and three.made == 1:
            three.api.refuse()

    with three.open(hook=refuse) as batch:
        done = enginekit.Done(None, list(batch.run(batch.plan())))
    three.api.listen_again()
    again = three.run()

    assert (done.code, again.code) == (4, 0)
    # Threads that sleep side by side move the one clock together: it may be a minute more.
    assert re.search(r"Tavus has not answered for 1\d minutes", done.finished.stopped)
    assert "Run the same command again later" in done.finished.stopped
    assert (three.made, len(three.api.posts)) == (3, 3)


@pytest.mark.parametrize(
    "switches",
    [
        *({"page_base": base} for base in ("0", "1", "1-empty", "clamped")),
        *({"order": order} for order in ("newest", "oldest", "updated", "shuffled")),
        {"page_cap": 2},
        {"strangers_per_list": 2},
    ],
    ids=str,
)
def test_a_lost_answer_is_found_whatever_the_list_is_like(
    three: enginekit.Desk, switches: dict[str, object]
) -> None:
    three.api.set(**switches)
    strike(three.api, "reset_after_body")

    done = three.run(settle=10.0)

    assert (way(done), done.code, len(three.api.posts)) == (LOST, 0, 3)


def test_a_list_that_lags_leaves_the_row_unknown_and_a_later_run_finds_its_video(
    three: enginekit.Desk,
) -> None:
    three.api.set(list_lag=1e9)
    strike(three.api, "reset_after_body")

    done = three.run()
    three.api.set(list_lag=0.0)
    again = three.run()

    assert (way(done), done.code) == (("unknown",), 1)
    assert (way(again), again.code, len(three.api.posts)) == (LATER, 0, 3)


def test_early_and_doubled_and_foreign_callbacks_change_nothing(three: enginekit.Desk) -> None:
    three.api.set(make_seconds=2.0)
    with three.open() as batch:

        def call_back(point: str) -> None:
            if point == "after_commit":
                for video_id in [*three.api.made_ids(), *three.api.made_ids(), "v_nobody_knows"]:
                    batch.hints.give(video_id)

        batch._hook = call_back
        done = enginekit.Done(None, list(batch.run(batch.plan())))

    assert (way(done), done.code, three.made) == (LATER, 0, 3)
    assert {row["status"] for row in three.results()} == {"ready"}


@pytest.mark.parametrize("step", [-7200.0, 7200.0])
def test_a_clock_that_is_set_anew_changes_nothing(
    three: enginekit.Desk, monkeypatch: pytest.MonkeyPatch, step: float
) -> None:
    strike(three.api, "reset_after_body")
    moments = iter(["2026-03-01T12:00:00.000+00:00", "2026-03-01T10:00:00.000+00:00"] * 500)
    monkeypatch.setattr(attempt_life, "now", lambda: next(moments))

    def jump(point: str) -> None:
        if point == "after_answer":
            three.clock.now += max(step, 0.0)

    with three.open(hook=jump) as batch:
        done = enginekit.Done(None, list(batch.run(batch.plan())))

    assert (way(done), done.code, len(three.api.posts)) == (LOST, 0, 3)


def test_a_full_disk_stops_the_run_and_the_same_command_goes_on(three: enginekit.Desk) -> None:
    # Enough for the plan and for some of the rows.
    left = [6]

    def fill(name: str) -> None:
        left[0] -= name == "commit"
        if left[0] < 0:
            raise sqlite3.OperationalError("database or disk is full")

    with campaign.Batch.open(
        three.settings(), api_key=enginekit.KEY, clock=three.clock, sleep=three.clock.sleep, probe=fill
    ) as batch:
        done = enginekit.Done(None, list(batch.run(batch.plan())))
    again = three.run(redo="unknown")

    assert done.code == 4
    assert "batchgen cannot write the state file: the disk is full." in done.finished.stopped
    assert "un the same command again" in done.finished.stopped
    assert (again.code, three.made) == (0, 3)
    assert three.api.paid_twice() == {}
