"""Many workers, killed, frozen and cut off: nothing is paid twice, no video is lost, no row is left."""

from __future__ import annotations

import contextlib
import dataclasses
import random
import signal
import sys
import time
import urllib.parse
from pathlib import Path

import clusterkit
import faketavus
import netnskit
import pgkit
import pytest

from batchgen.settings import database_url
from batchgen.state.postgres import shared_budgets

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork and no SIGKILL")

LEASE = 3.0
RATE = 200.0
ROWS = 5000


class Trial:
    """Workers that are kept at a number, like pods, while things happen to them."""

    def __init__(self, campaign: clusterkit.Campaign, crew: clusterkit.Crew, workers: int, seed: int) -> None:
        self.campaign, self.crew, self.workers = campaign, crew, workers
        self.chance = random.Random(seed)
        self.engine = ("tickets", "loop")[seed % 2]
        self.spared: set[int] = set()

    def keep(self) -> None:
        if not self.campaign.is_over():
            while len(self.crew.living()) < self.workers:
                self.crew.start(self.campaign.url, engine=self.engine)

    def kill_one(self) -> None:
        if living := [pid for pid in self.crew.living() if pid not in self.spared]:
            self.crew.signal(self.chance.choice(living), signal.SIGKILL)

    def go_on(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.keep()
            time.sleep(0.05)

    def to_the_end(self) -> bool:
        def is_over() -> bool:
            self.keep()
            return self.campaign.is_over()

        return self.campaign.wait(240, is_over)


def test_two_workers_share_a_campaign_and_survive_four_kills(tmp_path: Path) -> None:
    url = dataclasses.replace(pgkit.url(), lease=LEASE)
    with faketavus.FakeTavus(latency=0.08) as api, clusterkit.Crew() as crew:
        campaign = clusterkit.Campaign(tmp_path, url, api, 600, rate=RATE)
        trial = Trial(campaign, crew, 2, seed=1)
        for _ in range(4):
            trial.go_on(trial.chance.uniform(0.3, 0.7))
            trial.kill_one()
        is_over = trial.to_the_end()

        assert campaign.result() == (0, 0, 0)
        assert is_over


def link_to(server: pgkit.Server, api: faketavus.FakeTavus) -> netnskit.Cable | clusterkit.Link:
    """Return a way to the database that can be cut: a cable of its own, or a proxy that goes silent."""
    if netnskit.works():
        port = urllib.parse.urlsplit(api.url).port
        assert port is not None
        return netnskit.Cable(server, port)
    return clusterkit.Link(server, server.folder / "link")


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_kills_a_freeze_a_crashed_database_and_a_cut_link_all_in_one_run(tmp_path: Path, seed: int) -> None:
    """20 kill -9, SIGSTOP for three leases, the database crashed, a link cut for three leases."""
    server = pgkit.Server()
    url = dataclasses.replace(database_url.parsed(server.address), lease=LEASE)
    try:
        with (
            faketavus.FakeTavus(latency=0.08) as api,
            clusterkit.Crew() as crew,
            contextlib.closing(link_to(server, api)) as link,
        ):
            campaign = clusterkit.Campaign(tmp_path, url, api, ROWS, rate=RATE)
            # Not one share may be lost by a worker that died, nor be given back for what was made.
            campaign.release_with(shared_budgets.Budget("account", "videos", "none", ROWS, "the budget"))
            trial = Trial(campaign, crew, 4, seed)
            other_way = dataclasses.replace(database_url.parsed(link.address), lease=LEASE)
            cut_off = crew.start(other_way, namespace=link.namespace, engine=trial.engine)
            trial.spared.add(cut_off)
            trial.keep()
            frozen = next(pid for pid in crew.living() if pid != cut_off)
            trial.spared.add(frozen)
            for number in range(20):
                trial.go_on(trial.chance.uniform(0.5, 1.5))
                trial.kill_one()
                if number == 3:
                    crew.signal(frozen, signal.SIGSTOP)
                    stopped_at = time.monotonic()
                if number == 6:
                    link.silence()
                    silent_at = time.monotonic()
                if number == 9:
                    server.stop("immediate")
                    server.start()
            trial.go_on(max(0.0, stopped_at + 3 * LEASE - time.monotonic()))
            crew.signal(frozen, signal.SIGCONT)
            trial.go_on(max(0.0, silent_at + 3 * LEASE - time.monotonic()))
            link.speak()
            is_over = trial.to_the_end()

            assert campaign.result() == (0, 0, 0)
            assert is_over
            assert len(api.made_ids()) == ROWS
    finally:
        server.end()
