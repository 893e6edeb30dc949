"""Page order: which rows get a page, what it shows, and which pages are no more."""

from __future__ import annotations

import collections
import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import checks, download, errors, models, state
from batchgen import settings as settings_module
from batchgen.campaign import opening
from batchgen.results import result_cells
from batchgen.share import page_layout, words

if TYPE_CHECKING:
    from batchgen import campaign

_ENDED = frozenset({models.Stage.DELETED, models.Stage.EXCLUDED})
"""What a row has no page after. After an edit of its row, or of a text that is wrong now, the page stays."""
_LINK = re.compile(r"https://[A-Za-z0-9.-]+(:\d+)?/[!-~]+")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The page of one row. `film` is a file that is copied, None where `link` is played from Tavus."""

    row: int
    job: state.Job
    texts: Mapping[str, str]
    locale: str
    film: Path | None
    link: str
    still: Path | None
    gif: Path | None


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """What making the pages will do; read before anything is written.

    `left_out` are rows by why they get no page, `faults` what is wrong with the texts of some; `gone` are
    pages whose rows have none any more.
    """

    pages: tuple[Wanted, ...]
    left_out: Mapping[str, Sequence[int]]
    faults: tuple[models.Problem, ...]
    gone: tuple[state.PageCode, ...]
    has_our_notice: bool

    @property
    def films(self) -> tuple[int, int]:
        """How many films lie here, and their bytes together."""
        sizes = [page.film.stat().st_size for page in self.pages if page.film is not None]
        return len(sizes), sum(sizes)

    @property
    def lacking(self) -> int:
        """How many ready videos get no page, although they should."""
        return sum(len(self.left_out.get(why, ())) for why in (words.FAULTY, words.NO_FILM, words.NO_LINK))

    def with_pictures(self, seen: Mapping[int, download.Seen]) -> Order:
        """Return the same with the stills and GIFs that were brought, by job id."""
        pages = (
            dataclasses.replace(page, still=page.still or found.still, gif=page.gif or found.gif)
            for page in self.pages
            for found in [seen.get(page.job.id, download.Seen())]
        )
        return dataclasses.replace(self, pages=tuple(pages))

    @property
    def linked(self) -> int:
        """How many pages play Tavus's link, which may end."""
        return sum(page.film is None for page in self.pages)

    @property
    def foreign(self) -> Mapping[str, int]:
        """How many pages have the AI notice in English, since we have none in their language, by language."""
        languages = (page.locale.split("_")[0] for page in self.pages if self.has_our_notice)
        return collections.Counter(
            name for name in languages if page_layout.words_of(name)["language"] != name
        )


def read(batch: campaign.Batch, *, rows: str = "") -> Order:
    """Return what is to be made of a campaign's ready videos. `rows` like "2-10,15": only these.

    Raises errors.SettingsError without `[page]`, or if its last day is over; errors.UsageError.
    """
    page = batch.settings.page
    if page is None:
        raise errors.SettingsError(words.NO_PAGE, hint=words.ADD_PAGE)
    if page.has_ended:
        raise errors.SettingsError(words.PAST.format(day=page.expires), hint=words.NEW_DAY)
    return _Reader(batch, page, rows).read()


class _Reader:
    """Goes through the rows once."""

    def __init__(self, batch: campaign.Batch, page: settings_module.Page, rows: str) -> None:
        settings = batch.settings
        self._batch, self._page = batch, page
        # What is spoken was checked when it was sent; here it matters only what the page says.
        plain = settings.model_copy(update={"template": None, "fields": {}, "field_sources": {}})
        self._examiner = checks.Examiner(
            plain,
            batch.sheet.columns,
            api_key=settings_module.read_key(settings),
            stored_kinds=opening.stored_kinds(settings),
        )
        whose = {"rows": rows, "where": "", "exclude": None, "include_hidden": True, "include_odd_rows": True}
        self._is_whole = not rows and settings.failures_of is None
        self._chosen = checks.Selection(settings.model_copy(update=whose), batch.sheet.columns)
        self._files = download.file_of(settings, batch.store)
        self._left_out: collections.defaultdict[str, list[int]] = collections.defaultdict(list)
        self._faults: list[models.Problem] = []

    def read(self) -> Order:
        next(iter(self._examiner.study(self._batch.sheet.rows())), None)
        pages: dict[int, Wanted] = {}
        here: set[int] = set()
        ended: set[int] = set()
        for row, job in self._batch.joined():
            is_chosen = not self._chosen.left_out(row)
            if is_chosen and (job is None or job.id not in pages):
                pages |= {found.job.id: found for found in self._wanted(row, job)}
            if job is not None:
                (ended if is_chosen and result_cells.status(job) in _ENDED else here).add(job.id)
        known = [code for code in self._batch.store.page_codes() if code.made and code.job_id not in here]
        gone = (code for code in known if code.job_id in ended or self._is_whole)
        return Order(
            tuple(pages.values()),
            dict(self._left_out),
            tuple(self._faults),
            tuple(gone),
            has_our_notice=self._page.disclosure is None,
        )

    def _wanted(self, row: models.Row, job: state.Job | None) -> Iterator[Wanted]:
        status = result_cells.status(job) if job is not None else ""
        if job is None or status != models.Stage.READY:
            why = words.EDITED if status == result_cells.OUTDATED else words.NOT_READY
            self._left_out[status if status in _ENDED else why].append(row.number)
            return
        examined = self._examiner.examine(row)
        said = examined.page
        wrong = said.problems if said is not None else examined.problems
        faults = [problem for problem in wrong if problem.severity == "error"]
        film, link = self._film(job)
        if faults or said is None:
            self._faults += faults
            self._left_out[words.FAULTY].append(row.number)
        elif film is None and not link:
            self._left_out[words.NO_FILM if self._page.film != "tavus" else words.NO_LINK].append(row.number)
        else:
            yield Wanted(
                row=row.number,
                job=job,
                texts=said.texts,
                locale=examined.locale,
                film=film,
                link=link,
                still=self._files(job, "thumbnail"),
                gif=self._files(job, "gif"),
            )

    def _film(self, job: state.Job) -> tuple[Path | None, str]:
        """Return the film's file, or the link that is played; None and empty if the page cannot have one."""
        here = self._files(job, "video")
        is_rehearsal = job.download_url.startswith("file:")
        if here is not None and (self._page.film != "tavus" or is_rehearsal):
            return here, ""
        link = job.download_url if _LINK.fullmatch(job.download_url) else ""
        return None, "" if self._page.film == "own" else link
