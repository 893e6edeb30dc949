"""What the state file says about a job, an attempt and a video: frozen records, one a table row."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, NamedTuple

from batchgen import flat_json, models, result_columns
from batchgen.tavus import video_request

if TYPE_CHECKING:
    from collections.abc import Mapping

LINKS = result_columns.LINKS


@dataclasses.dataclass(frozen=True, slots=True)
class VideoFacts:
    """What the service said about a video. `stage` is one of queued, generating, ready, error, deleted."""

    video_id: str
    stage: models.Stage
    hosted_url: str = ""
    download_url: str = ""
    stream_url: str = ""
    thumbnail_url: str = ""
    gif_url: str = ""
    error: str = ""
    details: str = ""
    progress: str = ""
    seconds: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class PollUpdate:
    """News of a job's video. Ignored when the job has another video by now."""

    job_id: int
    facts: VideoFacts


class Video(NamedTuple):
    """The earlier video of a job whose redo is under way; its links stay until the new one is ready."""

    video_id: str
    request_hash: str
    accepted_hash: str
    stage: str
    hosted_url: str
    download_url: str
    stream_url: str
    thumbnail_url: str
    gif_url: str


PAIRS = "pairs"
"""Key of the meta: JSON object, by job id key hash and cells hash of the new row that seems to be its person.

A state file without it was written by batchgen before 0.2, which read some sheets in another way.
"""


def pairs_from(text: str) -> dict[int, tuple[str, str]]:
    """Read the value of PAIRS."""
    found = json.loads(text) if text else {}
    return {int(job): (str(marks[0]), str(marks[1])) for job, marks in found.items()}


SHARED = "shared"
"""Key of the meta: JSON object, by key hash or cells hash of a row the job whose video it shows.

Their addresses and requests are equal, and their keys or cells are not.
"""


def shared_from(text: str) -> dict[str, int]:
    """Read the value of SHARED."""
    return {str(mark): int(job) for mark, job in json.loads(text).items()} if text else {}


@dataclasses.dataclass(frozen=True, slots=True)
class Job:
    """A row's request, and what became of it in the attempt in force (`attempt`; None before the first).

    `row` is None when the sheet has the row no more. `sent_hash` is the request hash of that attempt.
    `fixed_from` is JSON: the cells that the list's row had when a fix was taken from a failures file.
    """

    id: int
    key: str
    key_hash: str
    cells: str
    cells_hash: str
    occurrence: int
    row: int | None
    label: str
    stage: models.Stage
    request_json: str
    request_hash: str
    sent_hash: str
    accepted_hash: str
    outdated: str
    left_out: str
    minutes: float
    go: int
    redo: str
    attempt: int | None
    token: str
    video_id: str
    hosted_url: str
    download_url: str
    stream_url: str
    thumbnail_url: str
    gif_url: str
    error: str
    details: str
    progress: str
    seconds: float | None
    fixed_from: str
    changed_at: str
    earlier: Video | None

    @property
    def paid(self) -> bool:
        """Whether money went, or may have gone, into this job."""
        return self.stage in models.PAID_STAGES or self.earlier is not None

    def request(self) -> video_request.VideoRequest:
        """Return what the row asks for now."""
        return request_from(self.request_json)


@dataclasses.dataclass(frozen=True, slots=True)
class Outline:
    """As much of a job as is needed to count it."""

    id: int
    stage: models.Stage
    outdated: bool
    left_out: str
    has_earlier: bool

    @property
    def paid(self) -> bool:
        """Whether money went, or may have gone, into this job."""
        return self.stage in models.PAID_STAGES or self.has_earlier


@dataclasses.dataclass(frozen=True, slots=True)
class Attempt:
    """One sending of a job. `outcome` is "" (in the air), "made", "not_made" or "unknown".

    `start_seq` and `end_seq` are drawn from one counter: a video whose `start_seq` is above another attempt's
    `end_seq` was asked for after that other outcome was known, whatever the clocks said. `replaces` was in
    force before, and is again if nothing is made; the video of `keeps` stays in the results meanwhile.
    """

    id: int
    job_id: int
    token: str
    request_json: str
    request_hash: str
    start_seq: int
    end_seq: int | None = None
    started_at: str = ""
    ended_at: str = ""
    outcome: str = ""
    reason: str = ""
    words: str = ""
    stage: str = ""
    video_id: str = ""
    other_ids: tuple[str, ...] = ()
    looks: int = 0
    looked_at: str = ""
    replaces: int | None = None
    keeps: int | None = None

    def request(self) -> video_request.VideoRequest:
        """Return what was sent (without the token)."""
        return request_from(self.request_json)


def request_text(request: video_request.VideoRequest) -> str:
    """Write the flat fields of a request as JSON, for `request_json`."""
    return flat_json.written(sorted(request.fields.items()))


