"""The one writer of a state file: a thread that carries out the work of many callers in one commit."""

from __future__ import annotations

import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from batchgen import errors
from batchgen.state import integrity
from batchgen.state.sqlite import busy_database

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
Probe = Callable[[str], None]

GROUP = 1000
"""Calls that share one fsync at the most, so that the first of them does not wait for ever."""


def no_probe(name: str) -> None:
    """Do nothing; tests put a fault injector here."""


class Pending(Generic[T]):
    """A caller's work and, once `done` can be acquired, its result or its error."""

    __slots__ = ("careful", "done", "durable", "error", "result", "work")

    def __init__(self, work: Work[T], *, durable: bool, careful: bool) -> None:
        self.work = work
        self.careful = careful
        self.durable = durable
        self.result: T
        self.error: BaseException | None = None
        # A bare lock wakes a waiting thread several times faster than threading.Event.
        self.done = threading.Lock()
        self.done.acquire()

    def run(self, connection: sqlite3.Connection) -> None:
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


class Writer:
    """Owns the writing connection. `before_commit` ends every transaction.

    `probe` is called before "write" and "commit" (tests inject faults).
    """

    def __init__(
        self, connection: sqlite3.Connection, *, probe: Probe, before_commit: Work[None] | None = None
    ) -> None:
        self._connection = connection
        self._before_commit = before_commit
        self._probe = probe
        self._queue: queue.SimpleQueue[Pending[object] | None] = queue.SimpleQueue()
        self._durable = True
        self._closed = False
        self._guard = threading.Lock()
        self._thread = threading.Thread(target=self._serve, name="batchgen-state", daemon=True)
        self._thread.start()

    def call(self, work: Work[T], *, durable: bool = True, careful: bool = False) -> T:
        """Carry out `work` in a transaction and return its result once it is committed.

        `careful` says that the work complains before it changes anything, which saves a savepoint.
        `durable=False` allows the commit to be lost by a power cut (never by a crash of the program).
        Raises what `work` raised, its changes undone, or errors.StateError when the disk refused.
        """
        return self.post(work, durable=durable, careful=careful).wait()

    def post(self, work: Work[T], *, durable: bool = True, careful: bool = False) -> Pending[T]:
        """Do as `call` without waiting. Work is committed in the order in which it was posted."""
        call = Pending(work, durable=durable, careful=careful)
        with self._guard:
            if self._closed:
                raise errors.StateError("The state file is closed.")
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

    def _commit(self, group: list[Pending[object]]) -> None:
        try:
            self._set_durable(any(call.durable for call in group))
            self._patiently("BEGIN IMMEDIATE")
            for call in group:
                self._carry_out(call)
            if self._before_commit is not None:
                self._before_commit(self._connection)
            self._probe("commit")
            self._patiently("COMMIT")
        except BaseException as error:  # noqa: BLE001  handed to every waiting caller, who raises it
            self._fail(group, error)
        for call in group:
            call.done.release()

    def _patiently(self, statement: str) -> None:
        busy_database.waiting(lambda: self._connection.execute(statement), "The state file")

    def _set_durable(self, durable: bool) -> None:  # noqa: FBT001
        if durable != self._durable:
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._durable = durable

    def _carry_out(self, call: Pending[object]) -> None:
        if not call.careful:
            self._connection.execute("SAVEPOINT one")
        try:
            self._probe("write")
            call.run(self._connection)
        except (errors.BatchgenError, LookupError, ValueError) as error:
            # This caller's own fault: the others of the group go on.
            if not call.careful:
                self._connection.execute("ROLLBACK TO one")
            call.fail(error)
        if not call.careful:
            self._connection.execute("RELEASE one")

    def _fail(self, group: list[Pending[object]], error: BaseException) -> None:
        if self._connection.in_transaction:
            # If even this fails, the transaction dies with the connection; callers hear of the first error.
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
        for call in group:
            call.fail(translate(error))


def translate(error: BaseException) -> BaseException:
    """Turn an error of SQLite into errors.StateError; leave all others."""
    if not isinstance(error, sqlite3.Error):
        return error
    text = str(error)
    hint = "Nothing that was recorded is lost. Make room or fix the place, and run again."
    if "malformed" in text:
        hint = integrity.DAMAGED_HINT
    if "full" in text:
        text = "the disk is full"
    elif "readonly" in text or "unable to open" in text:
        text = "it, or its folder, is read-only"
    elif "locked" in text:
        text = "another program has locked it"
        hint = "Nothing that was recorded is lost. Close the file there (a viewer, a backup), and run again."
    return errors.StateError(f"The state file could not be written: {text}.", hint=hint)
