"""List pages: a list of the account read whole, whichever number its first page has."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, TypeVar

from batchgen import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
LIMIT = 100
"""Items of a page."""

MOST_PAGES = 10_000
"""A million items. A list that never ends must not keep a command for ever."""


def walk(
    page: Callable[[int], tuple[Sequence[T], int | None]], id_of: Callable[[T], str], *, first: int = 0
) -> Iterator[T]:
    """Yield every item once. `page(number)` returns the items of a page and the total, if it is told.

    Where counting starts is documented as 0 and as 1 (tavus-api 4.3): pages 0, 1, 2, … are read, page 1
    always, until the total is reached or two pages in a row bring nothing new. `first` is 1 where that is
    sure.
    """
    seen: set[str] = set()
    barren = 0
    for number in itertools.islice(itertools.count(first), MOST_PAGES):
        items, total = _page(page, number)
        before = len(seen)
        for item in items:
            if id_of(item) not in seen:
                seen.add(id_of(item))
                yield item
        barren = 0 if len(seen) > before else barren + 1
        if number >= 1 and (barren >= 2 or (total is not None and len(seen) >= total)):
            return


def _page(
    page: Callable[[int], tuple[Sequence[T], int | None]], number: int
) -> tuple[Sequence[T], int | None]:
    try:
        return page(number)
    except errors.RefusedError as refusal:
        # A list that counts from 1 may refuse page 0.
        if number == 0 and refusal.status in {400, 404, 422}:
            return (), None
        raise
