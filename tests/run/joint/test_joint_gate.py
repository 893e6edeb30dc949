"""Workers of one account pass at one pace: places are taken once, and a cool-down holds for all."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from batchgen import stop_request
from batchgen.run import pace
from batchgen.run.joint import account_memory, joint_gate
from batchgen.state.postgres import joint_work


@dataclasses.dataclass
class Account:
    """What the database keeps for all workers; its clock is set by hand."""

    top: float | None = None
    now: float = 1000.0
    text: str = ""
    streaks: str = ""
    version: int = 0
    rivals: int = 0

    def memory(self) -> joint_work.Memory:
        return joint_work.Memory(self.text, self.streaks, self.top, self.version, self.now)

    def keep(self, text: str, streaks: str, version: int) -> bool:
        if self.rivals:
            # Another worker was quicker.
            self.rivals -= 1
            self.version += 1
            return False
        self.text, self.streaks, self.version = text, streaks, version + 1
        return True

    def take(self, most: int = joint_gate.PLACES) -> list[float]:
        found = pace.Pace.restored(self.text, self.now, top=self.top)
        places, wait = found.take(self.now, most)
        self.text = found.text()
        assert bool(places) != bool(wait)
        return places


def taken(account: Account, *, seconds: float, workers: int) -> list[float]:
    """All places that some workers get, who ask in turns, all the time."""
    places: list[float] = []
    end = account.now + seconds
    while account.now < end:
        for _ in range(workers):
            places += account.take()
        account.now += 0.01
    return places


@pytest.mark.parametrize("workers", [1, 4])
def test_all_workers_together_keep_the_rate_that_was_given(workers: int) -> None:
    account = Account(top=200.0)

    places = taken(account, seconds=10, workers=workers)

    assert 1900 <= len(places) <= 2020
    assert places == sorted(places)
    assert min(b - a for a, b in itertools.pairwise(places)) == pytest.approx(1 / 196, abs=1e-6)


def test_places_lie_no_further_ahead_than_a_refusal_may_be_known_late() -> None:
    account = Account(top=2.0)
    account.take()

    assert account.take() == []
    assert all(place <= account.now + pace.AHEAD for place in Account(top=200.0).take())


def gate(account: Account) -> joint_gate.JointGate:
    memory = account_memory.AccountMemory(account)  # type: ignore[arg-type]
    return joint_gate.JointGate(memory, stop=stop_request.Stop(sleep=lambda _: None))


def test_a_refusal_that_one_worker_got_cools_all_down() -> None:
    account = Account(top=200.0)

    seconds = gate(account).busy(retry_after=30.0)
    during = account.take()
    account.now += 31
    after = account.take()

    assert seconds == pytest.approx(30.0)
    assert during == []
    assert after


def test_what_is_told_while_another_worker_was_quicker_is_told_again_and_once() -> None:
    account = Account(rivals=2)
    one = gate(account)
    for _ in range(3):
        one.answered()

    one.busy(retry_after=None)

    found = pace.Pace.restored(account.text, account.now, top=None)
    assert found.cooldowns == 1
    assert account.version == 3


def test_while_cool_downs_follow_each_other_one_create_looks_how_things_are() -> None:
    account = Account(top=200.0)
    one = gate(account)
    for _ in range(2):
        one.busy(retry_after=1.0)
        account.now += 1.5

    assert len(account.take()) == 1
    assert account.take() == []


def test_what_is_learned_outlasts_the_worker_that_learned_it() -> None:
    account = Account()
    gate(account).busy(retry_after=0.0)

    again = pace.Pace.restored(account.text, account.now, top=None)

    assert again.learned
    assert again.rate < pace.FIRST_RATE
