"""Group commits: a thread that carries out the work of many callers in one transaction."""

from __future__ import annotations

import abc
import queue
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from batchgen import errors
from batchgen.state import words

T = TypeVar("T")
D = TypeVar("D")
Probe = Callable[[str], None]

GROUP = 1000
"""Calls that share one fsync at the most, so that the first of them does not wait for ever."""


def no_probe(name: str) -> None:
    """Do nothing; tests put a fault injector here."""


class Pending(Generic[T]):
    """A caller's work and, once `done` can be acquired, its result or its error."""

    __slots__ = ("careful", "done", "durable", "error", "result", "work")

    def __init__(self, work: Callable[[Any], T], *, durable: bool, careful: bool) -> None:
        self.work = work
        self.careful = careful
        self.durable = durable
        self.result: T
        self.error: BaseException | None = None
        # A bare lock wakes a waiting thread several times faster than threading.Event.
        self.done = threading.Lock()
        self.done.acquire()

    def run(self, connection: object) -> None:
        """Do the work; its errors are the caller's to note."""
        self.result = self.work(connection)

    def fail(self, error: BaseException) -> None:
        """Note why the work is not done; the first error stands."""
        self.error = self.error or error

    def wait(self) -> T:
        """Return the work's result once it is committed. To be called once."""
        self.done.acquire()
        if self.error is not None:
            raise self.error
        return self.result


class GroupCommits(abc.ABC, Generic[D]):
    """Owns the writing connection. `probe` is called before "write" and "commit" (tests inject faults)."""

    def __init__(self, *, probe: Probe) -> None:
        self._probe = probe
        self._queue: queue.SimpleQueue[Pending[object] | None] = queue.SimpleQueue()
        self._closed = False
        self._guard = threading.Lock()
        self._thread = threading.Thread(target=self._serve, name="batchgen-state", daemon=True)
        self._thread.start()

    @abc.abstractmethod
    def _commit(self, group: list[Pending[object]]) -> None:
        """Carry out a group in one transaction, and let those who wait for it go on."""

    def call(self, work: Callable[[D], T], *, durable: bool = True, careful: bool = False) -> T:
        """Carry out `work` in a transaction and return its result once it is committed.

        `careful` says that the work complains before it changes anything, which saves a savepoint.
        `durable=False` allows the commit to be lost by a power cut (never by a crash of the program).
        Raises what `work` raised, its changes undone, or errors.StateError when the disk refused.
        """
        return self.post(work, durable=durable, careful=careful).wait()

    def post(self, work: Callable[[D], T], *, durable: bool = True, careful: bool = False) -> Pending[T]:
        """Do as `call` without waiting. Work is committed in the order in which it was posted."""
        call = Pending(work, durable=durable, careful=careful)
        with self._guard:
            if self._closed:
                raise errors.StateError(words.CLOSED)
            self._queue.put(call)  # type: ignore[arg-type]
        return call

    def close(self) -> None:
        """Finish what is queued and end the thread; the connection stays open."""
        with self._guard:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _serve(self) -> None:
        going = True
        while going:
            group: list[Pending[object]] = []
            first = self._queue.get()
            going = first is not None
            if first is not None:
                group.append(first)
                going = self._gather(group)
                self._commit(group)

    def _gather(self, group: list[Pending[object]]) -> bool:
        while len(group) < GROUP:
            try:
                call = self._queue.get_nowait()
            except queue.Empty:
                return True
            if call is None:
                return False
            group.append(call)
        return True
