"""Traces: what people who are to be forgotten are known by in campaigns, and whether a text is about them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Literal, NamedTuple

from batchgen import models
from batchgen.checks import PROBLEM_HEADERS, address_columns, addresses_of
from batchgen.checks.email_addresses import is_of_others

if TYPE_CHECKING:
    from batchgen import state

Sign = Literal["address", "said", "named", "told"]
"""How a text is about them: it has an address; that, or what people call them and their script; that, or the
id of a video or the code of a page; that, or any cell that is only theirs, as our logs and pages quote."""

_AT = r"(?:@|%40|&#64;)"
_SHORTEST, _DIGITS = 4, 9
"""Characters of a text that is looked for anywhere, and digits of one without letters: shorter ones stand in
other words, or are a record id, an amount or a day, which other texts have, too."""


class Held(NamedTuple):
    """What one campaign holds of these people: their jobs, each with all its attempts."""

    store: state.Store
    jobs: tuple[state.Job, ...]
    attempts: Mapping[int, tuple[state.Attempt, ...]]

    def addresses(self) -> Iterator[str]:
        """Yield all addresses in the rows of these jobs."""
        for cells in map(_cells, self.jobs):
            yield from (address for text in cells.values() for address in addresses_of(text))

    def pages(self) -> Iterator[state.PageCode]:
        """Yield their pages."""
        mine = {job.id for job in self.jobs}
        yield from (page for page in self.store.page_codes() if page.job_id in mine)

    def videos(self) -> Iterator[tuple[str, state.Attempt]]:
        """Yield the videos that were made for them and not deleted since, of earlier sendings too."""
        for attempt in (a for job in self.jobs for a in self.attempts[job.id]):
            ids = () if attempt.stage == models.Stage.DELETED else (attempt.video_id, *attempt.other_ids)
            yield from ((video_id, attempt) for video_id in ids if video_id)


def held(store: state.Store, addresses: Collection[str]) -> Held:
    """Return the jobs whose row has one of these addresses in a column of people's addresses."""
    rows = [(job_id, json.loads(text or "{}")) for job_id, text in store.cells()]
    names = sorted({name for _, cells in rows for name in cells})
    columns = [models.Column(index, "", name, name) for index, name in enumerate(names)]
    table = [models.Row(0, tuple(str(cells.get(name, "")) for name in names)) for _, cells in rows]
    theirs = [names[column.index] for column in address_columns(columns, table)]
    jobs = tuple(
        store.job(job_id)
        for job_id, cells in rows
        if any(not set(addresses).isdisjoint(addresses_of(str(cells.get(name, "")))) for name in theirs)
    )
    return Held(store, jobs, {job.id: tuple(store.attempts(job.id)) for job in jobs})


class Traces:
    """Decides whether texts are about these people. `found` is what all campaigns hold of them."""

    def __init__(self, addresses: Collection[str], found: Sequence[Held]) -> None:
        self.addresses = frozenset(addresses)
        plain = (re.escape(address).replace("@", _AT) for address in sorted(addresses))
        self._address = re.compile(rf"(?<![\w.+%-])(?:{'|'.join(plain)})(?![\w-]|\.\w)", re.IGNORECASE)
        mine = [job for each in found for job in each.jobs]
        others = [job for each in found for job in each.store.jobs() if job.id not in each.attempts]
        self.rows = frozenset(job.row for job in mine if job.row)
        self.marks = frozenset(filter(None, _marks(found)))
        self._cells, self._others = [_cells(job) for job in mine], [_cells(job) for job in others]
        shared = {text for cells in self._others for text in cells.values()}
        shared.update(text for job in others for text in _said(job))
        self.names = _telling(text for job in mine for text in _said(job)) - shared
        cells = _telling(text for cells in self._cells for text in cells.values()) - shared
        said = tuple(_spelt(self.names))
        named = (*said, *self.marks)
        told = (*named, *_spelt(cells - self.names))
        self._signs: Mapping[Sign, Sequence[str]] = {
            "address": (),
            "said": said,
            "named": named,
            "told": told,
        }

    def are_in(self, text: str, sign: Sign) -> bool:
        """Return whether a text is about them."""
        return any(each in text for each in self._signs[sign]) or self._address.search(text) is not None

    def have(self, texts: Sequence[str], columns: Sequence[models.Column]) -> bool:
        """Return whether a row of a table is theirs; where columns are not known, there are none.

        By its address, a video or page of theirs, or all its cells, if no other person has the same.
        """
        whole = "\n".join(texts)
        if any(mark in whole for mark in self.marks):
            return True
        if {column.name for column in columns} >= set(PROBLEM_HEADERS):
            return texts[0].isdigit() and int(texts[0]) in self.rows
        names = {column.index: column.name for column in columns}
        mine = (
            text for index, text in enumerate(texts) if "@" in text and not is_of_others(names.get(index, ""))
        )
        if any(not self.addresses.isdisjoint(addresses_of(text)) for text in mine):
            return True
        row = {c.name: texts[c.index].strip() for c in columns if not c.ours and c.index < len(texts)}
        known = {name for cells in self._cells for name in cells}
        asked = {(name, text) for name, text in row.items() if text and name in known}
        return bool(asked) and _is_part(asked, self._cells) and not _is_part(asked, self._others)


def _is_part(asked: AbstractSet[tuple[str, str]], rows: Iterable[Mapping[str, str]]) -> bool:
    return any(asked <= cells.items() for cells in rows)


def _marks(found: Iterable[Held]) -> Iterator[str]:
    for each in found:
        yield from (page.code for page in each.pages())
        for job in each.jobs:
            yield f":{each.store.campaign_id()}:{job.id}:"  # of a row of a failures file
            for attempt in each.attempts[job.id]:
                yield from (attempt.token, attempt.video_id, *attempt.other_ids)


def _cells(job: state.Job) -> Mapping[str, str]:
    cells = {str(name): str(text).strip() for name, text in json.loads(job.cells or "{}").items()}
    return {"key": job.key, "label": job.label, **cells}


def _said(job: state.Job) -> Iterator[str]:
    """Yield what people and Tavus call a job's video, and what it says."""
    fields = job.request().fields if job.request_json else {}
    yield from (job.key, job.label, *(str(fields.get(name) or "") for name in ("script", "video_name")))


def _telling(texts: Iterable[str]) -> frozenset[str]:
    """Return the texts that say whose they are, wherever they stand."""
    return frozenset(
        text
        for text in texts
        if len(text) >= _SHORTEST and (any(map(str.isalpha, text)) or sum(map(str.isdigit, text)) >= _DIGITS)
    )


def _spelt(texts: Iterable[str]) -> frozenset[str]:
    """Return texts as files may spell them: plain, in JSON, on a page."""
    ways: Sequence[Callable[[str], str]] = (
        str,
        lambda text: json.dumps(text)[1:-1],
        lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
        html.escape,
        lambda text: html.escape(text, quote=False),
    )
    return frozenset(way(text) for text in texts for way in ways)
