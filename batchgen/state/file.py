"""The state file in use: jobs and attempts to read, and the doors to an attempt's life."""

from __future__ import annotations

import contextlib
import functools
import json
import sqlite3
import threading
from typing import TYPE_CHECKING, Self, TypeVar

from batchgen import errors, models
from batchgen.state import carry, connect, life, records, roster, runlock, writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

T = TypeVar("T")
_CHUNK = 1000
_JOBS = f"SELECT {', '.join(records.JOB_COLUMNS)} FROM jobs"
_ATTEMPTS = f"SELECT {', '.join(records.ATTEMPT_COLUMNS)} FROM attempts"
CLEANED = "cleaned_ids"
"""Key of the meta: JSON list of the videos whose names no longer carry their token."""


class StateFile:
    """An open state file. All methods may be called from any thread; a context manager.

    Writing methods return when their rows are on disk. `recovered` are the jobs that a dead run left in the
    air and that are `unknown` now; `unclean` says that the last run did not close the file.
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
        self.recovered: tuple[int, ...] = ()
        self.unclean = False
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
        except BaseException:
            self._close_connections()
            raise

    def _start(self, service: str) -> None:
        try:
            self._check_service(service)
            if self.reading:
                return
            self._check_health()
            if not self._shared:
                self._reader = connect.reading_beside(self.path)
            self._sequence = self._saved = int(self.meta("sequence", "0"))
            self._writer = writer.Writer(self._db, probe=self._probe, before_commit=self._save_sequence)
            self._write(functools.partial(self._open_marks, service))
        except sqlite3.Error as error:
            raise connect.damaged(self.path, error) from error

    def _check_service(self, service: str) -> None:
        known = self.meta("service") if self._has_tables() else ""
        self.service = known or service
        if known and service and known != service:
            raise errors.StateError(
                f"{self.path} belongs to {known}, and this run would use {service}.",
                hint="Use the same --api-url, or a campaign of its own with --name or --state.",
            )

    def _has_tables(self) -> bool:
        return bool(self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])

    def _check_health(self) -> None:
        self.unclean = self.meta("open", "0") == "1"
        if not self.unclean:
            return
        answer = self._db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if answer != "ok":
            raise connect.damaged(self.path, sqlite3.DatabaseError(str(answer)))

    def _open_marks(self, service: str, db: sqlite3.Connection) -> None:
        _put_meta(db, "open", "1")
        if service:
            _put_meta(db, "service", service)
        self.recovered = life.recover(db, self._next)

    # doors

    def _write(self, work: writer.Work[T], *, durable: bool = True) -> T:
        if self._writer is None:
            raise errors.StateError(f"{self.path} was opened for reading only.")
        return self._writer.call(work, durable=durable)

    def _read(self, sql: str, values: Iterable[object] = ()) -> list[tuple[object, ...]]:
        if self._writer is not None and self._shared:
            return self._write(lambda db: db.execute(sql, tuple(values)).fetchall(), durable=False)
        with self._reader_guard:
            return self._reader.execute(sql, tuple(values)).fetchall()

    def _next(self) -> int:
        self._sequence += 1
        return self._sequence

    def _save_sequence(self, db: sqlite3.Connection) -> None:
        """Save the counter with the transaction that drew from it."""
        if self._sequence != self._saved:
            _put_meta(db, "sequence", str(self._sequence))
            self._saved = self._sequence

    def _live(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Carry out a step of an attempt's life; it complains before it changes anything."""
        if self._writer is None:
            raise errors.StateError(f"{self.path} was opened for reading only.")
        return self._writer.call(change, careful=True)

    # meta

    def meta(self, name: str, default: str = "") -> str:
        """Return a remembered setting: service, key, name, rate, result_headers, ..."""
        rows = self._read("SELECT value FROM meta WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else default

    def set_meta(self, name: str, value: str) -> None:
        """Remember a setting."""
        self._write(lambda db: _put_meta(db, name, value))

    # the life of an attempt

    def begin(self, job_id: int, *, token: str, request_json: str) -> records.Attempt:
        """Write the intent of one POST; the POST may start when this has returned.

        The job becomes `sending`. Raises errors.StateError when the job is neither new nor marked for a redo.
        """
        return self._live(
            lambda db: life.begin(db, self._next, job_id=job_id, token=token, request_json=request_json)
        )

    def finish_made(self, attempt_id: int, facts: records.VideoFacts, *, others: Iterable[str] = ()) -> bool:
        """Write the id of the video that the attempt made, from an answer or found in the account.

        `others` are further ids with the same token. Returns False when the job has moved on to a newer
        attempt: the id is kept with this attempt and the job is left alone (tell it loudly).
        """
        ids = tuple(others)
        return self._live(
            lambda db: life.finish_made(db, self._next, attempt_id=attempt_id, facts=facts, others=ids)
        )

    def finish_not_made(self, attempt_id: int, *, reason: str, stage: models.Stage, words: str) -> None:
        """Write that nothing was made: `stage` NEW (cool-down, not sent, account, absent) or REJECTED.

        With NEW the job gets back what it was before the attempt (an earlier video, or new).
        """
        self._live(
            lambda db: life.finish_not_made(
                db, self._next, attempt_id=attempt_id, reason=reason, stage=stage, words=words
            )
        )

    def finish_unknown(self, attempt_id: int, *, why: str, reason: str = "no_answer") -> None:
        """Write that the outcome of the POST is not known; it is settled later."""
        self._live(
            lambda db: life.finish_unknown(db, self._next, attempt_id=attempt_id, reason=reason, why=why)
        )

    def note_look(self, attempt_id: int, words: str) -> None:
        """Write that the account was searched for an unknown attempt, and what was seen, in words."""
        self._write(lambda db: life.note_look(db, attempt_id=attempt_id, words=words))

    def record_poll(self, updates: Iterable[records.PollUpdate]) -> None:
        """Write what the service says about videos; a power cut may undo it, it can be asked again."""
        known = tuple(updates)
        self._write(lambda db: life.record_polls(db, known), durable=False)

    # reading

    def job(self, job_id: int) -> records.Job:
        """Return one job. Raises LookupError."""
        rows = self._read(f"{_JOBS} WHERE id = ?", (job_id,))
        if not rows:
            raise LookupError(job_id)
        return records.job_from(rows[0])

    def jobs(self, *stages: models.Stage, go: int | None = None) -> Iterator[records.Job]:
        """Stream jobs in the order of the sheet as first seen; of some stages, or confirmed by run `go`."""
        where, values = ["1"], list[object]()
        if stages:
            where.append(f"stage IN ({', '.join('?' * len(stages))})")
            values += stages
        if go is not None:
            where.append("go = ?")
            values.append(go)
        yield from self._pages(" AND ".join(where), values)

    def _pages(self, where: str, values: list[object]) -> Iterator[records.Job]:
        sql = f"{_JOBS} WHERE id > ? AND {where} ORDER BY id LIMIT {_CHUNK}"
        last = 0
        while rows := self._read(sql, [last, *values]):
            for row in rows:
                yield records.job_from(row)
            last = int(str(rows[-1][0]))

    def counts(self) -> dict[models.Stage, int]:
        """Return how many jobs are in each stage."""
        rows = self._read("SELECT stage, count(*) FROM jobs GROUP BY stage")
        return {models.Stage(str(stage)): int(str(count)) for stage, count in rows}

    def attempts(self, job_id: int) -> list[records.Attempt]:
        """Return all attempts of a job, oldest first."""
        return self._attempts("job_id = ? ORDER BY id", job_id)

    def attempt(self, attempt_id: int) -> records.Attempt:
        """Return one attempt. Raises LookupError."""
        found = self._attempts("id = ?", attempt_id)
        if not found:
            raise LookupError(attempt_id)
        return found[0]

    def unknown_attempts(self) -> list[records.Attempt]:
        """Return all attempts whose outcome is not known, of redone jobs too, oldest first."""
        return self._attempts("outcome = 'unknown' ORDER BY id")

    def attempts_by_token(self, token: str) -> list[records.Attempt]:
        """Return the attempts that were sent with a token."""
        return self._attempts("token = ? ORDER BY id", token)

    def _attempts(self, where: str, *values: object) -> list[records.Attempt]:
        return [records.attempt_from(row) for row in self._read(f"{_ATTEMPTS} WHERE {where}", values)]

    def start_times(self) -> dict[int, str]:
        """Return when each attempt was started (UTC), by its id."""
        rows = self._read("SELECT id, started_at FROM attempts")
        return {int(str(row[0])): str(row[1]) for row in rows}

    def known_ids(self, *, deleted: bool = False) -> set[str]:
        """Return the ids of all videos ever made here, those that the service deleted only if asked for."""
        also = "" if deleted else " AND stage <> 'deleted'"
        return {
            str(row[0])
            for row in self._read(
                f"SELECT video_id FROM attempts WHERE video_id <> ''{also}"
                f" UNION SELECT video_id FROM jobs WHERE video_id <> ''{also}"
            )
        }

    def tokens_by_id(self) -> dict[str, str]:
        """Return the token of every video made here that the service has not deleted, by video id.

        Videos whose names were cleaned of it on purpose (`videos rename --clean`) are left out.
        """
        rows = self._read("SELECT video_id, token FROM attempts WHERE video_id <> '' AND stage <> 'deleted'")
        cleaned = set(json.loads(self.meta(CLEANED, "[]")))
        return {str(row[0]): str(row[1]) for row in rows if row[0] not in cleaned}

    def note_deleted(self, video_id: str) -> None:
        """Write that the service has a video no more, whichever attempt made it."""
        self._write(lambda db: life.note_deleted(db, video_id=video_id))

    def made_since(self, sequence: int) -> set[str]:
        """Return ids of videos of ours whose POST was started after `sequence` (an attempt's `end_seq`)."""
        rows = self._read("SELECT video_id FROM attempts WHERE start_seq > ? AND video_id <> ''", (sequence,))
        return {str(row[0]) for row in rows}

    def in_the_air(self) -> int:
        """Return how many creates have neither an outcome nor an end on disk."""
        return int(str(self._read("SELECT count(*) FROM attempts WHERE outcome = ''")[0][0]))

    # planning

    def add_jobs(self, jobs: Iterable[records.NewJob]) -> list[int]:
        """Add jobs of stage `new` in one transaction and return their ids."""
        return self._write(lambda db: [life.add(db, job) for job in jobs])

    def known(self) -> Iterator[roster.Known]:
        """Stream the identity of every job, for a Roster."""
        last = 0
        while rows := self._read(f"{roster.KNOWN} WHERE id > ? ORDER BY id LIMIT {_CHUNK * 10}", (last,)):
            for row in rows:
                yield roster.Known(*row)  # type: ignore[arg-type]
            last = int(str(rows[-1][0]))

    def cells(self) -> Iterator[tuple[int, str]]:
        """Stream the cells of every job, as JSON by folded header, with its id."""
        last = 0
        while rows := self._read("SELECT id, cells FROM jobs WHERE id > ? ORDER BY id LIMIT 10000", (last,)):
            for job_id, cells in rows:
                yield int(str(job_id)), str(cells)
            last = int(str(rows[-1][0]))

    def find(self, *, key_hash: str, cells_hash: str, occurrence: int = 0) -> records.Job | None:
        """Return the job that a row is known by: its key if it has one, else its cells."""
        name, value = ("key_hash", key_hash) if key_hash else ("cells_hash", cells_hash)
        rows = self._read(f"{_JOBS} WHERE {name} = ? AND occurrence = ? LIMIT 1", (value, occurrence))
        return records.job_from(rows[0]) if rows else None

    def outlines(self) -> Iterator[records.Outline]:
        """Stream what is needed to count all jobs."""
        last = 0
        columns = ("id", "stage", "outdated <> ''", "left_out", "kept <> ''")
        sql = f"SELECT {', '.join(columns)} FROM jobs WHERE id > ? ORDER BY id LIMIT 10000"
        while rows := self._read(sql, (last,)):
            for job_id, stage, outdated, left_out, kept in rows:
                yield records.Outline(
                    int(str(job_id)), models.Stage(str(stage)), bool(outdated), str(left_out), bool(kept)
                )
            last = int(str(rows[-1][0]))

    def unfinished_redo(self, kind: str) -> int:
        """Count the jobs that a --redo of this kind marked and that are not finished."""
        rows = self._read("SELECT count(*) FROM jobs WHERE redo IN (?, ?)", (kind, kind + life.SENT))
        return int(str(rows[0][0]))

    def gone(self) -> Iterator[records.Job]:
        """Stream the jobs that have a video, or had one asked for, and no row in the sheet any more."""
        yield from self._pages("row IS NULL AND (token <> '' OR kept <> '')", [])

    def carry_out(self, plan: roster.Roster, orders: carry.Orders) -> int:
        """Take a plan over in one transaction; return the run's number, which jobs to send have in `go`."""
        return self._write(lambda db: carry.carry_out(db, self._next, plan=plan, orders=orders))

    def change(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Carry out several changes in one transaction (planning, redo)."""
        return self._write(work)

    # end

    def close(self) -> None:
        """Finish all writes, mark the file as cleanly closed and give the lock back; safe to call twice."""
        if self._writer is not None:
            # A disk that refuses the mark: the next opening checks the file's integrity instead.
            with contextlib.suppress(errors.StateError):
                self._write(lambda db: _put_meta(db, "open", "0"))
            self._writer.close()
            self._writer = None
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


def _put_meta(db: sqlite3.Connection, name: str, value: str) -> None:
    db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))
