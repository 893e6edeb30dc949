"""Fetching what a request points to, and answering it: http(s) only, capped, never into the local network.

Every URL here comes from a sheet, so it may be anything. The name is resolved once, each address is looked
at, and the connection goes to that very address, so that a second answer of the DNS changes nothing; each
redirect is walked by hand and looked at alike (OWASP, Server-Side Request Forgery Prevention).
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import ipaddress
import shutil
import socket
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from batchgen import errors

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

MEGABYTE = 1024 * 1024
REDIRECTS = frozenset({301, 302, 303, 307, 308})
USER_AGENT = "batchgen-sandbox"
GRACE = 0.5
"""Seconds after the cap in which a body that is too slow is told as such, before its connection is closed."""

LookUp = Callable[[str, int], list[str]]


class FetchError(errors.BatchgenError):
    """Something that could not be fetched, or must not be; the text says why, for people."""


class ForbiddenError(FetchError):
    """Something that the policy does not let be fetched: trying again changes nothing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Policy:
    """What may be fetched.

    `allow_private`: addresses of the local network and of this machine too; `allow_loopback`: this machine
    only; `allow_files`: `file:` links too. `seconds` caps one fetch as a whole, `max_bytes` its body.
    """

    allow_private: bool = False
    allow_loopback: bool = False
    allow_files: bool = False
    max_bytes: int = 750 * MEGABYTE
    seconds: float = 120.0
    max_redirects: int = 5

    def allows(self, address: str) -> bool:
        """Say whether this numeric address may be connected to."""
        ip = _plain(address)
        if ip.is_loopback:
            return self.allow_private or self.allow_loopback
        if ip.is_unspecified or ip.is_multicast:
            return False
        return self.allow_private or ip.is_global


