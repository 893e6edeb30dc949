"""Receiver: the web application that takes callbacks, and believes none of them.

Callbacks carry no signature (tavus-api 7.4), so one is a hint and no more: its sender must know the secret in
the path, and what it says is looked up with a GET before anything is written.
"""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from batchgen import tavus
from batchgen.listen import callback_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

LARGEST = 64 * 1024
"""Bytes of a callback; the script that it echoes is the largest part."""

LONGEST_ID = 64
"""Characters; ids of Tavus are far shorter. The path is open to the world, so it is bounded."""


def make_app(secret: str, on_hint: Callable[[str], None]) -> Starlette:
    """Return the application; `on_hint` gets the id of each video that a callback names.

    It answers 204 to everything that has the secret, understood or not, and 404 to all else, so that a
    stranger learns nothing.
    """

    async def take(request: Request) -> Response:
        given = str(request.path_params["secret"])
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return PlainTextResponse("Not Found", 404)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("Too large", 413)
        video_id = video_of(body)
        if video_id:
            on_hint(video_id)
        return Response(status_code=204)

    return Starlette(routes=[Route(callback_address.PREFIX + "{secret:str}", take, methods=["POST"])])


def video_of(body: bytes) -> str:
    """Return the video that a callback names, empty if it names none."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    found = tavus.id_text(data.get("video_id")) if isinstance(data, dict) else ""
    if not 0 < len(found) <= LONGEST_ID:
        return ""
    return found if found.isascii() and found.replace("-", "").replace("_", "").isalnum() else ""


async def _body(request: Request) -> bytes | None:
    """Read the body, None as soon as it is too large."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            return None
        parts.append(part)
    return b"".join(parts)
