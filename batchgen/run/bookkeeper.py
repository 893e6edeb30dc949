"""The bookkeeper of a submission: what came of each row goes to disk, and what it means for the others."""

from __future__ import annotations

import collections
import dataclasses
import functools
import threading
from typing import TYPE_CHECKING

from batchgen import errors, models, state, tavus
from batchgen.plan.account_search import video_facts
from batchgen.run import lost_answers, refusal_streaks, words
from batchgen.tavus import name_tokens, retry

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen.plan.context import Session
    from batchgen.run import limiter, send_queue

# Seconds of pause, at most, after a create without a usable answer.
LONGEST_DOUBT = 5.0
# Seconds between notices that the service is busy: refusals come in dozens.
TELL_COOLDOWN_EVERY = 10.0


@dataclasses.dataclass(frozen=True, slots=True)
class Submitted:
    """What a submission came to, in rows. `stopped` says why rows were left unsent; empty if none were.

    `returned` are rows that were refused for a cause that is not theirs, and are new again. `is_away` says
    that it stopped because the service was not reached, which another computer may do; `goes_on` that only
    rows of some replicas were left.
    """

    made: int = 0
    rejected: int = 0
    unknown: int = 0
    returned: int = 0
    stopped: str = ""
    is_away: bool = False
    goes_on: bool = False


