"""The poller: open videos are asked about, in few requests, until the service has finished them."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import functools
from typing import TYPE_CHECKING, Self

from batchgen import errors, models, state
from batchgen.plan.account_search import video_facts
from batchgen.run import lost_answers, poll_pauses, words
from batchgen.tavus import contact, name_tokens, video_states

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from batchgen import tavus
    from batchgen.plan.context import Session

NAP = 0.5
"""Seconds after which a waiting follower looks whether submitting is over."""

PATIENCE = 2.0
"""Seconds after which a worker looks whether the one that follows is still there."""

THUMBNAIL_TRIES = 2
"""Thumbnails may come later than the video; so often they are asked for again, a little later each time."""

SINGLE_READS = 25
"""Reads of one video each that any run may spend on what lists do not tell, such as thumbnails."""

THUMBNAIL = "still_image_thumbnail_url"
USUAL_WORDS = "This request is currently queued"
MOST_WORDS = 5
"""So many different reasons for waiting are told."""


@dataclasses.dataclass(frozen=True, slots=True)
class Followed:
    """What following came to, in jobs; `requests` counts what it asked."""

    ready: int = 0
    failed: int = 0
    deleted: int = 0
    still_open: int = 0
    requests: int = 0


class Follower:
    """Follows every job that is queued or generating. `wait_max` is --wait-max in seconds.

    While it is not `is_mine`, another worker asks, and what that one learns is in the state.
    """

    def __init__(
        self,
        session: Session,
        *,
        wait_max: float | None = None,
        is_mine: Callable[[], bool] = lambda: True,
    ) -> None:
        self._is_mine = is_mine
        self._session = session
        self._store = session.store
        self._wait_max = wait_max
        self._counts: collections.Counter[models.Stage] = collections.Counter()
        self._made_at: dict[int, float] = {}
        self._bare: dict[int, bool] = {}
        self._announced_words: set[str] = set()
        self._gain = 0
        self._began = session.clock()
        self._until: float | None = None

    def run(self, more_to_come: Callable[[], bool]) -> Followed:
        """Ask until nothing is open and `more_to_come()` is False (submitting is over), or a stop is asked.

        Blocks: call it in a thread of its own, beside submitting. `wait_max` counts from when nothing more
        comes. Raises StoppedError when the service stays away for ten minutes or refuses the account.
        """
        with self._session.make_client() as client:
            reads = video_states.Reader(
                client,
                self._session.contact,
                clock=self._session.clock,
                late=None if self._wait_max is None else lambda: self._is_late(more=more_to_come()),
            )
            # The engine sees that a stop was asked for, or what is still open; what was learned is on disk.
            with contextlib.suppress(errors.InterruptedRunError, contact.OverdueError):
                self._follow(reads, more_to_come)
        counts = self._counts
        return Followed(
            ready=counts[models.Stage.READY],
            failed=counts[models.Stage.ERROR],
            deleted=counts[models.Stage.DELETED],
            still_open=sum(1 for _ in self._open_jobs()),
            requests=reads.requests,
        )

    def _follow(self, reads: video_states.Reader, more_to_come: Callable[[], bool]) -> None:
        while not self._session.stop.asked:
            more = more_to_come()
            if not self._is_mine():
                if not self._wait_for_another(more_to_come, more=more):
                    return
                continue
            jobs = [video_facts.OpenVideo.of(job) for job in self._open_jobs()]
            late = self._is_late(more=more)
            if jobs:
                self._round(reads, jobs)
            elif not more:
                break
            if late:
                return
            self._nap(more_to_come, self._pause(reads, jobs) if jobs else NAP, more=more)
        self._ask_for_thumbnails(reads)

    def _wait_for_another(self, more_to_come: Callable[[], bool], *, more: bool) -> bool:
        """Wait while another worker asks; return whether there is still something to wait for."""
        if self._is_late(more=more) or not (more or self._store.count_open()):
            return False
        self._nap(more_to_come, PATIENCE, more=more)
        return True

    def _open_jobs(self) -> Iterable[state.Job]:
        return self._store.jobs(*models.OPEN_STAGES)

    def _is_late(self, *, more: bool) -> bool:
        if self._until is None and not more and self._wait_max is not None:
            self._until = self._session.clock() + self._wait_max
        return self._until is not None and self._session.clock() >= self._until

    # waiting

    def _pause(self, reads: video_states.Reader, jobs: list[video_facts.OpenVideo]) -> float:
        now = self._session.clock()
        made = [self._made_at[job.id] for job in jobs if job.id in self._made_at]
        return poll_pauses.pause(
            open_count=len(made),
            finished=self._finished(),
            gain=self._gain,
            used=reads.requests,
            cost=reads.cost,
            youngest=now - max(made, default=now),
            oldest=now - min(made, default=now),
            lasted=now - self._began,
        )

    def _nap(self, more_to_come: Callable[[], bool], seconds: float, *, more: bool) -> None:
        """Wait for the next round, and no longer than needed once submitting is over or time is up."""
        session = self._session
        began = session.clock()
        until = began + seconds
        while not session.stop.asked and (left := until - session.clock()) > 0:
            if self._until is not None:
                left = min(left, self._until - session.clock())
            session.stop.pause(max(min(left, NAP), 0.0))
            if more and not more_to_come():
                more, until = False, min(until, max(began + poll_pauses.SHORTEST, session.clock()))
            if self._is_late(more=more) or self._session.hints.waiting:
                return

    # a round

    def _round(self, reads: video_states.Reader, jobs: list[video_facts.OpenVideo]) -> None:
        now = self._session.clock()
        by_id: dict[str, tuple[video_facts.OpenVideo, ...]] = {}
        for job in jobs:
            self._made_at.setdefault(job.id, now)
            by_id[job.facts.video_id] = (*by_id.get(job.facts.video_id, ()), job)
        before = self._finished()
        hinted = [video_id for video_id in self._session.hints.take() if video_id in by_id]
        suspects: set[str] = set()
        with _News(self._store) as news:
            deleted = reads.read(
                hinted or by_id, lambda video: self._take(video, by_id[video.video_id], news, suspects)
            )
            # A list may mix up what a single read does not.
            deleted |= reads.read_singly(
                suspects, lambda video: self._take(video, by_id[video.video_id], news)
            )
        for video_id in deleted:
            self._note_deleted(video_id, by_id[video_id])
        self._gain = self._finished() - before

    def _finished(self) -> int:
        return self._counts.total()

    def _take(
        self,
        video: tavus.Video,
        jobs: Iterable[video_facts.OpenVideo],
        news: _News,
        suspects: set[str] | None = None,
    ) -> None:
        """Take over what was said about a video; one that seems another row's is a suspect, or let go."""
        for job in jobs:
            if job.token and name_tokens.is_anothers(video.video_name, job.token):
                if suspects is None:
                    self._let_go(job, video)
                else:
                    suspects.add(video.video_id)
                continue
            after = video_facts.of_video(video, job.facts)
            if after == job.facts:
                continue
            news.add(state.PollUpdate(job.id, after))
            if after.stage is not job.facts.stage:
                self._note_stage(job, after, video)
            self._tell_words(after)

    def _let_go(self, job: video_facts.OpenVideo, video: tavus.Video) -> None:
        """Take away a video that is another request's: the row is unknown, and its own is looked for."""
        message = lost_answers.crossed_words(video)
        self._store.disown(job.id, why=message)
        self._made_at.pop(job.id, None)
        event = models.JobChanged(job.row or 0, job.key, models.Stage.UNKNOWN, error=message, run=job.go)
        self._session.emit(event)
        text = words.stays_unknown(job.row, message)
        self._session.emit(models.Notice(text, level="warning"))

    def _note_stage(self, job: video_facts.OpenVideo, after: state.VideoFacts, video: tavus.Video) -> None:
        self._session.emit(video_facts.changed(job, after))
        if after.stage in models.OPEN_STAGES:
            return
        self._counts[after.stage] += 1
        self._made_at.pop(job.id, None)
        is_bare = after.stage is models.Stage.READY and not after.thumbnail_url
        if is_bare and not self._store.job(job.id).request().is_fast:
            self._bare[job.id] = THUMBNAIL in video.raw

    def _note_deleted(self, video_id: str, jobs: Iterable[video_facts.OpenVideo]) -> None:
        self._store.note_deleted(video_id)
        for job in jobs:
            self._counts[models.Stage.DELETED] += 1
            after = dataclasses.replace(job.facts, stage=models.Stage.DELETED)
            self._session.emit(video_facts.changed(job, after))

    def _tell_words(self, after: state.VideoFacts) -> None:
        """Say once, in the service's words, why videos wait (a replica that is still being trained)."""
        why = after.details
        waits = after.stage in models.OPEN_STAGES and why and not why.startswith(USUAL_WORDS)
        if waits and why not in self._announced_words and len(self._announced_words) < MOST_WORDS:
            self._announced_words.add(why)
            self._session.emit(models.Notice(words.waiting(why)))

    # thumbnails

    def _ask_for_thumbnails(self, reads: video_states.Reader) -> None:
        """Ask again for thumbnails that were not there when their video was ready: they may come later."""
        for tried in range(1, THUMBNAIL_TRIES + 1):
            if (
                not self._bare
                or self._session.stop.asked
                or (tried > 1 and reads.cost > poll_pauses.FEW_REQUESTS)
            ):
                return
            if tried == 1:
                self._session.emit(models.Phase("thumbnails"))
            self._session.stop.pause(float(tried))
            jobs = [self._store.job(job_id) for job_id in self._bare]
            by_id = {job.video_id: job for job in jobs}
            listed = {job.video_id for job in jobs if self._bare[job.id]}
            single = [video_id for video_id in by_id if video_id not in listed]
            with _News(self._store) as news:
                take = functools.partial(self._take_thumbnail, by_id, news)
                reads.read(listed, take)
                reads.read_singly(single[: self._single_reads()], take)
            self._bare = {job_id: there for job_id, there in self._bare.items() if there}

    def _single_reads(self) -> int:
        """Return how many requests thumbnails are worth that the list of videos never shows."""
        return SINGLE_READS + self._counts[models.Stage.READY] // 33

    def _take_thumbnail(self, by_id: dict[str, state.Job], news: _News, video: tavus.Video) -> None:
        job = by_id[video.video_id]
        if video.thumbnail_url:
            self._bare.pop(job.id, None)
            news.add(state.PollUpdate(job.id, video_facts.of_video(video, video_facts.of_job(job))))


class _News:
    """Collects what a round learned, for writes of a page's size."""

    def __init__(self, store: state.Store) -> None:
        self._store = store
        self._waiting: list[state.PollUpdate] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.write()

    def add(self, update: state.PollUpdate) -> None:
        self._waiting.append(update)
        if len(self._waiting) >= video_states.PAGE:
            self.write()

    def write(self) -> None:
        if self._waiting:
            self._store.record_poll(self._waiting)
            self._waiting = []
