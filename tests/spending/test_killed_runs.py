"""Runs that are killed between reserving, sending and booking: no budget is passed, nothing stays held."""

import contextlib
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import enginekit
import faketavus
import killing
import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork and no SIGKILL")

POINTS = (
    "before_reserve",
    "during_reserve",
    "after_reserve",
    "after_intent",
    "after_send",
    "after_answer",
    "after_commit",
    "during_sheet",
    "before_settle",
    "after_settle",
)
ROWS, BUDGET, CONNECTIONS = 6, 12, 2


def order(desk: enginekit.Desk, **options: object) -> dict[str, object]:
    return {
        "sheet": str(desk.sheet),
        "template": str(desk.folder / "t.j2"),
        "fields": {"replica_id": "r90bbd427f71"},
        "api_url": desk.api.url,
        "settle": 0.1,
        "no_wait": True,
        "rate": 50.0,
        "connections": CONNECTIONS,
        "account_budget": {"unit": "videos", "amount": BUDGET},
        **options,
    }


def left(desk: enginekit.Desk) -> float:
    return desk.plan(**order(desk)).allowances[0].left


@pytest.fixture(scope="module")
def zygote() -> Iterator[killing.Zygote]:
    with killing.Zygote() as started:
        yield started


@pytest.mark.parametrize("point", POINTS)
def test_the_next_run_settles_what_a_killed_one_reserved(
    tmp_path: Path, home_of_its_own: Path, zygote: killing.Zygote, point: str
) -> None:
    env = {name: str(home_of_its_own) for name in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    with faketavus.FakeTavus() as api:
        one = enginekit.desk(tmp_path / "one", api, enginekit.people(ROWS))
        two = enginekit.desk(tmp_path / "two", api, enginekit.people(ROWS, first=101))
        killed = zygote.live(settings=order(one), point=point, count=1, env=env)
        made = len(api.made_ids())
        seen = left(two)
        ends = [zygote.live(settings=order(desk), env=env) for desk in (one, two)]

        assert killed == -9
        # What was in the air, over two connections, keeps its share until it is known what became of it.
        assert BUDGET - made - CONNECTIONS <= seen <= BUDGET - made
        assert set(ends) <= {0, 1}
        assert len(api.made_ids()) <= BUDGET
        assert api.paid_twice() == {}
        assert booked(home_of_its_own, "made") == len(api.made_ids())
        assert left(two) == BUDGET - len(api.made_ids()) - booked(home_of_its_own, "unknown")
    assert status_of_runs(home_of_its_own) == {"settled"}


def status_of_runs(home: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(home / "batchgen" / "spending.db")) as db:
        return {row[0] for row in db.execute("SELECT status FROM runs")}


def booked(home: Path, outcome: str) -> int:
    with contextlib.closing(sqlite3.connect(home / "batchgen" / "spending.db")) as db:
        sql = "SELECT coalesce(sum(videos), 0) FROM bookings WHERE outcome = ?"
        return int(db.execute(sql, (outcome,)).fetchone()[0])
