"""Running: submitting, settling and following beside each other, and their news handed to the caller."""

from __future__ import annotations

import dataclasses
import functools
import queue
import threading
import time
from typing import TYPE_CHECKING

from batchgen import errors, models
from batchgen.run import lost_answers, poller, submit, tally, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from batchgen import state
    from batchgen.plan.context import Session
    from batchgen.run.joint import joint_news
    from batchgen.settings import Settings
    from batchgen.state.postgres import joint_work

WRITE_EVERY = 300.0
"""Seconds between two writings of the results in a long run."""

TELL_EVERY = 1.0
"""Seconds between two events of progress."""

_SLICE = 0.1
"""Seconds after which the events' reader looks whether the run is over."""

_STORM = 50
"""Follow-up events in a row after which their reader is given time."""

_NAP = 0.02
"""Seconds of that time."""

_ROUNDS = 3
"""Rows that are proved not to have been made go out again, so often in one run."""


@dataclasses.dataclass
class Course:
    """What a run came to: why the service or the account stopped it, or that the user did.

    `unchecked` says why the account could not be searched for deleted videos, if it was asked for. `is_left`
    says that others send the rows.
    """

    stopped: str = ""
    unchecked: str = ""
    interrupted: bool = False
    is_left: bool = False
    error: BaseException | None = None

    def stop(self, why: str) -> None:
        """Note why creating ended, empty for no reason; the first reason stands."""
        self.stopped = self.stopped or why

    def interrupt(self) -> None:
        """Note that the user stopped the run."""
        self.interrupted = True

    def fail(self, error: BaseException) -> None:
        """Note what nobody foresaw, for the caller's thread."""
        self.error = error

    def stop_words(self) -> str:
        """Return why the run stopped, empty if it did not; raise the error that nobody foresaw.

        A state file that cannot be written (a full disk) stops a run like the service does: fix and go on.
        """
        if isinstance(self.error, errors.StateError):
            return self.stopped or str(self.error)
        if self.error is not None:
            raise self.error
        return self.stopped


class News:
    """Events from all threads, in one line.

    In a storm of them the reader naps between two looks: with a thousand rows a second, waking it for each
    would cost as much as the row.
    """

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[models.Event] = queue.SimpleQueue()
        self._running = 0

    def put(self, event: models.Event) -> None:
        """Take an event from any thread."""
        self._queue.put(event)

    def get(self, seconds: float) -> models.Event | None:
        """Return the next event, or None when none comes in time."""
        if self._running > _STORM and seconds and self._queue.empty():
            time.sleep(min(seconds, _NAP))
            self._running = 0 if self._queue.empty() else self._running
        try:
            event = self._queue.get(timeout=seconds) if seconds else self._queue.get_nowait()
        except queue.Empty:
            self._running = 0
            return None
        self._running += 1
        return event


