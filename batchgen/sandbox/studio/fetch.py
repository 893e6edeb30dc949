"""Fetching what a request points to, and answering it: http(s) only, capped, never into the local network.

Every URL here comes from a sheet, so it may be anything; `batchgen.net` has the rule where it may lead.
"""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors, net
from batchgen.sandbox import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import httpx

MEGABYTE = 1024 * 1024
USER_AGENT = "batchgen-sandbox"
GRACE = 0.5
"""Seconds after the cap in which a body that is too slow is told as such, before its connection is closed."""
_ask_system: net.LookUp = net.ask_system
"""Who is asked for the addresses of a name."""


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

    @property
    def rule(self) -> net.Rule:
        """Where a link may lead."""
        return net.Rule(allow_private=self.allow_private, allow_loopback=self.allow_loopback)


@dataclasses.dataclass(frozen=True, slots=True)
class Fetched:
    """A fetched file: where it is now, what the server called it, its length in bytes, its last URL."""

    path: Path
    content_type: str
    length: int
    url: str


def resolve(url: str, policy: Policy, *, look_up: net.LookUp | None = None) -> net.Target:
    """Look at an http(s) URL and resolve it to addresses that the policy allows, or raise FetchError."""
    with _in_our_words():
        return net.resolve(url, policy.rule, look_up=look_up or _ask_system)


def download(url: str, target: Path, policy: Policy) -> Fetched:
    """Fetch a URL into the file `target`; raise FetchError with words, in which case no file is left."""
    try:
        if urllib.parse.urlsplit(url).scheme.lower() == "file":
            return _copy(url, target, policy)
        return _download(url, target, policy)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def post_json(target: net.Target, body: bytes, policy: Policy) -> int:
    """POST a JSON body to a URL that was looked at and return the status; redirects are not followed.

    Raise FetchError with words.
    """
    headers = {"content-type": "application/json", "x-batchgen-sandbox": "1"}
    with _opened("POST", target.url, lambda _: target, policy, headers=headers, content=body) as (answer, _):
        return answer.status_code


def _copy(url: str, target: Path, policy: Policy) -> Fetched:
    if not policy.allow_files:
        raise ForbiddenError(words.NO_FILE_LINKS, hint=words.ALLOW_FILES)
    parts = urllib.parse.urlsplit(url)
    if parts.netloc not in {"", "localhost"}:
        raise ForbiddenError(words.OTHER_MACHINE)
    source = Path(urllib.request.url2pathname(parts.path))
    if not source.is_file():
        raise FetchError(words.no_file(source.name))
    length = source.stat().st_size
    if length > policy.max_bytes:
        raise _too_large(net.shown(url), policy)
    shutil.copyfile(source, target)
    return Fetched(target, "", length, url)


def _download(url: str, target: Path, policy: Policy) -> Fetched:
    deadline = time.monotonic() + policy.seconds
    with _opened("GET", url, lambda hop: resolve(hop, policy), policy) as (answer, came_from):
        name = net.shown(came_from.url)
        if answer.status_code != 200:
            raise FetchError(words.link_answered(name, answer.status_code))
        length = _save(answer, target, policy, deadline=deadline, name=name)
        return Fetched(target, answer.headers.get("content-type", ""), length, came_from.url)


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
                raise FetchError(words.link_slow(name, policy.seconds))
            file.write(piece)
    return length


def _too_large(name: str, policy: Policy) -> FetchError:
    return FetchError(words.link_large(name, max(policy.max_bytes // MEGABYTE, 1)))


@contextlib.contextmanager
def _opened(
    method: str,
    url: str,
    look: Callable[[str], net.Target],
    policy: Policy,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
) -> Iterator[tuple[httpx.Response, net.Target]]:
    """Open a URL; only what is read (GET) follows redirects."""
    seconds = policy.seconds
    patience = net.Patience(min(10.0, seconds), min(20.0, seconds), seconds + GRACE)
    redirects = net.MOST_REDIRECTS if method == "GET" else 0
    sent = {"user-agent": USER_AGENT, **(headers or {})}
    with (
        _in_our_words(),
        net.opened(
            method, url, look, headers=sent, content=content, patience=patience, redirects=redirects
        ) as opened,
    ):
        yield opened


@contextlib.contextmanager
def _in_our_words() -> Iterator[None]:
    """Raise ForbiddenError and FetchError for what the net refuses or does not bring."""
    try:
        yield
    except net.ForbiddenLinkError as error:
        raise ForbiddenError(error.message, hint=words.ALLOW_PRIVATE) from error
    except net.LinkError as error:
        raise FetchError(error.message) from error
