"""The memory of an account: the pace and the streaks of refusals, which all workers have together."""

from __future__ import annotations

import collections
import threading
from typing import TYPE_CHECKING, TypeVar

from batchgen.run import pace, refusal_streaks

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen.state.postgres import joint_work

T = TypeVar("T")


class AccountMemory:
    """One process's part in it; the database keeps it. Thread-safe.

    What the service took is told with the next exchange, refusals at once. `streaks` are those last seen.
    """

    def __init__(self, joint: joint_work.JointWork) -> None:
        self._joint = joint
        self._busy = threading.Lock()
        self._taken: collections.deque[None] = collections.deque()
        self._made: collections.deque[str] = collections.deque()
        self.streaks = refusal_streaks.Streaks()

    def taken(self) -> None:
        """Note that the service took a create, or refused it for its row's own reason."""
        self._taken.append(None)

    def made(self, replica_id: str) -> None:
        """Note that a video was made."""
        self._made.append(replica_id)

    def exchange(self, work: Callable[[pace.Pace, refusal_streaks.Streaks, float], T]) -> T:
        """Tell what came back, and return what `work` makes of pace, streaks and the database's time.

        It is called again while another worker was quicker.
        """
        with self._busy:
            while True:
                known = self._joint.memory()
                paced = pace.Pace.restored(known.pace, known.now, top=known.top_rate)
                streaks = refusal_streaks.Streaks.restored(known.streaks)
                taken, made = len(self._taken), list(self._made)
                for _ in range(taken):
                    paced.succeeded()
                for replica_id in made:
                    streaks.made(replica_id)
                found = work(paced, streaks, known.now)
                if self._joint.keep(paced.text(), streaks.text(), known.version):
                    break
            self.streaks = streaks
            for told, count in ((self._taken, taken), (self._made, len(made))):
                for _ in range(count):
                    told.popleft()
            return found


class JointStreaks:
    """The streaks of all workers together, as one worker counts them."""

    def __init__(self, memory: AccountMemory) -> None:
        self._memory = memory

    @property
    def held(self) -> dict[str, str]:
        """Replicas whose rows are not sent any more, as last seen."""
        return self._memory.streaks.held

    def made(self, replica_id: str) -> None:
        """Note that a video was made."""
        self._memory.made(replica_id)

    def answered(self) -> None:
        """Note an answer that is about no row."""
        self._memory.exchange(lambda _, streaks, __: streaks.answered())

    def unknown(self) -> bool:
        """Note an unknown outcome; return whether ten came in a row, of all workers."""
        return self._memory.exchange(lambda _, streaks, __: streaks.unknown())

    def refused(self, row: refusal_streaks.Refused) -> refusal_streaks.Verdict:
        """Note a row that was refused, and tell what it means for others."""
        return self._memory.exchange(lambda _, streaks, __: streaks.refused(row))
