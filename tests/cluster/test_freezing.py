"""A process that is stopped at any point, and wakes up when its rows were settled, pays nothing twice."""

from __future__ import annotations

import dataclasses
import signal
import sys
from pathlib import Path

import clusterkit
import faketavus
import pgkit
import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's timers are those of Linux")


def beside(campaign: clusterkit.Campaign, crew: clusterkit.Crew) -> bool:
    """Have a second worker, and return whether the campaign is over."""
    is_over = campaign.is_over()
    if not is_over:
        crew.keep(campaign.url, 2)
    return is_over


def freeze(tmp_path: Path, point: str, *, unfenced: bool = False) -> tuple[int, int, int]:
    """Stop a worker at a point, let another one end the campaign, wake it; return what came of it."""
    url = dataclasses.replace(pgkit.url(), lease=2.0)
    with faketavus.FakeTavus() as api, clusterkit.Crew() as crew:
        campaign = clusterkit.Campaign(tmp_path, url, api, 6, rate=50.0, settle=0.3)
        frozen = crew.start(url, connections=1, freeze=point, unfenced=unfenced)
        assert campaign.wait(30, lambda: clusterkit.is_stopped(frozen))
        is_over = campaign.wait(240, lambda: beside(campaign, crew))
        crew.signal(frozen, signal.SIGCONT)
        assert campaign.wait(30, lambda: frozen not in crew.living())

        assert is_over
        return campaign.result()


@pytest.mark.parametrize("point", ["after_intent", "before_send", "after_send", "after_answer"])
def test_a_worker_that_wakes_up_late_sends_nothing(tmp_path: Path, point: str) -> None:
    assert freeze(tmp_path, point) == (0, 0, 0)


def test_without_its_fences_it_would_pay_twice(tmp_path: Path) -> None:
    """The blind form of the test above."""
    twice, _, _ = freeze(tmp_path, "before_send", unfenced=True)

    assert twice == 1


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