class Unconfirmed:
    """What a thread still has to do once the ids that it sent to disk are there."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def confirm(self) -> None:
        """Wait for the disk and do it."""
        waiting, self.waiting = self.waiting, []
        for one in waiting:
            one()


class Bookkeeper:
    """Notes what came of rows, and counts. `changed` guards the counts and all who wait for them."""

    def __init__(
        self, session: Session, gate: limiter.Passage, streaks: refusal_streaks.Counter | None = None
    ) -> None:
        self._session = session
        self._gate = gate
        self._streaks: refusal_streaks.Counter = streaks or refusal_streaks.Streaks()
        self.changed = threading.Condition()
        self.stopped = ""
        self._is_away = False
        self._whys: list[str] = []
        self._counts: collections.Counter[str] = collections.Counter()
        self._tell_cooldown_at = session.clock()

    def is_held(self, item: send_queue.Item) -> bool:
        """Return whether rows of an item's replica are not sent any more."""
        return item.request.replica_id in self._streaks.held

    def stop(self, why: str) -> None:
        """Start nothing new. Call it with `changed`."""
        self.stopped = self.stopped or why

    def report(self) -> Submitted:
        """Return what the submission came to."""
        with self.changed:
            counts = {name: self._counts[name] for name in ("made", "rejected", "unknown", "returned")}
            left = " ".join(self._whys)
            return Submitted(
                **counts,
                stopped=self.stopped or left,
                is_away=self._is_away,
                goes_on=bool(left) and not self.stopped,
            )

    # what came of a row

    def note(
        self, begun: send_queue.Begun, result: tavus.Video | errors.ServiceError, news: Unconfirmed
    ) -> None:
        """Note what came of a create."""
        item, attempt = begun.item, begun.attempt
        if isinstance(result, tavus.Video) and name_tokens.is_anothers(result.video_name, attempt.token):
            self._crossed(item, attempt, lost_answers.crossed_words(result))
        elif isinstance(result, tavus.Video):
            self._made(item, attempt, result, news)
        else:
            self._record(begun, tavus.outcome_of_create(result))

    def put_down(self, begun: send_queue.Begun, *, reason: str, why: str) -> None:
        """Note that a row was not sent after all: it is new again."""
        self._session.store.finish_not_made(
            begun.attempt.id, reason=reason, stage=models.Stage.NEW, words=why
        )

    def wait_without(self, error: errors.NotSentError) -> None:
        """Wait for a service that no connection could be opened to."""
        self._wait_for_service(tavus.outcome_of_create(error))

    def _record(self, begun: send_queue.Begun, outcome: tavus.Outcome) -> None:
        if outcome.kind is tavus.Kind.UNKNOWN:
            self._unknown(begun.item, begun.attempt, outcome)
        elif outcome.reason is tavus.Reason.REJECTED:
            self._rejected(begun.item, begun.attempt, outcome)
        else:
            self._not_taken(begun, outcome)

    def _made(
        self, item: send_queue.Item, attempt: state.Attempt, video: tavus.Video, news: Unconfirmed
    ) -> None:
        """Send the id to disk; `_confirm` goes on when it is there."""
        known = video_facts.of_created(video)
        pending = self._session.store.finish_made_soon(attempt.id, known)
        news.waiting.append(functools.partial(self._confirm, item, attempt, video, known, pending))
        self._session.contact.met()
        self._gate.answered()
        with self.changed:
            self._streaks.made(item.request.replica_id)
            self._counts["made"] += 1

    def _confirm(
        self,
        item: send_queue.Item,
        attempt: state.Attempt,
        video: tavus.Video,
        known: state.VideoFacts,
        pending: state.Promise[bool],
    ) -> None:
        try:
            pending.wait()
        except errors.OwnedVideoError as error:
            with self.changed:
                self._counts["made"] -= 1
            self._crossed(item, attempt, error.message)
            return
        except errors.StateError as error:
            raise errors.StateError(
                words.made_unsaved(error.message, video.video_id, item.job.row),
                hint=words.FOUND_BY_NAME,
            ) from error
        self._session.reach("after_commit")
        if video.video_name and attempt.token not in video.video_name:
            lost_answers.note_altered_name(self._session)
        self._session.emit(video_facts.changed(item.job, known))

    def _crossed(self, item: send_queue.Item, attempt: state.Attempt, message: str) -> None:
        """Leave a row unknown that was answered with another one's video; its own is looked for."""
        self._session.store.finish_unknown(attempt.id, reason=state.CROSSED, why=message)
        with self.changed:
            self._counts["unknown"] += 1
            self._counts["crossed"] += 1
            if self._counts["crossed"] >= refusal_streaks.RUNNING:
                why = words.crossed(refusal_streaks.RUNNING)
                self.stop(f"{why} {words.RUN_LATER}")
        self._tell(item, models.Stage.UNKNOWN, message)
        text = words.stays_unknown(item.job.row, message)
        self._session.emit(models.Notice(text, level="warning"))

    def _unknown(self, item: send_queue.Item, attempt: state.Attempt, outcome: tavus.Outcome) -> None:
        self._session.store.finish_unknown(attempt.id, why=outcome.words)
        self._session.reach("after_commit")
        with self.changed:
            self._counts["unknown"] += 1
            if self._streaks.unknown():
                why = words.no_usable_answers(refusal_streaks.RUNNING)
                self.stop(f"{why} {outcome.words} {words.RUN_LATER}")
        self._tell(item, models.Stage.UNKNOWN, outcome.words)
        self._wait_for_service(outcome, longest=LONGEST_DOUBT)

    def _rejected(self, item: send_queue.Item, attempt: state.Attempt, outcome: tavus.Outcome) -> None:
        self._session.contact.met()
        self._gate.answered()
        self._session.store.finish_not_made(
            attempt.id, reason=outcome.reason, stage=models.Stage.REJECTED, words=outcome.words
        )
        self._session.reach("after_commit")
        self._tell(item, models.Stage.REJECTED, outcome.words)
        row = refusal_streaks.Refused(item.job.id, attempt.id, item.request.replica_id, outcome.words)
        with self.changed:
            self._counts["rejected"] += 1
            verdict = self._streaks.refused(row)
        self._give_back(verdict)

    def _give_back(self, verdict: refusal_streaks.Verdict) -> None:
        """Make rows new again that were refused for a cause that is not theirs."""
        if not verdict.give_back:
            return
        for row in verdict.give_back:
            self._session.store.finish_not_made(
                row.attempt_id, reason="stopped", stage=models.Stage.NEW, words=row.words
            )
            job = self._session.store.job(row.job_id)
            self._session.emit(video_facts.changed(job, video_facts.of_job(job)))
        with self.changed:
            self._counts["rejected"] -= len(verdict.give_back)
            self._counts["returned"] += len(verdict.give_back)
            if verdict.why:
                self._whys.append(verdict.why)
            if verdict.stop_all:
                self.stop(verdict.why)

    def _not_taken(self, begun: send_queue.Begun, outcome: tavus.Outcome) -> None:
        """Nothing was made and the row is not to blame: it is new again, and goes out later or never."""
        self.put_down(begun, reason=outcome.reason, why=outcome.words)
        self._session.reach("after_commit")
        if outcome.reason is tavus.Reason.ACCOUNT:
            hint = retry.hint(outcome.status) or retry.out_of_credits()
            with self.changed:
                self._counts["returned"] += 1
                self.stop(words.account_refused(outcome.status, outcome.words, hint))
            return
        with self.changed:
            begun.put_back()
        if outcome.reason is tavus.Reason.COOLDOWN:
            self._cool_down(outcome)
        else:
            self._wait_for_service(outcome)

    def _cool_down(self, outcome: tavus.Outcome) -> None:
        self._session.contact.met()
        with self.changed:
            self._streaks.answered()
        seconds = self._gate.busy(outcome.retry_after)
        now = self._session.clock()
        if seconds and now >= self._tell_cooldown_at:
            self._tell_cooldown_at = now + TELL_COOLDOWN_EVERY
            self._session.emit(models.Notice(words.busy(outcome.words, seconds)))

    def _wait_for_service(self, outcome: tavus.Outcome, *, longest: float = 60.0) -> None:
        try:
            pause = self._session.contact.missed(outcome.words, silent=outcome.status is None)
            self._gate.hold(min(pause, longest))
        except errors.StoppedError as stop:
            with self.changed:
                self._is_away = not self.stopped and not isinstance(stop, errors.AccountRefusedError)
                self.stop(str(stop))

    def _tell(self, item: send_queue.Item, stage: models.Stage, error: str) -> None:
        job = item.job
        self._session.emit(models.JobChanged(job.row or 0, job.key, stage, error=error, run=job.go))
