"""The joint queue: turns for whichever rows of a campaign are due, among all workers that send it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from batchgen.run import send_window, words
from batchgen.run.send_queue import Begun, Item
from batchgen.state.postgres import lease_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen.state.postgres import joint_work


SECONDS = 10.0
"""What a share of rows lasts at least: at its end nothing is sent until the last answers are there."""


class JointQueue:
    """Gives turns until a claim finds nothing, or `most` rows were claimed and SECONDS are over.

    What comes back is due again.
    """

    def __init__(
        self, joint: joint_work.JointWork, held: Callable[[Item], bool], *, most: int | None = None
    ) -> None:
        self.joint = joint
        self.is_held = held
        self.deadman = send_window.deadman()
        self.is_empty = False
        self._left = most
        self._until = time.monotonic() + SECONDS

    @property
    def is_closed(self) -> bool:
        """Whether nothing more may begin: the worker was given up."""
        return self.joint.is_lost

    def next(self) -> JointQueue | None:
        """Return the next turn, or None when nothing was due just now."""
        is_over = self._left is not None and self._left <= 0 and time.monotonic() >= self._until
        if self.is_empty or is_over:
            return None
        self._left = None if self._left is None else self._left - 1
        return self

    def begin(self) -> Begun | None:
        """Claim a row, whichever is due; None when none is."""
        # From before the question: the answer may take its time.
        asked = lease_clock.now()
        claimed = self.joint.claim()
        if claimed is None:
            self.is_empty = True
            return None
        end = min(asked + send_window.SECONDS, self.joint.until)
        window = send_window.SendWindow(end, self.deadman)
        item = Item(claimed.job, claimed.job.request())
        begun = Begun(item, claimed.attempt, self.put_back, window, why=words.TOO_LATE)
        if not self.is_held(item):
            return begun
        return begun._replace(window=_NEVER, reason="stopped", why=words.HELD)

    def put_back(self) -> None:
        """Look again: a row is due once more."""
        self.is_empty = False
        self._left = None if self._left is None else self._left + 1


class _Never:
    """The window of a row that must not be sent after all."""

    def open(self) -> bool:
        return False

    def close(self) -> None:
        pass


_NEVER = _Never()
