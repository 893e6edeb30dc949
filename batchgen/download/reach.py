"""Reach: a link of the service opened for reading, over https, never into the local network."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import ipaddress
import socket
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING

import batchgen
from batchgen import errors, tavus

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping

    import httpx

MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
SECONDS, CONNECT_SECONDS = 60.0, 10.0


class RefusedLinkError(errors.BatchgenError):
    """A link that is not followed, or not to there; the text says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reach:
    """What may be reached. `near`: the service is on this machine (the sandbox), so its links may be too.

    The service's links lead to hosts of others (a CDN), so each name is resolved once, every address must be
    a public one, and the connection goes to that very address (OWASP, SSRF prevention). Behind a proxy of
    the environment names are the proxy's to resolve.
    """

    near: bool = False

    @contextlib.contextmanager
    def open(self, url: str, headers: Mapping[str, str], *, method: str = "GET") -> Iterator[httpx.Response]:
        """Yield the answer, its body unread, after at most five redirects, each looked at alike.

        Raises RefusedLinkError, errors.NotSentError, errors.NoAnswerError.
        """
        for _ in range(MOST_REDIRECTS + 1):
            with self._once(method, url, headers) as answer:
                if answer.status_code not in REDIRECTS or "location" not in answer.headers:
                    yield answer
                    return
                url = urllib.parse.urljoin(url, answer.headers["location"])
        raise RefusedLinkError(f"{shown(url)} redirects too often.")

    @contextlib.contextmanager
    def _once(self, method: str, url: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        import httpx  # takes a while to load, and most commands download nothing

        host, target = self._target(url)
        proxied = host == ""
        more = {"user-agent": f"batchgen/{batchgen.__version__}", "accept-encoding": "identity", **headers}
        if not proxied:
            more["host"] = urllib.parse.urlsplit(url).netloc.rpartition("@")[2]
        timeout = httpx.Timeout(SECONDS, connect=CONNECT_SECONDS)
        try:
            with (
                httpx.Client(timeout=timeout, trust_env=proxied, verify=_tls()) as client,
                client.stream(
                    method, target, headers=more, extensions={} if proxied else {"sni_hostname": host}
                ) as answer,
            ):
                yield answer
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise errors.NotSentError(f"{shown(url)} was not reached: {type(error).__name__}.") from None
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as error:
            raise errors.NoAnswerError(f"{shown(url)} broke off: {type(error).__name__}.") from None

    def _target(self, url: str) -> tuple[str, str]:
        """Return the host and the URL with its address in place of it; ("", url) behind a proxy."""
        try:
            parts = urllib.parse.urlsplit(url)
            host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            raise RefusedLinkError("A link of the service is no link.") from None
        if not host or parts.username or parts.password:
            raise RefusedLinkError(f"{shown(url)} is no link that is followed.")
        if self.near and tavus.is_loopback(url):
            return host, url
        if parts.scheme != "https":
            raise RefusedLinkError(f"{shown(url)} is not https.")
        if urllib.request.getproxies().get("https") and not urllib.request.proxy_bypass(host):
            return "", url
        address = _public_address(host, port)
        place = f"[{address}]" if ":" in address else address
        pinned = urllib.parse.urlunsplit(
            (parts.scheme, f"{place}:{port}", parts.path or "/", parts.query, "")
        )
        return host, pinned


def shown(url: str) -> str:
    """Return a link as a message may show it: its query may be a signature."""
    with contextlib.suppress(ValueError):
        parts = urllib.parse.urlsplit(url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"[:200]
    return "the link"


def _public_address(host: str, port: int) -> str:
    addresses = [host] if _is_address(host) else _look_up(host, port)
    for address in addresses:
        if not _plain(address).is_global:
            raise RefusedLinkError(f"{host} is {address}, in a private network: not followed.")
    return addresses[0]


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _look_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise errors.NotSentError(f"There is no address for {host}.") from None
    return [str(entry[4][0]) for entry in found]


def _plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Read an address; one that wraps an IPv4 address counts as the one inside."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


@functools.cache
def _tls() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()
