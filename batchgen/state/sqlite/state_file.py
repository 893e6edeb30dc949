"""The state file in use: jobs and attempts to read, and the doors to an attempt's life."""

from __future__ import annotations

import contextlib
import functools
import sqlite3
import threading
from typing import TYPE_CHECKING, Self, TypeVar

from batchgen import errors, models
from batchgen.state import (
    attempt_life,
    campaign_id,
    erasure,
    integrity,
    meta,
    page_codes,
    plan_execution,
    records,
    runlock,
    sound_lengths,
)
from batchgen.state.reading import queries
from batchgen.state.sqlite import busy_database, connections, writer
from batchgen.state.sqlite.upgrade import tabs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

T = TypeVar("T")

_OF_WRONG_VALUES = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, sqlite3.Error)
"""What code raises that meets a value of another kind than it expects."""


class StateFile(queries.Queries, page_codes.Pages):
    """An open state file. All methods may be called from any thread; a context manager.

    Writing methods return when their rows are on disk. `unclean` says that the last run did not
    close the file: what it left in the air is `unknown` now.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        *,
        service: str,
        held: runlock.RunLock | None,
        exclusive: bool,
        probe: writer.Probe,
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
        self._shared = reading or exclusive
        try:
            self._start(service)
        except BaseException as error:
            try:
                self.explain(error)
            finally:
                self._close_connections()
            raise

    def _start(self, service: str) -> None:
        try:
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
                f"{self.path} belongs to {known}, and this run would use {service}.",
                hint="Use the same --api-url, or a campaign of its own with --name or --state.",
            )

    def check_sound(self, kinds: integrity.Kinds | None = None) -> None:
        """Read the whole file; raise errors.StateError that names the first wrong value, if there is one.

        `kinds` are readers of what the caller keeps in meta, by name.
        """
        integrity.check(self._read, self.path, kinds or integrity.NO_KINDS)

    def explain(self, error: BaseException | None, kinds: integrity.Kinds | None = None) -> None:
        """Raise errors.StateError if an error looks like that of a wrong value, and the file has one."""
        if isinstance(error, _OF_WRONG_VALUES):
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

    def _write(self, work: writer.Work[T], *, durable: bool = True) -> T:
        if self._writer is None:
            raise errors.StateError(f"{self.path} was opened for reading only.")
        return self._writer.call(work, durable=durable)

    def _write_beside(self, work: writer.Work[T]) -> T:
        """Carry out work that touches no job, also while a run holds the file and this one only reads it."""
        if self._writer is not None:
            return self._write(work)
        with connections.beside(self.path) as db:
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

    def _next(self) -> int:
        self._sequence += 1
        return self._sequence

    def _save_sequence(self, db: sqlite3.Connection) -> None:
        """Save the counter with the transaction that drew from it."""
        if self._sequence != self._saved:
            meta.put(db, "sequence", str(self._sequence))
            self._saved = self._sequence

    def _live(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Carry out a step of an attempt's life; it complains before it changes anything."""
        if self._writer is None:
            raise errors.StateError(f"{self.path} was opened for reading only.")
        return self._writer.call(change, careful=True)

    def where_results_are(self, command: str) -> str:
        """Return in words where results are that were not written, and which command writes them."""
        if self.path.exists():
            return f"They are safe in {self.path}: put that right, and `{command}` writes them."
        return (
            f"The state file {self.path} is gone too: put the sheet there again, and the next run looks for "
            "its videos in the account."
        )

    # meta

    def set_meta(self, name: str, value: str) -> None:
        """Remember a setting."""
        self._write(lambda db: meta.put(db, name, value))

    # the life of an attempt

    def begin(self, job_id: int, *, token: str, request_json: str) -> records.Attempt:
        """Write the intent of one POST; the POST may start when this has returned.

        The job becomes `sending`. Raises errors.StateError when the job is neither new nor marked for a redo.
        """
        return self._live(
            lambda db: attempt_life.begin(
                db, self._next, job_id=job_id, token=token, request_json=request_json
            )
        )

    def finish_made(self, attempt_id: int, facts: records.VideoFacts, *, others: Iterable[str] = ()) -> bool:
        """Write the id of the video that the attempt made, from an answer or found in the account.

        `others` are further ids with the same token. Returns False when the job has moved on to a newer
        attempt: the id is kept with this attempt and the job is left alone (tell it loudly). Raises
        errors.OwnedVideoError when another attempt has that video: nothing is changed then.
        """
        ids = tuple(others)
        return self._live(
            lambda db: attempt_life.finish_made(
                db, self._next, attempt_id=attempt_id, facts=facts, others=ids
            )
        )

    def finish_made_soon(self, attempt_id: int, facts: records.VideoFacts) -> writer.Pending[bool]:
        """Do as `finish_made` without waiting: its `wait` returns when the id is on disk.

        Whatever is written after it, by whom ever, is on disk no sooner.
        """
        if self._writer is None:
            raise errors.StateError(f"{self.path} was opened for reading only.")
        return self._writer.post(
            lambda db: attempt_life.finish_made(db, self._next, attempt_id=attempt_id, facts=facts),
            careful=True,
        )

    def finish_not_made(self, attempt_id: int, *, reason: str, stage: models.Stage, words: str) -> None:
        """Write that nothing was made: `stage` NEW (cool-down, not sent, account, absent) or REJECTED.

        With NEW the job gets back what it was before the attempt (an earlier video, or new).
        """
        self._live(
            lambda db: attempt_life.finish_not_made(
                db, self._next, attempt_id=attempt_id, reason=reason, stage=stage, words=words
            )
        )

    def finish_unknown(self, attempt_id: int, *, why: str, reason: str = "no_answer") -> None:
        """Write that the outcome of the POST is not known; it is settled later."""
        self._live(
            lambda db: attempt_life.finish_unknown(
                db, self._next, attempt_id=attempt_id, reason=reason, why=why
            )
        )

    def disown(self, job_id: int, *, why: str) -> None:
        """Write that a job's video turned out to be another request's: the job is unknown, without links."""
        self._live(lambda db: attempt_life.disown(db, self._next, job_id=job_id, why=why))

    def note_look(self, attempt_id: int, words: str) -> None:
        """Write that the account was searched for an unknown attempt, and what was seen, in words."""
        self._write(lambda db: attempt_life.note_look(db, attempt_id=attempt_id, words=words))

    def record_poll(self, updates: Iterable[records.PollUpdate]) -> None:
        """Write what the service says about videos; a power cut may undo it, it can be asked again."""
        known = tuple(updates)
        self._write(lambda db: attempt_life.record_polls(db, known), durable=False)

    def note_deleted(self, video_id: str) -> None:
        """Write that the service has a video no more, whichever attempt made it."""
        self._write(lambda db: attempt_life.note_deleted(db, video_id=video_id))

    def note_seconds(self, video_id: str, seconds: float) -> None:
        """Write how long a finished video really is, when somebody learned it."""
        self._write(
            lambda db: attempt_life.note_seconds(db, video_id=video_id, seconds=seconds), durable=False
        )

    def keep_audio(self, lengths: Mapping[str, float]) -> None:
        """Remember the seconds of sound files, by their address."""
        self._write(lambda db: sound_lengths.keep(db, lengths))

    # planning

    def carry_out(
        self, changes: plan_execution.Changes, orders: plan_execution.Orders
    ) -> plan_execution.Carried:
        """Take a plan over in one transaction; return the run's number and the new jobs."""
        return self._write(
            lambda db: plan_execution.carry_out(db, self._next, changes=changes, orders=orders)
        )

    def forget(self, job_ids: Collection[int], mentions: Iterable[str] = ()) -> None:
        """Erase jobs with all texts about them, and what names them beside other jobs: the `mentions`."""
        ids, texts = tuple(job_ids), tuple(mentions)
        self._scrubs = True
        self._write(lambda db: erasure.forget(db, ids, texts))

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
