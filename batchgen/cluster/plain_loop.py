"""The plain loop: an engine that asks the journal again and again what is to be done, and does it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from batchgen import errors, models, state
from batchgen.cluster import parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen import stop_request
    from batchgen.settings import database_url
    from batchgen.state.postgres import campaign_list

PAUSE = 0.2
"""Seconds between two turns of a worker with nothing to send."""

LOOK_EVERY = 2.0
"""Seconds between two looks for campaigns."""


class PlainLoop:
    """One worker process: it takes part in every campaign of a database that its key may send."""

    def __init__(
        self,
        url: database_url.DatabaseUrl,
        account: parts.Account,
        *,
        connections: int,
        stop: stop_request.Stop,
        emit: Callable[[models.Event], None],
        hook: Callable[[str], None] | None = None,
    ) -> None:
        self._url = url
        self._stop = stop
        self._parts = parts.Parts(url, account, connections=connections, stop=stop, emit=emit, hook=hook)

    def run(self, *, once: bool = False) -> str:
        """Work until a stop is asked for or, with `once`, until nothing is left to do.

        Return why the worker sends nothing more, empty if it did all there was. Raises errors.SettingsError
        for a key of another account, errors.StateError.
        """
        with contextlib.closing(self._parts):
            found = self._look()
            while not self._stop.asked and not self._parts.stopped:
                if once and (not found or self._parts.is_stuck):
                    break
                self._work_a_while(found)
                # A database that is away is waited for.
                with contextlib.suppress(errors.StateError):
                    found = self._look()
        return self._parts.why_left() if once else self._parts.stopped

    @property
    def is_well(self) -> bool:
        """Whether this process was not given up."""
        return not self._parts.stopped

    def _look(self) -> list[campaign_list.AtWork]:
        return self._parts.note(state.at_work(self._url))

    def _work_a_while(self, found: list[campaign_list.AtWork]) -> None:
        """Give every campaign its turns, until it is time to look for others."""
        left = LOOK_EVERY
        while left > 0 and not self._stop.asked and not self._parts.stopped:
            is_due = False
            for one in found:
                self._parts.follow(one.name, one.service)
                is_due |= self._parts.turn(one.name, one.service)
            if not is_due:
                self._stop.pause(PAUSE)
            left -= PAUSE
