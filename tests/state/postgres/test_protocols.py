"""Protocols of many workers, each with its blind form: without the rule the harm is done.

docs/design.md names them all.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import protocolkit
import pytest

from batchgen import errors, state, stop_request
from batchgen.run.joint import account_memory, joint_gate
from batchgen.state.postgres import claims, commits, joint_work

ROWS = 6


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[protocolkit.Scene]:
    with contextlib.closing(protocolkit.Scene(tmp_path, ROWS)) as made:
        yield made


# a claim's conditions

CONDITIONS = {
    "a campaign that is planned": ("UPDATE campaigns SET state = 'planned'", " AND c.state = 'sending'"),
    "a campaign that is paused": ("UPDATE campaigns SET state = 'paused'", " AND c.state = 'sending'"),
    "rows of an earlier plan": ("UPDATE campaigns SET go = 99", " AND j.go = (SELECT go FROM me)"),
    "an account that was stopped": ("UPDATE accounts SET state = 'stopped'", " AND a.state = 'open'"),
    "another server": ("UPDATE accounts SET server_mark = 'x'", " AND a.server_mark = server_mark()"),
    "a worker that was given up": ("UPDATE workers SET state = 'lost'", " AND w.state = 'alive'"),
    "a worker whose lease is over": (
        "UPDATE workers SET lease_until = clock_timestamp()",
        " AND w.lease_until > clock_timestamp()",
    ),
}


@pytest.mark.parametrize("change", [change for change, _ in CONDITIONS.values()], ids=CONDITIONS)
def test_nothing_goes_out_for(scene: protocolkit.Scene, change: str) -> None:
    scene.change(change)

    assert scene.send_all(scene.store) == 0


@pytest.mark.parametrize(("change", "rule"), CONDITIONS.values(), ids=CONDITIONS)
def test_without_its_condition_a_claim_would_send(
    scene: protocolkit.Scene, monkeypatch: pytest.MonkeyPatch, change: str, rule: str
) -> None:
    instead = " AND EXISTS (SELECT FROM me)" if "me)" in rule else ""
    protocolkit.without(monkeypatch, claims, "_PICK", rule, instead)
    scene.change(change)

    assert scene.send_all(scene.store) == ROWS


def pay_late(scene: protocolkit.Scene, over: str) -> int:
    """Let a worker claim when its time is over, and its row be settled and sent before it sends.

    Return how many rows were paid twice.
    """
    with scene.worker() as late:
        scene.change(f"UPDATE workers SET {over} WHERE id = %s", late._worker)
        attempt = scene.claim(late)
        scene.give_up_lost()
        scene.prove_absent()
        scene.send_all(scene.store)
        if attempt is not None:
            scene.pay(late, attempt)
    return scene.twice()


LATE = {
    "given up": ("state = 'lost'", CONDITIONS["a worker that was given up"][1]),
    "lease over": (
        "lease = 0, lease_until = clock_timestamp()",
        CONDITIONS["a worker whose lease is over"][1],
    ),
}


@pytest.mark.parametrize("over", [over for over, _ in LATE.values()], ids=LATE)
def test_a_worker_that_comes_late_claims_nothing(scene: protocolkit.Scene, over: str) -> None:
    assert pay_late(scene, over) == 0
    assert len(scene.paid) == ROWS


@pytest.mark.parametrize(("over", "rule"), LATE.values(), ids=LATE)
def test_without_its_lease_a_late_worker_would_pay_twice(
    scene: protocolkit.Scene, monkeypatch: pytest.MonkeyPatch, over: str, rule: str
) -> None:
    protocolkit.without(monkeypatch, claims, "_PICK", rule)

    assert pay_late(scene, over) == 1


# each row is one worker's


def claim_at_once(scene: protocolkit.Scene) -> int:
    """Let two workers claim while neither has committed; return how many rows are paid twice."""
    claimed: list[state.Attempt | None] = []
    with scene.worker() as other:
        with scene.claiming(other) as found:
            thread = scene.begin(scene.store, lambda: claimed.append(scene.claim(scene.store)))
        thread.join()
    scene.paid += [attempt.job_id for attempt in (*found, *claimed) if attempt is not None]
    return scene.twice()


def test_two_workers_that_claim_at_once_get_other_rows(scene: protocolkit.Scene) -> None:
    assert claim_at_once(scene) == 0
    assert len(scene.paid) == 2


def test_without_row_locks_both_would_pay_for_one_row(
    scene: protocolkit.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    protocolkit.without(monkeypatch, claims, "_PICK", " FOR UPDATE SKIP LOCKED")

    assert claim_at_once(scene) == 1


# nothing is claimed while a run plans


def plan_beside_a_claim(scene: protocolkit.Scene) -> int:
    """Plan while another worker's claim is not committed yet; return how many rows go out unseen."""
    seen: list[int] = []
    with scene.worker() as other:

        def answer(count: int) -> None:
            seen.append(count)
            # It is committed before the worker hears of it.
            while not found:
                time.sleep(0.005)
            [attempt] = found
            assert attempt is not None
            scene.pay(other, attempt)

        with scene.claiming(other) as found:
            thread = scene.begin(scene.store, lambda: protocolkit.joint(scene.store).quiet(answer))
        thread.join()
    return len(found) - sum(seen)


def test_a_run_plans_when_every_claim_before_is_known(scene: protocolkit.Scene) -> None:
    assert plan_beside_a_claim(scene) == 0


