"""A part: what one worker does in one campaign: rows are sent, lost answers settled, videos followed."""

from __future__ import annotations

import functools
import threading
import time
from typing import TYPE_CHECKING, Self

from batchgen import errors, models, state, stop_request, tavus
from batchgen.plan import context
from batchgen.run import poller
from batchgen.run.joint import joint_hints, joint_sending
from batchgen.tavus import contact

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen.settings import database_url
    from batchgen.state.postgres import campaign_list, joint_work

MOST = 100
"""Rows that are sent in one turn, or those of ten seconds, before another campaign has its own."""


class Part:
    """A worker's part in a campaign; a context manager. Its heartbeat goes on until it is closed.

    Joining raises errors.StateError. `hook` is where tests freeze the process.
    """

    def __init__(
        self,
        url: database_url.DatabaseUrl,
        found: campaign_list.AtWork,
        *,
        make_client: Callable[[], tavus.Client],
        connections: int,
        stop: stop_request.Stop,
        emit: Callable[[models.Event], None],
        hook: Callable[[str], None] | None = None,
    ) -> None:
        self.name = found.name
        self._store = state.join(url, found.name, found.service)
        assert self._store.joint is not None
        self.joint: joint_work.JointWork = self._store.joint
        self._closing = threading.Event()
        self._follower: threading.Thread | None = None
        self._error: BaseException | None = None
        self._session = context.Session(
            store=self._store,
            make_client=make_client,
            emit=emit,
            stop=stop,
            contact=contact.Contact(clock=time.monotonic, stop=stop, emit=emit),
            clock=time.monotonic,
            hook=hook,
            hints=joint_hints.JointHints(self.joint),
        )
        self._sender = joint_sending.JointSender(
            self._session, self.joint, connections=connections, settle=found.settle
        )

    def send(self, most: int = MOST) -> tuple[joint_work.Standing, str]:
        """Send what is due, at most so many rows, and settle what is to be settled now.

        Return how the campaign stands, and why this worker sends nothing more, empty if it goes on. Raises
        errors.StateError, and what following came to when that failed.
        """
        self.check()
        return self._sender.turn(most=most)

    @property
    def left(self) -> str:
        """Why rows of some replicas are not sent, while all others are."""
        return self._sender.left

    def check(self) -> None:
        """Raise what following came to when that failed."""
        if self._error is not None:
            raise self._error

    def follow(self) -> None:
        """Begin to follow videos beside sending, whenever no other worker does."""
        if self._follower is None or not self._follower.is_alive():
            self._follower = threading.Thread(target=self._follow, name="batchgen-follow", daemon=True)
            self._follower.start()

    def _follow(self) -> None:
        try:
            follower = poller.Follower(
                self._session, is_mine=functools.partial(self.joint.has_role, "follow")
            )
            follower.run(lambda: not self._closing.is_set())
        except errors.InterruptedRunError:
            return
        except BaseException as error:  # noqa: BLE001 - raised by the next turn
            self._error = error

    def count_open(self) -> int:
        """Return how many videos the service has not finished."""
        return self._store.count_open()

    def close(self) -> None:
        """End this worker's part; what it sent is safe."""
        self._closing.set()
        if self._follower is not None:
            self._follower.join()
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
