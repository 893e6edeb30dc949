"""What the service refuses many workers: a replica's rows, and no others, are left unsent."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import clusterkit
import faketavus
import pgkit
import pytest

from batchgen import models, state, stop_request, tavus
from batchgen.cluster import campaign_part, parts, plain_loop
from batchgen.plan import context
from batchgen.run.joint import joint_queue, joint_sending
from batchgen.state.postgres import campaign_list
from batchgen.tavus import contact


def test_a_replica_that_is_refused_stops_only_its_own_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Turns of a few rows: what one of them came to must not end the next.
    monkeypatch.setattr(campaign_part, "MOST", 5)
    monkeypatch.setattr(joint_queue, "SECONDS", 0.0)
    told: list[str] = []
    with faketavus.FakeTavus(bad_replicas=("r11111111111",)) as api:
        campaign = clusterkit.Campaign(
            tmp_path, pgkit.url(), api, 80, rate=1000.0, replicas=(clusterkit.REPLICA, "r11111111111")
        )
        loop = plain_loop.PlainLoop(
            campaign.url,
            parts.Account(clusterkit.KEY),
            connections=4,
            stop=stop_request.Stop(),
            emit=lambda event: told.append(event.text) if isinstance(event, models.Notice) else None,
        )

        why = loop.run(once=True)

        [known] = campaign_list.all_of(campaign.url)
        with campaign.read() as store:
            counts = store.counts()
        assert counts == {models.Stage.READY: 40, models.Stage.NEW: 40}
        assert 10 <= len(api.posts) - 40 <= 20
        assert known.state == "done"
        assert "replica r11111111111" in why
        assert [text for text in told if "replica r11111111111" in text] == [why]
        assert left_as_a_run_says_it(campaign) == why


def left_as_a_run_says_it(campaign: clusterkit.Campaign) -> str:
    """Return what a run says that met none of the refusals itself."""
    with contextlib.closing(state.join(campaign.url, clusterkit.NAME, campaign.api.url)) as store:
        assert store.joint is not None
        stop = stop_request.Stop()
        session = context.Session(
            store=store,
            make_client=lambda: tavus.Client(clusterkit.KEY, campaign.api.url),
            emit=lambda _: None,
            stop=stop,
            contact=contact.Contact(clock=time.monotonic, stop=stop, emit=lambda _: None),
            clock=time.monotonic,
        )
        return joint_sending.JointSender(session, store.joint, connections=1, settle=0.05).work()
