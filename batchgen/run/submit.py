"""Submitting: rows go out, each in one create call that nothing repeats (design 5.1, 5.2, 5.5)."""

from __future__ import annotations

import collections
import dataclasses
import functools
import itertools
import threading
from typing import TYPE_CHECKING

from batchgen import errors, models, state, tavus
from batchgen.plan.account_search import video_facts
from batchgen.run import limiter, lost_answers, pace, refusal_streaks, send_queue, words
from batchgen.tavus import name_tokens, retry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from batchgen.plan.context import Session

# More gain nothing: creates are limited by the account's rate, not by the line (design 2).
MOST_CONNECTIONS = 20
# Seconds of pause, at most, after a create without a usable answer.
LONGEST_DOUBT = 5.0
# Seconds between notices that the service is busy: refusals come in dozens.
TELL_COOLDOWN_EVERY = 10.0


@dataclasses.dataclass(frozen=True, slots=True)
class Submitted:
    """What a submission came to, in rows. `stopped` says why rows were left unsent; empty if none were.

    `returned` are rows that were refused for a cause that is not theirs, and are new again.
    """

    made: int = 0
    rejected: int = 0
    unknown: int = 0
    returned: int = 0
    stopped: str = ""


class _Unconfirmed:
    """What a thread still has to do once the ids that it sent to disk are there."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def confirm(self) -> None:
        """Wait for the disk and do it."""
        waiting, self.waiting = self.waiting, []
        for one in waiting:
            one()


class Submitter:
    """Sends jobs over so many connections, each a client of its own: one large pool of httpx is slow.

    `rate` is the user's --rate. The rate that was learned is kept in the state file under `rate`.
    """

    def __init__(self, session: Session, *, connections: int = 8, rate: float | None = None) -> None:
        self._session = session
        self._connections = min(max(connections, 1), MOST_CONNECTIONS)
        learned = session.store.meta("rate")
        pacer = pace.Pace(session.clock(), top=rate, learned=float(learned) if learned else None)
        self._gate = limiter.Gate(pacer, clock=session.clock, stop=session.stop)
        self._streaks = refusal_streaks.Streaks()
        self._changed = threading.Condition()
        self._queue = send_queue.SendQueue(iter(()), self._is_held)
        self._taken = 0
        self._stopped = ""
        self._whys: list[str] = []
        self._counts: collections.Counter[str] = collections.Counter()
        self._error: BaseException | None = None
        self._tell_cooldown_at = session.clock()

    def run(self, jobs: Iterable[state.Job]) -> Submitted:
        """Send all jobs, in order; return when the last answer is on disk, or when a stop is asked for.

        Blocks: call it in a thread of its own, beside following. Every job must be one that `store.begin`
        accepts. Asked to stop once, it finishes what is in the air; twice, it returns at once and what is
        in the air becomes unknown. Raises StateError when the state file cannot be written.
        """
        source = iter(jobs)
        first = list(itertools.islice(source, self._connections))
        self._queue = send_queue.SendQueue(itertools.chain(first, source), self._is_held)
        # No more threads and clients than rows to send.
        threads = [
            threading.Thread(target=self._work, name=f"batchgen-submit-{number}", daemon=True)
            for number in range(len(first))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive() and not self._session.stop.at_once:
                thread.join(0.1)
        if self._error is not None:
            raise self._error
        if (rate := self._gate.learned_rate) is not None:
            self._session.store.set_meta("rate", f"{rate:.3g}")
        return self._report()

    def _report(self) -> Submitted:
        with self._changed:
            counts = {name: self._counts[name] for name in ("made", "rejected", "unknown", "returned")}
            return Submitted(**counts, stopped=self._stopped or " ".join(self._whys))

    # a thread

    def _work(self) -> None:
        news = _Unconfirmed()
        try:
            with self._session.make_client() as client:
                while (item := self._take(news)) is not None:
                    try:
                        self._pass(client, item, news)
                    finally:
                        self._give_up_place()
        except BaseException as error:  # noqa: BLE001 - a thread's error is raised by run()
            with self._changed:
                self._error = self._error or error
                self._stopped = self._stopped or str(error)
                self._changed.notify_all()

    def _take(self, news: _Unconfirmed) -> send_queue.Item | None:
        """Return the next job, or None when there is nothing more to send."""
        while True:
            with self._changed:
                if item := None if self._over() else self._queue.pop():
                    self._taken += 1
                    return item
                if not news.waiting:
                    if self._over() or not self._taken:
                        return None
                    # A row that is out may come back for another try.
                    self._changed.wait(0.2)
            news.confirm()

    def _is_held(self, item: send_queue.Item) -> bool:
        return item.request.replica_id in self._streaks.held

    def _over(self) -> bool:
        return bool(self._stopped) or self._session.stop.asked

    def _give_up_place(self) -> None:
        with self._changed:
            self._taken -= 1
            self._changed.notify_all()

    def _pass(self, client: tavus.Client, item: send_queue.Item, news: _Unconfirmed) -> None:
        if not self._gate.enter(self._over, before_wait=news.confirm):
            return
        try:
            if not self._is_held(item):
                self._send(client, item, news)
        finally:
            self._gate.leave()

    # a row

    def _send(self, client: tavus.Client, item: send_queue.Item, news: _Unconfirmed) -> None:
        session, job = self._session, item.job
        try:
            # No connection is opened once the intent is on disk: a thread that was frozen, or a network that
            # hung, must not send it minutes later, when the account was searched for it in vain.
            client.ready()
        except errors.NotSentError as error:
            news.confirm()
            self._once_more(item, tavus.outcome_of_create(error))
            return
        token = name_tokens.make(job.request_hash)
        name = name_tokens.video_name(token, item.request.name or job.label)
        try:
            attempt = session.store.begin(job.id, token=token, request_json=job.request_json)
        finally:
            # The id of the row before went to disk in the same commit, or earlier.
            news.confirm()
        session.reach("after_intent")
        result = self._create(client, {**item.request.body(), "video_name": name})
        session.reach("after_answer")
        if isinstance(result, tavus.Video) and name_tokens.is_anothers(result.video_name, token):
            self._crossed(item, attempt, lost_answers.crossed_words(result))
        elif isinstance(result, tavus.Video):
            self._made(item, attempt, result, news)
        else:
            self._record(item, attempt, tavus.outcome_of_create(result))

    def _create(self, client: tavus.Client, body: dict[str, object]) -> tavus.Video | errors.ServiceError:
        sent = functools.partial(self._session.reach, "after_send") if self._session.hook else None
        try:
            return client.create_video(body, sent=sent, opens=False)
        except errors.ServiceError as error:
            return error

    def _record(self, item: send_queue.Item, attempt: state.Attempt, outcome: tavus.Outcome) -> None:
        if outcome.kind is tavus.Kind.UNKNOWN:
            self._unknown(item, attempt, outcome)
        elif outcome.reason is tavus.Reason.REJECTED:
            self._rejected(item, attempt, outcome)
        else:
            self._not_taken(item, attempt, outcome)

    def _made(
        self, item: send_queue.Item, attempt: state.Attempt, video: tavus.Video, news: _Unconfirmed
    ) -> None:
        """Send the id to disk; `_confirm` goes on when it is there."""
        known = video_facts.of_created(video)
        pending = self._session.store.finish_made_soon(attempt.id, known)
        news.waiting.append(functools.partial(self._confirm, item, attempt, video, known, pending))
        self._session.contact.met()
        self._gate.answered()
        with self._changed:
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
            with self._changed:
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
        with self._changed:
            self._counts["unknown"] += 1
            self._counts["crossed"] += 1
            if self._counts["crossed"] >= refusal_streaks.RUNNING:
                why = words.crossed(refusal_streaks.RUNNING)
                self._stop(f"{why} {words.RUN_LATER}")
        self._tell(item, models.Stage.UNKNOWN, message)
        text = words.stays_unknown(item.job.row, message)
        self._session.emit(models.Notice(text, level="warning"))

    def _unknown(self, item: send_queue.Item, attempt: state.Attempt, outcome: tavus.Outcome) -> None:
        self._session.store.finish_unknown(attempt.id, why=outcome.words)
        self._session.reach("after_commit")
        with self._changed:
            self._counts["unknown"] += 1
            if self._streaks.unknown():
                why = words.no_usable_answers(refusal_streaks.RUNNING)
                self._stop(f"{why} {outcome.words} {words.RUN_LATER}")
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
        with self._changed:
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
        with self._changed:
            self._counts["rejected"] -= len(verdict.give_back)
            self._counts["returned"] += len(verdict.give_back)
            if verdict.why:
                self._whys.append(verdict.why)
            if verdict.stop_all:
                self._stop(verdict.why)

    def _not_taken(self, item: send_queue.Item, attempt: state.Attempt, outcome: tavus.Outcome) -> None:
        """Nothing was made and the row is not to blame: it is new again, and goes out later or never."""
        self._session.store.finish_not_made(
            attempt.id, reason=outcome.reason, stage=models.Stage.NEW, words=outcome.words
        )
        self._session.reach("after_commit")
        if outcome.reason is tavus.Reason.ACCOUNT:
            hint = retry.hint(outcome.status) or retry.out_of_credits()
            with self._changed:
                self._counts["returned"] += 1
                self._stop(words.account_refused(outcome.status, outcome.words, hint))
            return
        self._once_more(item, outcome)

    def _once_more(self, item: send_queue.Item, outcome: tavus.Outcome) -> None:
        """Keep a row for another try, and wait for the service."""
        with self._changed:
            self._queue.put_back(item)
        if outcome.reason is tavus.Reason.COOLDOWN:
            self._cool_down(outcome)
        else:
            self._wait_for_service(outcome)

    def _cool_down(self, outcome: tavus.Outcome) -> None:
        self._session.contact.met()
        with self._changed:
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
            with self._changed:
                self._stop(str(stop))

    def _stop(self, why: str) -> None:
        """Start nothing new. Call it with the lock."""
        self._stopped = self._stopped or why

    def _tell(self, item: send_queue.Item, stage: models.Stage, error: str) -> None:
        job = item.job
        self._session.emit(models.JobChanged(job.row or 0, job.key, stage, error=error, run=job.go))
