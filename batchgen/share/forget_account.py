"""Forget account: the videos of people who are forgotten, deleted for ever at the service that made them."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

from batchgen import account, campaign, errors
from batchgen import settings as settings_module
from batchgen.campaign import library
from batchgen.plan import known_files
from batchgen.share import words
from batchgen.tavus import name_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from batchgen import state, tavus
    from batchgen.share import forget, traces

REHEARSED = "sandbox"
"""The service of a rehearsal's state file."""


def delete(each: traces.Held, receipt: forget.Receipt, clients: forget.Clients) -> Iterator[int]:
    """Delete the videos of one campaign; yield the jobs of which one refused.

    Of a sending that was never answered the video is looked for in the account.
    """
    wanted = list(each.videos())
    lost = [a for attempts in each.attempts.values() for a in attempts if a.outcome in {"", "unknown"}]
    if not wanted and not lost:
        return
    try:
        with clients(each.store) as client:
            found = _found(client, lost) if lost else {}
            wanted += [(video_id, attempt) for attempt in lost for video_id in found.get(attempt.token, ())]
            for video_id, attempt in wanted:
                if why := _refusal(client, video_id):
                    receipt.refuse("video", video_id, why)
                    yield attempt.job_id
                else:
                    each.store.note_deleted(video_id)
                    receipt.delete("video", each.store.service, id=video_id)
            for attempt in (a for a in lost if not found.get(a.token)):
                receipt.refuse("video", attempt.token, words.NOT_FOUND_YET)
                yield attempt.job_id
    except errors.BatchgenError as error:
        receipt.refuse("videos", each.store.path, f"{error.message} {error.hint}".strip())
        yield from (attempt.job_id for _, attempt in wanted)
        yield from (attempt.job_id for attempt in lost)


def _found(client: tavus.Client, lost: list[state.Attempt]) -> dict[str, list[str]]:
    """Return the videos of the account that were made by sendings without an answer, by their token."""
    tokens = {attempt.token for attempt in lost}
    found: dict[str, list[str]] = {}
    for video in account.VIDEOS.list(client):
        if (token := name_tokens.find(video.video_name)) in tokens:
            found.setdefault(token, []).append(video.video_id)
    return found


def _refusal(client: tavus.Client, video_id: str) -> str:
    """Delete a video; return why it is still there, empty if it is not."""
    try:
        account.VIDEOS.delete(client, video_id, hard=True)
    except errors.UsageError:  # the account does not know it: it is gone
        return ""
    except errors.ServiceError as error:
        return error.message
    return ""


def delete_rehearsed(folder: Path, who: traces.Traces, receipt: forget.Receipt) -> None:
    """Delete the videos of a rehearsal's own account, looks at single rows too."""
    try:
        with library.rehearsing(folder) as make, make() as client:
            for video in list(account.VIDEOS.list(client)):
                if video.video_id in who.marks or who.are_in(json.dumps(dict(video.raw)), "named"):
                    account.VIDEOS.delete(client, video.video_id, hard=True)
                    receipt.delete("rehearsed video", folder, id=video.video_id)
    except errors.BatchgenError as error:
        receipt.refuse("rehearsal", folder, error.message)


def clients(api_url: str | None) -> forget.Clients:
    """Return what opens a client of a store's service, as the settings of its campaign name it.

    The key goes to the service that the settings name and to no other, whatever a state file says.
    """

    @contextlib.contextmanager
    def opened(store: state.Store) -> Iterator[tavus.Client]:
        from batchgen import tavus

        near = store.path.parent
        main = known_files.main_of(store.meta(known_files.LIST))
        file = main.campaign.now(near)
        flags = {"campaign": str(file) if file and file.is_file() else None, "api_url": api_url}
        settings = settings_module.load(main.place.now(near), flags, folder=near)
        if campaign.service_name(settings) != store.service:
            raise errors.SettingsError(
                words.OTHER_SERVICE.format(service=store.service, named=settings.api_url)
            )
        if not (key := settings_module.read_key(settings)):
            raise errors.SettingsError(words.NO_KEY)
        with tavus.Client(key, settings.api_url) as client:
            yield client

    return opened
