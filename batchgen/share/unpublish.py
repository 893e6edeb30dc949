"""Unpublish: pages deleted from their web space, and read back until nothing answers there."""

from __future__ import annotations

import collections
import dataclasses
from typing import TYPE_CHECKING

from batchgen import errors, models
from batchgen.results import page_owners
from batchgen.share import page_folder, publish, read_back, space, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from batchgen import campaign, settings, state

_TOGETHER = 100


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
        found[fault].append(batch.store.job(job_id).row or 0)
    return TakenBack(gone=len(pages) - len(faults), faults=found)


def deleted(store: state.Store, pages: Sequence[state.PageCode]) -> dict[int, str]:
    """Delete pages for a caller who holds them; return by job id in words why some are still there.

    No result shows their links from now on, whatever the space says.
    """
    store.page_unanswered([page.job_id for page in pages])
    faults: dict[int, str] = {}
    for url in dict.fromkeys(page.space for page in pages if page.space):
        target = space.Space(url)
        for page in (page for page in pages if page.space == url):
            try:
                _delete(page, target)
            except space.SpaceError as error:
                faults[page.job_id] = error.message
    asked = [page for page in pages if page.job_id not in faults]
    for start in range(0, len(asked), _TOGETHER):
        some = asked[start : start + _TOGETHER]
        still = read_back.still_there([url for page in some for url in _addresses(page)])
        why = {page.job_id: next(filter(None, map(still.get, _addresses(page))), "") or "" for page in some}
        faults |= {
            p.job_id: why[p.job_id] + ("" if p.space else words.by_hand(p.code))
            for p in some
            if why[p.job_id]
        }
        store.page_unpublished([job_id for job_id in why if not why[job_id]])
    store.page_kept([page for page in pages if page.job_id in faults])
    return faults


def _delete(page: state.PageCode, target: space.Space) -> None:
    for name in sorted(_names(page), key=lambda name: name != page_folder.INDEX):
        target.delete(f"{page.code}/{name}")
    target.delete_folder(page.code)


def _names(page: state.PageCode) -> set[str]:
    return {page_folder.INDEX, *page.made, *page.sent}


def _addresses(page: state.PageCode) -> list[str]:
    names = ("" if name == page_folder.INDEX else name for name in sorted(_names(page)))
    return [page_folder.address(page.base_url, page.code, name) for name in names]
