"""Answers: how videos, replicas, conversations and errors look to a client, in every variant.

Texts that Tavus sends itself stand here in its own words, so that a client meets them as they are; the
sandbox's own sentences are in `words.py`.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import json
from typing import TYPE_CHECKING

from starlette.responses import Response

from batchgen.sandbox.studio import phoenix

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen.sandbox.files.places import Places
    from batchgen.sandbox.files.sandbox_records import Conversation, Persona, Replica, Video
    from batchgen.sandbox.sandbox_options import Variants
    from batchgen.sandbox.studio.stock import StockReplica

QUEUED = "This request is currently queued. It should begin processing in a few minutes."
IN_TRAINING = (
    "The training process for replica {} is still ongoing. Your request has been placed in the 'queued' "
    "status and will automatically proceed once the training is complete."
)
READY = "Your request has processed successfully!"
FAILED = (
    "An error occurred while generating this request. Please check your inputs or try your request again."
)
REPLICA_IN_ERROR = (
    "Request Failed: The replica {} is currently in an 'error' state and cannot process requests."
)
INVALID_TOKEN = "Invalid access token"  # noqa: S105 - the API's words
STOCK_DATE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp()
SAMPLED_FIELDS = ("replica_id", "generation_progress")
"""Fields of a video that official samples show and the official schema lacks."""


def answer(
    body: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a JSON answer, in ASCII, so that no text of a request can break it."""
    content = json.dumps(body, ensure_ascii=True, separators=(",", ":"))
    return Response(content, status, headers, media_type="application/json")


