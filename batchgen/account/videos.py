"""Videos of a campaign in the account: their names, cleaned of our tokens."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

from batchgen import errors, models, state
from batchgen.account import resources, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen import tavus


@dataclasses.dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of one video's name; `error` says why it kept the old one."""

    video_id: str
    name: str
    error: str = ""


def clean(client: tavus.Client, known: state.Store) -> Iterator[Cleaned]:
    """Take the tokens out of the names of a campaign's ready videos, and yield what became of each.

    Raises errors.UsageError while a video is unknown or being made: its token is what finds it.
    """
    _refuse_unsettled(known)
    ready = [job for job in known.jobs(models.Stage.READY) if job.video_id]
    # Noted first: a name that was cleaned and not noted would look as if the service had altered it.
    known.set_meta(state.CLEANED, json.dumps(sorted({job.video_id for job in ready})))
    for job in ready:
        yield _clean_one(client, job)


def _refuse_unsettled(known: state.Store) -> None:
    counts = known.counts()
    loose = sum(
        counts.get(stage, 0)
        for stage in (models.Stage.SENDING, models.Stage.UNKNOWN, *sorted(models.OPEN_STAGES))
    )
    if loose:
        raise errors.UsageError(
            words.still_needed(loose),
            hint=words.WAIT_FIRST,
        )


def _clean_one(client: tavus.Client, job: state.Job) -> Cleaned:
    name = job.label or job.key or "Video"
    try:
        resources.VIDEOS.rename(client, job.video_id, name)
    except errors.UsageError as error:
        return Cleaned(job.video_id, name, error.message)
    return Cleaned(job.video_id, name)
