"""Failure groups: the videos that failed, by the reason that was given, and what can be done about each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from batchgen import models
from batchgen.results import result_cells
from batchgen.tavus import failure_causes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from batchgen import state

Way = Literal["retry", "all", ""]
"""How a group is sent again: by `retry`, by `run --redo all`, or not as it is."""


class FailureGroup(NamedTuple):
    """Jobs of one stage that failed for one reason, in the service's words.

    `rows` are those that the sheet still has, `minutes` what these take; `field` is the field of the request
    to fix first, empty where the same input may work.
    """

    stage: models.Stage
    reason: str
    videos: int
    rows: tuple[int, ...]
    minutes: float
    way: Way
    field: str


def grouped(jobs: Iterable[state.Job]) -> list[FailureGroup]:
    """Return the groups of the jobs that failed, the largest first."""
    by_reason: dict[tuple[models.Stage, str], list[state.Job]] = {}
    for job in jobs:
        if result_cells.status(job) in models.FAILED_STAGES:
            reason = "" if job.stage is models.Stage.DELETED else job.error or job.details
            by_reason.setdefault((job.stage, reason), []).append(job)
    groups = [_group(stage, reason, alike) for (stage, reason), alike in by_reason.items()]
    return sorted(groups, key=lambda group: -group.videos)


def _group(stage: models.Stage, reason: str, jobs: list[state.Job]) -> FailureGroup:
    here = [job for job in jobs if job.row is not None]
    cause = failure_causes.hopeless(reason) if stage in models.RETRIED_STAGES else None
    again: Way = "retry" if stage in models.RETRIED_STAGES else "all" if stage is models.Stage.DELETED else ""
    return FailureGroup(
        stage=stage,
        reason=reason,
        videos=len(jobs),
        rows=tuple(sorted(job.row for job in here if job.row is not None)),
        minutes=sum(job.minutes for job in here),
        way=again if here and cause is None else "",
        field=cause.field if cause else "",
    )
