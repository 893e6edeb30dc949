"""Asking links for a sign of life: politely, in parallel, without fetching what they hold."""

from __future__ import annotations

import collections
import ipaddress
import socket
import threading
from collections.abc import Sequence
from concurrent import futures
from typing import NamedTuple
from urllib import parse

import httpx

TIMEOUT = httpx.Timeout(15.0, connect=10.0)
AT_ONCE = 8
PER_HOST = 2
"""Requests to one host at a time."""
REDIRECTS = 5
RANGE = {"Range": "bytes=0-1023"}


class LinkLook(NamedTuple):
    """What a link answered: `status` 0 and `trouble` in words if nothing did."""

    status: int
    content_type: str = ""
    is_public: bool = True
    trouble: str = ""


def look_at(urls: Sequence[str], *, at_once: int = AT_ONCE) -> list[LinkLook]:
    """Ask for every link once, and return the answers in their order. Never raises for a link."""
    gates: dict[str, threading.Semaphore] = collections.defaultdict(lambda: threading.Semaphore(PER_HOST))
    for url in urls:
        _ = gates[_host(url)]
    with (
        httpx.Client(follow_redirects=True, max_redirects=REDIRECTS, timeout=TIMEOUT) as client,
        futures.ThreadPoolExecutor(at_once, thread_name_prefix="batchgen-links") as threads,
    ):
        return list(threads.map(lambda url: _look(client, url, gates[_host(url)]), urls))


def _host(url: str) -> str:
    try:
        return parse.urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _look(client: httpx.Client, url: str, gate: threading.Semaphore) -> LinkLook:
    with gate:
        try:
            answer = client.head(url)
            if answer.status_code >= 400:  # some servers know GET alone, or sign links for it
                answer = _first_bytes(client, url)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return LinkLook(0, trouble=_words(error))
        return LinkLook(
            answer.status_code, answer.headers.get("content-type", ""), _is_public(answer.url.host)
        )


def _first_bytes(client: httpx.Client, url: str) -> httpx.Response:
    with client.stream("GET", url, headers=RANGE) as answer:
        return answer


def _is_public(host: str) -> bool:
    """Tell whether any address of a host is reachable from the internet."""
    try:
        addresses = {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
    except OSError:
        return True  # it just answered, perhaps through a proxy that knows more names
    return any(ipaddress.ip_address(address.partition("%")[0]).is_global for address in addresses)


def _words(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "time-out"
    if isinstance(error, httpx.TooManyRedirects):
        return "too many redirects"
    return str(error) or type(error).__name__
