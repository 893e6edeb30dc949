"""Guard: who may ask, checked before any page is: host, cookie, origin, size; and the headers of each answer.

The app listens on loopback only. What is left to guard against: another program or another user of this
computer (a token that is good once, exchanged for a cookie), a hostile page in the same browser (Origin, and
a strict cookie), and a name that a stranger points at 127.0.0.1 (Host).
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse

from batchgen.workspace import words

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from batchgen.workspace import running_app

MOST_BYTES = 100 * 1024 * 1024
"""The largest upload."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; "
    "media-src 'self' https:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline, nothing from elsewhere but pictures and films, which Tavus hosts."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_READING = {"GET", "HEAD"}


class Guard:
    """Middleware around the pages; `port` is where the app listens."""

    def __init__(self, app: ASGIApp, *, port: int, tokens: running_app.Tokens) -> None:
        self._app = app
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._origins = {f"http://{host}" for host in self._hosts}
        self._tokens = tokens
        # Cookies are not kept apart by port: the name holds the port, the value a secret of this start.
        self.cookie = f"batchgen-{port}"
        self._secret = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say why it goes no further."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._refusal(scope)
        await (answer or self._app)(scope, _capped(receive), _with_headers(send))

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        """Return the answer to a request that goes no further, or None."""
        headers = Headers(scope=scope)
        if headers.get("host", "") not in self._hosts:
            return PlainTextResponse(words.NOT_THE_ADDRESS, 421)
        if scope["path"] == "/open":
            return self._opened(scope)
        if not self._is_known(headers):
            return PlainTextResponse(words.OPEN_THE_APP, 403)
        if scope["method"] not in _READING and headers.get("origin", "") not in self._origins:
            return PlainTextResponse(words.NOT_FROM_APP, 403)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return PlainTextResponse(words.FILE_TOO_LARGE, 413)
        return None

    def _is_known(self, headers: Headers) -> bool:
        given = cookie_parser(headers.get("cookie", "")).get(self.cookie, "")
        return hmac.compare_digest(given.encode(), self._secret.encode())

    def _opened(self, scope: Scope) -> ASGIApp:
        """Exchange a token for the cookie."""
        query = dict(part.partition("=")[::2] for part in scope["query_string"].decode("latin-1").split("&"))
        if scope["method"] != "GET" or not self._tokens.take(query.get("t", "")):
            if self._is_known(Headers(scope=scope)):
                return RedirectResponse("/", 303)
            text = words.ADDRESS_USED
            return PlainTextResponse(text, 403)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(self.cookie, self._secret, path="/", httponly=True, samesite="strict")
        return answer


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                if name != "cache-control" or name not in headers:
                    headers[name] = value
        await send(message)

    return sending


class TooLargeError(Exception):
    """A request body that said it was smaller than it is."""


def _capped(receive: Receive) -> Receive:
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BYTES:
            raise TooLargeError
        return message

    return receiving
