"""Budgets of all workers: reserved with the intent, given back with what was not made, kept by unknowns."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import clusterkit
import faketavus
import pgkit
import pytest

from batchgen import models, stop_request
from batchgen.cluster import parts, plain_loop
from batchgen.state.postgres import shared_budgets


@pytest.fixture
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus() as fake:
        yield fake


@pytest.fixture
def campaign(tmp_path: Path, api: faketavus.FakeTavus) -> clusterkit.Campaign:
    return clusterkit.Campaign(tmp_path, pgkit.url(), api, 12, rate=1000.0, settle=0.1)


def budget(amount: float, *, unit: str = "videos", scope: str = "account") -> shared_budgets.Budget:
    return shared_budgets.Budget(scope, unit, "month", amount, "the account's budget of 5 videos a month")


def work(campaign: clusterkit.Campaign) -> str:
    loop = plain_loop.PlainLoop(
        campaign.url,
        parts.Account(clusterkit.KEY),
        connections=4,
        stop=stop_request.Stop(),
        emit=lambda _: None,
    )
    return loop.run(once=True)


def test_no_worker_passes_the_budget_and_the_reason_is_told(
    campaign: clusterkit.Campaign, api: faketavus.FakeTavus
) -> None:
    campaign.release_with(budget(5))

    why = work(campaign)

    assert len(api.made_ids()) == 5
    assert why.startswith("The next row does not fit in the account's budget of 5 videos a month.")
    with campaign.read() as store:
        assert store.counts()[models.Stage.NEW] == 7


def test_the_rows_that_are_left_go_out_when_there_is_room_again(
    campaign: clusterkit.Campaign, api: faketavus.FakeTavus
) -> None:
    campaign.release_with(budget(5))
    work(campaign)
    campaign.release_with(budget(100))

    work(campaign)

    assert campaign.result() == (0, 0, 0)


def test_what_was_refused_takes_nothing_of_the_budget(
    campaign: clusterkit.Campaign, api: faketavus.FakeTavus
) -> None:
    api.faults.extend(["429:0", "status:400:No such voice", "429:0"])
    campaign.release_with(budget(5))

    work(campaign)

    assert len(api.made_ids()) == 5


def test_an_answer_that_was_lost_keeps_its_share_until_it_is_known(campaign: clusterkit.Campaign) -> None:
    campaign.release_with(budget(3))
    with contextlib.closing(campaign.address.open(service=campaign.api.url)) as store:
        joint = store.joint
        assert joint is not None
        claimed = [joint.claim() for _ in range(4)]
        attempts = [one.attempt for one in claimed if one is not None]
        store.finish_unknown(attempts[0].id, why="lost")
        still = joint.claim()
        store.finish_not_made(attempts[0].id, reason="absent", stage=models.Stage.NEW, words="never made")
        after = joint.claim()

    assert len(attempts) == 3
    assert still is None
    assert after is not None


def test_a_campaigns_budget_counts_minutes_and_ends_when_a_run_names_none(
    campaign: clusterkit.Campaign,
) -> None:
    campaign.release_with(budget(0.0, unit="minutes", scope="campaign"), minutes=1.0)
    with contextlib.closing(campaign.address.open(service=campaign.api.url)) as store:
        joint = store.joint
        assert joint is not None
        first = joint.claim()
        campaign.release(store, 1)

        assert first is None
        assert joint.claim() is not None
