"""Video states: those of many videos read in few requests: list pages, or one by one, whichever is fewer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.tavus import video_list_walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from batchgen import tavus
    from batchgen.tavus import contact

    Take = Callable[[tavus.Video], None]

PAGE = video_list_walk.PAGE_SIZES[0]
PATIENCE = 2
"""Pages running without one of ours, beyond those that ours would fill: ours are elsewhere in the list."""

GONE = frozenset({400, 404, 410})
"""Answers to an id that is not there: 400 is the documented one, 404 a possible one."""

MOST_STRAYS = 20
"""Videos that the whole list lacks and that are read one by one in a round."""

APART = 60.0
"""Seconds between two refusals that count."""


class Strikes:
    """Remembers which ids were refused, since when: twice, a minute apart, means a deleted video."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}

    def strike(self, video_id: str, now: float) -> bool:
        """Note that an id was refused; return whether the video counts as deleted now."""
        return now - self._since.setdefault(video_id, now) >= APART

    def clear(self, video_id: str) -> None:
        """Note that an id was answered after all."""
        self._since.pop(video_id, None)


class Reader:
    """Knows, after a while, where in the list our videos stand. For one thread.

    `late` says that no answer is waited for any longer. `requests` counts what was asked; `cost` is what one
    round over the last set of videos took.
    """

    def __init__(
        self,
        client: tavus.Client,
        patience: contact.Contact,
        *,
        clock: Callable[[], float],
        late: Callable[[], bool] | None = None,
    ) -> None:
        self._client = client
        self._contact = patience
        self._late = late
        self._clock = clock
        self._strikes = Strikes()
        self._first = 0
        self._total: int | None = None
        self._oldest_first = False
        self._pages: dict[str, int] = {}
        self._list_cost: int | None = None
        self.requests = 0
        self.cost = 1

    def read(self, ids: Iterable[str], take: Take) -> set[str]:
        """Call `take` with each of the videos that the service shows; return those that are deleted.

        Raises as contact.Contact.read does.
        """
        left = dict.fromkeys(ids)
        before = self.requests
        guess = math.ceil(len(left) / PAGE) if self._list_cost is None else self._list_cost
        if len(left) > guess:
            self._by_list(left, take)
        deleted = self.read_singly(list(left), take)
        self.cost = max(self.requests - before, 1)
        return deleted

    def _by_list(self, left: dict[str, None], take: Take) -> None:
        """Read pages where ours are likely, then the others if that is less than reading one by one."""
        before, order = self.requests, list(left)
        fill = math.ceil(len(left) / PAGE)
        self._walk(self._likely_start(left), left, take, give_up=fill + PATIENCE)
        if left and self._total is not None:
            before_tail = len(left)
            tail = max(self._first, self._total // PAGE - fill)
            self._walk(tail, left, take, give_up=fill + PATIENCE)
            self._oldest_first |= len(left) < before_tail
        if len(left) > self._whole():
            self._walk(self._first, left, take, give_up=None)
            for stray in list(left)[MOST_STRAYS:]:
                left.pop(stray)
        self._list_cost = self.requests - before + len(left)
        self._learn_order(order)

    def _whole(self) -> int:
        return math.ceil((self._total or 0) / PAGE) + PATIENCE

    def _likely_start(self, left: Iterable[str]) -> int:
        """Return the page where ours begin: that of last time, in a list that only grows at its end."""
        if not self._oldest_first:
            return self._first
        return min(
            (self._pages[video_id] for video_id in left if video_id in self._pages), default=self._first
        )

    def _walk(self, start: int, left: dict[str, None], take: Take, *, give_up: int | None) -> None:
        seen = video_list_walk.Walk()
        last_find = start
        listed = video_list_walk.patient(self._contact, self._counted_list, late=self._late)
        for page, video in video_list_walk.videos(listed, seen, start=start):
            if video.video_id in left:
                del left[video.video_id]
                self._pages[video.video_id] = last_find = page
                take(video)
            if not left or (give_up is not None and page - last_find > give_up):
                break
        self._total = seen.total
        if start == 0 and (0 not in seen.fruitful or (1 not in seen.fruitful and 2 in seen.fruitful)):
            self._first = min(1, max(seen.fruitful, default=0))

    def _counted_list(self, page: int, limit: int) -> tavus.VideoPage:
        self.requests += 1
        return self._client.list_videos(page, limit)

    def _learn_order(self, ids: list[str]) -> None:
        pages = [self._pages[video_id] for video_id in ids if video_id in self._pages]
        if pages and pages[0] != pages[-1]:
            self._oldest_first = pages[0] < pages[-1]

    def read_singly(self, ids: Iterable[str], take: Take) -> set[str]:
        """Do as `read`, one by one: a single read shows more than the list may do."""
        return {video_id for video_id in ids if self._is_deleted(video_id, take)}

    def _is_deleted(self, video_id: str, take: Take) -> bool:
        def ask() -> tavus.Video:
            self.requests += 1
            return self._client.get_video(video_id)

        try:
            video = self._contact.read(ask, late=self._late)
        except errors.RefusedError as refusal:
            return refusal.status in GONE and self._strikes.strike(video_id, self._clock())
        self._strikes.clear(video_id)
        take(video)
        return False
