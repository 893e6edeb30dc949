"""What all workers of an account know together: streaks of refusals that no worker sees alone."""

from __future__ import annotations

import dataclasses

from batchgen.run import pace, refusal_streaks
from batchgen.run.joint import account_memory
from batchgen.state.postgres import joint_work


@dataclasses.dataclass
class Account:
    """What the database keeps."""

    pace: str = ""
    streaks: str = ""
    version: int = 0

    def memory(self) -> joint_work.Memory:
        return joint_work.Memory(self.pace, self.streaks, None, self.version, 1000.0)

    def keep(self, paced: str, streaks: str, version: int) -> bool:
        if version != self.version:
            return False
        self.pace, self.streaks, self.version = paced, streaks, version + 1
        return True

    def worker(self) -> account_memory.AccountMemory:
        return account_memory.AccountMemory(self)  # type: ignore[arg-type]


def refused(number: int) -> refusal_streaks.Refused:
    return refusal_streaks.Refused(number, number, "r1", "No.")


def test_ten_refusals_of_two_workers_are_a_streak_and_hold_the_replica_for_both() -> None:
    account = Account()
    one, two = (account_memory.JointStreaks(account.worker()) for _ in range(2))

    verdicts = [(one, two)[number % 2].refused(refused(number)) for number in range(10)]
    one.answered()

    assert verdicts[:9] == [refusal_streaks.NO_VERDICT] * 9
    assert [row.attempt_id for row in verdicts[9].give_back] == list(range(10))
    assert one.held == two.held == {"r1": "No."}


def test_a_video_that_another_worker_made_breaks_the_streak() -> None:
    account = Account()
    one, other = account_memory.JointStreaks(account.worker()), account.worker()
    for number in range(9):
        one.refused(refused(number))

    other.made("r1")
    other.exchange(lambda *_: None)

    assert one.refused(refused(9)) == refusal_streaks.NO_VERDICT


def test_ten_lost_answers_of_two_workers_are_no_accident() -> None:
    account = Account()
    one, two = (account_memory.JointStreaks(account.worker()) for _ in range(2))

    before = [(one, two)[number % 2].unknown() for number in range(9)]
    two.answered()
    after = [(one, two)[number % 2].unknown() for number in range(10)]

    assert before == [False] * 9
    assert after == [False] * 9 + [True]


def test_what_was_taken_is_told_once() -> None:
    account = Account()
    one = account.worker()
    one.taken()
    one.made("r1")

    one.exchange(lambda *_: None)
    one.exchange(lambda *_: None)

    found = pace.Pace.restored(account.pace, 1000.0, top=None)
    assert found._successes == 1
    assert refusal_streaks.Streaks.restored(account.streaks)._made == 1
