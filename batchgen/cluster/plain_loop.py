"""The plain loop: an engine that asks the journal again and again what is to be done, and does it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from batchgen import errors, models, state, tavus
from batchgen.cluster import campaign_part, words
from batchgen.plan.account_search import lookups

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
        *,
        api_key: str,
        connections: int,
        stop: stop_request.Stop,
        emit: Callable[[models.Event], None],
        hook: Callable[[str], None] | None = None,
    ) -> None:
        self._url = url
        self._key = api_key
        self._connections = connections
        self._stop = stop
        self._emit = emit
        self._hook = hook
        self._parts: dict[tuple[str, str], campaign_part.Part] = {}
        self._stopped = self._why = ""
        self._is_stuck = False

    def run(self, *, once: bool = False) -> str:
        """Work until a stop is asked for or, with `once`, until nothing is left to do.

        Return why the worker sends nothing more, empty if it did all there was. Raises errors.SettingsError
        for a key of another account, errors.StateError.
        """
        with contextlib.ExitStack() as stack:
            stack.callback(self._close)
            found = self._join(is_first=True)
            while not self._stop.asked and not self._stopped and (not once or (found and not self._is_stuck)):
                self._work_a_while()
                # A database that is away is waited for.
                with contextlib.suppress(errors.StateError):
                    found = self._join(is_first=False)
        return self._stopped or (self._why if once else "")

    def _join(self, *, is_first: bool) -> int:
        """Take part in the campaigns that there are now; return how many."""
        mark = lookups.mark_of_key(self._key)
        found = state.at_work(self._url)
        ours = {(one.name, one.service): one for one in found if one.key_mark == mark}
        if is_first and found and not ours:
            raise errors.SettingsError(words.other_account(found[0].name, self._url), hint=words.USE_ITS_KEY)
        for known in [known for known in self._parts if known not in ours]:
            self._parts.pop(known).close()
            self._emit(models.Notice(words.done(known[0])))
        for known, one in ours.items():
            if known not in self._parts:
                self._parts[known] = self._part(one)
                self._emit(models.Notice(words.joined(one.name)))
        return len(ours)

    def _part(self, found: campaign_list.AtWork) -> campaign_part.Part:
        return campaign_part.Part(
            self._url,
            found,
            make_client=lambda: tavus.Client(self._key, found.service),
            connections=self._connections,
            stop=self._stop,
            emit=self._emit,
            hook=self._hook,
        )

    def _work_a_while(self) -> None:
        """Give every campaign its turns, until it is time to look for others."""
        left = LOOK_EVERY
        while left > 0 and not self._stop.asked and not self._stopped:
            is_due, self._is_stuck = False, True
            for one in self._parts.values():
                one.follow()
                standing, why = one.send()
                self._is_stuck &= bool(why)
                is_due |= standing.is_sending and standing.is_due
                if why and why != self._why:
                    self._why = why
                    self._emit(models.Notice(why, level="warning"))
                # What others may go on with, this worker cannot: a new one is to take its place.
                self._stopped = self._stopped or (why if one.joint.is_lost or standing.is_sending else "")
            if not is_due:
                self._stop.pause(PAUSE)
            left -= PAUSE

    def _close(self) -> None:
        for one in self._parts.values():
            one.close()
