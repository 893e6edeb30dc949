"""Killed with -9 again and again: nothing is paid twice, no id is lost, no row is left."""

import contextlib
import dataclasses
import random
import sys
from pathlib import Path

import enginekit
import faketavus
import killing
import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork and no SIGKILL")


class Campaign:
    """A sheet that is being run and killed."""

    def __init__(self, folder: Path, rows: int, *, seed: int, rate: float) -> None:
        self.chance = random.Random(seed)
        self.api = faketavus.FakeTavus(latency=0.03, list_lag=0.05)
        self.desk = enginekit.desk(folder, self.api, enginekit.people(rows))
        self.rate = rate
        self.kills = 0

    def order(self, **options: object) -> dict[str, object]:
        database = self.desk.address.database
        sheet, template = str(self.desk.sheet), str(self.desk.folder / "t.j2")
        return {
            "sheet": sheet,
            "template": template,
            "fields": {"replica_id": "r90bbd427f71"},
            "api_url": self.api.url,
            "settle": 0.2,
            "rate": self.rate,
            "connections": 6,
            # Settling alone has to do it: the look before paying would hide what it misses.
            "ignore_account": True,
            **({"database": dataclasses.asdict(database)} if database is not None else {}),
            **options,
        }

    def kill_some(self, zygote: killing.Zygote, kills: int, *, blind: bool = False) -> None:
        """Let it live and die until it was killed so often: half of the times at a named point."""
        lives = 0
        while self.kills < kills and lives < 3 * kills:
            lives += 1
            if lives % 2:
                point = killing.POINTS[(lives // 2) % len(killing.POINTS)]
                # Results are written once, at the end, unless the run is short: so with a limit.
                limit = 4 if point == "during_sheet" else None
                count = 1 if limit else self.chance.randint(1, 12)
                order = self.order(limit=limit, no_wait=bool(limit))
                status = zygote.live(settings=order, point=point, count=count, blind=blind)
            else:
                order = self.order()
                seconds = self.chance.uniform(0.1, 0.6)
                status = zygote.live(settings=order, kill_after=seconds, blind=blind)
            self.kills += status == -9

    def ids_lost(self) -> set[str]:
        with contextlib.closing(self.desk.address.read()) as store:
            return self.api.made_ids() - store.known_ids(deleted=True)


def run_to_the_end(campaign: Campaign, zygote: killing.Zygote) -> int:
    zygote.live(settings=campaign.order(rate=None))
    return zygote.live(settings=campaign.order(rate=None, redo="unknown", yes=True))


def check(tmp_path: Path, *, rows: int, kills: int, seed: int, rate: float) -> None:
    campaign = Campaign(tmp_path, rows, seed=seed, rate=rate)
    with campaign.api, killing.Zygote() as zygote:
        campaign.kill_some(zygote, kills)
        code = run_to_the_end(campaign, zygote)
        left = [r for r in campaign.desk.results() if r["status"] != "ready"]

        assert campaign.kills >= kills
        assert campaign.api.paid_twice() == {}
        assert campaign.ids_lost() == set()
        assert (code, left) == (0, [])
        assert campaign.desk.made == rows


@pytest.mark.usefixtures("either_store")
def test_twenty_kills_pay_nothing_twice_and_lose_nothing(tmp_path: Path) -> None:
    check(tmp_path, rows=240, kills=20, seed=1, rate=40.0)


@pytest.mark.long
@pytest.mark.usefixtures("either_store")
@pytest.mark.parametrize("seed", range(2, 6))
def test_a_hundred_kills_pay_nothing_twice_and_lose_nothing(tmp_path: Path, seed: int) -> None:
    check(tmp_path, rows=400, kills=25, seed=seed, rate=40.0)


def test_the_same_without_looking_into_the_account_pays_twice(tmp_path: Path) -> None:
    campaign = Campaign(tmp_path, 50, seed=1, rate=60.0)
    with campaign.api, killing.Zygote() as zygote:
        with contextlib.suppress(AssertionError):
            campaign.kill_some(zygote, 4, blind=True)
        zygote.live(settings=campaign.order(rate=None), blind=True)

        assert len(campaign.api.paid_twice()) > 0
