"""Page links: the addresses of people's own pages and of their pictures, as far as they answered."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from batchgen import result_columns
from batchgen.results import result_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from batchgen import state

_FILES = {"page_url": "", "picture_url": "mail.jpg", "mail_gif_url": "mail.gif"}
"""The files that the columns lead to, in the folder of a page."""


def names(store: state.Store) -> tuple[str, ...]:
    """Return the columns: none as long as no page was published."""
    published = any(page.base_url for page in store.page_codes())
    return result_columns.PAGE_LINKS if published else ()


def columns(store: state.Store) -> Mapping[str, Callable[[state.Job], str]]:
    """Return the columns with what they say of a job."""
    return {name: functools.partial(_text, name, store) for name in names(store)}


def texts(job: state.Job, page: state.PageCode | None) -> dict[str, str]:
    """Return the links to the page of a job: to one that answered, and that shows the video of its row."""
    shown = result_cells.results(job)
    known = page is not None and page.answers and bool(shown["hosted_url"])
    if not known or page is None or page.video_id != shown["video_id"]:
        return dict.fromkeys(result_columns.PAGE_LINKS, "")
    return {
        column: f"{page.base_url}/{page.code}/{name}" if not name or page.sent.get(name) else ""
        for column, name in _FILES.items()
    }


def _text(name: str, store: state.Store, job: state.Job) -> str:
    return texts(job, store.page_of(job.id))[name]
