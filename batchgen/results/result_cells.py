"""What the sheet shows of a job: our result columns, and the word for its status (design 3 and 6)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen import models, result_columns, state
from batchgen.results import words

if TYPE_CHECKING:
    from collections.abc import Mapping

Stage = models.Stage
OUTDATED = models.OUTDATED
EXCLUDED = "excluded"

_WORDS = {Stage.NEW: "", Stage.SENDING: "unknown"}
STATUSES = tuple(dict.fromkeys([*filter(None, (_WORDS.get(stage, str(stage)) for stage in Stage)), OUTDATED]))
"""Every word that the `status` column can hold."""
_WITH_ERROR = models.FAILED_STAGES | models.DOUBTFUL_STAGES
_WITHOUT_WORDS = {
    Stage.DELETED: words.DELETED,
    Stage.SENDING: words.NO_ANSWER,
}
_NO_LINKS: Mapping[str, str] = dict.fromkeys(result_columns.LINKS, "")


def status(job: state.Job | state.Outline) -> str:
    """Return the word in the sheet's `status` column."""
    if job.left_out == EXCLUDED and job.paid:
        return EXCLUDED
    # A video that failed or is gone cannot be kept, so that is what matters.
    if job.outdated and job.paid and job.stage not in {Stage.ERROR, Stage.DELETED}:
        return OUTDATED
    return _WORDS.get(job.stage, str(job.stage))


def excluded(job: state.Job) -> state.Job:
    """Return a job as it is shown once its person is on a suppression list: without links."""
    stage = job.stage if job.paid else Stage.EXCLUDED
    return dataclasses.replace(job, left_out=EXCLUDED, stage=stage)


def results(job: state.Job) -> dict[str, str]:
    """Return the texts of our result columns. Links stand only beside the video that the row asks for."""
    word = status(job)
    earlier = _earlier(job) if word not in {OUTDATED, EXCLUDED} else None
    if word == Stage.READY:
        links: Mapping[str, str] = {name: getattr(job, name) for name in result_columns.LINKS}
    elif earlier is not None:
        # A redo is under way: the earlier video stays in the sheet until the new one is ready.
        links = {name: getattr(earlier, name) for name in result_columns.LINKS}
    else:
        links = _NO_LINKS
    video_id = (
        earlier.video_id
        if earlier is not None
        else job.video_id or (job.earlier.video_id if job.earlier else "")
    )
    return {"video_id": video_id, "status": word, **links, "error": _error(job, word)}


def _earlier(job: state.Job) -> state.Video | None:
    """Return the earlier video if it is ready and what the row asks for."""
    earlier = job.earlier
    if earlier is None or earlier.stage != Stage.READY:
        return None
    return earlier if job.request_hash in {earlier.request_hash, earlier.accepted_hash} else None


def _error(job: state.Job, word: str) -> str:
    if word == OUTDATED:
        return job.outdated
    if word == EXCLUDED or job.stage not in _WITH_ERROR:
        return ""
    if job.outdated and job.stage is Stage.ERROR:
        return words.not_sent_again(job.error or job.details)
    # What was said of the video while it was there is no reason any more.
    details = "" if job.stage is Stage.DELETED else job.details
    return job.error or details or _WITHOUT_WORDS.get(job.stage, "")


def failed(job: state.Job) -> bool:
    """Return whether a row belongs in the failures file."""
    return status(job) in models.FIXABLE_STAGES
