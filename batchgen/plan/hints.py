"""Hints: ids of videos that are said to be finished, passed from whoever hears of it to the follower."""

from __future__ import annotations

import threading


class Hints:
    """Ids that wait to be asked about. Thread-safe; a flood of them takes no more room than `LARGEST`."""

    LARGEST = 10_000

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._ids: dict[str, None] = {}

    def give(self, video_id: str) -> None:
        """Say that this video should be asked about soon."""
        with self._guard:
            if len(self._ids) < self.LARGEST:
                self._ids[video_id] = None

    @property
    def waiting(self) -> bool:
        """Whether there is something to ask about."""
        return bool(self._ids)

    def take(self) -> list[str]:
        """Return the ids that wait, oldest first, and forget them."""
        with self._guard:
            ids, self._ids = list(self._ids), {}
        return ids
