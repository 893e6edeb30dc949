"""A walk over the account's list of videos, whatever its page base, page cap and order (tavus-api 4.3)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen import errors, tavus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from batchgen.engine import contact

    Ask = Callable[[int, int], tavus.VideoPage]
    """Reads a page (its number, how many videos) of the account's list."""

PAGE_SIZES = (100, 50, 25, 10)
"""The first is refused by a server with a smaller cap; then the next is tried."""

LAST_PAGE = 100_000
NOTHING_NEW = 2
"""So many pages running without a new video end the walk."""


@dataclasses.dataclass(slots=True)
class Walk:
    """A walk while it goes on, and what it saw when it is over.

    `fruitful` are the pages that showed something new; `odd` counts the list items without an id;
    `first_total` is the account's count of videos when the walk began, or None if the service does not say.
    """

    ids: set[str] = dataclasses.field(default_factory=set)
    pages: int = 0
    fruitful: set[int] = dataclasses.field(default_factory=set)
    odd: int = 0
    first_total: int | None = None
    total: int | None = None

    @property
    def missing(self) -> int:
        """How many videos there were at the beginning that were never shown."""
        return max((self.first_total or 0) - len(self.ids), 0)


def videos(ask: Ask, walk: Walk, *, start: int = 0) -> Iterator[tuple[int, tavus.Video]]:
    """Yield each video of the account once, with the number of its page.

    `ask(page, limit)` reads a page and raises RefusedError for one that the service will not show. Page 0 and
    page 1 are both asked: which of them is the first is not known.
    """
    size, barren = 0, 0
    for page in range(start, LAST_PAGE):
        found, size = _page(ask, page, size)
        walk.pages += 1
        new = [video for video in found.videos if video.video_id not in walk.ids]
        walk.ids.update(video.video_id for video in new)
        walk.fruitful |= {page} if new else set()
        walk.odd += found.odd
        walk.total = found.total
        walk.first_total = found.total if walk.first_total is None else walk.first_total
        for video in new:
            yield page, video
        barren = 0 if new else barren + 1
        if barren >= NOTHING_NEW or (page >= 1 and _complete(walk)):
            return


def _complete(walk: Walk) -> bool:
    return walk.total is not None and len(walk.ids) >= walk.total


def _page(ask: Ask, page: int, size: int) -> tuple[tavus.VideoPage, int]:
    """Read a page at the first size that the service does not refuse, and say which that was.

    A page that is refused at every size counts as empty: there is no page 0, or the list is at its end.
    """
    for number in range(size, len(PAGE_SIZES)):
        try:
            return ask(page, PAGE_SIZES[number]), number
        except errors.RefusedError as refusal:
            if refusal.status in errors.NO_SUCH_CALL:
                break
    return tavus.VideoPage(()), size


def patient(
    contact: contact.Contact,
    ask: Ask,
    *,
    late: Callable[[], bool] | None = None,
) -> Ask:
    """Return `ask` with the patience of `contact`: asked again until it is answered."""
    return lambda page, limit: contact.read(lambda: ask(page, limit), late=late)
