"""Server: the receiver on a port of this machine, in a thread beside the run."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from typing import TYPE_CHECKING, Self

from batchgen import errors
from batchgen.listen import callback_address, words

if TYPE_CHECKING:
    from collections.abc import Callable

START_SECONDS = 10.0
"""Seconds that a server may take to listen, on a slow and busy machine too."""


class Listener:
    """Takes callbacks on `host`:`port` (0: any free one) while the block runs.

    Raises errors.MissingExtraError without the extra, errors.UsageError for a port that is taken.
    """

    def __init__(
        self, secret: str, on_hint: Callable[[str], None], *, host: str = "127.0.0.1", port: int = 8766
    ) -> None:
        need_extra()
        import uvicorn

        from batchgen.listen import receiver

        self._socket = _bound(host, port)
        self.port = int(self._socket.getsockname()[1])
        self.host = host
        self.secret = secret
        config = uvicorn.Config(
            receiver.make_app(secret, on_hint),
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_keep_alive=5,
            limit_concurrency=100,
            server_header=False,
            h11_max_incomplete_event_size=16 * 1024,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="listen", daemon=True)

    @property
    def url(self) -> str:
        """Where it listens on this machine, the secret left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def path(self) -> str:
        """The secret path."""
        return callback_address.PREFIX + self.secret

    def __enter__(self) -> Self:
        self._thread.start()
        end = time.monotonic() + START_SECONDS
        while not self._server.started and self._thread.is_alive() and time.monotonic() < end:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(START_SECONDS)
        with contextlib.suppress(OSError):
            self._socket.close()

    def _run(self) -> None:
        # Signals belong to the run: uvicorn leaves them alone outside the main thread.
        self._server.run(sockets=[self._socket])


def need_extra() -> None:
    """Raise errors.MissingExtraError if the packages of the extra are not installed."""
    import importlib.util

    if any(importlib.util.find_spec(name) is None for name in ("starlette", "uvicorn")):
        raise errors.MissingExtraError(words.NEEDS_EXTRA, hint=words.INSTALL)


def _bound(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        made = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise errors.UsageError(words.not_this_machine(host, error.strerror)) from None
    try:
        if os.name != "nt":  # there it would let two programs share the port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise errors.UsageError(
            words.cannot_listen(host, port, error.strerror),
            hint=words.OTHER_PORT,
        ) from None
    return made
