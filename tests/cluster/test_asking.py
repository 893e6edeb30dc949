"""resend_lost = "ask": what a lost worker sent is sent again only when somebody says that it is off."""

from __future__ import annotations

import contextlib
from pathlib import Path

import clusterkit
import faketavus
import pgkit
import pytest

from batchgen import state, stop_request
from batchgen.cluster import parts, plain_loop
from batchgen.run import lost_answers
from batchgen.state.postgres import membership, server_connection


@pytest.mark.parametrize("asks", [True, False])
def test_a_row_of_a_lost_worker_waits_until_its_computer_is_off(tmp_path: Path, *, asks: bool) -> None:
    with faketavus.FakeTavus() as api:
        campaign = clusterkit.Campaign(tmp_path, pgkit.url(), api, 5, rate=1000.0, settle=0.05)
        release(campaign, asks=asks)
        name = lose_a_worker(campaign)

        work(campaign)
        made_without_a_word = len(api.made_ids())
        with campaign.read() as store:
            [*unknown] = store.unknown_attempts()
            told = [lost_answers.explain(attempt) for attempt in unknown]
        forgotten = state.forget_worker(campaign.url, name)
        release(campaign, asks=asks)
        work(campaign)

        assert made_without_a_word == (4 if asks else 5)
        assert [f"batchgen workers forget {name} --state URL" in text for text in told] == [True] * asks
        assert not any("You do not have to do anything" in text for text in told)
        assert forgotten == asks
        assert campaign.result() == (0, 0, 0)


def release(campaign: clusterkit.Campaign, *, asks: bool) -> None:
    with contextlib.closing(campaign.address.open(service=campaign.api.url)) as store:
        campaign.release(store, 1, asks=asks)


def lose_a_worker(campaign: clusterkit.Campaign) -> str:
    """Let a worker claim a row and be gone; return its name."""
    with contextlib.closing(state.join(campaign.url, clusterkit.NAME, campaign.api.url)) as store:
        assert store.joint is not None
        assert store.joint.claim() is not None
        with contextlib.closing(server_connection.connect(campaign.url)) as db:
            db.execute(
                "UPDATE workers SET state = 'lost', name = 'desk:7' WHERE id ="
                " (SELECT worker FROM all_attempts WHERE outcome = '')"
            )
            membership.give_up_lost(db)
    return "desk:7"


def work(campaign: clusterkit.Campaign) -> None:
    plain_loop.PlainLoop(
        campaign.url,
        parts.Account(clusterkit.KEY),
        connections=4,
        stop=stop_request.Stop(),
        emit=lambda _: None,
    ).run(once=True)
