"""Sharing: which pages of other origins may call the API, and the headers that tell their browser so (CORS).

Tavus's own examples call it from the browser with `x-api-key` (github.com/Tavus-Engineering/tavus-examples,
2026-03), so its real API shares with every origin. The sandbox shares with this computer's pages only, since
what it holds are rehearsals of letters to people. Source of the headers: the Fetch standard, "CORS protocol".
"""

from __future__ import annotations

import urllib.parse
from typing import TYPE_CHECKING

from starlette import datastructures
from starlette.responses import Response

from batchgen import net

if TYPE_CHECKING:
    import collections.abc

    from starlette.types import Message, Scope, Send

METHODS = "GET, POST, PATCH, DELETE"
HEADERS = "x-api-key, content-type"
KEPT_SECONDS = "600"
"""How long a browser may remember the answer to its preflight."""


class Sharing:
    """`loopback`: with pages of this computer; `origins`: with these, too (`https://app.example.com`)."""

    def __init__(self, *, loopback: bool, origins: collections.abc.Iterable[str] = ()) -> None:
        self._loopback = loopback
        self._origins = frozenset(origins)

    def origin(self, scope: Scope) -> str:
        """Return the origin that this request is shared with, or "".

        Only the API is shared, and only with scripts that ask for it: never a page, a film or the gallery,
        and nothing that a page takes in without reading it (an image, a form).
        """
        headers = datastructures.Headers(scope=scope)
        origin = headers.get("origin", "")
        by_script = headers.get("sec-fetch-mode", "cors") == "cors"
        if not (scope["path"].startswith("/v2/") and by_script):
            return ""
        return origin if origin in self._origins or (self._loopback and _is_of_here(origin)) else ""


def is_preflight(scope: Scope) -> bool:
    """Return whether a browser asks whether a page may send the request that follows."""
    return scope["method"] == "OPTIONS" and "access-control-request-method" in datastructures.Headers(
        scope=scope
    )


def preflight(scope: Scope, origin: str) -> Response:
    """Return the answer to a preflight: yes. It carries no key, so it is answered before one is asked for."""
    headers = {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": METHODS,
        "access-control-allow-headers": HEADERS,
        "access-control-max-age": KEPT_SECONDS,
        "vary": "Origin",
    }
    if "access-control-request-private-network" in datastructures.Headers(scope=scope):
        headers["access-control-allow-private-network"] = "true"
    return Response(status_code=204, headers=headers)


def shared(send: Send, origin: str) -> Send:
    """Let the page of this origin read the answer, whatever it is."""

    async def send_shared(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = datastructures.MutableHeaders(scope=message)
            headers["access-control-allow-origin"] = origin
            headers["access-control-expose-headers"] = "retry-after"
            headers.add_vary_header("Origin")
        await send(message)

    return send_shared


def _is_of_here(origin: str) -> bool:
    """Return whether an origin is this computer's: no other one can have it in a browser here.

    `localhost` and what ends in it never leave the machine (RFC 6761, 6.3).
    """
    try:
        parts = urllib.parse.urlsplit(origin)
        name = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"}:
        return False
    return name == "localhost" or name.endswith(".localhost") or net.is_loopback(name)
