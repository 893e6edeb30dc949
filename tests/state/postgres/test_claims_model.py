"""A model of a campaign: workers claim, send, hear, die and settle in any order, and a service bills.

Whatever the order, no row is paid twice, no video is lost, none is left, and the budget counts what was paid.
"""

from __future__ import annotations

import contextlib
import dataclasses
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import protocolkit
import pytest

from batchgen import errors, models, state
from batchgen.state.postgres import commits, database_store, membership, shared_budgets

ROWS = 8
STEPS = 60
SEEDS = range(8)


@dataclasses.dataclass
class Worker:
    """What a worker knows: `held` it may still send, `sent` it waits for. Given up, it sends nothing more."""

    store: database_store.DatabaseStore
    held: list[state.Attempt] = dataclasses.field(default_factory=list)
    sent: list[state.Attempt] = dataclasses.field(default_factory=list)
    is_lost: bool = False


class Model:
    """Takes steps by chance; `videos` are what the service made, by token."""

    def __init__(self, scene: protocolkit.Scene, stack: contextlib.ExitStack, seed: int) -> None:
        self.scene, self.stack, self.chance = scene, stack, random.Random(seed)
        self.videos: dict[str, str] = {}
        self.workers = [Worker(scene.store)]
        self.join()
        self.join()

    def join(self) -> None:
        self.workers.append(Worker(self.stack.enter_context(self.scene.worker())))

    def step(self) -> None:
        steps: list[Callable[[], None]] = [self.claim, self.claim, self.send, self.send, self.hear, self.hear]
        steps += [self.put_down, self.miss, self.die, self.settle, self.lose_link]
        self.chance.choice(steps)()

    def one_of(self, is_it: Callable[[Worker], object]) -> Iterator[Worker]:
        if found := [worker for worker in self.workers if is_it(worker)]:
            yield self.chance.choice(found)

    def claim(self) -> None:
        for worker in self.one_of(lambda one: not one.is_lost):
            if (attempt := self.scene.claim(worker.store)) is not None:
                worker.held.append(attempt)

    def lose_link(self) -> None:
        """Let a worker claim over a link that is lost at the commit, heard by the server or not."""
        for worker in self.one_of(lambda one: not one.is_lost):
            protocolkit.lose_link(worker.store, heard=self.chance.random() < 0.5)
            if (attempt := self.scene.claim(worker.store)) is not None:
                worker.held.append(attempt)

    def send(self) -> None:
        for worker in self.one_of(lambda one: one.held):
            attempt = worker.held.pop(0)
            self.scene.paid.append(attempt.job_id)
            self.videos[attempt.token] = f"v{len(self.videos)}"
            worker.sent.append(attempt)

    def hear(self) -> None:
        """Let an answer come; that of a worker that was given up is taken, too."""
        for worker in self.one_of(lambda one: one.sent):
            attempt = worker.sent.pop(0)
            # What the database does not know is found by its token.
            with contextlib.suppress(errors.StateError, LookupError):
                worker.store.finish_made_soon(attempt.id, self.facts(attempt)).wait()

    def facts(self, attempt: state.Attempt) -> state.VideoFacts:
        return state.VideoFacts(self.videos[attempt.token], models.Stage.QUEUED)

    def put_down(self) -> None:
        for worker in self.one_of(lambda one: one.held):
            attempt = worker.held.pop()
            with contextlib.suppress(errors.StateError, LookupError):
                worker.store.finish_not_made(
                    attempt.id, reason="not_sent", stage=models.Stage.NEW, words="it was too late"
                )

    def miss(self) -> None:
        """Let an answer be lost."""
        for worker in self.one_of(lambda one: one.sent):
            with contextlib.suppress(errors.StateError, LookupError):
                worker.store.finish_unknown(worker.sent.pop().id, why="no answer")

    def die(self) -> None:
        """Let a worker be given up; what it sent may still be answered. Another one takes its place."""
        for worker in self.one_of(lambda one: one.store is not self.scene.store and not one.is_lost):
            self.scene.change("UPDATE workers SET state = 'lost' WHERE id = %s", worker.store._worker)
            self.scene.give_up_lost()
            worker.is_lost = True
            worker.held.clear()
            self.join()

    def settle(self) -> None:
        """Look into the account: adopt what is there, and give back what is proved missing."""
        for attempt in self.scene.store.unknown_attempts():
            if attempt.token in self.videos:
                self.scene.store.finish_made(attempt.id, self.facts(attempt))
            else:
                self.scene.not_made(attempt)

    def end(self) -> None:
        """Let everything come down, and send the rest."""
        while any(worker.sent or worker.held for worker in self.workers):
            self.send()
            self.hear()
        self.settle()
        while (attempt := self.scene.claim(self.scene.store)) is not None:
            self.workers[0].held.append(attempt)
            self.send()
            self.hear()

    def harm(self) -> tuple[int, int, int]:
        """Return how many rows are paid twice, how many videos are lost, and how many rows are left."""
        known = self.scene.store.known_ids(deleted=True)
        left = sum(not job.video_id for job in self.scene.store.jobs())
        return self.scene.twice(), len(set(self.videos.values()) - known), left


def played(folder: Path, seed: int) -> tuple[tuple[int, int, int], float]:
    """Play a campaign; return the harm, and by how much its budget is wrong at the end."""
    with contextlib.ExitStack() as stack:
        scene = stack.enter_context(contextlib.closing(protocolkit.Scene(folder, ROWS)))
        protocolkit.joint(scene.store).release(
            scene.go,
            key_mark="m",
            top_rate=None,
            settle=120.0,
            budgets=[shared_budgets.Budget("account", "videos", "none", 1000.0, "the budget")],
        )
        model = Model(scene, stack, seed)
        for _ in range(STEPS):
            model.step()
        model.end()
        used = scene.db.execute("SELECT used FROM budgets").fetchone()
        assert used is not None
        return model.harm(), used[0] - len(model.videos)


@pytest.mark.parametrize("seed", SEEDS)
def test_in_any_order_nothing_is_paid_twice_lost_or_left(tmp_path: Path, seed: int) -> None:
    assert played(tmp_path, seed) == ((0, 0, 0), 0.0)


def is_paid_twice(folder: Path) -> bool:
    """Return whether some order pays a row twice."""
    for seed in SEEDS:
        place = folder / str(seed)
        place.mkdir()
        (twice, _, _), _ = played(place, seed)
        if twice:
            return True
    return False


def test_the_model_sees_a_row_that_is_taken_for_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    protocolkit.without(
        monkeypatch, membership, "_SWEEP", "SET outcome = 'unknown'", "SET outcome = 'not_made'"
    )
    protocolkit.without(monkeypatch, membership, "_SWEEP", "j SET stage = 'unknown'", "j SET stage = 'new'")

    assert is_paid_twice(tmp_path)


def test_the_model_sees_a_commit_that_is_believed_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits.Commits, "_is_committed", lambda _: True)

    assert is_paid_twice(tmp_path)
