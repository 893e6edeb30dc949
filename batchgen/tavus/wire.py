"""One call over httpx: the request out once, the whole answer in, every failure one of our errors.

It uses the transport of httpx, the layer below `httpx.Client`: nothing there could follow a redirect, keep a
cookie or repeat a call, and a call takes half of the time.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import time
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING

import httpx

from batchgen import errors
from batchgen.tavus import answers, dates, place

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Mapping

CONNECT_SECONDS = 10.0
LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes; a list page of 100 long scripts is far below."""

SHORTEST_SECRET = 8
"""A key shorter than this is not looked for in answers: it would be found everywhere."""

ONE_CONNECTION = httpx.Limits(max_connections=2, max_keepalive_connections=1, keepalive_expiry=5.0)

NOT_SENT: tuple[type[Exception], ...] = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
"""What httpx raises before a byte of the request can have left."""

NO_ANSWER: tuple[type[Exception], ...] = (
    httpx.HTTPError,
    httpx.StreamError,
    httpx.CookieConflict,
    OSError,
)
"""All else that httpx raises: the request may have arrived."""


class Answer:
    """An answer whose body is all there: `data` is its JSON, or None if it is none."""

    def __init__(self, response: httpx.Response, body: bytes) -> None:
        self.status = response.status_code
        self.retry_after = _retry_after(response)
        self.is_json = True
        try:
            self.data: object = json.loads(body) if body else None
        except (ValueError, RecursionError):
            self.data, self.is_json = None, False

    def check(self) -> None:
        """Raise RefusedError or BadAnswerError unless the answer is a success."""
        if 200 <= self.status < 300:
            if not self.is_json:
                raise self.odd("text that is no JSON")
            return
        words = answers.refusal(self.data)
        if words is None and self.status == 429:
            words = "Too many requests"
        if words is None or self.status < 400:
            raise self.odd(f"HTTP {self.status} without a reason in JSON")
        raise errors.RefusedError(words, status=self.status, retry_after=self.retry_after)

    def odd(self, what: str) -> errors.BadAnswerError:
        """Return the error that says what came instead of an answer of the API."""
        return errors.BadAnswerError(f"The service sent {what}.", status=self.status)


