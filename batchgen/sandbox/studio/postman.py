"""The postman: carries callbacks, three tries each, and only to where a rehearsal may send them."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING

from batchgen import net
from batchgen.sandbox import words
from batchgen.sandbox.api import bodies
from batchgen.sandbox.studio import fetch, phoenix

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from batchgen.sandbox.files.places import Places
    from batchgen.sandbox.files.sandbox_store import Store
    from batchgen.sandbox.sandbox_options import Options

log = logging.getLogger(__name__)

WAITS = (0.5, 2.0)
"""Seconds before the second and the third try."""
AT_A_TIME = 8


class Postman:
    """Sends callbacks beside everything else. `waits` are the seconds between the tries."""

    def __init__(
        self, store: Store, places: Places, options: Options, waits: tuple[float, ...] = WAITS
    ) -> None:
        self._store = store
        self._places = places
        self._options = options
        self._waits = waits
        self._room = asyncio.Semaphore(AT_A_TIME)
        self._tasks: set[asyncio.Task[object]] = set()
        self._sending: set[str] = set()
        self._policy = fetch.Policy(
            allow_loopback=True,
            # with "loopback" the address is looked at here, which has better words for it
            allow_private=options.allow_private or options.callbacks == "loopback",
            seconds=10.0,
        )

    def send(self, video_id: str) -> None:
        """Send the callback of a finished video, if it asked for one."""
        video = self._store.video(video_id)
        if video is not None and video.request.get("callback_url"):
            self._store.update_callback(video_id, "due")
            self.send_due()

    def send_due(self) -> None:
        """Send all callbacks that are due and not under way: also those of an earlier server."""
        for video_id in self._store.due_videos():
            if video_id not in self._sending:
                self._sending.add(video_id)
                self._begin(self._deliver_video(video_id))

    def send_replica(self, replica_id: str) -> None:
        """Send the callback of a replica whose training or tuning ended, if it asked for one."""
        replica = self._store.replica(replica_id)
        if replica is not None and replica.request.get("callback_url"):
            # the callback says "ready" where the read call says "completed" (tavus-api.md 7.2)
            body: dict[str, object] = {"replica_id": replica.id, "status": "ready"}
            if replica.status == "error":
                body |= {"status": "error", "error_message": replica.error_message or ""}
            if phoenix.has_stages(replica.model_name):
                # a callback comes "as these values change" (phoenix-45-preview-and-status); its body is ours
                body["finetune_status"] = replica.finetune_status
            self._begin(self._post(str(replica.request["callback_url"]), body))

    def send_event(self, url: str, body: Mapping[str, object]) -> None:
        """Send an event of a conversation."""
        if url:
            self._begin(self._post(url, body))

    async def stop(self) -> None:
        """Stop; callbacks of videos that are still due go out at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Coroutine[None, None, object]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver_video(self, video_id: str) -> None:
        try:
            video = self._store.video(video_id)
            if video is None:
                return
            body = bodies.callback(video, self._places, self._options.variants)
            arrived = await self._post(str(video.request["callback_url"]), body)
            self._store.update_callback(video_id, "sent" if arrived else "failed")
        finally:
            self._sending.discard(video_id)

    async def _post(self, url: str, body: Mapping[str, object]) -> bool:
        """Try up to three times; return whether it arrived (any 2xx)."""
        content = json.dumps(body).encode("ascii")
        for wait in (0.0, *self._waits):
            await asyncio.sleep(wait)
            async with self._room:
                try:
                    status = await asyncio.to_thread(self._post_once, url, content)
                except fetch.FetchError as error:
                    log.warning("callback: %s", error)
                    if isinstance(error, fetch.ForbiddenError):
                        return False
                    continue
            if 200 <= status < 300:
                return True
            log.warning("callback: %s answered %d", net.shown(url), status)
        return False

    def _post_once(self, url: str, content: bytes) -> int:
        if self._options.callbacks == "none":
            raise fetch.ForbiddenError(words.no_callbacks(net.shown(url)))
        target = fetch.resolve(url, self._policy)
        here = all(net.is_loopback(address) for address in target.addresses)
        if self._options.callbacks == "loopback" and not here:
            raise fetch.ForbiddenError(
                words.callback_away(net.shown(url)),
                hint=words.CALLBACKS_ANY,
            )
        return fetch.post_json(target, content, self._policy)
