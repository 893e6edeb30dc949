"""The ticket engine: a worker process that takes tickets, for whichever campaigns its key may send."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from batchgen import errors, models, state, stop_request
from batchgen.cluster import parts, rota, ticket_office, tickets
from batchgen.run import words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from batchgen.settings import database_url
    from batchgen.state.postgres.workers import attendance


class TicketEngine:
    """One worker process of a database. `kinds` are the tickets that it takes."""

    def __init__(
        self,
        url: database_url.DatabaseUrl,
        account: parts.Account,
        *,
        connections: int,
        stop: stop_request.Stop,
        emit: Callable[[models.Event], None],
        kinds: Collection[tickets.Kind] = tickets.KINDS,
        hook: Callable[[str], None] | None = None,
    ) -> None:
        self._url = url
        self._account = account
        self._kinds = kinds
        self._stop = stop
        self._error: BaseException | None = None
        self._present: attendance.Attendance | None = None
        self._rota: rota.Rota | None = None
        self._emit = emit
        self._parts = parts.Parts(url, account, connections=connections, stop=stop, emit=emit, hook=hook)

    def run(self, *, once: bool = False) -> str:
        """Work until a stop is asked for or, with `once`, until nothing is left to do.

        Return why the worker sends nothing more, empty if it did all there was. Raises errors.SettingsError
        for a key of another account, errors.StateError, and what stopped a ticket.
        """
        mark = " ".join(filter(None, [self._account.mark, self._account.campaign]))
        with contextlib.ExitStack() as stack:
            present = stack.enter_context(
                state.attend(self._url, "" if self._account.campaign else self._account.mark)
            )
            self._present = present
            found, lists = self._parts.note(present.at_work()), present.due_lists()
            stack.callback(self._parts.close)
            self._rota = rota.Rota(self._url, present, api_key=self._account.api_key, emit=self._emit)
            stack.callback(self._rota.close)
            office = ticket_office.TicketOffice(
                self._url, self._perform, mark=mark, number=present.number, kinds=self._kinds
            )
            stack.enter_context(office)
            # Before the office is left: what is in the air is finished, and nothing new begins.
            stack.callback(self._end_turns)
            while not self._is_over:
                if once and not (lists or self._rota.is_busy) and (not found or self._parts.is_stuck):
                    break
                office.keep(list(tickets.wanted(found, lists)))
                self._stop.pause(ticket_office.TEND_EVERY)
                self._parts.check()
                office.check()
                # A database that is away is waited for.
                with contextlib.suppress(errors.StateError):
                    found, lists = self._parts.note(present.at_work()), present.due_lists()
                if present.is_lost:
                    return words.GIVEN_UP
        if self._error is not None:
            raise self._error
        return self._parts.why_left() if once else self._parts.stopped

    @property
    def is_well(self) -> bool:
        """Whether the database heard of this process within its lease."""
        return self._present is not None and self._present.is_heard

    def _end_turns(self) -> None:
        # Asked for a second time, what is in the air would not be waited for.
        if not self._stop.asked:
            self._stop.ask()

    @property
    def _is_over(self) -> bool:
        return self._stop.asked or bool(self._parts.stopped) or self._error is not None

    def _perform(self, ticket: tickets.Ticket) -> None:
        """Work on a ticket; an error ends the worker, in its own thread."""
        if self._is_over:
            return
        try:
            self._work_on(ticket)
        except BaseException as error:  # noqa: BLE001 - raised by run()
            self._error = self._error or error

    def _work_on(self, ticket: tickets.Ticket) -> None:
        match ticket.kind:
            case "send":
                tickets.send(self._parts, ticket)
            case "settle":
                tickets.settle(self._parts, ticket)
            case "follow":
                tickets.follow(self._parts, ticket)
            case "plan":
                assert self._rota is not None
                tickets.plan(self._rota, ticket)
