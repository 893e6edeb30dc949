"""Likeness: whether a video that the account has is, or may be, what a request asked for. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen import models, normal_forms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from batchgen import state, tavus


def agrees(request: models.VideoRequest, video: tavus.Video) -> bool:
    """Return whether a video is of a request: replica and script, where both sides name them."""
    return _same(request.replica_id, video.replica_id) and _same(request.script, video.script)


def may_be(request: models.VideoRequest, video: tavus.Video) -> bool:
    """Return whether a video with another name may be of a request: same replica, word-for-word the same.

    What the account does not say may be the same.
    """
    same_words = _same(words_of_request(request), words_of(video))
    return same_words and _same(request.replica_id, video.replica_id)


def words_of_request(request: models.VideoRequest) -> str:
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
    return " ".join(normal_forms.normalized("NFC", text).split())


def _same(ours: str, theirs: str) -> bool:
    return not ours or not theirs or folded(ours) == folded(theirs)
