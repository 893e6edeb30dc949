"""The state file in use: jobs and attempts to read, and the doors to an attempt's life."""

from __future__ import annotations

import contextlib
import functools
import sqlite3
import threading
from typing import TYPE_CHECKING, Self, TypeVar

from batchgen import errors
from batchgen.state import (
    attempt_journal,
    attempt_life,
    campaign_id,
    group_commits,
    integrity,
    meta,
    page_codes,
    runlock,
    words,
)
from batchgen.state.sqlite import busy_database, connections, moved_mark, writer
from batchgen.state.sqlite.upgrade import tabs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    from batchgen.state import sql_tables

T = TypeVar("T")


class StateFile(attempt_journal.Journal):
    """An open state file. All methods may be called from any thread; a context manager.

    Writing methods return when their rows are on disk. `unclean` says that the last run did not
    close the file: what it left in the air is `unknown` now.
    """

    joint = None
    """One run at a time has it."""
    home = None

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        *,
        service: str,
        held: runlock.RunLock | None,
        exclusive: bool,
        probe: group_commits.Probe,
        reading: bool = False,
    ) -> None:
        self.path = path
        self.reading = reading
        self.unclean = self._scrubs = False
        self._db = connection
        self._lock = held
        self._probe = probe
        self._sequence = self._saved = 0
        self._writer: writer.Writer | None = None
        self._reader = connection
        self._reader_guard = threading.RLock()
        self._beside_guard = threading.Lock()
        self._shared = reading or exclusive
        try:
            self._start(service)
        except BaseException as error:
            try:
                self.explain(error)
            finally:
                self._close_connections()
            raise

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return str(self.path)

    def _start(self, service: str) -> None:
        try:
            if (mark := moved_mark.of(self._db)) is not None:
                raise moved_mark.refusal(self.path, mark)
            self._check_service(service)
            if self.reading:
                return
            self._check_health()
            if not self._shared:
                self._reader = connections.reading_beside(self.path)
            self._sequence = self._saved = int(self.meta("sequence", "0"))
            self._writer = writer.Writer(self._db, probe=self._probe, before_commit=self._save_sequence)
            self._write(functools.partial(self._open_marks, service))
        except sqlite3.Error as error:
            raise connections.damaged(self.path, error) from error

    def _check_service(self, service: str) -> None:
        known = self.meta("service") if self._has_tables() else ""
        self.service = known or service
        if known and service and known != service:
            raise errors.StateError(
                words.other_service(self.path, known, service), hint=words.SAME_URL_OR_STATE
            )

    def check_sound(self, kinds: integrity.Kinds | None = None) -> None:
        """Read the whole file; raise errors.StateError that names the first wrong value, if there is one.

        `kinds` are readers of what the caller keeps in meta, by name.
        """
        integrity.check(self._read, self.path, kinds or integrity.NO_KINDS)

    def explain(self, error: BaseException | None, kinds: integrity.Kinds | None = None) -> None:
        """Raise errors.StateError if an error looks like that of a wrong value, and the file has one."""
        if isinstance(error, (*integrity.OF_WRONG_VALUES, sqlite3.Error)):
            self.check_sound(kinds)

    def _has_tables(self) -> bool:
        return bool(self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])

    def _check_health(self) -> None:
        self.unclean = self.meta("open", "0") == "1"
        if not self.unclean:
            return
        answer = self._db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if answer != "ok":
            raise connections.damaged(self.path, sqlite3.DatabaseError(str(answer)))

    def _open_marks(self, service: str, db: sqlite3.Connection) -> None:
        meta.put(db, "open", "1")
        if service:
            meta.put(db, "service", service)
        tabs.correct(db)
        campaign_id.keep(db)
        attempt_life.recover(db, self._next)

    # doors

    def _post(
        self, work: writer.Work[T], *, durable: bool = True, careful: bool = False
    ) -> group_commits.Pending[T]:
        if self._writer is None:
            raise errors.StateError(words.only_read(self.path))
        return self._writer.post(work, durable=durable, careful=careful)

    def _write_beside(self, work: Callable[[sql_tables.Tables], T]) -> T:
        """Carry out work that touches no job, also while a run holds the file and this one only reads it."""
        if self._writer is not None:
            return self._write(lambda db: self._with_pages(db, work))
        with self._beside_guard, connections.beside(self.path) as db:
            return self._with_pages(db, work)

    def _with_pages(self, db: sql_tables.Tables, work: Callable[[sql_tables.Tables], T]) -> T:
        db.execute(page_codes.TABLE)  # a run of before may hold the file
        return work(db)

    def _read(self, sql: str, values: Iterable[object] = ()) -> list[tuple[object, ...]]:
        if self._writer is not None and self._shared:
            return self._write(lambda db: db.execute(sql, tuple(values)).fetchall(), durable=False)
        try:
            with self._reader_guard:
                known = tuple(values)
                return busy_database.waiting(lambda: self._reader.execute(sql, known).fetchall(), self.path)
        except sqlite3.Error as error:
            raise connections.damaged(self.path, error) from error

    def _has_table(self, name: str) -> bool:
        return integrity.has_table(self._read, name)

    def _next(self, db: object = None) -> int:  # noqa: ARG002 - it is drawn here, and saved with the commit
        self._sequence += 1
        return self._sequence

    def _save_sequence(self, db: sqlite3.Connection) -> None:
        """Save the counter with the transaction that drew from it."""
        if self._sequence != self._saved:
            meta.put(db, "sequence", str(self._sequence))
            self._saved = self._sequence

    def holder(self) -> runlock.Holder | None:
        """Return who runs the campaign now, None if nobody does."""
        return runlock.holder(self.path)

    def where_results_are(self, command: str) -> str:
        """Return in words where results are that were not written, and which command writes them."""
        if self.path.exists():
            return words.results_safe(self.path, command)
        return words.state_gone_too(self.path)

    def forget(self, job_ids: Collection[int], mentions: Iterable[str] = ()) -> None:
        """Erase jobs with all texts about them, and what names them beside other jobs: the `mentions`."""
        self._scrubs = True
        super().forget(job_ids, mentions)

    # end

    def close(self) -> None:
        """Finish all writes, mark the file as cleanly closed and give the lock back; safe to call twice.

        After `forget` the file is written anew, so that nothing erased stands in its free pages or its log.
        Raises errors.StateError when that cannot be done.
        """
        if self._writer is not None:
            # A disk that refuses the mark: the next opening checks the file's integrity instead.
            with contextlib.suppress(errors.StateError):
                self._write(lambda db: meta.put(db, "open", "0"))
            self._writer.close()
            self._writer = None
        try:
            if self._scrubs:
                self._scrubs = False
                if self._reader is not self._db:
                    self._reader.close()
                connections.scrub(self._db, self.path)
        finally:
            self._close_connections()

    def _close_connections(self) -> None:
        if self._reader is not self._db:
            self._reader.close()
        self._db.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
