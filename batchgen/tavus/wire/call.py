"""One call of the API: the request out once, the whole answer in, every failure one of our errors."""

from __future__ import annotations

import datetime as dt
import functools
import json
import urllib.request
from typing import TYPE_CHECKING

import httpx

from batchgen import errors
from batchgen.tavus import answers, keys, retry, service_url, words
from batchgen.tavus.wire import direct, line, relay, timestamps

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

SHORTEST_SECRET = 8
"""A key shorter than this is not looked for in answers: it would be found everywhere."""


class Answer:
    """An answer whose body is all there: `data` is its JSON, or None if it is none."""

    def __init__(self, reply: line.Reply, body: bytes) -> None:
        self.status = reply.status
        self.retry_after = _retry_after(reply.headers)
        self.is_json = True
        try:
            self.data: object = json.loads(body) if body else None
        except (ValueError, RecursionError):
            self.data, self.is_json = None, False

    def check(self) -> None:
        """Raise RefusedError or BadAnswerError unless the answer is a success."""
        if 200 <= self.status < 300:
            if not self.is_json:
                raise self.odd(words.NOT_JSON)
            return
        said = answers.refusal(self.data)
        if said is None and self.status == 429:
            said = words.TOO_MANY
        if said is None or self.status < 400:
            raise self.odd(words.no_reason(self.status))
        raise errors.RefusedError(
            said, status=self.status, retry_after=self.retry_after, hint=retry.hint(self.status)
        )

    def odd(self, what: str) -> errors.BadAnswerError:
        """Return the error that says what came instead of an answer of the API."""
        return errors.BadAnswerError(words.odd_answer(what), status=self.status)


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
        base = httpx.URL(base_url)
        headers = [
            (b"host", base.netloc),
            (b"x-api-key", key.encode()),
            (b"user-agent", user_agent.encode()),
            (b"accept", b"application/json"),
            (b"content-type", b"application/json"),
        ]
        self._host = base.netloc.decode("ascii")
        self._key = key
        self._keys = keys.Keys((key,))
        self._path = base.raw_path.rstrip(b"/")
        if transport is not None:
            self._line: line.Line = relay.RelayedLine(base, headers, transport)
        else:
            self._line = _line(base, headers, verify)

    def close(self) -> None:
        """Close the connection."""
        self._line.close()

    def ready(self, seconds: float) -> None:
        """Open a connection unless one can be used. Raises NotSentError."""
        try:
            self._line.ready(seconds)
        except line.NOT_SENT as error:
            raise errors.NotSentError(words.not_reached(self._hide(error))) from None

    def call(
        self,
        method: str,
        address: str,
        *,
        seconds: float,
        body: Mapping[str, object] | None = None,
        sent: Callable[[], None] | None = None,
        opens: bool = True,
    ) -> Answer:
        """Send one request and return the answer if it is a success.

        `address` is path and query, quoted; `seconds` is for the whole answer; without `opens` it goes over
        the connection that `ready` opened, or not at all. Raises NotSentError,
        NoAnswerError, BadAnswerError and RefusedError, and SettingsError if the key stands in the body.
        """
        target = self._path + address.encode("ascii")
        content = None if body is None else self._encoded(body)
        try:
            reply = self._line.exchange(method, target, content, seconds=seconds, sent=sent, opens=opens)
        except line.NOT_SENT as error:
            raise errors.NotSentError(words.not_reached(self._hide(error))) from None
        except line.GarbledError as error:
            raise errors.BadAnswerError(words.not_unpacked(self._hide(error)), status=error.status) from None
        except line.NO_ANSWER as error:
            raise errors.NoAnswerError(words.not_answered(self._hide(error))) from None
        answer = Answer(reply, self._without_key(reply.body))
        answer.check()
        return answer

    def _encoded(self, body: Mapping[str, object]) -> bytes:
        content = _encode(body)
        if self._keys.are_in(content.decode()):
            raise errors.SettingsError(
                words.KEY_IN_REQUEST,
                hint=words.TAKE_KEY_OUT,
            )
        return content

    def _hide(self, error: Exception) -> str:
        """Return which service it was and what went wrong, without the key: "(tavusapi.com): timed out."."""
        said = str(error)
        if len(self._key) >= SHORTEST_SECRET:
            said = said.replace(self._key, "***")
        return f"({self._host}): {said.rstrip('.') or type(error).__name__}."

    def _without_key(self, body: bytes) -> bytes:
        key = self._key.encode()
        return body.replace(key, b"***") if len(key) >= SHORTEST_SECRET and key in body else body


def _line(base: httpx.URL, headers: list[tuple[bytes, bytes]], verify: ssl.SSLContext | None) -> line.Line:
    tls = (verify or _tls()) if base.scheme == "https" else None
    proxy = None if service_url.is_loopback(str(base)) else _proxy(base.host)
    if proxy is None:
        return direct.DirectLine(base, headers, tls)
    try:
        return relay.RelayedLine(base, headers, relay.through(proxy, tls))
    except (ImportError, ValueError, httpx.InvalidURL):
        # Its address may hold a password: it is not shown.
        raise errors.SettingsError(
            words.BAD_PROXY,
            hint=words.FIX_PROXY,
        ) from None


def _proxy(host: str) -> str | None:
    """Return the proxy that the system names for the service, if any (HTTPS_PROXY, NO_PROXY, …)."""
    if urllib.request.proxy_bypass(host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get("https") or proxies.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return Retry-After in seconds; a date in it is compared with the server's clock, not with ours."""
    header = headers.get("retry-after")
    if header is None:
        return None
    now = timestamps.parse_date(headers.get("date")) or dt.datetime.now(dt.UTC)
    return timestamps.parse_retry_after(header, now)


def _encode(body: Mapping[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


@functools.cache
def _tls() -> ssl.SSLContext:
    """Return one TLS context for all clients: making one costs 30 ms."""
    return httpx.create_ssl_context()
