"""The plain loop: a worker joins what there is to do, and refuses what it must not send."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import clusterkit
import faketavus
import pgkit
import pytest

from batchgen import errors, models, stop_request
from batchgen.cluster import parts, plain_loop


@pytest.fixture
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus(make_seconds=0.1) as fake:
        yield fake


@pytest.fixture
def campaign(tmp_path: Path, api: faketavus.FakeTavus) -> clusterkit.Campaign:
    return clusterkit.Campaign(tmp_path, pgkit.url(), api, 30, rate=1000.0, settle=0.1)


def loop(
    campaign: clusterkit.Campaign, *, key: str = clusterkit.KEY, told: list[models.Event] | None = None
) -> plain_loop.PlainLoop:
    heard: list[models.Event] = [] if told is None else told
    return plain_loop.PlainLoop(
        campaign.url, parts.Account(key), connections=4, stop=stop_request.Stop(), emit=heard.append
    )


def test_a_worker_sends_and_follows_a_campaign_to_its_end(campaign: clusterkit.Campaign) -> None:
    told: list[models.Event] = []

    why = loop(campaign, told=told).run(once=True)

    assert why == ""
    assert campaign.result() == (0, 0, 0)
    assert [event.text for event in told if isinstance(event, models.Notice)] == [
        "Working on campaign list.",
        "There is nothing to do for campaign list now.",
    ]


def test_rows_that_nobody_confirmed_are_not_sent(tmp_path: Path, api: faketavus.FakeTavus) -> None:
    campaign = clusterkit.Campaign(tmp_path, pgkit.url(), api, 5)
    with contextlib.closing(campaign.address.open(service=api.url)) as store:
        campaign.release(store, 99)

    loop(campaign).run(once=True)

    assert api.posts == []


def test_a_key_of_another_account_is_refused_before_anything_is_sent(campaign: clusterkit.Campaign) -> None:
    with pytest.raises(errors.SettingsError, match="belongs to another account than campaign list") as told:
        loop(campaign, key="f" * 32).run(once=True)

    assert told.value.exit_code == 2
    assert campaign.api.posts == []


def test_a_refused_account_stops_all_workers_until_somebody_runs_it_again(
    campaign: clusterkit.Campaign,
) -> None:
    campaign.api.credits = 10
    told: list[models.Event] = []

    why = loop(campaign, told=told).run(once=True)
    again = loop(campaign).run(once=True)
    with campaign.read() as store:
        counts = store.counts()

    assert "Tavus did not accept your account (402)" in why
    # And not that there is nothing to do.
    assert [event.text for event in told if isinstance(event, models.Notice)] == [
        "Working on campaign list.",
        why,
    ]
    assert again == why
    assert counts[models.Stage.READY] == 10
    assert counts[models.Stage.NEW] == 20
    assert len(campaign.api.made_ids()) == 10

    campaign.api.credits = -1
    with contextlib.closing(campaign.address.open(service=campaign.api.url)) as store:
        campaign.release(store, 1)
    loop(campaign).run(once=True)

    assert campaign.result() == (0, 0, 0)


def test_the_last_row_waits_until_nothing_is_in_the_air(tmp_path: Path, api: faketavus.FakeTavus) -> None:
    campaign = clusterkit.Campaign(tmp_path, dataclasses.replace(pgkit.url(), lease=60.0), api, 3)
    with contextlib.closing(campaign.address.open(service=api.url)) as store:
        joint = store.joint
        assert joint is not None
        campaign.release(store, 1)

        claimed = [joint.claim() for _ in range(4)]
        assert [one is not None for one in claimed] == [True, True, False, False]
        for one in claimed[:2]:
            assert one is not None
            store.finish_unknown(one.attempt.id, why="lost")

        assert joint.claim() is not None
