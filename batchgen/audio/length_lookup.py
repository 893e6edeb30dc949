"""Length lookup: how long the sound files are, each asked for once, in parallel, in bounded time."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from batchgen import net
from batchgen.audio import lengths, remote, words
from batchgen.tavus import service_url

if TYPE_CHECKING:
    from collections.abc import Iterable

AT_ONCE = 16
PER_HOST = 8
"""Files asked for at a time, and of one server: one bucket mostly holds them all, and is made for it."""
PATIENCE = net.Patience(connect=10.0, read=10.0, whole=20.0)
"""Of one request."""
WHOLE = 120.0
"""Seconds for all files together; who is not done by then is not known."""


class Heard(NamedTuple):
    """What is known of a sound file after it was asked for.

    `seconds` is None if its length was not found: `trouble` says why, and `other` what it is if it is surely
    another kind of file. `status` is 0 if there was no answer; `is_public` is false for a link that leads to
    this machine or its network, which is not asked.
    """

    seconds: float | None = None
    trouble: str = ""
    other: str = ""
    status: int = 0
    content_type: str = ""
    is_public: bool = True


def listen(
    urls: Iterable[str], *, near: bool = False, patience: net.Patience = PATIENCE, whole: float = WHOLE
) -> dict[str, Heard]:
    """Find the length of every distinct file, and return what is known of each. Never raises for a link.

    `near`: the service is on this machine (the sandbox), so links may lead here too; never further inwards.
    """
    hear = functools.partial(_hear, near=near, patience=patience)
    found = net.ask_all(urls, hear, at_once=AT_ONCE, per_host=PER_HOST, seconds=whole)
    return {url: _of_error(one) if isinstance(one, net.LinkError) else one for url, one in found.items()}


def _hear(url: str, *, near: bool, patience: net.Patience) -> Heard:
    with remote.Remote(url, functools.partial(_look, near=near), patience) as file:
        try:
            file.open()
            if file.status >= 300:
                return _heard(file, trouble=words.answers(file.status))
            return _heard(file, seconds=lengths.seconds(file))
        except lengths.NotSoundError as error:
            return _heard(file, other=error.message)
        except lengths.UnreadableError as error:
            return _heard(file, trouble=error.message.removesuffix("."))


def _heard(file: remote.Remote, *, seconds: float | None = None, trouble: str = "", other: str = "") -> Heard:
    return Heard(seconds, trouble, other, file.status, file.content_type)


def _of_error(error: net.LinkError) -> Heard:
    is_inward = isinstance(error, net.InwardLinkError)
    return Heard(trouble=error.why.removesuffix("."), is_public=not is_inward)


def _look(url: str, *, near: bool) -> net.Target:
    """Resolve a link of a sheet, or raise net.LinkError."""
    if near and _is_here(url):
        return net.resolve(url, net.Rule(allow_loopback=True))
    return net.resolve(url, net.Rule(use_proxy=True))


def _is_here(url: str) -> bool:
    try:
        return service_url.is_loopback(url)
    except ValueError:
        return False
