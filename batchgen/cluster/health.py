"""Health: an address that says whether a worker may go on, for those who look after containers."""

from __future__ import annotations

import http.server
import threading
from typing import TYPE_CHECKING, Self

from batchgen import errors
from batchgen.cluster import words

if TYPE_CHECKING:
    from collections.abc import Callable


class Health:
    """Answers every GET with 200 while `is_well`, and 503 otherwise. A context manager.

    Raises errors.UsageError for a port that cannot be had; 0 is any.
    """

    def __init__(self, port: int, is_well: Callable[[], bool]) -> None:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                well = is_well()
                self.send_response(200 if well else 503)
                self.end_headers()
                self.wfile.write(b"ok\n" if well else b"not heard of\n")

            def log_message(self, *_: object) -> None:
                pass

        try:
            # Who asks is outside the container.
            self._server = http.server.ThreadingHTTPServer(("", port), Handler)
        except (OSError, OverflowError) as error:
            raise errors.UsageError(words.no_port(port, error), hint=words.OTHER_PORT) from error
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="batchgen-health", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
