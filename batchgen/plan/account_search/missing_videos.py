"""Missing: videos that are known here and that the account's list lacks; deleted, or hidden by the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.tavus import video_states

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen import state, tavus

MOST_SINGLE_READS = 50
"""Videos that are asked for one by one. When a list lacks more, something is wrong with the list."""


class Missing:
    """Asks about each such video once, if they are few.

    `read` reads one video; `strike` says whether a refusal of its id counts as a deletion. `deleted_now` are
    those that were found to be deleted and that the state file does not know as such yet.
    """

    def __init__(
        self,
        store: state.Store,
        read: Callable[[str], tavus.Video],
        *,
        strike: Callable[[str], bool],
    ) -> None:
        self._store = store
        self._read = read
        self._strike = strike
        self._asked: set[str] = set()
        self.deleted_now: set[str] = set()

    def deleted(self, shown: frozenset[str]) -> set[str]:
        """Return the videos that a list lacks because they are deleted."""
        living = self._living(shown)
        return self._store.known_ids(deleted=True) - shown - living

    def hidden(self, shown: frozenset[str]) -> set[str]:
        """Return the videos that are there, as far as is known, and that a list does not show."""
        return self._living(shown)

    def _living(self, shown: frozenset[str]) -> set[str]:
        unseen = self._store.known_ids() - shown - self.deleted_now
        if len(unseen) <= MOST_SINGLE_READS:
            for video_id in unseen - self._asked:
                self._asked.add(video_id)
                if self._is_deleted(video_id):
                    self.deleted_now.add(video_id)
        return unseen - self.deleted_now

    def _is_deleted(self, video_id: str) -> bool:
        try:
            return self._read(video_id).status == "deleted"
        except errors.RefusedError as refusal:
            return refusal.status in video_states.GONE and self._strike(video_id)