def request_from(text: str) -> video_request.VideoRequest:
    """Read `request_text`."""
    fields: Mapping[str, video_request.FieldValue] = json.loads(text) if text else {}
    return video_request.VideoRequest(fields)


class Sent(NamedTuple):
    """An attempt as it costs: `minutes` are estimated, `seconds` real, if they were learned.

    `videos` is how many were made of it, or may have been; `cells` are its row's, JSON by folded header.
    """

    token: str
    start_seq: int
    started_at: str
    outcome: str
    minutes: float
    videos: int
    seconds: float | None
    cells: str


SENT = (
    "SELECT a.token, a.start_seq, a.started_at, a.outcome, coalesce(j.minutes, 0), a.other_ids, a.seconds,"
    " coalesce(j.cells, ''), a.id FROM attempts a LEFT JOIN jobs j ON j.id = a.job_id"
    # What was found in the account was paid by whoever sent it.
    " WHERE a.reason <> 'adopted'"
)


def sent_from(values: tuple[object, ...]) -> Sent:
    """Make a Sent from a row of SENT."""
    token, sequence, started, outcome, minutes, others, seconds, cells, _ = values
    return Sent(
        str(token),
        int(str(sequence)),
        str(started),
        str(outcome),
        float(str(minutes)),
        1 + len(json.loads(str(others)) if others else ()),
        None if seconds is None else float(str(seconds)),
        str(cells),
    )


class Known(NamedTuple):
    """What identifies a job that the state file has; the columns of the query KNOWN."""

    id: int
    key_hash: str
    cells_hash: str
    occurrence: int
    request_hash: str
    sent_hash: str
    accepted_hash: str
    stage: str
    redo: str
    has_earlier: int
    row: int
    left_out: str
    outdated: str
    error: str
    key: str
    minutes: float = 0.0
    video: str = ""
    reworded: int = 0


KNOWN = (
    "SELECT j.id, j.key_hash, j.cells_hash, j.occurrence, j.request_hash, coalesce(a.request_hash, ''),"
    " coalesce(a.accepted_hash, ''), j.stage, j.redo, a.keeps IS NOT NULL, coalesce(j.row, 0), j.left_out,"
    " coalesce(a.outdated, ''), CASE j.stage WHEN 'error' THEN a.error WHEN 'rejected' THEN a.words ELSE ''"
    " END, j.key, j.minutes, coalesce(a.video_id, ''), coalesce(a.reworded, 0)"
    " FROM jobs j LEFT JOIN attempts a ON a.id = j.attempt"
)

ATTEMPT_COLUMNS = tuple(field.name for field in dataclasses.fields(Attempt))
_OTHERS = ATTEMPT_COLUMNS.index("other_ids")
_FROM_ATTEMPT = {"token", "video_id", *LINKS, "details", "progress", "accepted_hash", "outdated"}
_ERROR = "CASE WHEN a.id IS NULL THEN j.error WHEN a.outcome = 'made' THEN a.error ELSE a.words END"


def _job_column(name: str) -> str:
    if name in _FROM_ATTEMPT:
        return f"coalesce(a.{name}, '')"
    special = {"sent_hash": "coalesce(a.request_hash, '')", "seconds": "a.seconds", "error": _ERROR}
    return special.get(name, f"j.{name}")


_JOB_FIELDS = tuple(field.name for field in dataclasses.fields(Job) if field.name != "earlier")
_STAGE = _JOB_FIELDS.index("stage")
JOBS = (
    f"SELECT {', '.join(map(_job_column, _JOB_FIELDS))}, {', '.join(f'k.{name}' for name in Video._fields)}"
    " FROM jobs j LEFT JOIN attempts a ON a.id = j.attempt LEFT JOIN attempts k ON k.id = a.keeps"
)
"""SQL: jobs (j) beside their attempts in force (a), and what a redo has not replaced yet (k)."""


def job_from(values: tuple[object, ...]) -> Job:
    """Make a Job from a row of JOBS."""
    row = list(values[: len(_JOB_FIELDS)])
    row[_STAGE] = models.Stage(str(row[_STAGE]))
    earlier = values[len(_JOB_FIELDS) :]
    row.append(Video(*earlier) if earlier[0] is not None else None)  # type: ignore[arg-type]
    return Job(*row)  # type: ignore[arg-type]


def attempt_from(values: tuple[object, ...]) -> Attempt:
    """Make an Attempt from a table row with ATTEMPT_COLUMNS."""
    row = list(values)
    row[_OTHERS] = tuple(json.loads(str(row[_OTHERS])) if row[_OTHERS] else ())
    return Attempt(*row)  # type: ignore[arg-type]
