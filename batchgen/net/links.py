"""Links that somebody else wrote: the one way to resolve and to fetch them.

A link of a sheet, of a website or of the service may be anything. Its name is resolved once, every address
is looked at, and the connection goes to that very address, so that a second answer of the DNS changes
nothing; each redirect is walked by hand and looked at alike (OWASP, Server-Side Request Forgery Prevention).
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import socket
import threading
import urllib.parse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.net import addresses, words

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    import httpx

LookUp = Callable[[str, int], list[str]]
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5
"""Hops; browsers follow 20, but mailed links of sound services need one or two."""


_TIME_OUT = "time-out"


class LinkError(errors.BatchgenError):
    """A link that was not fetched. The text says why, for people; `why` is the reason without the link."""

    def __init__(self, message: str, *, hint: str = "", why: str = "") -> None:
        super().__init__(message, hint=hint)
        self.why = why or message


class ForbiddenLinkError(LinkError):
    """A link that is not followed, or not to there: trying again changes nothing."""


class InwardLinkError(ForbiddenLinkError):
    """A link that leads to this machine or its network."""


class NotReachedError(LinkError):
    """A link whose name has no address, or that no connection was made to: no byte was sent."""


class BrokenOffError(LinkError):
    """A link that gave no whole answer: time-out, reset, too many redirects."""


def is_silence(error: LinkError) -> bool:
    """Return whether a server may be gone: no connection, or nothing came in the time that there was."""
    return isinstance(error, NotReachedError) or error.why == _TIME_OUT


def ask_system(host: str, port: int) -> list[str]:
    """Return the addresses of a name, as the system knows them; raise OSError or ValueError."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in entries]


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """A URL that was looked at: its parts, and the addresses that a connection may go to, best first.

    With `proxy`, its URL, there are no addresses: the proxy resolves the name.
    """

    url: str
    scheme: str
    host: str
    port: int
    addresses: tuple[str, ...]
    proxy: str = ""

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


def resolve(url: str, rule: addresses.Rule = addresses.PUBLIC, *, look_up: LookUp | None = None) -> Target:
    """Look at an http(s) URL and resolve it to addresses that the rule allows, or raise LinkError.

    `look_up` gives the addresses of a name and a port; the system is asked by default.
    """
    scheme, host, port = _parts(url)
    proxy = _proxy(scheme, host) if rule.use_proxy else ""
    if proxy and not addresses.is_numeric(host):
        return Target(url, scheme, host, port, (), proxy)
    found = addresses_of(host, port, rule, look_up=look_up)
    return Target(url, scheme, host, port, () if proxy else found, proxy)


def addresses_of(
    host: str, port: int, rule: addresses.Rule, *, look_up: LookUp | None = None
) -> tuple[str, ...]:
    """Return the distinct addresses of a host, all of them allowed, or raise LinkError.

    A name that also points inwards is not to be trusted, so one bad address is enough.
    """
    found = _look_up(host, port, look_up or ask_system)
    for address in found:
        if not rule.allows(address):
            raise InwardLinkError(words.inward(host, address))
    return tuple(dict.fromkeys(found))