@dataclasses.dataclass(frozen=True, slots=True)
class Fetched:
    """A fetched file: where it is now, what the server called it, its length in bytes, its last URL."""

    path: Path
    content_type: str
    length: int
    url: str


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """A URL that was looked at: its parts, and the addresses that a connection may go to, best first."""

    url: str
    scheme: str
    host: str
    port: int
    addresses: tuple[str, ...]

    def pinned(self, address: str) -> str:
        """Return the URL with this address in place of the name."""
        place = f"[{address}]" if ":" in address else address
        parts = urllib.parse.urlsplit(self.url)
        return urllib.parse.urlunsplit(
            (self.scheme, f"{place}:{self.port}", parts.path or "/", parts.query, "")
        )

    def host_header(self) -> str:
        """Return what the Host header says: the name, with its port where it is not the usual one."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == (443 if self.scheme == "https" else 80)
        return name if usual else f"{name}:{self.port}"


def resolve(url: str, policy: Policy, *, look_up: LookUp | None = None) -> Target:
    """Look at an http(s) URL and resolve it to an address that the policy allows, or raise FetchError.

    Every address of the name must be allowed: a name that also points inwards is not to be trusted. `look_up`
    gives the addresses of a name and a port; the system is asked by default.
    """
    parts = _split(url)
    host = parts.hostname or ""
    port = _port(parts)
    addresses = _addresses(host, port, url, look_up or _ask_system)
    for address in addresses:
        if not policy.allows(address):
            raise ForbiddenError(
                f"{shown(url)} points to {address}, on this machine or its network, which is not fetched.",
                hint="The sandbox fetches it only when started with --allow-private.",
            )
    return Target(url, parts.scheme.lower(), host, port, tuple(dict.fromkeys(addresses)))


def download(url: str, target: Path, policy: Policy) -> Fetched:
    """Fetch a URL into the file `target`; raise FetchError with words, in which case no file is left."""
    try:
        if urllib.parse.urlsplit(url).scheme.lower() == "file":
            return _copy(url, target, policy)
        return _download(url, target, policy)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def post_json(url: str, body: bytes, policy: Policy) -> int:
    """POST a JSON body and return the status; redirects are not followed. Raise FetchError with words."""
    headers = {"content-type": "application/json", "x-batchgen-sandbox": "1"}
    with _opened("POST", resolve(url, policy), policy, content=body, headers=headers) as answer:
        return answer.status_code


def shown(url: str) -> str:
    """Return a URL as a message may show it: without user, password and query, which may hold secrets."""
    with contextlib.suppress(ValueError):
        parts = urllib.parse.urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        return urllib.parse.urlunsplit((parts.scheme, host, parts.path, "", ""))[:200]
    return "the URL"


def _plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Read an address; one that wraps an IPv4 address (mapped, 6to4, NAT64) counts as the address inside."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


def _split(url: str) -> urllib.parse.SplitResult:
    try:
        parts = urllib.parse.urlsplit(url)
        known = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        known = False
    if not known:
        raise ForbiddenError(
            f"{shown(url)} is not a link that can be fetched: it must begin with http:// or https://."
        )
    return parts


def _port(parts: urllib.parse.SplitResult) -> int:
    try:
        return parts.port or (443 if parts.scheme.lower() == "https" else 80)
    except ValueError:
        raise FetchError(f"{shown(parts.geturl())} has a port that does not exist.") from None


def _addresses(host: str, port: int, url: str, look_up: LookUp) -> list[str]:
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass  # a name, or an address in a spelling that only the system reads
    try:
        return look_up(host, port)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{shown(url)} was not found: no address for {host}.") from error


def _ask_system(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def _copy(url: str, target: Path, policy: Policy) -> Fetched:
    if not policy.allow_files:
        raise ForbiddenError(
            "A file: link is not fetched.", hint="The sandbox reads one only when started with --allow-files."
        )
    parts = urllib.parse.urlsplit(url)
    if parts.netloc not in {"", "localhost"}:
        raise ForbiddenError("A file: link to another machine is not fetched.")
    source = Path(urllib.request.url2pathname(parts.path))
    if not source.is_file():
        raise FetchError(f"There is no file {source.name}.")
    length = source.stat().st_size
    if length > policy.max_bytes:
        raise _too_large(shown(url), policy)
    shutil.copyfile(source, target)
    return Fetched(target, "", length, url)


def _download(url: str, target: Path, policy: Policy) -> Fetched:
    deadline = time.monotonic() + policy.seconds
    for _ in range(policy.max_redirects + 1):
        with _opened("GET", resolve(url, policy), policy) as answer:
            if answer.status_code in REDIRECTS and "location" in answer.headers:
                url = urllib.parse.urljoin(url, answer.headers["location"])
                continue
            if answer.status_code != 200:
                raise FetchError(f"{shown(url)} answered {answer.status_code}.")
            length = _save(answer, target, policy, deadline=deadline, name=shown(url))
            return Fetched(target, answer.headers.get("content-type", ""), length, url)
    raise FetchError(f"{shown(url)} redirects too often.")


def _save(answer: httpx.Response, target: Path, policy: Policy, *, deadline: float, name: str) -> int:
    """Write the body to the file; stop at the first piece over the cap or after the deadline."""
    length = 0
    with target.open("wb") as file:
        # without a chunk size, so that a server that drips single bytes meets the deadline too
        for piece in answer.iter_bytes():
            length += len(piece)
            if length > policy.max_bytes:
                raise _too_large(name, policy)
            if time.monotonic() > deadline:
                raise FetchError(f"{name} took longer than {policy.seconds:.0f} seconds.")
            file.write(piece)
    return length


def _too_large(name: str, policy: Policy) -> FetchError:
    return FetchError(f"{name} is larger than {max(policy.max_bytes // MEGABYTE, 1)} MB.")


@contextlib.contextmanager
def _opened(
    method: str,
    target: Target,
    policy: Policy,
    *,
    content: bytes = b"",
    headers: dict[str, str] | None = None,
) -> Iterator[httpx.Response]:
    """Send one request to an address that was looked at; TLS is checked against the name."""
    sent = {
        "host": target.host_header(),
        "user-agent": USER_AGENT,
        "accept-encoding": "identity",
        **(headers or {}),
    }
    limits = httpx.Timeout(min(20.0, policy.seconds), connect=min(10.0, policy.seconds))
    try:
        # trust_env: a proxy of the environment would resolve the name again, behind our back
        with (
            httpx.Client(timeout=limits, trust_env=False, verify=_trust()) as client,
            _ended_after(policy.seconds + GRACE, client),
        ):
            requests = [
                client.build_request(
                    method,
                    target.pinned(address),
                    headers=sent,
                    content=content or None,
                    extensions={"sni_hostname": target.host},
                )
                for address in target.addresses
            ]
            with _first_answer(client, requests) as answer:
                yield answer
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FetchError(f"{shown(target.url)} could not be fetched ({type(error).__name__}).") from error


@contextlib.contextmanager
def _ended_after(seconds: float, client: httpx.Client) -> Iterator[None]:
    """Close the connection after a time, whatever drips in: a time-out counts from the last byte only."""
    timer = threading.Timer(seconds, client.close)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _first_answer(client: httpx.Client, requests: list[httpx.Request]) -> contextlib.closing[httpx.Response]:
    """Send to the first address that takes the connection: some networks have no way to a name's IPv6 one."""
    for request in requests[:-1]:
        with contextlib.suppress(httpx.ConnectError, httpx.ConnectTimeout):
            return contextlib.closing(client.send(request, stream=True))
    return contextlib.closing(client.send(requests[-1], stream=True))


@functools.cache
def _trust() -> ssl.SSLContext:
    """Return the certificates to trust, read once."""
    return httpx.create_ssl_context()
