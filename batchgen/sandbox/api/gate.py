"""The gate: what other websites ask for stays outside; before `/v2`, keys, latency, limits and faults.

Pages of this computer may call `/v2`, see `sharing`.
"""

from __future__ import annotations

import asyncio
import hmac
import socket
import time
import urllib.parse
from typing import TYPE_CHECKING

from starlette import datastructures
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from batchgen import net
from batchgen.sandbox import words
from batchgen.sandbox.api import bodies, faults, request_checks, sharing
from batchgen.sandbox.files import pages

if TYPE_CHECKING:
    import collections.abc

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from batchgen.sandbox.sandbox_options import Options

HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
WORDS = {
    401: bodies.INVALID_TOKEN,
    402: "The user is out of video generation credits",
    403: "Forbidden",
    404: "Not found",
    429: "Too many requests",
}
KEEP_IN = {
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - looked for, not bound
NAMES = {
    ("POST", 2): "create",
    ("GET", 2): "list",
    ("GET", 3): "read",
    ("DELETE", 3): "delete",
    ("PATCH", 4): "rename",
}


class Gate:
    """ASGI middleware. `cut` ends a client's connection without a word."""

    def __init__(
        self,
        app: ASGIApp,
        options: Options,
        dice: faults.Dice,
        cut: collections.abc.Callable[[Scope], None],
    ) -> None:
        self._app = app
        self._options = options
        self._dice = dice
        self._cut = cut
        self._bucket = faults.Bucket(options.faults.rate_limit)
        # a rehearsal's child is for its parent alone
        self._sharing = sharing.Sharing(loopback=not options.with_parent, origins=options.cors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, refuse it, or spoil it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        else:
            await self._meet(scope, receive, _guarded(send))

    async def _meet(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._is_for_us(scope):
            await PlainTextResponse(words.OWN_ADDRESS_ONLY, 403)(scope, receive, send)
        elif origin := self._sharing.origin(scope):
            await self._share(origin, scope, receive, send)
        elif _is_for_a_stranger(scope):
            await PlainTextResponse(words.NOT_FOR_WEBSITES, 403)(scope, receive, send)
        elif not scope["path"].startswith("/v2/"):
            await self._app(scope, receive, send)
        else:
            await self._let_in(scope, receive, send)

    async def _share(self, origin: str, scope: Scope, receive: Receive, send: Send) -> None:
        if sharing.is_preflight(scope):
            await sharing.preflight(scope, origin)(scope, receive, send)
        else:
            await self._let_in(scope, receive, sharing.shared(send, origin))

    def _is_for_us(self, scope: Scope) -> bool:
        """Return whether the Host header names this computer.

        A website must not read rehearsals by a name of its own that it points at 127.0.0.1 (DNS rebinding).
        """
        host = self._options.host
        try:
            name = urllib.parse.urlsplit("//" + _header(scope, b"host")).hostname or ""
        except ValueError:
            return False
        if name in {"", "localhost", host.lower()} or net.is_loopback(name):
            return True
        return host in EVERYWHERE and _is_of_the_network(name)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = call_of(scope["method"], scope["path"])
        if wait := self._dice.latency():
            await asyncio.sleep(wait)
        refused = self._refusal(scope, call)
        fault = None if refused else self._dice.fault(call)
        if refused is not None:
            await refused(scope, receive, send)
        elif fault is None:
            await self._app(scope, receive, send)
        else:
            await self._spoil(fault, scope, receive, send)

    def _refusal(self, scope: Scope, call: str) -> Response | None:
        variants = self._options.variants
        key = _header(scope, b"x-api-key").strip()
        if not key:
            return bodies.refusal(401, bodies.INVALID_TOKEN, variants)
        if request_checks.REAL_KEY.fullmatch(key):
            return bodies.refusal(401, words.LOOKS_REAL, variants)
        if self._options.key and not hmac.compare_digest(key.encode(), self._options.key.encode()):
            return bodies.refusal(401, bodies.INVALID_TOKEN, variants)
        if call == "create" and not self._bucket.takes(time.monotonic()):
            return bodies.refusal(429, WORDS[429], variants, self._retry_after())
        return None

    def _retry_after(self) -> dict[str, str]:
        wait = self._options.faults.retry_after
        return {"retry-after": wait} if wait else {}

    async def _spoil(self, fault: faults.Fault, scope: Scope, receive: Receive, send: Send) -> None:
        made: list[Message] = []
        if fault.made:
            made = await self._carry_out(scope, receive)
        if fault.what in {"lost-request", "lost-answer"}:
            await self._hang_up(scope, receive)
        elif fault.what == "half":
            await self._send_half(made, scope, receive, send)
        else:
            await self._wrong_answer(fault)(scope, receive, send)

    async def _carry_out(self, scope: Scope, receive: Receive) -> list[Message]:
        """Let the request have its effect, and keep the answer."""
        kept: list[Message] = []

        async def keep(message: Message) -> None:
            kept.append(message)

        await self._app(scope, receive, keep)
        return kept

    async def _send_half(self, made: list[Message], scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head and half of the body that it promises, then cut the line."""
        for message in made:
            if message["type"] == "http.response.body":
                body = message.get("body", b"")
                await send({**message, "body": body[: len(body) // 2], "more_body": True})
            else:
                await send(message)
        await asyncio.sleep(0.02)
        await self._hang_up(scope, receive)

    async def _hang_up(self, scope: Scope, receive: Receive) -> None:
        """Cut the line, and wait until the server has seen it."""
        self._cut(scope)
        while (await receive())["type"] != "http.disconnect":
            pass

    def _wrong_answer(self, fault: faults.Fault) -> Response:
        variants = self._options.variants
        if fault.what == "html":
            return HTMLResponse(HTML, 502)
        if fault.what == "empty":
            return Response(b"", 200)
        if fault.what == "concurrent":
            # reported for conversations: a full cap is a 400 with `message` (tavus-api.md 8.3)
            return bodies.answer({"message": "User has reached maximum concurrent videos"}, 400)
        words = WORDS.get(fault.status, "Internal server error" if fault.status >= 500 else "Bad request")
        headers = self._retry_after() if fault.status in {429, 503} else {}
        return bodies.refusal(fault.status, words, variants, headers)


def call_of(method: str, path: str) -> str:
    """Name a call as `--fault` does: create, read, list, delete, rename of videos; else its resource."""
    parts = path.strip("/").split("/")
    resource = parts[1] if len(parts) > 1 else ""
    if resource != "videos":
        return "replicas" if resource == "faces" else resource
    return NAMES.get((method, len(parts)), "videos")


def _is_of_the_network(name: str) -> bool:
    """Return whether a name can only be of the local network: an address, or a name that no website has."""
    inner = "." not in name or name.endswith((".local", ".internal", ".home.arpa"))
    return inner or net.is_numeric(name) or name == socket.gethostname().lower()


def _is_for_a_stranger(scope: Scope) -> bool:
    """Return whether a page of another origin asks, and could look at what comes.

    A link that a person follows from elsewhere (a sheet, a mail) opens on its own, out of that page's reach.
    Source: W3C Fetch Metadata; old browsers send Origin alone, programs neither.
    """
    site = _header(scope, b"sec-fetch-site")
    if site:
        followed = (
            scope["method"] in {"GET", "HEAD"}
            and _header(scope, b"sec-fetch-mode") == "navigate"
            and _header(scope, b"sec-fetch-dest") == "document"
        )
        return site not in {"same-origin", "none"} and not followed
    origin = _header(scope, b"origin")
    return bool(origin) and origin.partition("://")[2] != _header(scope, b"host")


def _guarded(send: Send) -> Send:
    """Add to each answer what keeps it from being taken into a page of another origin."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = datastructures.MutableHeaders(scope=message)
            headers.update(KEEP_IN)
            if headers.get("content-type", "").startswith("text/html"):
                headers["content-security-policy"] = pages.content_policy()
        await send(message)

    return guarded


def _header(scope: Scope, wanted: bytes) -> str:
    for name, value in scope["headers"]:
        if name == wanted:
            return str(value.decode("latin-1"))
    return ""
