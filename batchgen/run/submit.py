"""Submitting: rows go out, each in one create call that nothing repeats (design 5.1, 5.2, 5.5)."""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING

from batchgen import errors, tavus
from batchgen.run import bookkeeper, limiter, pace, send_queue
from batchgen.run.bookkeeper import Submitted, Unconfirmed
from batchgen.tavus import name_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from batchgen import state
    from batchgen.plan.context import Session
    from batchgen.run import refusal_streaks

# More gain nothing: creates are limited by the account's rate, not by the line (design 2).
MOST_CONNECTIONS = 20


class Submitter:
    """Sends jobs over so many connections, each a client of its own: one large pool of httpx is slow.

    `rate` is the user's --rate. The rate that was learned is kept in the state file under `rate`, unless the
    `gate` is one that keeps it, as `streaks` may be counted by others.
    """

    def __init__(
        self,
        session: Session,
        *,
        connections: int = 8,
        rate: float | None = None,
        gate: limiter.Passage | None = None,
        streaks: refusal_streaks.Counter | None = None,
    ) -> None:
        self._session = session
        self._connections = min(max(connections, 1), MOST_CONNECTIONS)
        self._gate = gate or self._own_gate(rate)
        self._books = bookkeeper.Bookkeeper(session, self._gate, streaks)
        self._changed = self._books.changed
        self._queue: send_queue.Queue = send_queue.SendQueue(iter(()), session.store, self._books.is_held)
        self._taken = 0
        self._error: BaseException | None = None

    def _own_gate(self, rate: float | None) -> limiter.Gate:
        session, learned = self._session, self._session.store.meta("rate")
        pacer = pace.Pace(session.clock(), top=rate, learned=float(learned) if learned else None)
        return limiter.Gate(pacer, clock=session.clock, stop=session.stop)

    def run(self, jobs: Iterable[state.Job]) -> Submitted:
        """Send all jobs, in order; return when the last answer is on disk, or when a stop is asked for.

        Blocks: call it in a thread of its own, beside following. Every job must be one that `store.begin`
        accepts. Asked to stop once, it finishes what is in the air; twice, it returns at once and what is
        in the air becomes unknown. Raises StateError when the state file cannot be written.
        """
        source = iter(jobs)
        first = list(itertools.islice(source, self._connections))
        rest = itertools.chain(first, source)
        # No more threads and clients than rows to send.
        return self.empty(
            send_queue.SendQueue(rest, self._session.store, self._books.is_held), threads=len(first)
        )

    def empty(self, queue: send_queue.Queue, *, threads: int = MOST_CONNECTIONS) -> Submitted:
        """Send what a queue gives until it is empty, as `run` does."""
        self._queue = queue
        workers = [
            threading.Thread(target=self._work, name=f"batchgen-submit-{number}", daemon=True)
            for number in range(min(threads, self._connections))
        ]
        for thread in workers:
            thread.start()
        for thread in workers:
            while thread.is_alive() and not self._session.stop.at_once:
                thread.join(0.1)
        if self._error is not None:
            raise self._error
        if (rate := self._gate.learned_rate) is not None:
            self._session.store.set_meta("rate", f"{rate:.3g}")
        return self._books.report()

    def is_held(self, item: send_queue.Item) -> bool:
        """Return whether rows of an item's replica are not sent any more."""
        return self._books.is_held(item)

    # a thread

    def _work(self) -> None:
        news = Unconfirmed()
        try:
            with self._session.make_client() as client:
                while (turn := self._take(news)) is not None:
                    try:
                        self._pass(client, turn, news)
                    finally:
                        self._give_up_place()
        except BaseException as error:  # noqa: BLE001 - a thread's error is raised by run()
            with self._changed:
                self._error = self._error or error
                self._books.stop(str(error))
                self._changed.notify_all()

    def _take(self, news: Unconfirmed) -> send_queue.Turn | None:
        """Return the next turn, or None when there is nothing more to send."""
        while True:
            with self._changed:
                if turn := None if self._over() else self._queue.next():
                    self._taken += 1
                    return turn
                if not news.waiting:
                    if self._over() or not self._taken:
                        return None
                    # A row that is out may come back for another try.
                    self._changed.wait(0.2)
            news.confirm()

    def _over(self) -> bool:
        return bool(self._books.stopped) or self._session.stop.asked or self._queue.is_closed

    def _give_up_place(self) -> None:
        with self._changed:
            self._taken -= 1
            self._changed.notify_all()

    def _pass(self, client: tavus.Client, turn: send_queue.Turn, news: Unconfirmed) -> None:
        if not self._gate.enter(self._over, before_wait=news.confirm):
            return
        try:
            self._send(client, turn, news)
        finally:
            self._gate.leave()

    # a row

    def _send(self, client: tavus.Client, turn: send_queue.Turn, news: Unconfirmed) -> None:
        try:
            # No connection is opened once the intent is on disk: a thread that was frozen, or a network that
            # hung, must not send it minutes later, when the account was searched for it in vain.
            client.ready()
        except errors.NotSentError as error:
            news.confirm()
            with self._changed:
                turn.put_back()
            self._books.wait_without(error)
            return
        try:
            begun = turn.begin()
        finally:
            # The id of the row before went to disk in the same commit, or earlier.
            news.confirm()
        if begun is None:
            return
        self._session.reach("after_intent")
        if not begun.window.open():
            begun.put_down(self._books)
            return
        try:
            self._session.reach("before_send")
            result = self._create(client, begun)
        finally:
            begun.window.close()
        self._session.reach("after_answer")
        self._books.note(begun, result, news)

    def _create(self, client: tavus.Client, begun: send_queue.Begun) -> tavus.Video | errors.ServiceError:
        item, attempt = begun.item, begun.attempt
        label = item.request.name or item.job.label
        name = name_tokens.video_name(attempt.token, label, home=self._session.store.home)
        body = {**item.request.body(), "video_name": name}
        try:
            return client.create_video(body, sent=self._sent(begun.window), opens=False)
        except errors.ServiceError as error:
            return error

    def _sent(self, window: send_queue.Window) -> Callable[[], None] | None:
        """Return what is to be done as soon as the last byte is with the kernel, if anything is."""
        if window is send_queue.ALWAYS and self._session.hook is None:
            return None

        def sent() -> None:
            window.close()
            self._session.reach("after_send")

        return sent