@dataclasses.dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait: for a connection, for the next byte, and (0: for ever) for everything."""

    connect: float = 10.0
    read: float = 60.0
    whole: float = 0.0


@contextlib.contextmanager
def opened(
    method: str,
    url: str,
    look: Callable[[str], Target],
    *,
    headers: Mapping[str, str],
    content: bytes = b"",
    patience: Patience = Patience(),
    redirects: int = MOST_REDIRECTS,
) -> Iterator[tuple[httpx.Response, Target]]:
    """Yield the answer, its body unread, and where it came from; `look` looks at the URL of every hop.

    With no `redirects` a redirect is an answer like others. Raises LinkError, also while the body is read.
    """
    for _ in range(redirects + 1):
        target = look(url)
        with _once(method, target, headers, content, patience) as answer:
            if not redirects or answer.status_code not in REDIRECTS or "location" not in answer.headers:
                yield answer, target
                return
            url = _joined(url, answer.headers["location"])
    raise BrokenOffError(words.redirects(shown(url)), why=words.TOO_MANY_REDIRECTS)


def shown(url: str) -> str:
    """Return a URL as a message may show it: without user, password and query, which may hold secrets."""
    with contextlib.suppress(ValueError):
        parts = urllib.parse.urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        return urllib.parse.urlunsplit((parts.scheme, host, parts.path, "", ""))[:200]
    return "the link"


@contextlib.contextmanager
def _once(
    method: str, target: Target, headers: Mapping[str, str], content: bytes, patience: Patience
) -> Iterator[httpx.Response]:
    import httpx  # takes a while to load, and most commands fetch nothing

    timeout = httpx.Timeout(patience.read, connect=patience.connect)
    over = threading.Event()
    try:
        # trust_env: what the environment names would resolve the name again, behind our back
        with (
            httpx.Client(
                timeout=timeout, trust_env=False, verify=_trust(), proxy=target.proxy or None
            ) as client,
            _ended_after(patience.whole, client, over),
            _first_answer(client, _requests(client, method, target, headers, content)) as answer,
        ):
            yield answer
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, UnicodeError) as error:
        unreached = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
        kind = NotReachedError if unreached else BrokenOffError
        is_late = over.is_set() or isinstance(error, httpx.TimeoutException)
        why = words.NO_CONNECTION if unreached else type(error).__name__
        why = _TIME_OUT if is_late else why
        what = words.NOT_REACHED if unreached else words.NOT_FETCHED
        raise kind(f"{shown(target.url)} {what} ({why}).", why=why) from None


def _requests(
    client: httpx.Client, method: str, target: Target, headers: Mapping[str, str], content: bytes
) -> list[httpx.Request]:
    """Return the request once for each address, or as it stands for a proxy; TLS is checked for the name."""
    sent = {"accept-encoding": "identity", **headers}
    if target.proxy:
        return [client.build_request(method, target.url, headers=sent, content=content or None)]
    sent["host"] = target.host_header()
    return [
        client.build_request(
            method,
            target.pinned(address),
            headers=sent,
            content=content or None,
            extensions={"sni_hostname": target.host},
        )
        for address in target.addresses
    ]


@contextlib.contextmanager
def _first_answer(client: httpx.Client, requests: list[httpx.Request]) -> Iterator[httpx.Response]:
    """Send to the first address that takes the connection: some networks have no way to a name's IPv6 one."""
    import httpx

    answer: httpx.Response | None = None
    for request in requests[:-1]:
        with contextlib.suppress(httpx.ConnectError, httpx.ConnectTimeout):
            answer = client.send(request, stream=True)
            break
    with contextlib.closing(answer or client.send(requests[-1], stream=True)) as first:
        yield first


@contextlib.contextmanager
def _ended_after(seconds: float, client: httpx.Client, over: threading.Event) -> Iterator[None]:
    """Close the connection after a time, whatever drips in: a time-out counts from the last byte only.

    `over` says that this was done.
    """
    if not seconds:
        yield
        return

    def end() -> None:
        over.set()
        client.close()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@functools.cache
def _trust() -> ssl.SSLContext:
    """Return the certificates to trust, read once: that costs 30 ms."""
    import httpx

    return httpx.create_ssl_context()


def _parts(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an http(s) URL."""
    try:
        parts = urllib.parse.urlsplit(url)
        scheme, host = parts.scheme.lower(), parts.hostname or ""
        known = scheme in {"http", "https"} and bool(host)
    except ValueError:
        known = False
    if not known:
        raise ForbiddenLinkError(words.not_a_link(shown(url)))
    try:
        return scheme, _ascii(host), parts.port or (443 if scheme == "https" else 80)
    except ValueError:  # UnicodeError is one
        raise ForbiddenLinkError(words.impossible(shown(url))) from None


def _ascii(host: str) -> str:
    """Return a name as the DNS and the Host header write it."""
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _joined(url: str, location: str) -> str:
    try:
        return urllib.parse.urljoin(url, location)
    except ValueError:
        raise ForbiddenLinkError(words.leads_nowhere(shown(url))) from None


def _proxy(scheme: str, host: str) -> str:
    """Return the proxy that the environment names for this host, or ""."""
    from urllib import request  # with http and TLS, which few commands need

    if request.proxy_bypass(host):
        return ""
    proxies = request.getproxies()
    proxy = proxies.get(scheme) or proxies.get("all") or ""
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def _look_up(host: str, port: int, look_up: LookUp) -> list[str]:
    if addresses.is_numeric(host):
        return [host]
    if (address := addresses.spelled_oddly(host)) is not None:
        return [address]
    try:
        found = look_up(host, port)
    except (OSError, ValueError):
        found = []
    if not found:
        raise NotReachedError(words.no_address(host), why=words.NAME_WITHOUT_ADDRESS)
    return found
