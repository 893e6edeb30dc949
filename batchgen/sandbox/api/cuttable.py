"""The wire: uvicorn, with lines that can be cut under a client, to rehearse lost answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http import h11_impl

if TYPE_CHECKING:
    import asyncio
    import collections.abc
    import socket

    from starlette.types import ASGIApp, Scope


class Lines:
    """The open connections, by the client's address."""

    def __init__(self) -> None:
        self._open: dict[object, asyncio.BaseTransport] = {}

    def cut(self, scope: Scope) -> None:
        """End the connection that this request came on; the client gets no (further) byte."""
        line = self._open.get(scope.get("client"))
        if line is not None:
            line.abort()  # type: ignore[attr-defined]

    def protocol(self) -> type[h11_impl.H11Protocol]:
        """Return the HTTP protocol that notes its connections here."""
        lines = self._open

        class NotedProtocol(h11_impl.H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                lines[self.client] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                lines.pop(self.client, None)
                super().connection_lost(exc)

        return NotedProtocol


class Server(uvicorn.Server):
    """A server on a socket that is bound already; it says when it listens."""

    def __init__(
        self, app: ASGIApp, bound: socket.socket, lines: Lines, *, ready: collections.abc.Callable[[], None]
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=lines.protocol(),
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="on",
                timeout_graceful_shutdown=2,
                # longer than clients keep an unused connection: a create on one that is just being
                # closed has an unknown outcome, which is for --fault to rehearse
                timeout_keep_alive=75,
                backlog=2048,
            )
        )
        self._bound = bound
        self._ready = ready

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until `should_exit` is set or a signal comes."""
        super().run(sockets or [self._bound])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()