class Runner:
    """One run. `go` is the number whose jobs are sent, None to create nothing.

    `first` is done before all else, in the run's thread, and returns what it could not do (empty: nothing).
    """

    def __init__(
        self,
        session: Session,
        settings: Settings,
        *,
        go: int | None,
        news: News,
        first: Callable[[Session], str] | None = None,
    ) -> None:
        session = _hearing(session)
        self._first = first
        self._others = _others(session) if go is not None else None
        self._session = (
            session if self._others is None else dataclasses.replace(session, emit=self._others.hear)
        )
        self._store = session.store
        self._settings = settings
        self._go = go
        self._news = news
        self._submitting = threading.Event()
        self.course = Course()

    def events(
        self, *, write: Callable[[], list[models.Event]], tracker: tally.Tracker
    ) -> Iterator[models.Event]:
        """Yield what happens until the run is over. Ctrl-C in the caller's thread asks it to stop."""
        session = self._session
        thread = threading.Thread(target=self._work, name="batchgen-run", daemon=True)
        thread.start()
        write_at, tell_at = session.clock() + WRITE_EVERY, session.clock()
        try:
            while thread.is_alive():
                try:
                    event = self._news.get(_SLICE)
                    if event is not None:
                        tracker.note(event)
                        yield event
                    now = session.clock()
                    if now >= tell_at:
                        tell_at = now + TELL_EVERY
                        yield tracker.progress(now)
                    if now >= write_at:
                        write_at = now + WRITE_EVERY
                        yield from write()
                except KeyboardInterrupt:
                    session.stop.ask()
        finally:
            # The caller gave up in the middle: what is in the air is still finished and recorded.
            if thread.is_alive():
                session.stop.ask()
                thread.join()
        while (event := self._news.get(0)) is not None:
            tracker.note(event)
            yield event
        yield tracker.progress(session.clock())

    # the run's own thread

    def _work(self) -> None:
        try:
            self._run()
        except errors.StoppedError as stop:
            self.course.stop(str(stop))
        except errors.InterruptedRunError:
            self.course.interrupt()
        except BaseException as error:  # noqa: BLE001  handed to the caller's thread, which raises it
            self.course.fail(error)
        if self._session.stop.asked:
            self.course.interrupt()

    def _run(self) -> None:
        if self._first is not None:
            self.course.unchecked = self._first(self._session)
        settler = lost_answers.Settler(self._session, seconds=self._settings.settle)
        if self._store.unknown_attempts():
            settler.look()
        if self._settings.no_wait:
            self._send(settler)
            return
        follower = _Aside(self._follow, name="batchgen-follow")
        watcher = _Aside(functools.partial(self._watch, follower), name="batchgen-news")
        try:
            self._send(settler)
            if self._store.count_open() and not self._session.stop.asked:
                self._session.emit(models.Phase("following"))
        finally:
            self._submitting.set()
            follower.join()
            watcher.join()
        self.course.stop(self._reason(follower.error))

    def _reason(self, error: BaseException | None) -> str:
        """Return why following stopped; what is no stop is raised."""
        if error is None:
            return ""
        if isinstance(error, errors.StoppedError):
            return str(error)
        raise error

    def _follow(self) -> None:
        joint = self._store.joint
        follower = poller.Follower(
            self._session,
            wait_max=self._settings.wait_max,
            is_mine=_always if joint is None else functools.partial(joint.has_role, "follow"),
        )
        follower.run(lambda: not self._submitting.is_set())

    def _watch(self, follower: _Aside) -> None:
        """Tell what other workers do, until nothing is followed any more."""
        if self._others is not None:
            self._others.watch(self._session.stop, lambda: follower.is_over)

    def _send(self, settler: lost_answers.Settler) -> None:
        """Send the rows of this run, settle what got lost, and send again what was proved not made."""
        joint = self._store.joint
        if joint is not None and self._go is not None:
            self._send_jointly(joint, self._go, settler)
            return
        for _ in range(_ROUNDS):
            if self._go is not None and not self._submit():
                self._look_once(settler)
                return
            if not self._store.unknown_attempts() or self._session.stop.asked:
                return
            if self._settings.no_wait:
                settler.look()
                return
            if not settler.settle().missing:
                return

    def _send_jointly(self, joint: joint_work.JointWork, go: int, settler: lost_answers.Settler) -> None:
        """Send as one worker of a campaign among others, until nothing is left to be sent."""
        from batchgen.run.joint import joint_sending

        settings = self._settings
        mark = self._store.meta("account")
        joint.release(
            go,
            key_mark=mark,
            top_rate=settings.rate,
            settle=settings.settle,
            price=settings.price_per_minute,
            asks=settings.resend_lost == "ask",
            budgets=joint_sending.budgets(settings),
        )
        # The sandbox of a rehearsal ends with the run.
        if settings.no_wait and not settings.sandbox and joint.has_help(mark):
            self._session.emit(models.Notice(words.LEFT_TO_WORKERS))
            self.course.is_left = True
            return
        if joint.standing().is_due:
            self._session.emit(models.Phase("sending"))
        sender = joint_sending.JointSender(
            self._session, joint, connections=settings.connections, settle=settings.settle
        )
        why = sender.work(is_sent_enough=settings.no_wait)
        self.course.stop(why)
        if why or settings.no_wait:
            self._look_once(settler)

    def _look_once(self, settler: lost_answers.Settler) -> None:
        """After a stop: what lost its answer may be made, and what is made is followed (design 5.5)."""
        if self._store.unknown_attempts() and not self._session.stop.asked:
            settler.look()

    def _submit(self) -> bool:
        """Send; return whether the run may go on creating."""
        submitter = submit.Submitter(
            self._session, connections=self._settings.connections, rate=self._settings.rate
        )
        found = submitter.run(self._jobs())
        self.course.stop(found.stopped)
        return not found.stopped

    def _jobs(self) -> Iterator[state.Job]:
        """Yield this run's jobs that are not sent yet; the first of them begins the sending."""
        begun = False
        for job in self._store.jobs(go=self._go):
            if job.redo == "unknown":
                ready = job.stage is models.Stage.UNKNOWN
            else:
                ready = job.stage is models.Stage.NEW or job.redo in {"failed", "changed", "all"}
            if ready and not begun:
                begun = True
                self._session.emit(models.Phase("sending"))
            if ready:
                yield job


class _Aside:
    """A function in a thread of its own, whose error is kept."""

    def __init__(self, work: Callable[[], None], *, name: str) -> None:
        self.error: BaseException | None = None
        self._work = work
        self._thread = threading.Thread(target=self._guarded, name=name, daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        return not self._thread.is_alive()

    def _guarded(self) -> None:
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001  kept for whoever joins
            self.error = error

    def join(self) -> None:
        self._thread.join()


def _always() -> bool:
    return True


def _hearing(session: Session) -> Session:
    """Return the session with what any listener of its database hears, if it has one."""
    if session.store.joint is None:
        return session
    from batchgen.run.joint import joint_hints

    return dataclasses.replace(session, hints=joint_hints.JointHints(session.store.joint, session.hints))


def _others(session: Session) -> joint_news.JointNews | None:
    """Return what tells of other workers, if there may be any."""
    if session.store.joint is None:
        return None
    from batchgen.run.joint import joint_news

    return joint_news.JointNews(session.store, session.emit)
