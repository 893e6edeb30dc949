"""The life of attempts that many workers change: each step locks its job, and answers find their attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from batchgen.state import attempt_journal, attempt_life
from batchgen.state.postgres import bulk, claims, shared_budgets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from batchgen import models
    from batchgen.state import records, sql_tables, store

T = TypeVar("T")

STOPPED = "stopped"
"""Reason of what was refused for a cause that is not its row's."""

_LOCK = "SELECT 1 FROM jobs WHERE id IN (?1, (SELECT job_id FROM attempts WHERE id = ?2)) FOR UPDATE"
_LOCK_VIDEO = (
    "SELECT 1 FROM jobs WHERE id IN (SELECT job_id FROM attempts WHERE video_id = ? AND video_id <> '')"
    " ORDER BY id FOR UPDATE"
)
_IS_ANOTHER = "SELECT 1 FROM attempts WHERE id = ? AND token <> ?"
_IS_MADE = "SELECT 1 FROM attempts WHERE id = ? AND outcome = 'made' AND video_id <> ''"
_WITHDRAW = "UPDATE jobs SET go = 0 WHERE id = (SELECT job_id FROM attempts WHERE id = ?)"


class JointLife(attempt_journal.Journal):
    """The steps of attempts of one campaign in a database."""

    _campaign: int

    def __init__(self) -> None:
        self._tokens: dict[int, str] = {}

    def begin(self, job_id: int, *, token: str, request_json: str) -> records.Attempt:
        """Write the intent of one POST; the POST may start when this has returned."""
        begun: records.Attempt = self._live(bulk.Begin(job_id, token, request_json))  # type: ignore[arg-type]
        self._tokens[begun.id] = token
        return begun

    def finish_not_made(self, attempt_id: int, *, reason: str, stage: models.Stage, words: str) -> None:
        """Write that nothing was made: `stage` NEW (cool-down, not sent, account, absent) or REJECTED.

        Its share of the budgets is given back. What was stopped waits for another plan.
        """

        def work(db: sql_tables.Tables) -> None:
            shared_budgets.give_back(db, self._campaign, attempt_id)
            attempt_life.finish_not_made(
                db,
                lambda: self._next(db),
                attempt_id=attempt_id,
                reason=reason,
                stage=stage,
                words=words,
            )
            if reason == STOPPED:
                db.execute(_WITHDRAW, (attempt_id,))

        self._live(work, attempt=attempt_id, gives_way=True)

    def _claim(self) -> claims.Claimed | shared_budgets.OverBudget | None:
        claimed: claims.Claimed | shared_budgets.OverBudget | None = self._live(claims.Claim())  # type: ignore[arg-type, assignment]
        if isinstance(claimed, claims.Claimed):
            self._tokens[claimed.attempt.id] = claimed.attempt.token
        return claimed

    def finish_made_soon(self, attempt_id: int, facts: records.VideoFacts) -> store.Promise[bool]:
        """Do as `finish_made` without waiting: its `wait` returns when the id is on disk."""
        token = self._tokens.get(attempt_id, "")
        return self._post(bulk.Made(attempt_id, facts, token), careful=True)  # type: ignore[arg-type]

    def unknown_attempts(self) -> list[records.Attempt]:
        """Return all attempts whose outcome is not known, of redone jobs too, oldest first."""
        found = super().unknown_attempts()
        self._tokens.update((attempt.id, attempt.token) for attempt in found)
        return found

    def _live(
        self,
        change: Callable[[sql_tables.Tables], T],
        *,
        attempt: int = 0,
        job: int = 0,
        gives_way: bool = False,
    ) -> T:
        """Carry out a step with its job locked: another worker may have news of the same job.

        A number of an attempt that the database gave out again, after it lost commits, is not taken for it.
        What was made stays made, whoever says that it was not.
        """
        token = self._tokens.get(attempt, "")

        def locked(db: sql_tables.Tables) -> T:
            if attempt or job:
                db.execute(_LOCK, (job, attempt))
            if token and db.execute(_IS_ANOTHER, (attempt, token)).fetchone():
                raise bulk.forgotten("")
            if gives_way and db.execute(_IS_MADE, (attempt,)).fetchone():
                return None  # type: ignore[return-value]
            return change(db)

        return super()._live(locked if attempt or job else change)

    def record_poll(self, updates: Iterable[records.PollUpdate]) -> None:
        """Write what the service says about videos; a power cut may undo it, it can be asked again."""
        known = tuple(updates)

        def work(db: sql_tables.Tables) -> None:
            for job in sorted({update.job_id for update in known}):
                db.execute(_LOCK, (job, 0))
            attempt_life.record_polls(db, known)

        self._write(work, durable=False)

    def note_deleted(self, video_id: str) -> None:
        """Write that the service has a video no more, whichever attempt made it."""

        def work(db: sql_tables.Tables) -> None:
            db.execute(_LOCK_VIDEO, (video_id,))
            attempt_life.note_deleted(db, video_id=video_id)

        self._write(work)
