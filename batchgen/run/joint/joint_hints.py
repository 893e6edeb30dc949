"""Joint hints: what any listener heard of a campaign's videos, for the worker that follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen.plan import context

if TYPE_CHECKING:
    from batchgen.state.postgres import joint_work


class JointHints(context.Hints):
    """Hints of this process and of all listeners of the database."""

    def __init__(self, joint: joint_work.JointWork, own: context.Hints | None = None) -> None:
        super().__init__()
        self._joint = joint
        self._own = own or context.Hints()

    def give(self, video_id: str) -> None:
        """Say that this video should be asked about soon."""
        self._own.give(video_id)

    @property
    def waiting(self) -> bool:
        """Whether there is something to ask about."""
        return self._own.waiting or self._joint.has_hints()

    def take(self) -> list[str]:
        """Return the ids that wait, and forget them."""
        return [*self._own.take(), *self._joint.take_hints()]
