"""Budgets of many workers, each rule with its blind form."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import protocolkit
import pytest

from batchgen import state
from batchgen.state.postgres import shared_budgets

ROWS = 6
LIMIT = 2


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[protocolkit.Scene]:
    with contextlib.closing(protocolkit.Scene(tmp_path, ROWS)) as made:
        yield made


def name_budget(scene: protocolkit.Scene) -> None:
    budget = shared_budgets.Budget("account", "videos", "month", LIMIT, "the budget")
    protocolkit.joint(scene.store).release(
        scene.go, key_mark="m", top_rate=None, settle=120.0, budgets=[budget]
    )


def spend(scene: protocolkit.Scene) -> int:
    """Send what the budget lets out; return how many videos are over it."""
    name_budget(scene)
    scene.send_all(scene.store)
    return len(scene.paid) - LIMIT


def spend_at_once(scene: protocolkit.Scene) -> int:
    """Let two workers claim the last share at once; return how many videos are over the budget."""
    name_budget(scene)
    first = scene.claim(scene.store)
    claimed: list[state.Attempt | None] = [first]
    with scene.worker() as other:
        with scene.claiming(other) as found:
            thread = scene.begin(scene.store, lambda: claimed.append(scene.claim(scene.store)))
        thread.join()
    return len([one for one in (*found, *claimed) if one is not None]) - LIMIT


def spend_after(scene: protocolkit.Scene, *, not_made: int) -> int:
    """Let the first of two claims end as not made, so often; return how many videos are over the budget."""
    name_budget(scene)
    first, second = scene.claim(scene.store), scene.claim(scene.store)
    assert first is not None
    assert second is not None
    for _ in range(not_made):
        scene.not_made(first)
    scene.pay(scene.store, second)
    scene.send_all(scene.store)
    return len(scene.paid) - LIMIT


def test_a_budget_is_not_passed(scene: protocolkit.Scene) -> None:
    assert spend(scene) == 0


def test_without_shares_that_are_reserved_with_the_intent_it_would_be_passed(
    scene: protocolkit.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    protocolkit.without(monkeypatch, shared_budgets, "_TAKE", "used = $2 +", "used = 0 * $2 +")

    assert spend(scene) == ROWS - LIMIT


def test_a_budget_is_not_passed_by_two_workers_at_once(scene: protocolkit.Scene) -> None:
    assert spend_at_once(scene) == 0


def test_without_its_row_lock_two_workers_at_once_would_pass_it(
    scene: protocolkit.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    protocolkit.without(monkeypatch, shared_budgets, "_LOCK", " FOR UPDATE OF b")

    assert spend_at_once(scene) == 1


@pytest.mark.parametrize("not_made", [1, 2])
def test_what_was_not_made_is_given_back_once(scene: protocolkit.Scene, not_made: int) -> None:
    assert spend_after(scene, not_made=not_made) == 0


def test_without_giving_back_rows_would_be_left_although_there_is_room(
    scene: protocolkit.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    protocolkit.without(monkeypatch, shared_budgets, "_GIVE_BACK", "c.id = $1 AND", "c.id = -$1 AND")

    assert spend_after(scene, not_made=1) == -1


def test_without_a_look_at_the_outcome_it_would_be_given_back_twice(
    scene: protocolkit.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    protocolkit.without(monkeypatch, shared_budgets, "_GIVE_BACK", " AND a.outcome IN ('', 'unknown')")

    assert spend_after(scene, not_made=2) == 1


def make_late(scene: protocolkit.Scene) -> int:
    """Let the video of a row turn up that was taken for not made; return how many are over the budget."""
    name_budget(scene)
    first = scene.claim(scene.store)
    assert first is not None
    scene.not_made(first)
    scene.pay(scene.store, first)
    scene.send_all(scene.store)
    return len(scene.paid) - LIMIT


def test_a_video_that_turns_up_late_takes_its_share_again(scene: protocolkit.Scene) -> None:
    assert make_late(scene) == 0


def test_without_that_the_budget_would_be_passed(
    scene: protocolkit.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    protocolkit.without(monkeypatch, shared_budgets, "_TAKE_AGAIN", "c.id = $1 AND", "c.id = -$1 AND")

    assert make_late(scene) == 1
