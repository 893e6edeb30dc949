"""The endpoints of `/v2/videos`."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from typing import TYPE_CHECKING

from batchgen.sandbox.api import bodies, desk, request_checks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from batchgen.sandbox.api.desk import Desk, Endpoints
    from batchgen.sandbox.studio.cast import Part


class Videos:
    """Create, list, read, rename and delete videos."""

    def __init__(self, at: Desk) -> None:
        self._desk = at
        self._made = 0

    def endpoints(self) -> Endpoints:
        """Return the endpoints of this resource."""
        return {
            "/v2/videos": {"POST": self.create, "GET": self.list_page},
            "/v2/videos/{video_id}": {"GET": self.read, "DELETE": self.delete},
            "/v2/videos/{video_id}/name": {"PATCH": self.rename},
        }

    async def create(self, request: Request) -> Response:
        """`POST /v2/videos`: every call makes a video, also the same one again."""
        at = self._desk
        body = await at.fields_of(request)
        request_checks.video(
            body, both_inputs=at.variants.both_inputs, unknown_fields=at.variants.unknown_fields
        )
        replica_id = str(body["replica_id"])
        part = at.cast.part(replica_id)
        if part is None:
            raise request_checks.RuleError("Invalid replica_id")
        if 0 <= at.options.faults.credits <= self._made:
            return at.refuse(402, "The user is out of video generation credits")
        self._made += 1
        return self._add(body, replica_id, part)

    def _add(self, body: Mapping[str, object], replica_id: str, part: Part) -> Response:
        at = self._desk
        video_id, name, when = self._insert(body, replica_id, part)
        at.studio.take(video_id)
        return bodies.answer(bodies.created(video_id, name, when, at.places, at.variants))

    def _insert(self, body: Mapping[str, object], replica_id: str, part: Part) -> tuple[str, str, float]:
        at = self._desk
        training = part.trained is not None and part.trained.status == "started"
        details = bodies.IN_TRAINING.format(replica_id) if training else bodies.QUEUED
        while True:
            video_id = secrets.token_hex(5)
            name = desk.clean(str(body.get("video_name") or bodies.default_name(replica_id, video_id)))
            try:
                when = at.store.add_video(
                    video_id,
                    name,
                    body,
                    replica_id=desk.clean(replica_id),
                    details=details,
                    doomed=at.dice.dooms(),
                )
            except sqlite3.IntegrityError:
                continue  # ids have 40 bits: two of 100,000 meet once in 200 runs
            return video_id, name, when

    async def list_page(self, request: Request) -> Response:
        """`GET /v2/videos`."""
        at = self._desk
        page = desk.page_of(request, base=at.variants.page_base, cap=at.variants.list_cap)
        deleted = at.variants.list_deleted == "yes"
        found = (
            []
            if page.offset is None
            else at.store.videos(
                limit=page.limit, offset=page.offset, order=at.variants.list_order, deleted=deleted
            )
        )
        items = [bodies.list_item(video, at.places, at.variants) for video in found]
        return bodies.answer({"data": items, "total_count": at.store.count_videos(deleted=deleted)})

    async def read(self, request: Request) -> Response:
        """`GET /v2/videos/{video_id}`; `verbose` adds the thumbnails."""
        at = self._desk
        verbose = desk.flag_of(request, "verbose")
        video = at.store.video(request.path_params["video_id"])
        if video is None:
            return at.unknown("video_id")
        shape = bodies.video(video, at.places, at.variants)
        return bodies.answer(shape | (bodies.thumbnails(video, at.places) if verbose else {}))

    async def rename(self, request: Request) -> Response:
        """`PATCH /v2/videos/{video_id}/name`."""
        at = self._desk
        video_id = request.path_params["video_id"]
        name = desk.clean(request_checks.text_of(await desk.body_of(request), "video_name"))
        if at.store.video(video_id) is None:
            return at.unknown("video_id")
        at.store.update_video(video_id, name=name)
        return bodies.done(at.variants.rename_status, {"video_id": video_id, "video_name": name})

    async def delete(self, request: Request) -> Response:
        """`DELETE /v2/videos/{video_id}`; `hard` removes the files too, and the video from every answer."""
        at = self._desk
        hard = desk.flag_of(request, "hard")
        video_id = request.path_params["video_id"]
        if at.store.video(video_id) is None:
            return at.unknown("video_id")
        if hard:
            at.store.remove_video(video_id)
            shutil.rmtree(at.places.video_folder(video_id), ignore_errors=True)
        else:
            at.store.update_video(video_id, status="deleted")
        return bodies.done(at.variants.delete_status or 200, {"video_id": video_id, "status": "deleted"})
