"""Asking links for a sign of life: politely, in parallel, without fetching what they hold."""

from __future__ import annotations

import collections
import functools
import threading
from collections.abc import Sequence
from concurrent import futures
from typing import NamedTuple
from urllib import parse

from batchgen import net

PATIENCE = net.Patience(connect=10.0, read=15.0)
AT_ONCE = 8
"""Links asked at a time."""

PER_HOST = 2
"""Requests to one host at a time."""
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
    gates: dict[str, threading.Semaphore] = collections.defaultdict(lambda: threading.Semaphore(PER_HOST))
    for url in urls:
        _ = gates[_host(url)]
    with futures.ThreadPoolExecutor(at_once, thread_name_prefix="batchgen-links") as threads:
        return list(threads.map(lambda url: _look(url, rule, gates[_host(url)]), urls))


def _host(url: str) -> str:
    try:
        return parse.urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _look(url: str, rule: net.Rule, gate: threading.Semaphore) -> LinkLook:
    with gate:
        try:
            look = _ask("HEAD", url, rule)
            # some servers know GET alone, or sign links for it
            return look if look.status < 400 else _ask("GET", url, rule)
        except net.InwardLinkError as error:
            return LinkLook(0, is_public=False, trouble=error.why)
        except net.LinkError as error:
            return LinkLook(0, trouble=error.why)


def _ask(method: str, url: str, rule: net.Rule) -> LinkLook:
    headers = RANGE if method == "GET" else {}
    resolve = functools.partial(net.resolve, rule=rule)
    with net.opened(method, url, resolve, headers=headers, patience=PATIENCE) as (answer, _):
        return LinkLook(answer.status_code, answer.headers.get("content-type", ""))