def refusal(
    status: int, words: str, variants: Variants, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an error in the shape that is documented for its status, or in the one that is asked for."""
    documented = "message" if status in {401, 402, 429} or status >= 500 else "error"
    key = documented if variants.error_key == "documented" else variants.error_key
    return answer({key: words}, status, headers)


def done(status: int, body: Mapping[str, object]) -> Response:
    """Return the answer to a delete or a rename: with a body, or 204 without."""
    return Response(status_code=204) if status == 204 else answer(body, status)


def date(seconds: float, channel: str, variants: Variants) -> str:
    """Write a time as its channel has it: video RFC 1123, callback without zone, else ISO 8601."""
    kinds = {"video": "rfc", "callback": "callback"}
    kind = kinds.get(channel, "iso") if variants.dates == "documented" else variants.dates
    if kind == "rfc":
        return email.utils.formatdate(seconds, usegmt=True)
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    if kind == "callback":
        return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def default_name(replica_id: str, video_id: str) -> str:
    """Name a video as Tavus does when the request does not."""
    day = dt.datetime.now(dt.UTC)
    return f"replica_id: {replica_id} - {day:%B} {day.day}, {day:%Y} - video: {video_id}"


def created(video_id: str, name: str, when: float, places: Places, variants: Variants) -> dict[str, object]:
    """Return the answer to a create."""
    return {
        "video_id": video_id,
        "video_name": name,
        "status": "queued",
        "hosted_url": places.page(video_id),
        "created_at": date(when, "video", variants),
    }


def video(found: Video, places: Places, variants: Variants, *, channel: str = "video") -> dict[str, object]:
    """Return a video as `GET` without verbose has it."""
    ready = found.status == "ready"
    stream = ready and "hls" in found.files
    shape: dict[str, object] = {
        "video_id": found.id,
        "video_name": found.name,
        "status": found.status,
        "data": _echo(found.request, variants),
        "replica_id": found.replica_id,
        "download_url": places.film(found) if ready else None,
        "hosted_url": places.page(found.id),
        "stream_url": places.file(found.id, found.files["hls"]) if stream else None,
        "status_details": found.details,
        "created_at": date(found.created, channel, variants),
        "updated_at": date(found.updated, channel, variants),
        "generation_progress": f"{found.progress}/100",
    }
    if variants.fields == "documented":
        for name in SAMPLED_FIELDS:
            del shape[name]
    return shape


def thumbnails(found: Video, places: Places) -> dict[str, object]:
    """Return the links that `verbose` adds."""
    kinds = {"still_image_thumbnail_url": "jpg", "gif_thumbnail_url": "gif"}
    return {
        name: places.file(found.id, found.files[kind])
        if found.status == "ready" and kind in found.files
        else None
        for name, kind in kinds.items()
    }


def list_item(found: Video, places: Places, variants: Variants) -> dict[str, object]:
    """Return a video as the list has it."""
    shape = video(found, places, variants) | thumbnails(found, places)
    shape["background_url"] = found.request.get("background_url")
    shape["background_source_url"] = found.request.get("background_source_url")
    shape["error_details"] = found.error_details
    if variants.fields == "documented":
        del shape["created_at"], shape["updated_at"]
    return shape


def callback(found: Video, places: Places, variants: Variants) -> dict[str, object]:
    """Return what a callback posts: the video with dates of its own, and `error_details` (null) on error."""
    shape = video(found, places, variants, channel="callback")
    if found.status == "error":
        shape |= {"error_details": found.error_details, "generation_progress": "0/100"}
    return shape


def replica(found: Replica, places: Places, variants: Variants, *, verbose: bool) -> dict[str, object]:
    """Return a trained replica."""
    status = found.status if found.status != "started" else variants.training_status
    shape: dict[str, object] = {
        "replica_id": found.id,
        "replica_name": found.name,
        "thumbnail_video_url": places.replica_film(found),
        "training_progress": f"{found.progress}/100",
        "status": status,
        "created_at": date(found.created, "replica", variants),
        "updated_at": date(found.updated, "replica", variants),
        "error_message": found.error_message,
        "model_name": found.model_name,
    }
    if phoenix.has_stages(found.model_name):
        shape["finetune_status"] = found.finetune_status
    return shape | ({"replica_type": "user"} if verbose else {})


def stock(
    found: StockReplica, variants: Variants, *, verbose: bool, played_for: str = ""
) -> dict[str, object]:
    """Return a stock replica, or a foreign one (`played_for` is its id) that this presenter plays."""
    name = f"{found.name} (sandbox stand-in for {played_for})" if played_for else f"{found.name} (sandbox)"
    shape: dict[str, object] = {
        "replica_id": played_for or found.id,
        "replica_name": name,
        "thumbnail_video_url": None,
        "training_progress": "100/100",
        "status": "completed",
        "created_at": date(STOCK_DATE, "replica", variants),
        "updated_at": date(STOCK_DATE, "replica", variants),
        "error_message": None,
        "model_name": phoenix.DEFAULT,
    }
    return shape | ({"replica_type": "system"} if verbose else {})


def conversation(
    found: Conversation, places: Places, variants: Variants, *, verbose: bool = False
) -> dict[str, object]:
    """Return a conversation."""
    request = found.request
    shape: dict[str, object] = {
        "conversation_id": found.id,
        "conversation_name": found.name,
        "conversation_url": places.conversation(found.id),
        "callback_url": request.get("callback_url") or "",
        "status": found.status,
        "created_at": date(found.created, "conversation", variants),
        "updated_at": date(found.updated, "conversation", variants),
    }
    for name, later in (("replica_id", "face_id"), ("persona_id", "pal_id")):
        value = request.get(name) or request.get(later)
        if value:
            shape[name] = value
    return shape | ({"events": found.events} if verbose else {})


def persona(found: Persona, variants: Variants) -> dict[str, object]:
    """Return a persona: what it was made of, its id and its dates."""
    return {
        **found.request,
        "persona_id": found.id,
        "created_at": date(found.created, "persona", variants),
        "updated_at": date(found.updated, "persona", variants),
    }


def _echo(request: Mapping[str, object], variants: Variants) -> dict[str, object]:
    """Return `data`: the input again."""
    shape = {name: request[name] for name in ("script", "audio_url") if request.get(name)}
    if variants.fields == "documented":
        return {name: value for name, value in shape.items() if name == "script"}
    given = request.get("properties")
    wave = given.get("start_with_wave") if isinstance(given, dict) else None
    return shape | {"start_with_wave": True if wave is None else wave}
