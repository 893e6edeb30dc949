"""Engines: what gives a worker its work: tickets of procrastinate or, where that is not, the plain loop."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Protocol

from batchgen import errors
from batchgen.cluster import plain_loop, tickets, words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from batchgen import models, stop_request
    from batchgen.cluster import parts
    from batchgen.settings import database_url


class Engine(Protocol):
    """One worker process."""

    @property
    def is_well(self) -> bool:
        """Whether it may go on."""

    def run(self, *, once: bool = False) -> str:
        """Work until a stop is asked for or, with `once`, until nothing is left; return why it ended."""


def make(
    url: database_url.DatabaseUrl,
    account: parts.Account,
    *,
    connections: int,
    stop: stop_request.Stop,
    emit: Callable[[models.Event], None],
    kinds: Collection[tickets.Kind] = tickets.KINDS,
) -> Engine:
    """Return the engine of this installation. Raises errors.UsageError for `kinds` without tickets."""
    if importlib.util.find_spec("procrastinate") is not None:
        from batchgen.cluster import ticket_engine

        return ticket_engine.TicketEngine(
            url, account, connections=connections, stop=stop, emit=emit, kinds=kinds
        )
    if set(kinds) != set(tickets.KINDS):
        raise errors.UsageError(words.QUEUES_NEED_TICKETS, hint=words.INSTALL_TICKETS)
    return plain_loop.PlainLoop(url, account, connections=connections, stop=stop, emit=emit)
