"""Figures: what a report says of a campaign: totals, times, and failures by their cause."""

from __future__ import annotations

import array
import collections
import dataclasses
import datetime as dt
import re
from typing import TYPE_CHECKING

from batchgen import models
from batchgen.report import words
from batchgen.results import result_cells
from batchgen.tavus import failure_causes, video_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from batchgen import state

SENDING = "sending"
READY, OPEN, FAILED, UNKNOWN, OTHER = "ready", "open", "failed", "unknown", "other"
_KINDS: dict[str, str] = {
    models.Stage.READY: READY,
    **dict.fromkeys(models.OPEN_STAGES, OPEN),
    **dict.fromkeys(models.FAILED_STAGES, FAILED),
    models.Stage.UNKNOWN: UNKNOWN,
}
_EMAIL = re.compile(r"(?<![^\s@<>,;])[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_VARYING = re.compile(r"\b(r[0-9a-f]{8,}|[0-9a-f]{8,}|\d+)\b|https?://\S+|'[^']*'|\"[^\"]*\"|“[^“”]*”")
_MOST_ROWS = 30
"""Row numbers that a cause names; the rest is counted."""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One job as the report shows it. `kind` groups its status: ready, open, failed, unknown, other.

    `minutes` are the film's where they were learned, else the estimate; `unmeasured` is audio without either.
    """

    row: int | None
    key: str
    name: str
    status: str
    kind: str
    hosted_url: str
    error: str
    minutes: float
    unmeasured: bool
    submitted: str
    ready: str
    script: str
    video_id: str
    thumbnail_url: str
    job: state.Job


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Failed rows of one cause: its words, what to do about it, and which rows."""

    words: str
    advice: str
    count: int
    rows: tuple[int, ...]

    @property
    def listed(self) -> str:
        """The row numbers, as people write them."""
        more = words.and_more(self.count - len(self.rows)) if self.count > len(self.rows) else ""
        return ", ".join(str(row) for row in self.rows) + more


@dataclasses.dataclass(frozen=True, slots=True)
class Figures:
    """Everything above the table. Moments are POSIX seconds in their order: a campaign may have a million."""

    total: int
    kinds: Mapping[str, int]
    statuses: Mapping[str, int]
    minutes: float
    unmeasured: int
    first: float | None
    last: float | None
    usual_seconds: float | None
    groups: tuple[Group, ...]
    submitted: Sequence[float]
    ready: Sequence[float]
    failed: Sequence[float]

    @property
    def lasted(self) -> float | None:
        """Seconds from the first sending to the last end, or None."""
        return self.last - self.first if self.first and self.last else None


class Entries:
    """Every job of a state file in the order of the sheet, read anew each time it is gone through.

    `brief` leaves out what is private: addresses (keys, and any e-mail address in a name), scripts, and
    errors in words, since those may quote a row.
    """

    def __init__(self, store: state.Store, *, brief: bool = False) -> None:
        self._store = store
        self._brief = brief

    def __iter__(self) -> Iterator[Entry]:
        for jobs in self._store.jobs_by_row():
            starts = self._store.start_times(job.attempt for job in jobs if job.attempt)
            for job in jobs:
                yield _entry(job, starts, brief=self._brief)


def _entry(job: state.Job, starts: Mapping[int, str], *, brief: bool) -> Entry:
    texts = result_cells.results(job)
    status = texts["status"] or words.NOT_SENT
    name = job.label or job.key
    request, minutes = job.request(), _minutes(job)
    return Entry(
        row=job.row,
        key="" if brief else job.key,
        name=_EMAIL.sub("…", name) if brief else name,
        status=status,
        kind=_KINDS.get(status, OTHER),
        hosted_url=texts["hosted_url"],
        error="" if brief else texts["error"],
        minutes=minutes,
        unmeasured=not minutes and bool(request.audio_url),
        submitted=starts.get(job.attempt or 0, ""),
        ready=job.changed_at if status == READY else "",
        script="" if brief else request.script,
        video_id=texts["video_id"],
        thumbnail_url=texts["thumbnail_url"],
        job=job,
    )


def _minutes(job: state.Job) -> float:
    """Return the minutes of a job's film where they were learned, else the estimate."""
    return job.minutes if job.seconds is None else job.seconds / 60


def sum_up(found: Iterable[Entry]) -> Figures:
    """Return the totals of a report, in one pass."""
    sums = _Sums()
    for entry in found:
        sums.add(entry)
    return sums.figures()


class _Sums:
    """What is counted while entries go by; nothing of an entry is kept but its moments."""

    def __init__(self) -> None:
        self._kinds: collections.Counter[str] = collections.Counter()
        self._statuses: collections.Counter[str] = collections.Counter()
        self._groups: dict[tuple[str, str], _Gathered] = {}
        self._minutes = 0.0
        self._unmeasured = 0
        self._submitted, self._ready, self._failed, self._waits = (array.array("d") for _ in range(4))

    def add(self, entry: Entry) -> None:
        self._kinds[entry.kind] += 1
        self._statuses[entry.status] += 1
        self._add_moments(entry)
        if entry.submitted:
            self._minutes += entry.minutes
            self._unmeasured += entry.unmeasured
        if entry.kind in {FAILED, UNKNOWN} or entry.status == "outdated":
            self._groups.setdefault((_standing(entry), _plain(entry)), _Gathered(entry)).add(entry)

    def _add_moments(self, entry: Entry) -> None:
        start, end = _time(entry.submitted), _time(entry.ready)
        if start is not None:
            self._submitted.append(start)
        if end is not None:
            self._ready.append(end)
        if start is not None and end is not None and end >= start:
            self._waits.append(end - start)
        if entry.kind == FAILED and entry.submitted and (moment := _time(entry.job.changed_at)) is not None:
            self._failed.append(moment)

    def figures(self) -> Figures:
        submitted, ready, failed = (_ordered(a) for a in (self._submitted, self._ready, self._failed))
        ends = [*ready[-1:], *failed[-1:], *submitted[-1:]]
        made = [gathered.group(status) for (status, _), gathered in self._groups.items()]
        return Figures(
            total=self._kinds.total(),
            kinds=self._kinds,
            statuses=self._statuses,
            minutes=self._minutes,
            unmeasured=self._unmeasured,
            first=submitted[0] if submitted else None,
            last=max(ends, default=None),
            usual_seconds=_ordered(self._waits)[len(self._waits) // 2] if self._waits else None,
            groups=tuple(sorted(made, key=lambda group: -group.count)),
            submitted=submitted,
            ready=ready,
            failed=failed,
        )


class _Gathered:
    """Entries of one cause: the first, how many, and the first rows."""

    def __init__(self, first: Entry) -> None:
        self._error = first.error
        self._words = _words(first)
        self._count = 0
        self._rows: list[int] = []

    def add(self, entry: Entry) -> None:
        self._count += 1
        if self._count <= _MOST_ROWS and entry.row is not None:
            self._rows.append(entry.row)

    def group(self, status: str) -> Group:
        text = self._words if self._error else ""
        if not text or status in {"outdated", "unknown", SENDING}:
            text = _STATUS_WORDS.get(status, status)
        return Group(text, advice(status, self._words), self._count, tuple(self._rows))


def _ordered(moments: array.array[float]) -> array.array[float]:
    return array.array("d", sorted(moments))


def _time(text: str) -> float | None:
    """Return a moment of the state file as POSIX seconds; None where there is none."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()


def _standing(entry: Entry) -> str:
    """Return the status, told apart for a request that is just going out: nothing is lost then."""
    return SENDING if entry.job.stage is models.Stage.SENDING else entry.status


def _plain(entry: Entry) -> str:
    """Return an error without what differs from row to row: ids, numbers, links, quoted cells."""
    if entry.status in {"outdated", "unknown"}:
        return ""
    if not entry.error:
        return advice(entry.status, _words(entry))
    return _VARYING.sub("…", _words(entry)).casefold()


def _words(entry: Entry) -> str:
    return entry.error or entry.job.error or entry.job.details


_STATUS_WORDS = {
    "outdated": words.OUTDATED,
    SENDING: words.ON_ITS_WAY,
    "unknown": words.ANSWER_LOST,
    "deleted": words.DELETED,
    "error": words.TAVUS_FAILED,
    "rejected": words.REFUSED,
    "invalid": words.INVALID,
}


def advice(status: str, error: str) -> str:
    """Return what to do about failed rows of a status."""
    if status == "outdated":
        return words.OUTDATED_ADVICE
    if status == SENDING:
        return words.ON_ITS_WAY_ADVICE
    if status == "unknown":
        return words.LOST_ADVICE
    if status == "deleted":
        return words.DELETED_ADVICE
    cause = failure_causes.hopeless(error)
    if cause:
        return words.same_again(video_request.WORDS.get(cause.field, cause.field).lower())
    if status == "invalid":
        return words.INVALID_ADVICE
    return words.RETRY_ADVICE
