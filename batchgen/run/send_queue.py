"""The queue of a submission: rows in order, and before them those that come once more."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from batchgen import state
    from batchgen.tavus import video_request


class Item(NamedTuple):
    """A row that goes out, and what it asks for."""

    job: state.Job
    request: video_request.VideoRequest


class SendQueue:
    """Gives rows out one by one; those that are `held` when their turn comes are left. Not thread-safe."""

    def __init__(self, source: Iterator[state.Job], held: Callable[[Item], bool]) -> None:
        self._source = source
        self._held = held
        self._again: collections.deque[Item] = collections.deque()

    def pop(self) -> Item | None:
        """Return the next row, or None if there is none now."""
        while self._again:
            item = self._again.popleft()
            if not self._held(item):
                return item
        for job in self._source:
            item = Item(job, job.request())
            if not self._held(item):
                return item
        return None

    def put_back(self, item: Item) -> None:
        """Take a row that goes out once more."""
        self._again.append(item)
