"""Unpublish: pages deleted from their web space, and read back until nothing answers there."""

from __future__ import annotations

import collections
import dataclasses
from typing import TYPE_CHECKING, NamedTuple

from batchgen import errors, models, net
from batchgen.results import page_owners
from batchgen.share import page_folder, publish, read_back, space, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from batchgen import campaign, settings, state

_TOGETHER = 100


class Fault(NamedTuple):
    """Why a page does not count as gone. One that its space deleted is not there, reached or not."""

    words: str
    is_there: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(models.Event):
    """What became of it: pages that are gone, and the rows of each fault."""

    gone: int
    faults: Mapping[str, Sequence[int]]


def chosen(
    batch: campaign.Batch, *, expired: bool = False, gone: bool = False, everything: bool = False
) -> list[state.PageCode]:
    """Return the published pages that are meant: of the settings' --rows, all, or all if they have ended.

    `gone` are those of rows that show no video any more: opted out, deleted, or not in the sheet.

    Raises errors.UsageError unless it is said which.
    """
    rows, page = batch.settings.rows, batch.settings.page
    if [expired, gone, everything, bool(rows.strip())].count(True) != 1:
        raise errors.UsageError(words.SAY_WHICH)
    published = list(filter(is_out, batch.store.page_codes()))
    if rows.strip():
        meant = {job.id for _, job in page_owners.of_rows(batch.joined(), rows)}
        return [p for p in published if p.job_id in meant]
    if gone:
        shown = {job.id for _, job in page_owners.of_rows(batch.joined()) if page_owners.is_shown(job)}
        return [p for p in published if p.job_id not in shown]
    if expired:
        return published if _is_over(page) else []
    return published


def _is_over(page: settings.Page | None) -> bool:
    """Return whether the last day of pages is over. Raises errors.UsageError if none is set."""
    if page is None:
        raise errors.UsageError(words.NO_PAGE, hint=words.ADD_PAGE)
    if page.expires is None:
        raise errors.UsageError(words.NO_DAY, hint=words.SET_DAY)
    return page.has_ended


def is_out(page: state.PageCode) -> bool:
    """Return whether a page was published and not taken back since."""
    return bool(page.base_url) and bool(page.sent or not page.unpublished_at)


def take_back(batch: campaign.Batch, pages: Sequence[state.PageCode]) -> TakenBack:
    """Delete pages, itself first, and read back that they are gone. Raises errors.StateInUseError."""
    with publish.held(batch.state_path):
        faults = deleted(batch.store, pages)
    found: dict[str, list[int]] = collections.defaultdict(list)
    for job_id, fault in faults.items():
        found[fault.words].append(batch.store.job(job_id).row or 0)
    return TakenBack(gone=len(pages) - len(faults), faults=found)


def deleted(store: state.Store, pages: Sequence[state.PageCode]) -> dict[int, Fault]:
    """Delete pages for a caller who holds them; return by job id why some do not count as gone.

    No result shows their links from now on, whatever the space says.
    """
    store.page_unanswered([page.job_id for page in pages])
    faults = dict(_refusals(pages))
    asked = [page for page in pages if page.job_id not in faults]
    for start in range(0, len(asked), _TOGETHER):
        some = asked[start : start + _TOGETHER]
        faults |= dict(_still_there(some))
        store.page_unpublished([page.job_id for page in some if page.job_id not in faults])
    store.page_kept([page for page in pages if page.job_id in faults])
    return faults


def _refusals(pages: Sequence[state.PageCode]) -> Iterator[tuple[int, Fault]]:
    """Delete pages from their spaces; yield which one did not go."""
    for url in dict.fromkeys(page.space for page in pages if page.space):
        target = space.Space(url)
        for page in (page for page in pages if page.space == url):
            try:
                _delete(page, target)
            except space.SpaceError as error:
                yield page.job_id, Fault(error.message, is_there=True)


def _still_there(pages: Sequence[state.PageCode]) -> Iterator[tuple[int, Fault]]:
    """Read pages back; yield which one may still be shown."""
    said = read_back.still_there([url for page in pages for url in _addresses(page)])
    for page in pages:
        if why := next(filter(None, map(said.get, _addresses(page))), None):
            text = words.NOT_REACHED.format(why=why.why) if isinstance(why, net.LinkError) else str(why)
            by_hand = "" if page.space else words.BY_HAND.format(code=page.code)
            is_there = not (isinstance(why, net.LinkError) and page.space)
            yield page.job_id, Fault(text + by_hand, is_there=is_there)


def _delete(page: state.PageCode, target: space.Space) -> None:
    for name in sorted(_names(page), key=lambda name: name != page_folder.INDEX):
        target.delete(f"{page.code}/{name}")
    target.delete_folder(page.code)


def _names(page: state.PageCode) -> set[str]:
    return {page_folder.INDEX, *page.made, *page.sent}


def _addresses(page: state.PageCode) -> list[str]:
    names = ("" if name == page_folder.INDEX else name for name in sorted(_names(page)))
    return [page_folder.address(page.base_url, page.code, name) for name in names]
