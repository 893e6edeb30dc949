"""Page owners: the rows whose pages can be published, and why others are left out."""

from __future__ import annotations

import collections
import dataclasses
from typing import TYPE_CHECKING

from batchgen import checks
from batchgen.results import result_cells, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from batchgen import models, state

    Joined = Iterable[tuple[models.Row, state.Job | None]]


@dataclasses.dataclass(frozen=True, slots=True)
class Owner:
    """A row of the sheet with its page."""

    row: int
    page: state.PageCode


def of_rows(joined: Joined, rows: str = "") -> Iterator[tuple[int, state.Job]]:
    """Yield the jobs of rows, each once; `rows` is the text of --rows. Raises errors.UsageError."""
    spans = checks.parse_rows(rows) if rows.strip() else None
    seen: set[int] = set()
    for row, job in joined:
        if job is None or job.id in seen or (spans is not None and not checks.within(row.number, spans)):
            continue
        seen.add(job.id)
        yield row.number, job


def publishable(
    jobs: Iterable[tuple[int, state.Job]], store: state.Store, *, again: bool
) -> tuple[list[Owner], Mapping[str, Sequence[int]]]:
    """Return whose pages can be published (`again`: those taken back, too), and the rows of each reason."""
    pages = {page.job_id: page for page in store.page_codes()}
    found, left = [], collections.defaultdict(list)
    for row, job in jobs:
        page = pages.get(job.id)
        if why := _left_out(job, page, again=again):
            left[why].append(row)
        elif page is not None and is_shown(job):
            found.append(Owner(row, page))
    return found, left


def is_shown(job: state.Job) -> bool:
    """Return whether the sheet leads to a video of this job."""
    return bool(result_cells.results(job)["hosted_url"])


def _left_out(job: state.Job, page: state.PageCode | None, *, again: bool) -> str:
    """Return why a row is left out, if somebody has to know."""
    shown = result_cells.results(job)
    if not shown["hosted_url"]:
        lies = page is not None and bool(page.sent)
        return words.PAGE_STILL_UP if lies else ""
    if page is None or not page.made or page.video_id != shown["video_id"]:
        return words.NO_PAGE
    if page.unpublished_at and not again:
        return words.TAKEN_BACK
    return ""
