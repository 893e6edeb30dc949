"""The journal: what is written down about jobs and attempts, in whichever database."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, TypeVar

from batchgen.state import attempt_life, erasure, meta, page_codes, plan_execution, records, sound_lengths
from batchgen.state.reading import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from batchgen import models
    from batchgen.state import sql_tables, store

T = TypeVar("T")


class Journal(queries.Queries, page_codes.Pages):
    """The writing half of a store. Its methods return when their rows are on disk."""

    @abc.abstractmethod
    def _post(
        self, work: Callable[[sql_tables.Tables], T], *, durable: bool = True, careful: bool = False
    ) -> store.Promise[T]:
        """Carry out work in a transaction, in the order of posting; return its promise.

        `careful` says that the work complains before it changes anything. `durable=False` allows a power cut
        to undo it. Raises errors.StateError if nothing can be written.
        """

    @abc.abstractmethod
    def _next(self, db: sql_tables.Tables) -> int:
        """Draw the next number of the counter of starts and ends."""

    def _write(self, work: Callable[[sql_tables.Tables], T], *, durable: bool = True) -> T:
        return self._post(work, durable=durable).wait()

    def _live(
        self,
        change: Callable[[sql_tables.Tables], T],
        *,
        attempt: int = 0,  # noqa: ARG002 - for a store that several workers change
        job: int = 0,  # noqa: ARG002
        gives_way: bool = False,  # noqa: ARG002
    ) -> T:
        """Carry out a step of the life of an attempt, or job; it complains before it changes anything.

        It `gives_way` to a video that was made meanwhile.
        """
        return self._post(change, careful=True).wait()

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
                db, lambda: self._next(db), job_id=job_id, token=token, request_json=request_json
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
                db, lambda: self._next(db), attempt_id=attempt_id, facts=facts, others=ids
            ),
            attempt=attempt_id,
        )

    def finish_made_soon(self, attempt_id: int, facts: records.VideoFacts) -> store.Promise[bool]:
        """Do as `finish_made` without waiting: its `wait` returns when the id is on disk.

        Whatever is written after it, by whom ever, is on disk no sooner.
        """
        return self._post(
            lambda db: attempt_life.finish_made(
                db, lambda: self._next(db), attempt_id=attempt_id, facts=facts
            ),
            careful=True,
        )

    def finish_not_made(self, attempt_id: int, *, reason: str, stage: models.Stage, words: str) -> None:
        """Write that nothing was made: `stage` NEW (cool-down, not sent, account, absent) or REJECTED.

        With NEW the job gets back what it was before the attempt (an earlier video, or new).
        """
        self._live(
            lambda db: attempt_life.finish_not_made(
                db, lambda: self._next(db), attempt_id=attempt_id, reason=reason, stage=stage, words=words
            ),
            attempt=attempt_id,
            gives_way=True,
        )

    def finish_unknown(self, attempt_id: int, *, why: str, reason: str = "no_answer") -> None:
        """Write that the outcome of the POST is not known; it is settled later."""
        self._live(
            lambda db: attempt_life.finish_unknown(
                db, lambda: self._next(db), attempt_id=attempt_id, reason=reason, why=why
            ),
            attempt=attempt_id,
            gives_way=True,
        )

    def disown(self, job_id: int, *, why: str) -> None:
        """Write that a job's video turned out to be another request's: the job is unknown, without links."""
        self._live(
            lambda db: attempt_life.disown(db, lambda: self._next(db), job_id=job_id, why=why), job=job_id
        )

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
            lambda db: plan_execution.carry_out(db, lambda: self._next(db), changes=changes, orders=orders)
        )

    def forget(self, job_ids: Collection[int], mentions: Iterable[str] = ()) -> None:
        """Erase jobs with all texts about them, and what names them beside other jobs: the `mentions`."""
        ids, texts = tuple(job_ids), tuple(mentions)
        self._write(lambda db: erasure.forget(db, ids, texts))
