"""The queue of a submission: turns, each for a row that goes out; those that come once more come first."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, NamedTuple, Protocol

from batchgen.tavus import name_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from batchgen import state
    from batchgen.run import bookkeeper
    from batchgen.tavus import video_request


class Item(NamedTuple):
    """A row that goes out, and what it asks for."""

    job: state.Job
    request: video_request.VideoRequest


class Window(Protocol):
    """The time in which a row may be handed to the kernel."""

    def open(self) -> bool:
        """Begin to send; False when it is too late for that."""

    def close(self) -> None:
        """Note that the last byte is with the kernel, or that none will be; safe to call twice."""


class _Always:
    """The window of a run that nobody gives up."""

    def open(self) -> bool:
        return True

    def close(self) -> None:
        pass


ALWAYS = _Always()


class Begun(NamedTuple):
    """A row whose intent is safe. `put_back` lets it, or another one, go out once more."""

    item: Item
    attempt: state.Attempt
    put_back: Callable[[], None]
    window: Window = ALWAYS
    reason: str = "not_sent"
    why: str = ""

    def put_down(self, books: bookkeeper.Bookkeeper) -> None:
        """Leave the row unsent after all."""
        books.put_down(self, reason=self.reason, why=self.why)
        with books.changed:
            self.put_back()


class Turn(Protocol):
    """The right to send one row, if there is one when the turn comes."""

    def begin(self) -> Begun | None:
        """Write the intent; None when there is no row to send now."""

    def put_back(self) -> None:
        """Let it come once more."""


class Queue(Protocol):
    """Gives turns. Its methods, and those of what it gives, are called with one lock, but for `begin`."""

    @property
    def is_closed(self) -> bool:
        """Whether nothing more may begin."""

    def next(self) -> Turn | None:
        """Return the next turn, or None if there is none now."""


class SendQueue:
    """Gives the rows of a run one by one; those that are `held` when their turn comes are left."""

    is_closed = False

    def __init__(self, source: Iterator[state.Job], store: state.Store, held: Callable[[Item], bool]) -> None:
        self._source = source
        self.store = store
        self.is_held = held
        self._again: collections.deque[Item] = collections.deque()

    def next(self) -> _RowsTurn | None:
        """Return the turn of the next row, or None if there is none now."""
        item = self._pop()
        return None if item is None else _RowsTurn(self, item)

    def _pop(self) -> Item | None:
        while self._again:
            item = self._again.popleft()
            if not self.is_held(item):
                return item
        for job in self._source:
            item = Item(job, job.request())
            if not self.is_held(item):
                return item
        return None

    def put_back(self, item: Item) -> None:
        """Take a row that goes out once more."""
        self._again.append(item)


class _RowsTurn:
    """The turn of one row."""

    def __init__(self, queue: SendQueue, item: Item) -> None:
        self._queue = queue
        self._item = item

    def begin(self) -> Begun | None:
        job = self._item.job
        if self._queue.is_held(self._item):
            return None
        token = name_tokens.make(job.request_hash)
        attempt = self._queue.store.begin(job.id, token=token, request_json=job.request_json)
        return Begun(self._item, attempt, self.put_back)

    def put_back(self) -> None:
        self._queue.put_back(self._item)
