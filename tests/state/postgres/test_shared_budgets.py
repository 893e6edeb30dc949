"""Shared budgets begin with what was spent before they were named, and periods are apart."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import clusterkit
import pgkit
import psycopg
import pytest
import statejobs

from batchgen import models, state
from batchgen.state.postgres import campaign_list, claims, joint_work, shared_budgets

SERVICE = "http://127.0.0.1:1"
LONG_AGO = "2020-01-31T23:59:59.999+00:00"


def open_campaign(folder: Path, database: object, name: str = "list") -> contextlib.closing[state.Store]:
    place = state.Address(folder / f"{name}.batchgen.db", database, name)  # type: ignore[arg-type]
    return contextlib.closing(place.open(service=SERVICE))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[state.Store]:
    """A campaign of ten rows of two minutes each, at 3 a minute; no budget is named."""
    with open_campaign(tmp_path, pgkit.url()) as opened:
        release(opened, plan(opened, 10))
        yield opened


def plan(store: state.Store, rows: int) -> int:
    go = statejobs.plan(store, (clusterkit.new_job(n) for n in range(rows)))
    statejobs.change(store, lambda db: db.execute("UPDATE jobs SET minutes = 2"))
    return go


def joint(store: state.Store) -> joint_work.JointWork:
    assert store.joint is not None
    return store.joint


def release(store: state.Store, go: int, *budgets: shared_budgets.Budget) -> None:
    joint(store).release(go, key_mark="m", top_rate=None, settle=120.0, price=3.0, budgets=budgets)


def budget(
    amount: float, unit: str = "videos", *, scope: str = "account", per: str = "month"
) -> shared_budgets.Budget:
    return shared_budgets.Budget(scope, unit, per, amount, "the budget")


def claim(store: state.Store) -> state.Attempt:
    claimed = joint(store).claim()
    assert isinstance(claimed, claims.Claimed)
    return claimed.attempt


def make(store: state.Store, count: int = 1) -> None:
    for _ in range(count):
        attempt = claim(store)
        facts = state.VideoFacts(f"{store.path.name}{attempt.id}", models.Stage.QUEUED)
        store.finish_made_soon(attempt.id, facts).wait()


def not_made(store: state.Store, attempt: state.Attempt) -> None:
    store.finish_not_made(attempt.id, reason="absent", stage=models.Stage.NEW, words="never made")


def used(store: state.Store, name: str = "list") -> list[float]:
    url = store._url  # type: ignore[attr-defined]
    return [one.used for each in campaign_list.all_of(url) if each.name == name for one in each.budgets]


@pytest.mark.parametrize(("unit", "expected"), [("videos", 4.0), ("minutes", 8.0), ("cost", 24.0)])
@pytest.mark.parametrize("scope", ["account", "campaign"])
@pytest.mark.parametrize("per", ["day", "week", "month", "none"])
def test_a_budget_begins_with_what_was_made_or_may_have_been(
    store: state.Store, unit: str, expected: float, scope: str, per: str
) -> None:
    make(store, 2)
    store.finish_unknown(claim(store).id, why="lost")
    not_made(store, claim(store))
    in_the_air = claim(store)

    release(store, 1, budget(1000.0, unit, scope=scope, per=per))
    at_first = used(store)
    not_made(store, in_the_air)

    assert at_first == [pytest.approx(expected)]
    assert used(store) == [pytest.approx(expected * 3 / 4)]


def test_a_budget_that_is_named_late_lets_only_the_rest_out(store: state.Store) -> None:
    make(store, 3)
    release(store, 1, budget(5))

    make(store, 2)

    assert joint(store).claim() is None
    assert joint(store).over_budget == "the budget"


def test_what_was_paid_in_an_earlier_period_or_by_others_does_not_count(store: state.Store) -> None:
    make(store, 4)
    statejobs.change(
        store, lambda db: db.execute("UPDATE attempts SET started_at = ? WHERE id = 1", (LONG_AGO,))
    )
    statejobs.change(store, lambda db: db.execute("UPDATE attempts SET reason = 'adopted' WHERE id = 2"))

    release(store, 1, budget(100), budget(100, "minutes", scope="campaign", per="none"))

    assert used(store) == [2.0, 6.0]


def test_two_videos_of_one_row_count_as_two(store: state.Store) -> None:
    make(store, 1)
    statejobs.change(store, lambda db: db.execute("""UPDATE attempts SET other_ids = '["v9"]'"""))

    release(store, 1, budget(100), budget(100, "cost", scope="campaign"))

    assert used(store) == [2.0, 12.0]


def test_an_accounts_budget_counts_its_other_campaigns_and_a_campaigns_own_does_not(
    store: state.Store, tmp_path: Path
) -> None:
    make(store, 2)
    with open_campaign(tmp_path, store._url, "other") as other:  # type: ignore[attr-defined]
        release(other, plan(other, 5))
        make(other, 1)

        release(other, 1, budget(100), budget(100, scope="campaign"))

        assert used(store, "other") == [3.0, 1.0]


def test_a_budget_that_is_named_again_keeps_what_was_counted(store: state.Store) -> None:
    release(store, 1, budget(100))
    make(store, 3)
    statejobs.change(store, lambda db: db.execute("UPDATE attempts SET started_at = ?", (LONG_AGO,)))

    release(store, 1, budget(50))

    assert used(store) == [3.0]


def test_a_budget_of_another_period_is_counted_again(store: state.Store) -> None:
    release(store, 1, budget(100, per="month"))
    make(store, 3)

    release(store, 1, budget(100, per="day"))

    assert used(store) == [3.0]


def test_a_campaigns_budget_that_was_lifted_meanwhile_is_counted_again(store: state.Store) -> None:
    release(store, 1, budget(100, scope="campaign"))
    make(store, 1)
    release(store, 1)
    make(store, 1)

    release(store, 1, budget(100, scope="campaign"))

    assert used(store) == [2.0]


def test_what_an_earlier_period_paid_is_not_given_back_to_this_one(store: state.Store) -> None:
    release(store, 1, budget(100), budget(100, scope="campaign", per="none"))
    old = claim(store)
    store.finish_unknown(old.id, why="lost")
    make(store, 2)
    statejobs.change(
        store, lambda db: db.execute("UPDATE attempts SET started_at = ? WHERE id = ?", (LONG_AGO, old.id))
    )
    before = used(store)

    not_made(store, old)

    # (The account's share of that attempt was taken in its own month, long ago.)
    assert before == [3.0, 3.0]
    assert used(store) == [3.0, 2.0]


def count_beside_a_claim(store: state.Store) -> list[float]:
    """Name the first budget beside a claim that is not committed; return what is used."""
    make(store, 1)
    url = store._url  # type: ignore[attr-defined]
    with psycopg.connect(url.text) as claiming, psycopg.connect(url.text, autocommit=True) as watching:
        for each in (claiming, watching):
            each.execute("SELECT set_config('search_path', %s, false)", (url.schema,))
        assert claiming.execute(shared_budgets._LOCK.replace("$1", "1").encode()).fetchall() == []
        claiming.execute(
            "INSERT INTO all_attempts (campaign, job_id, token, request_json, request_hash, start_seq,"
            " started_at) SELECT campaign, 2, 'bg-2', '', '', 9, started_at FROM all_attempts"
        )
        naming = threading.Thread(target=release, args=(store, 1, budget(100)))
        naming.start()
        waits = "SELECT 1 FROM pg_locks WHERE relation = 'budgets'::regclass AND NOT granted"
        while naming.is_alive() and not watching.execute(waits).fetchall():
            time.sleep(0.01)
        claiming.commit()
        naming.join()
    return used(store)


def test_a_claim_that_does_not_see_a_new_budget_is_counted_in_it(store: state.Store) -> None:
    assert count_beside_a_claim(store) == [2.0]


def test_without_its_lock_such_a_claim_would_be_missed(
    store: state.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blind form of the test above."""
    monkeypatch.setattr(shared_budgets, "_ALONE", "SELECT 1")

    assert count_beside_a_claim(store) == [1.0]
