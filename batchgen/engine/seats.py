"""Seats: the connections of a run, so many clients, each lent to one thread at a time."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen import tavus


class Seats:
    """Clients to be taken and given back. One is made when it is first wanted."""

    def __init__(self, make_client: Callable[[], tavus.Client], count: int) -> None:
        self._make = make_client
        self._closed = False
        # The only queue of the standard library that costs next to nothing.
        self._free: queue.SimpleQueue[tavus.Client | None] = queue.SimpleQueue()
        for _ in range(count):
            self._free.put(None)

    def take(self) -> tavus.Client:
        """Wait for a free client."""
        client = self._free.get()
        return self._make() if client is None else client

    def give(self, client: tavus.Client) -> None:
        """Give a client back; it is closed if the run is over."""
        if self._closed:
            client.close()
            self._free.put(None)
        else:
            self._free.put(client)

    def close(self) -> None:
        """Close the clients that are free; one in use is closed when it is given back."""
        self._closed = True
        free = [self._free.get() for _ in range(self._free.qsize())]
        for client in free:
            if client is not None:
                client.close()
            self._free.put(None)


class Turn:
    """A thread's turn: its client, and what to do when the turn ends, which happens once."""

    def __init__(self, client: tavus.Client, at_end: Callable[[tavus.Client], None]) -> None:
        self.client = client
        self._at_end: Callable[[tavus.Client], None] | None = at_end

    def end(self) -> None:
        """End the turn; a second call does nothing."""
        at_end, self._at_end = self._at_end, None
        if at_end is not None:
            at_end(self.client)
