"""What the service refuses many workers: a replica's rows, and no others, are left unsent."""

from __future__ import annotations

from pathlib import Path

import clusterkit
import faketavus
import pgkit
import pytest

from batchgen import models, stop_request
from batchgen.cluster import campaign_part, parts, plain_loop
from batchgen.run.joint import joint_queue
from batchgen.state.postgres import campaign_list


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
