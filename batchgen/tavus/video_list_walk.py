"""A walk over the account's list of videos, whatever its page base, page cap and order (tavus-api 4.3)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen import errors, tavus
from batchgen.tavus import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from batchgen.tavus import contact

    Ask = Callable[[int, int], tavus.VideoPage]
    """Reads a page (its number, how many videos) of the account's list."""

PAGE_SIZES = (100, 50, 25, 10)
"""The first is refused by a server with a smaller cap; then the next is tried."""

LAST_PAGE = 100_000
"""Ten million videos. A list that never ends proves nothing."""

NOTHING_NEW = 2
"""So many pages in a row without a new video end the walk."""

TRIES = 3
"""A list that moves while it is read may hide a video once, and shows it at the next walk."""


@dataclasses.dataclass(slots=True)
class Walk:
    """A walk while it goes on, and what it saw when it is over.

    `fruitful` are the pages that showed something new; `odd` counts the list items without an id;
    `first_total` is the account's count of videos when the walk began, or None if the service does not say;
    `more` says that the last page named further ones; `refusal` holds the words of a page that was refused;
    `ids` have a hash of their video's name, and those of `crossed` were shown under two names; `nameless`
    counts the videos without one.
    """

    ids: dict[str, int] = dataclasses.field(default_factory=dict)
    crossed: set[str] = dataclasses.field(default_factory=set)
    pages: int = 0
    fruitful: set[int] = dataclasses.field(default_factory=set)
    odd: int = 0
    nameless: int = 0
    first_total: int | None = None
    total: int | None = None
    more: bool = False
    refusal: str = ""

    def note_refusal(self, refusal: errors.RefusedError) -> None:
        """Keep the words of a page that the service would not show."""
        self.refusal = refusal.message

    def note(self, page: int, found: tavus.VideoPage) -> list[tavus.Video]:
        """Take a page in; return its videos that were not shown before."""
        new = []
        for video in found.videos:
            name = hash(video.video_name)
            if video.video_id not in self.ids:
                new.append(video)
            if self.ids.setdefault(video.video_id, name) != name:
                self.crossed.add(video.video_id)
        self.pages += 1
        self.fruitful |= {page} if new else set()
        self.odd += found.odd
        self.nameless += sum(1 for video in new if not video.video_name)
        self.total = found.total
        self.first_total = found.total if self.first_total is None else self.first_total
        self.more = found.more
        return new


@dataclasses.dataclass(frozen=True, slots=True)
class Complete:
    """A search that showed every video of the account: what is not among `ids` is not there."""

    ids: frozenset[str]
    videos: tuple[tavus.Video, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Incomplete:
    """A search that may have missed videos, and `why`: absence from it proves nothing.

    `some_ids` and `some_videos` are there all the same.
    """

    why: str
    some_ids: frozenset[str]
    some_videos: tuple[tavus.Video, ...]


Searched = Complete | Incomplete
"""What a search of the account came to: the two have no field in common, so whoever reads one must ask."""


def search(
    ask: Ask,
    *,
    keep: Callable[[tavus.Video], bool],
    deleted: Callable[[frozenset[str]], set[str]],
) -> Searched:
    """Walk over the whole account, again while a walk is not complete, and return the videos to `keep`.

    `deleted(ids)` returns the videos that are known to be deleted beside those that a walk showed: a service
    may count them and not list them.
    """
    found: dict[str, tavus.Video] = {}
    why, shown = "", frozenset[str]()
    for _ in range(TRIES):
        seen = Walk()
        for _page_number, video in videos(ask, seen, to_the_end=True):
            if keep(video):
                found[video.video_id] = video
        # Shown under two names, it may be a video that was renamed meanwhile, or two that swapped ids.
        for video_id in seen.crossed:
            found.pop(video_id, None)
        why = _doubt(seen, deleted)
        if not why:
            return Complete(frozenset(seen.ids), tuple(found.values()))
        shown |= seen.ids.keys()
    return Incomplete(why, shown, tuple(found.values()))


def _doubt(seen: Walk, deleted: Callable[[frozenset[str]], set[str]]) -> str:
    """Return why a walk may have missed videos, or empty."""
    # Each line is a way in which a list was, or could be, shorter than the account while it looked whole.
    if seen.first_total is None:
        return seen.refusal or words.LIST_WITHOUT_TOTAL
    if seen.more:
        return words.LIST_BY_CURSORS
    if seen.odd:
        return words.ITEMS_WITHOUT_ID
    if seen.nameless:
        return words.ITEMS_WITHOUT_NAME
    if seen.crossed:
        return words.one_id_twice(min(seen.crossed))
    count = len(seen.ids)
    if count < seen.first_total:
        count += len(deleted(frozenset(seen.ids)) - seen.ids.keys())
    if count < seen.first_total:
        return words.list_incomplete(len(seen.ids), seen.first_total)
    return ""


def videos(
    ask: Ask, walk: Walk, *, start: int = 0, to_the_end: bool = False
) -> Iterator[tuple[int, tavus.Video]]:
    """Yield each video of the account once, with the number of its page.

    `ask(page, limit)` reads a page and raises RefusedError for one that the service will not show. Page 0 and
    page 1 are both asked: which of them is the first is not known. `to_the_end` reads until a page brings
    nothing new, though the total is reached: the total may be wrong.
    """
    size, barren = 0, 0
    for page in range(start, LAST_PAGE):
        found, size = _page(ask, page, size, walk=walk)
        new = walk.note(page, found) if found is not None else []
        for video in new:
            yield page, video
        barren = 0 if new else barren + 1
        done = page >= 1 and walk.total is not None and len(walk.ids) >= walk.total
        if barren >= NOTHING_NEW or (done and not (to_the_end and new)):
            return


def _page(ask: Ask, page: int, size: int, *, walk: Walk) -> tuple[tavus.VideoPage | None, int]:
    """Read a page at the first size that the service does not refuse, and say which that was.

    A page that is refused at every size is None: there is no page 0, or the list is at its end, or there is
    no list at all.
    """
    for number in range(size, len(PAGE_SIZES)):
        try:
            return ask(page, PAGE_SIZES[number]), number
        except errors.RefusedError as refusal:
            walk.note_refusal(refusal)
            if refusal.status in errors.NO_SUCH_CALL:
                break
    return None, size


def patient(
    contact: contact.Contact,
    ask: Ask,
    *,
    late: Callable[[], bool] | None = None,
) -> Ask:
    """Return `ask` with the patience of `contact`: asked again until it is answered."""
    return lambda page, limit: contact.read(lambda: ask(page, limit), late=late)
