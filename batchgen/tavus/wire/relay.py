"""The long way to the service: over a transport of httpx, which knows proxies (and is what tests replace)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import httpx

from batchgen.tavus.wire import line

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable

ONE_CONNECTION = httpx.Limits(
    max_connections=2, max_keepalive_connections=1, keepalive_expiry=line.LONGEST_IDLE
)


class RelayedLine:
    """A line over a transport, the layer below `httpx.Client`: it follows no redirect and repeats no call."""

    def __init__(
        self, base: httpx.URL, headers: Iterable[tuple[bytes, bytes]], transport: httpx.BaseTransport
    ) -> None:
        self._base = base
        self._headers = list(headers)
        self._transport = transport

    def ready(self, seconds: float) -> None:
        """Do nothing: the proxy's own connections are out of reach."""

    def exchange(
        self,
        method: str,
        target: bytes,
        body: bytes | None,
        *,
        seconds: float,
        sent: Callable[[], None] | None = None,
        opens: bool = True,
    ) -> line.Reply:
        """Send one request, once, and return the whole answer: see `line.Line`; it may open a connection."""
        del opens
        extensions: dict[str, object] = {"timeout": _timeouts(seconds)}
        if sent is not None:
            extensions["trace"] = _tracer(sent)
        url = self._base.copy_with(raw_path=target)
        request = httpx.Request(method, url, headers=self._headers, content=body, extensions=extensions)
        response = self._transport.handle_request(request)
        try:
            whole = line.whole(response, time.monotonic() + seconds)
        finally:
            response.close()
        return line.Reply(response.status_code, response.headers, whole)

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()


def through(proxy: str, tls: ssl.SSLContext | None) -> httpx.HTTPTransport:
    """Return a transport through a proxy. Raises ImportError, ValueError and httpx.InvalidURL."""
    return httpx.HTTPTransport(verify=tls or False, limits=ONE_CONNECTION, proxy=proxy)


def _timeouts(seconds: float) -> dict[str, float]:
    connect = min(line.CONNECT_SECONDS, seconds)
    return {"connect": connect, "read": seconds, "write": seconds, "pool": line.CONNECT_SECONDS}


def _tracer(sent: Callable[[], None]) -> Callable[[str, object], None]:
    def trace(event: str, _info: object) -> None:
        if event.endswith("send_request_body.complete"):
            sent()

    return trace
