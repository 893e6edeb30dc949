"""Asking links for a sign of life: politely, in parallel, without fetching what they hold."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

from batchgen import net

PATIENCE = net.Patience(connect=10.0, read=15.0)
AT_ONCE = 8
"""Links asked at a time."""

PER_HOST = 2
"""Requests to one host at a time."""
WHOLE = 600.0
"""Seconds for all links together: servers that hang do not hold a check up for hours."""
RANGE = {"range": "bytes=0-1023"}
PUBLIC = net.Rule(use_proxy=True)


class LinkLook(NamedTuple):
    """What a link answered: `status` 0 and `trouble` in words if nothing did.

    `is_public` is false for a link that leads to this machine or its network; such a link is not asked.
    """

    status: int
    content_type: str = ""
    is_public: bool = True
    trouble: str = ""


def look_at(urls: Sequence[str], *, at_once: int = AT_ONCE, rule: net.Rule = PUBLIC) -> list[LinkLook]:
    """Ask for every link once, and return the answers in their order. Never raises for a link.

    The links are a sheet's, so only public ones are asked unless `rule` allows more.
    """
    look = functools.partial(_look, rule=rule)
    found = net.ask_all(urls, look, at_once=at_once, per_host=PER_HOST, seconds=WHOLE)
    return [_of_error(one) if isinstance(one, net.LinkError) else one for one in (found[url] for url in urls)]


def _look(url: str, rule: net.Rule) -> LinkLook:
    look = _ask("HEAD", url, rule)
    # some servers know GET alone, or sign links for it
    return look if look.status < 400 else _ask("GET", url, rule)


def _of_error(error: net.LinkError) -> LinkLook:
    return LinkLook(0, is_public=not isinstance(error, net.InwardLinkError), trouble=error.why)


def _ask(method: str, url: str, rule: net.Rule) -> LinkLook:
    headers = RANGE if method == "GET" else {}
    resolve = functools.partial(net.resolve, rule=rule)
    with net.opened(method, url, resolve, headers=headers, patience=PATIENCE) as (answer, _):
        return LinkLook(answer.status_code, answer.headers.get("content-type", ""))
