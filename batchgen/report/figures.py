"""Figures: what a report says of a campaign: totals, times, and failures by their cause."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import re
from typing import TYPE_CHECKING

from batchgen import models
from batchgen.engine import causes, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from batchgen import state

SENDING = "sending"
READY, OPEN, FAILED, UNKNOWN, OTHER = "ready", "open", "failed", "unknown", "other"
_KINDS = {
    "ready": READY,
    "queued": OPEN,
    "generating": OPEN,
    "error": FAILED,
    "rejected": FAILED,
    "invalid": FAILED,
    "deleted": FAILED,
    "unknown": UNKNOWN,
}
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_VARYING = re.compile(r"\b(r[0-9a-f]{8,}|[0-9a-f]{8,}|\d+)\b|https?://\S+|'[^']*'|\"[^\"]*\"|“[^”]*”")
_MOST_ROWS = 30


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One job as the report shows it. `kind` groups its status: ready, open, failed, unknown, other."""

    row: int | None
    key: str
    name: str
    status: str
    kind: str
    hosted_url: str
    error: str
    minutes: float
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
        more = f" and {self.count - len(self.rows)} more" if self.count > len(self.rows) else ""
        return ", ".join(str(row) for row in self.rows) + more


@dataclasses.dataclass(frozen=True, slots=True)
class Figures:
    """Everything above the table."""

    total: int
    kinds: Mapping[str, int]
    statuses: Mapping[str, int]
    minutes: float
    first: dt.datetime | None
    last: dt.datetime | None
    usual_seconds: float | None
    groups: tuple[Group, ...]
    submitted: tuple[dt.datetime, ...]
    ready: tuple[dt.datetime, ...]
    failed: tuple[dt.datetime, ...]

    @property
    def lasted(self) -> float | None:
        """Seconds from the first sending to the last end, or None."""
        return (self.last - self.first).total_seconds() if self.first and self.last else None


def entries(store: state.StateFile, *, brief: bool = False) -> list[Entry]:
    """Return every job of a state file in the order of the sheet; `brief` leaves out what is private.

    Private are addresses (keys, and any e-mail address in a name), scripts, and errors in words, since
    those may quote a row.
    """
    starts = store.start_times()
    found = [_entry(job, starts, brief=brief) for job in store.jobs()]
    return sorted(found, key=lambda entry: (entry.row is None, entry.row or 0))


def _entry(job: state.Job, starts: Mapping[int, str], *, brief: bool) -> Entry:
    texts = shown.results(job)
    status = texts["status"] or "not sent"
    name = job.label or job.key
    return Entry(
        row=job.row,
        key="" if brief else job.key,
        name=_EMAIL.sub("…", name) if brief else name,
        status=status,
        kind=_KINDS.get(status, OTHER),
        hosted_url=texts["hosted_url"],
        error="" if brief else texts["error"],
        minutes=job.minutes,
        submitted=starts.get(job.attempt or 0, ""),
        ready=job.changed_at if status == READY else "",
        script="" if brief else job.request().script,
        video_id=texts["video_id"],
        thumbnail_url=texts["thumbnail_url"],
        job=job,
    )


def sum_up(found: Iterable[Entry]) -> Figures:
    """Return the totals of a report."""
    found = list(found)
    submitted = sorted(_times(entry.submitted for entry in found))
    ready = sorted(_times(entry.ready for entry in found))
    failed = sorted(_times(e.job.changed_at for e in found if e.kind == FAILED and e.submitted))
    ends = [*ready[-1:], *failed[-1:], *submitted[-1:]]
    sent = [entry for entry in found if entry.submitted]
    return Figures(
        total=len(found),
        kinds=collections.Counter(entry.kind for entry in found),
        statuses=collections.Counter(entry.status for entry in found),
        minutes=sum(entry.minutes for entry in sent),
        first=submitted[0] if submitted else None,
        last=max(ends) if ends else None,
        usual_seconds=_usual(found),
        groups=groups(found),
        submitted=tuple(submitted),
        ready=tuple(ready),
        failed=tuple(failed),
    )


def _usual(found: Iterable[Entry]) -> float | None:
    """Return the median seconds from sending to ready."""
    waits = []
    for entry in found:
        if entry.submitted and entry.ready:
            start, end = _time(entry.submitted), _time(entry.ready)
            if start and end and end >= start:
                waits.append((end - start).total_seconds())
    return sorted(waits)[len(waits) // 2] if waits else None


def _times(texts: Iterable[str]) -> list[dt.datetime]:
    return [moment for text in texts if text and (moment := _time(text))]


def _time(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def groups(found: Iterable[Entry]) -> tuple[Group, ...]:
    """Group the rows without a usable video by cause, the largest group first."""
    rows: dict[tuple[str, str], list[Entry]] = {}
    for entry in found:
        if entry.kind in {FAILED, UNKNOWN} or entry.status == "outdated":
            rows.setdefault((_standing(entry), _plain(entry)), []).append(entry)
    made = [_group(status, some) for (status, _), some in rows.items()]
    return tuple(sorted(made, key=lambda group: -group.count))


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


def _group(status: str, some: list[Entry]) -> Group:
    numbers = tuple(entry.row for entry in some[:_MOST_ROWS] if entry.row is not None)
    words = _words(some[0]) if some[0].error else ""
    if not words or status in {"outdated", "unknown", SENDING}:
        words = _STATUS_WORDS.get(status, status)
    return Group(words, advice(status, _words(some[0])), len(some), numbers)


_STATUS_WORDS = {
    "outdated": "The row was edited after its video was made",
    SENDING: "On its way: the answer is not there yet",
    "unknown": "Sent, and the answer was lost",
    "deleted": "The video was deleted at Tavus",
    "error": "Tavus could not make the video",
    "rejected": "Tavus refused the request",
    "invalid": "The row has errors and was left out",
}


def advice(status: str, error: str) -> str:
    """Return what to do about failed rows of a status."""
    if status == "outdated":
        return "Make the video again with --redo changed (pays again), or keep it with --accept changed."
    if status == SENDING:
        return "Nothing has to be done: if the run that sent it died, the next one looks for it."
    if status == "unknown":
        return "Run again later: it is looked for in the account. --redo unknown sends it again."
    if status == "deleted":
        return "To have it again: --redo all with --rows (pays again)."
    cause = causes.hopeless(error)
    if cause:
        return f"The same input fails again: mend {cause.field}, then run again."
    if status == "invalid":
        return "Mend the row, then run again; batchgen check shows what is wrong."
    return "This may work when it is tried again: batchgen retry."
