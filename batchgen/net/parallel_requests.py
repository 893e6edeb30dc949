"""Parallel requests: many links asked at a time, few of one server, and never longer than was said."""

from __future__ import annotations

import collections
import threading
import time
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from batchgen.net import addresses, links, words

T = TypeVar("T")

_SILENCES = 3
"""Time-outs of one server in a row after which it is not asked again."""


def ask_all(
    urls: Iterable[str],
    ask: Callable[[str], T],
    *,
    at_once: int,
    per_host: int,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> dict[str, T | links.LinkError]:
    """Ask for every distinct link once, and return what came of each; never raises for a link.

    What is not done after `seconds` is left behind. A server that only times out is given up. `ask` raises
    net.LinkError, and ends by itself.
    """
    waiting = _Waiting(urls, ask, per_host=per_host, end=clock() + seconds, clock=clock)
    count = min(at_once, waiting.total)
    for number in range(count):
        # Daemons: a thread that hangs in the DNS must not keep the program from ending.
        name = f"batchgen-links-{number}"
        threading.Thread(target=waiting.work, name=name, daemon=True).start()
    return waiting.results()


class _Waiting(Generic[T]):
    """The links that nobody has asked yet, by server, and what came of the others."""

    def __init__(
        self,
        urls: Iterable[str],
        ask: Callable[[str], T],
        *,
        per_host: int,
        end: float,
        clock: Callable[[], float],
    ) -> None:
        self._ask = ask
        self._per_host = per_host
        self._end = end
        self._clock = clock
        self._changed = threading.Condition()
        self._hosts: dict[str, collections.deque[str]] = {}
        self._urls = tuple(dict.fromkeys(urls))
        for url in self._urls:
            self._hosts.setdefault(_host(url), collections.deque()).append(url)
        self._busy: collections.Counter[str] = collections.Counter()
        self._silences: collections.Counter[str] = collections.Counter()
        self._results: dict[str, T | links.LinkError] = {}
        self.total = len(self._urls)

    def work(self) -> None:
        """Ask one link after another until none is left."""
        while (taken := self._take()) is not None:
            host, url = taken
            try:
                found: T | links.LinkError = self._ask(url)
            except links.LinkError as error:
                found = error
            self._put(host, url, found)

    def results(self) -> dict[str, T | links.LinkError]:
        """Wait until every link was asked, or the time is over, and return what came of each."""
        try:
            with self._changed:
                while len(self._results) < self.total and (left := self._end - self._clock()) > 0:
                    self._changed.wait(left)
                return {url: self._results[url] if url in self._results else _late(url) for url in self._urls}
        finally:
            # Also when somebody interrupts: no thread begins another link.
            with self._changed:
                self._hosts.clear()
                self._changed.notify_all()

    def _take(self) -> tuple[str, str] | None:
        with self._changed:
            while self._hosts:
                free = next((host for host in self._hosts if self._busy[host] < self._per_host), None)
                if free is not None:
                    return free, self._next_of(free)
                self._changed.wait()
            return None

    def _next_of(self, host: str) -> str:
        """Take a link of a server, which then stands last: one server does not hold the others up."""
        queue = self._hosts.pop(host)
        url = queue.popleft()
        if queue:
            self._hosts[host] = queue
        self._busy[host] += 1
        return url

    def _put(self, host: str, url: str, found: T | links.LinkError) -> None:
        with self._changed:
            self._results[url] = found
            self._busy[host] -= 1
            is_silent = isinstance(found, links.LinkError) and links.is_silence(found)
            self._silences[host] = self._silences[host] + 1 if is_silent else 0
            if self._silences[host] >= _SILENCES:
                for other in self._hosts.pop(host, ()):
                    why = words.SILENT
                    self._results[other] = links.BrokenOffError(f"{links.shown(other)}: {why}.", why=why)
            self._changed.notify_all()


def _late(url: str) -> links.LinkError:
    why = words.OUT_OF_TIME
    return links.BrokenOffError(words.not_read(links.shown(url), why), why=why)


def _host(url: str) -> str:
    try:
        return addresses.address(url).hostname or ""
    except ValueError:
        return ""
