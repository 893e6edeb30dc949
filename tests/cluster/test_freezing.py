"""A process that is stopped at any point, and wakes up when its rows were settled, pays nothing twice."""

from __future__ import annotations

import dataclasses
import signal
import sys
from pathlib import Path
from typing import NamedTuple

import clusterkit
import faketavus
import pgkit
import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's timers are those of Linux")


class Frozen(NamedTuple):
    """What came of a campaign, and of the worker that was frozen meanwhile: `code` is None if it was killed.

    `late` is how many rows it sent when it woke up.
    """

    result: tuple[int, int, int]
    code: int | None
    late: int


def beside(campaign: clusterkit.Campaign, crew: clusterkit.Crew, engine: str = "") -> bool:
    """Have a second worker, and return whether the campaign is over."""
    is_over = campaign.is_over()
    if not is_over:
        crew.keep(campaign.url, 2, engine=engine)
    return is_over


def freeze(tmp_path: Path, point: str, *, fences: tuple[str, ...] | None = None, engine: str = "") -> Frozen:
    """Stop a worker at a point, let another one end the campaign, wake it; return what came of it.

    The worker has these fences alone, by default all.
    """
    url = dataclasses.replace(pgkit.url(), lease=2.0)
    with faketavus.FakeTavus() as api, clusterkit.Crew() as crew:
        campaign = clusterkit.Campaign(tmp_path, url, api, 6, rate=50.0, settle=0.3)
        # Workers of tickets notice at any time that they were given up.
        order = {"freeze": point, "fences": fences, "engine": engine, "once": not engine}
        frozen = crew.start(url, connections=1, **order)
        assert campaign.wait(30, lambda: clusterkit.is_stopped(frozen))
        is_over = campaign.wait(240, lambda: beside(campaign, crew, engine))
        sent = len(api.posts)
        crew.signal(frozen, signal.SIGCONT)
        assert campaign.wait(30, lambda: frozen not in crew.living())

        assert is_over
        return Frozen(campaign.result(), crew.code(frozen), len(api.posts) - sent)


@pytest.mark.parametrize("point", ["after_intent", "before_send", "after_send", "after_answer"])
def test_a_worker_that_wakes_up_late_sends_nothing(tmp_path: Path, point: str) -> None:
    frozen = freeze(tmp_path, point)

    assert frozen.result == (0, 0, 0)
    assert frozen.late == 0


@pytest.mark.parametrize("point", [pytest.param("after_intent", marks=pytest.mark.long), "before_send"])
def test_without_its_fences_it_would_pay_twice(tmp_path: Path, point: str) -> None:
    """The blind form of the test above."""
    frozen = freeze(tmp_path, point, fences=())

    assert frozen.result[0] == 1
    assert frozen.late == 1


@pytest.mark.parametrize(
    ("fence", "point"), [("time", "after_intent"), ("timer", "before_send"), ("connection", "before_send")]
)
def test_each_fence_alone_is_enough_in_its_case(tmp_path: Path, fence: str, point: str) -> None:
    frozen = freeze(tmp_path, point, fences=(fence,))

    assert frozen.result == (0, 0, 0)
    assert frozen.late == 0


@pytest.mark.parametrize(
    ("point", "code"),
    # In the moment before it sends, the kernel's timer ends it.
    [
        pytest.param("after_intent", 4, marks=pytest.mark.long),
        ("before_send", None),
        ("after_send", 4),
        pytest.param("after_answer", 4, marks=pytest.mark.long),
    ],
)
def test_a_worker_of_tickets_that_wakes_up_late_sends_nothing_and_ends(
    tmp_path: Path, point: str, code: int | None
) -> None:
    frozen = freeze(tmp_path, point, engine="tickets")

    assert frozen == ((0, 0, 0), code, 0)


def test_a_frozen_worker_is_given_up_and_its_row_is_settled(tmp_path: Path) -> None:
    url = dataclasses.replace(pgkit.url(), lease=2.0)
    with faketavus.FakeTavus() as api, clusterkit.Crew() as crew:
        campaign = clusterkit.Campaign(tmp_path, url, api, 2, rate=50.0, settle=0.3)
        frozen = crew.start(url, connections=1, freeze="after_intent")
        assert campaign.wait(30, lambda: clusterkit.is_stopped(frozen))
        assert campaign.wait(240, lambda: beside(campaign, crew))

        with campaign.read() as store:
            reasons = [
                (attempt.outcome, attempt.reason)
                for job in store.jobs()
                for attempt in store.attempts(job.id)
            ]
        assert ("not_made", "absent") in reasons