class Wire:
    """A kept-alive connection to the service, for one thread. The key is in its requests and nowhere else."""

    def __init__(
        self,
        base_url: str,
        key: str,
        *,
        user_agent: str,
        transport: httpx.BaseTransport | None = None,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self._base = httpx.URL(base_url)
        self._path = self._base.raw_path.rstrip(b"/")
        self._last_url = ("", self._base)
        self._key = key
        self._headers = [
            (b"host", self._base.netloc),
            (b"x-api-key", key.encode()),
            (b"user-agent", user_agent.encode()),
            (b"accept", b"application/json"),
            (b"content-type", b"application/json"),
        ]
        self._transport = transport or _transport(base_url, verify)

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    def call(
        self,
        method: str,
        address: str,
        *,
        seconds: float,
        body: Mapping[str, object] | None = None,
        sent: Callable[[], None] | None = None,
    ) -> Answer:
        """Send one request and return the answer if it is a success.

        `address` is path and query, quoted; `seconds` is for the whole answer. Raises NotSentError,
        NoAnswerError, BadAnswerError and RefusedError.
        """
        try:
            response = self._transport.handle_request(self._request(method, address, body, seconds, sent))
        except NOT_SENT as error:
            raise errors.NotSentError(f"The service was not reached: {self._hide(error)}") from None
        except NO_ANSWER as error:
            raise errors.NoAnswerError(f"The service did not answer: {self._hide(error)}") from None
        return self._read(response, seconds)

    def _request(
        self,
        method: str,
        address: str,
        body: Mapping[str, object] | None,
        seconds: float,
        sent: Callable[[], None] | None,
    ) -> httpx.Request:
        extensions: dict[str, object] = {"timeout": _timeouts(seconds)}
        if sent is not None:
            extensions["trace"] = _tracer(sent)
        content = None if body is None else _encode(body)
        return httpx.Request(
            method, self._url(address), headers=self._headers, content=content, extensions=extensions
        )

    def _url(self, address: str) -> httpx.URL:
        """Return the whole URL; that of the last call is kept, since creates all have the same."""
        known, url = self._last_url
        if known != address:
            url = self._base.copy_with(raw_path=self._path + address.encode("ascii"))
            self._last_url = (address, url)
        return url

    def _read(self, response: httpx.Response, seconds: float) -> Answer:
        try:
            text = _body(response, time.monotonic() + seconds)
        except httpx.DecodingError as error:
            raise errors.BadAnswerError(
                f"The service's answer cannot be unpacked: {self._hide(error)}", status=response.status_code
            ) from None
        except NO_ANSWER as error:
            raise errors.NoAnswerError(f"The service's answer broke off: {self._hide(error)}") from None
        finally:
            response.close()
        answer = Answer(response, self._without_key(text))
        answer.check()
        return answer

    def _hide(self, error: Exception) -> str:
        said = str(error)
        if len(self._key) >= SHORTEST_SECRET:
            said = said.replace(self._key, "***")
        return f"{said.rstrip('.') or type(error).__name__}."

    def _without_key(self, body: bytes) -> bytes:
        key = self._key.encode()
        return body.replace(key, b"***") if len(key) >= SHORTEST_SECRET and key in body else body


def _transport(base_url: str, verify: ssl.SSLContext | None) -> httpx.HTTPTransport:
    near = place.is_loopback(base_url)
    try:
        return httpx.HTTPTransport(
            verify=verify or _tls(base_url.startswith("https:")),
            trust_env=not near,
            limits=ONE_CONNECTION,
            proxy=None if near else _proxy(base_url),
        )
    except (ImportError, ValueError, httpx.InvalidURL):
        # Its address may hold a password: it is not shown.
        raise errors.SettingsError(
            "The proxy that this system names cannot be used.",
            hint="Set HTTPS_PROXY to an http:// address, or NO_PROXY to the API's host.",
        ) from None


def _proxy(base_url: str) -> str | None:
    """Return the proxy that the system names for the service, if any (HTTPS_PROXY, NO_PROXY, …)."""
    host = urllib.parse.urlsplit(base_url).hostname or ""
    if urllib.request.proxy_bypass(host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get("https") or proxies.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"


def _body(response: httpx.Response, deadline: float) -> bytes:
    """Read the whole body. The deadline counts for all of it: httpx's time-outs are per piece."""
    parts: list[bytes] = []
    size = 0
    # httpx's own iteration costs more than all else here, and only unpacking needs it.
    packed = "content-encoding" in response.headers
    for part in response.iter_bytes() if packed else _stream(response):
        parts.append(part)
        size += len(part)
        if size > LARGEST_ANSWER:
            raise httpx.ReadError("the answer is larger than 32 MB")
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("the answer took too long")
    return b"".join(parts)


def _stream(response: httpx.Response) -> Iterable[bytes]:
    stream = response.stream
    assert isinstance(stream, httpx.SyncByteStream)
    return stream


def _tracer(sent: Callable[[], None]) -> Callable[[str, object], None]:
    def trace(event: str, _info: object) -> None:
        if event.endswith("send_request_body.complete"):
            sent()

    return trace


def _retry_after(response: httpx.Response) -> float | None:
    """Return Retry-After in seconds; a date in it is compared with the server's clock, not with ours."""
    header = response.headers.get("retry-after")
    if header is None:
        return None
    now = dates.parse_date(response.headers.get("date")) or dt.datetime.now(dt.UTC)
    return dates.parse_retry_after(header, now)


def _encode(body: Mapping[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


@functools.cache
def _timeouts(seconds: float) -> dict[str, float]:
    connect = min(CONNECT_SECONDS, seconds)
    return {"connect": connect, "read": seconds, "write": seconds, "pool": CONNECT_SECONDS}


@functools.cache
def _tls(wanted: bool) -> ssl.SSLContext | bool:  # noqa: FBT001 - a cache key
    """Return one TLS context for all clients: making one costs 30 ms. Plain http needs none."""
    return httpx.create_ssl_context() if wanted else False
