"""What the service says about a video: what the state file keeps of it, and whose request it may be."""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING, Self

from batchgen import characters, models, state
from batchgen.plan.account_search import words
from batchgen.tavus import video_request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from batchgen import tavus

_STAGES = {
    "queued": models.Stage.QUEUED,
    "generating": models.Stage.GENERATING,
    "ready": models.Stage.READY,
    "error": models.Stage.ERROR,
    "deleted": models.Stage.DELETED,
}


def of_created(video: tavus.Video) -> state.VideoFacts:
    """Return the facts in a create call's answer.

    It has no links to the files yet, so a video that is called ready at once still counts as being made.
    """
    stage = models.Stage.QUEUED if video.status in {"", "queued"} else models.Stage.GENERATING
    return state.VideoFacts(video.video_id, stage, hosted_url=video.hosted_url, details=video.status_details)


def of_video(video: tavus.Video, before: state.VideoFacts | None = None) -> state.VideoFacts:
    """Return the facts in a read or listed video; links that this answer lacks are taken from `before`.

    A status that nobody documented means "not finished" (tavus-api 3.1).
    """
    known = before or state.VideoFacts(video.video_id, models.Stage.QUEUED)
    stage = _STAGES.get(video.status, _unfinished(known.stage))
    why = video.error_details or video.status_details or words.NO_REASON
    return state.VideoFacts(
        video.video_id,
        stage,
        hosted_url=video.hosted_url or known.hosted_url,
        download_url=video.download_url or known.download_url,
        stream_url=video.stream_url or known.stream_url,
        thumbnail_url=video.thumbnail_url or known.thumbnail_url,
        gif_url=video.gif_url or known.gif_url,
        error=why if stage is models.Stage.ERROR else "",
        details=video.status_details or ("" if video.status in _STAGES else f"Status: {video.status}"),
        progress=video.progress,
    )


def of_job(job: state.Job) -> state.VideoFacts:
    """Return what the state file knows of a job's video."""
    return state.VideoFacts(
        job.video_id,
        job.stage,
        hosted_url=job.hosted_url,
        download_url=job.download_url,
        stream_url=job.stream_url,
        thumbnail_url=job.thumbnail_url,
        gif_url=job.gif_url,
        error=job.error,
        details=job.details,
        progress=job.progress,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class OpenVideo:
    """What is kept in memory of a job that is followed: a campaign may have hundreds of thousands of them."""

    id: int
    row: int | None
    key: str
    go: int
    token: str
    facts: state.VideoFacts

    @classmethod
    def of(cls, job: state.Job) -> Self:
        """Return what is kept of a job; texts that many share are kept once."""
        known = of_job(job)
        facts = dataclasses.replace(
            known, details=sys.intern(known.details), progress=sys.intern(known.progress)
        )
        return cls(job.id, job.row, job.key, job.go, job.token, facts)


def changed(job: state.Job | OpenVideo, facts: state.VideoFacts) -> models.JobChanged:
    """Return the event that says what became of a job."""
    return models.JobChanged(
        row=job.row or 0,
        key=job.key,
        stage=facts.stage,
        video_id=facts.video_id,
        hosted_url=facts.hosted_url,
        error=facts.error,
        progress=facts.progress,
        run=job.go,
    )


def _unfinished(stage: models.Stage) -> models.Stage:
    return stage if stage in models.OPEN_STAGES else models.Stage.GENERATING


def agrees(request: video_request.VideoRequest, video: tavus.Video) -> bool:
    """Return whether a video is of a request: replica and script, where both sides name them."""
    return _same(request.replica_id, video.replica_id) and _same(request.script, video.script)


def may_be(request: video_request.VideoRequest, video: tavus.Video) -> bool:
    """Return whether a video with another name may be of a request: same replica, word-for-word the same.

    What the account does not say may be the same.
    """
    same_words = _same(words_of_request(request), words_of(video))
    return same_words and _same(request.replica_id, video.replica_id)


def words_of_request(request: video_request.VideoRequest) -> str:
    """Return what a request makes the replica say: its script, or where its audio file is."""
    return folded(request.script or request.audio_url)


def words_of(video: tavus.Video) -> str:
    """Return what a video says: its script, or where its audio file is; empty if it is not told."""
    return folded(video.script or video.audio_url)


def assign(lost: Iterable[state.Attempt], videos: Iterable[tavus.Video]) -> dict[int, tavus.Video]:
    """Return for each video the one lost attempt that it may be of, by the attempt's id: one for one."""
    free = [(attempt.id, attempt.request()) for attempt in lost]
    found: dict[int, tavus.Video] = {}
    # What tells most about itself chooses first, so that a vague one takes nobody's place.
    for video in sorted(
        videos, key=lambda video: (not words_of(video), not video.replica_id, video.video_id)
    ):
        place = next((pair for pair in free if may_be(pair[1], video)), None)
        if place is not None:
            free.remove(place)
            found[place[0]] = video
    return found


def folded(text: str) -> str:
    """Return a text as it is compared: NFC, with single blanks."""
    return " ".join(characters.normalized("NFC", text).split())


def _same(ours: str, theirs: str) -> bool:
    return not ours or not theirs or folded(ours) == folded(theirs)