def test_without_its_gate_it_would_plan_beside_a_row_that_goes_out(
    scene: protocolkit.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    protocolkit.without(
        monkeypatch, joint_work, "_GATE", "pg_advisory_xact_lock($1::int, $2::int)", "$1 + $2"
    )

    assert plan_beside_a_claim(scene) == 1


# commits


def claim_over_a_lost_link(scene: protocolkit.Scene, *, heard: bool) -> tuple[int, int]:
    """Lose the link at the commit of a claim, before the server heard of it or after; send all rows.

    Return how many rows are paid twice, and how many are left.
    """
    with scene.worker() as other:
        protocolkit.lose_link(other, heard=heard)
        attempt = scene.claim(other)
        assert attempt is not None
        scene.send_all(scene.store)
        with contextlib.suppress(errors.StateError, LookupError):
            scene.pay(other, attempt)
        scene.send_all(scene.store)
    return scene.twice(), ROWS - len(set(scene.paid))


@pytest.mark.parametrize("heard", [True, False])
def test_a_claim_whose_commit_was_not_answered_is_committed_once(
    scene: protocolkit.Scene, heard: bool
) -> None:
    assert claim_over_a_lost_link(scene, heard=heard) == (0, 0)


def test_taken_for_committed_unasked_a_row_would_be_paid_twice(
    scene: protocolkit.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits.Commits, "_is_committed", lambda _: True)

    assert claim_over_a_lost_link(scene, heard=False) == (1, 0)


def test_without_the_note_of_its_last_commit_a_row_would_be_left(
    scene: protocolkit.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    protocolkit.without(monkeypatch, commits, "_NOTE", "SET number = $1", "SET number = 0 * $1")

    twice, left = claim_over_a_lost_link(scene, heard=True)

    # Its first claim is in the air, and nobody sends it; so the last row waits, too.
    assert (twice, left) == (0, 2)


# roles


def holders(scene: protocolkit.Scene, role: joint_work.Role) -> int:
    """Let two workers ask for a role by turns; return how many have it."""
    with scene.worker() as other:
        asked = [protocolkit.joint(store).has_role(role) for store in (scene.store, other) * 2]
    assert asked[0]
    return sum(asked[:2])


def successors(scene: protocolkit.Scene, role: joint_work.Role) -> int:
    """Give up the worker that has a role; return how many have it then."""
    with scene.worker() as gone:
        assert protocolkit.joint(gone).has_role(role)
        scene.change("UPDATE workers SET state = 'lost' WHERE id = %s", gone._worker)
        return sum([protocolkit.joint(scene.store).has_role(role)])


_ALIVE = " WHERE w.id = roles.worker AND w.state = 'alive' AND w.lease_until > clock_timestamp()"


@pytest.mark.parametrize("role", ["settle", "follow"])
def test_one_worker_alone_has_a_role(scene: protocolkit.Scene, role: joint_work.Role) -> None:
    assert holders(scene, role) == 1


@pytest.mark.parametrize("role", ["settle", "follow"])
def test_without_its_condition_two_workers_would_have_a_role(
    scene: protocolkit.Scene, monkeypatch: pytest.MonkeyPatch, role: joint_work.Role
) -> None:
    protocolkit.without(monkeypatch, joint_work, "_TAKE", _ALIVE, " WHERE false")

    assert holders(scene, role) == 2


@pytest.mark.parametrize("role", ["settle", "follow"])
def test_a_role_goes_to_another_worker_when_its_own_is_gone(
    scene: protocolkit.Scene, role: joint_work.Role
) -> None:
    assert successors(scene, role) == 1


@pytest.mark.parametrize("role", ["settle", "follow"])
def test_without_the_lease_nobody_would_take_it_over(
    scene: protocolkit.Scene, monkeypatch: pytest.MonkeyPatch, role: joint_work.Role
) -> None:
    protocolkit.without(monkeypatch, joint_work, "_TAKE", _ALIVE, " WHERE w.id = roles.worker")

    assert successors(scene, role) == 0


# the pace of the account

RATE = 50.0
SECONDS = 2.0


class Paced:
    """The joint work of a worker at a time of its own; `between` happens between its look and its word.

    With `is_heedless` it keeps its pace whoever was quicker.
    """

    def __init__(self, joint: joint_work.JointWork, *, is_heedless: bool) -> None:
        self._joint = joint
        self._is_heedless = is_heedless
        self.now = 0.0
        self.between: list[Callable[[], object]] = []

    def memory(self) -> joint_work.Memory:
        known = self._joint.memory()
        while self.between:
            self.between.pop()()
        return known._replace(top_rate=RATE, now=self.now)

    def keep(self, pace: str, streaks: str, version: int) -> bool:
        newest = self._joint.memory().version if self._is_heedless else version
        return self._joint.keep(pace, streaks, newest)


def places_of_two(scene: protocolkit.Scene, *, is_heedless: bool) -> int:
    """Let two gates ask at once, again and again for some seconds; return how many places they got."""
    count, stop = 0, stop_request.Stop()
    with scene.worker() as other:
        joints = [Paced(protocolkit.joint(each), is_heedless=is_heedless) for each in (scene.store, other)]
        memories = [account_memory.AccountMemory(each) for each in joints]  # type: ignore[arg-type]
        mine, theirs = (joint_gate.JointGate(each, stop=stop) for each in memories)
        for tick in range(int(SECONDS * 10)):
            for each in joints:
                each.now = tick / 10
            joints[0].between.append(theirs._ask)
            mine._ask()
            count += len(mine._places) + len(theirs._places)
    return count


def test_two_workers_that_ask_at_once_keep_one_rate(scene: protocolkit.Scene) -> None:
    assert RATE * SECONDS * 0.9 < places_of_two(scene, is_heedless=False) < RATE * SECONDS * 1.1


def test_without_its_version_the_rate_would_be_passed(scene: protocolkit.Scene) -> None:
    assert places_of_two(scene, is_heedless=True) > RATE * SECONDS * 1.8
