"""The one writer of a state file: a thread that carries out the work of many callers in one commit."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from typing import TypeVar

from batchgen import errors
from batchgen.state import group_commits, words
from batchgen.state.sqlite import busy_database

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


class Writer(group_commits.GroupCommits[sqlite3.Connection]):
    """Writes a file. `before_commit` ends every transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        probe: group_commits.Probe,
        before_commit: Work[None] | None = None,
    ) -> None:
        self._connection = connection
        self._before_commit = before_commit
        self._durable = True
        super().__init__(probe=probe)

    def _commit(self, group: list[group_commits.Pending[object]]) -> None:
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
        busy_database.waiting(lambda: self._connection.execute(statement), words.THE_STATE_FILE)

    def _set_durable(self, durable: bool) -> None:  # noqa: FBT001
        if durable != self._durable:
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._durable = durable

    def _carry_out(self, call: group_commits.Pending[object]) -> None:
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

    def _fail(self, group: list[group_commits.Pending[object]], error: BaseException) -> None:
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
    hint = words.SPACE_OR_WRITABLE
    if "malformed" in text:
        hint = words.RESTORE
    if "full" in text:
        text = words.DISK_FULL
    elif "readonly" in text or "unable to open" in text:
        text = words.READ_ONLY
    elif "locked" in text:
        text = words.LOCKED
        hint = words.CLOSE_PROGRAM
    return errors.StateError(words.not_written(text), hint=hint)
