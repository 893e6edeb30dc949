"""The proxy that the browser's whole traffic goes through: on loopback, to addresses that the policy allows.

A website decides by itself what it asks for and how (images, WebSocket, WebRTC, service workers), and a
browser resolves names by itself. So the browser is given this proxy and no other way out: each name is
resolved here, once, every address is looked at, and the connection goes to the very address that was.
"""

from __future__ import annotations

import contextlib
import http.client
import http.server
import socket
import threading
import urllib.parse
from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from batchgen.sandbox import words
from batchgen.sandbox.studio import fetch

if TYPE_CHECKING:
    import email.message

    from batchgen import net

Dial = Callable[[str, int], socket.socket]

WEB_PORTS = frozenset({80, 443})
FIRST_FREE_PORT = 1024
"""Below it are the services of a machine (mail, file shares, printers): a website is at 80, 443 or above."""
CONNECT_SECONDS = 10.0
SILENT_SECONDS = 30.0
_PIECE = 1 << 16
_LARGEST_UPLOAD = 16 << 20
_OF_THIS_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""Headers between two neighbours, never handed on (RFC 9110 7.6.1)."""


def dial(address: str, port: int) -> socket.socket:
    """Connect to a numeric address."""
    return socket.create_connection((address, port), timeout=CONNECT_SECONDS)


class Proxy:
    """A proxy for one browser. A context manager: its port is closed at the end.

    `look_up` gives the addresses of a name (the system is asked by default); `dial` opens a connection to an
    address that the policy has allowed.
    """

    def __init__(self, policy: fetch.Policy, *, look_up: net.LookUp | None = None, dial: Dial = dial) -> None:
        self._policy, self._look_up, self._dial = policy, look_up, dial
        self.refusal = ""
        """Why the last host that was not allowed, or has no address, was not reached."""
        self._server = _Server(("127.0.0.1", 0), _Door)
        self._server.connect = self.connect
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """The proxy's address, as a browser is told it."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def connect(self, host: str, port: int) -> socket.socket:
        """Connect to the first address of a host that takes it; raise FetchError or OSError."""
        try:
            return self._connect(host, port)
        except fetch.FetchError as error:
            self.refusal = error.message
            raise

    def _connect(self, host: str, port: int) -> socket.socket:
        if port not in WEB_PORTS and port < FIRST_FREE_PORT:
            raise fetch.ForbiddenError(words.other_port(host, port))
        place = f"[{host}]" if ":" in host else host
        target = fetch.resolve(f"http://{place}:{port}/", self._policy, look_up=self._look_up)
        for address in target.addresses[:-1]:
            with contextlib.suppress(OSError):
                return self._dial(address, port)
        return self._dial(target.addresses[-1], port)


class _Server(http.server.ThreadingHTTPServer):
    # what is still open ends with the browser, and is not waited for: a look-up may take long
    daemon_threads = True
    block_on_close = False
    connect: Callable[[str, int], socket.socket]

    def handle_error(self, *_: object) -> None:
        """Leave out the traceback: a browser drops connections all the time."""


class _Door(http.server.BaseHTTPRequestHandler):
    """One connection of the browser: a tunnel, or one plain request.

    What is not allowed is answered by closing: the words of an answer would be shown as the page.
    """

    protocol_version = "HTTP/1.1"
    timeout = SILENT_SECONDS
    server: _Server

    def do_CONNECT(self) -> None:
        """Open a tunnel: for https, WebSocket and TURN over TCP."""
        self.close_connection = True
        reached = self._reach("//" + self.path)
        if reached is None:
            return
        with contextlib.closing(reached[0]) as far:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            ends = (self.connection, far)
            back = threading.Thread(target=_pour, args=(far.recv, self.connection, ends), daemon=True)
            back.start()
            _pour(self.rfile.read1, far, ends)
            back.join()

    def do_GET(self) -> None:
        """Hand on one plain request and its answer."""
        self.close_connection = True
        reached = self._reach(self.path)
        if reached is None:
            return
        far, parts = reached
        with contextlib.closing(far), contextlib.suppress(OSError, ValueError, http.client.HTTPException):
            asked = http.client.HTTPConnection(parts.hostname or "")
            asked.sock = far
            self._ask(asked, parts)
            self._answer(asked.getresponse())

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815 - the library's names

    def log_message(self, *_: object) -> None:
        """Keep what a page asks for to itself."""

    def _reach(self, url: str) -> tuple[socket.socket, urllib.parse.SplitResult] | None:
        """Return a connection to a URL's host and the parts of the URL, or None."""
        try:
            parts = urllib.parse.urlsplit(url)
            if parts.scheme not in {"", "http"} or not parts.hostname:
                return None
            far = self.server.connect(parts.hostname, parts.port or 80)
        except (OSError, ValueError, fetch.FetchError):
            return None
        far.settimeout(SILENT_SECONDS)
        return far, parts

    def _ask(self, asked: http.client.HTTPConnection, parts: urllib.parse.SplitResult) -> None:
        length = int(self.headers.get("content-length") or 0)
        if not 0 <= length <= _LARGEST_UPLOAD:
            raise ValueError(length)
        path = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        asked.putrequest(self.command, path, skip_host=True, skip_accept_encoding=True)
        for name, value in _handed_on(self.headers):
            asked.putheader(name, value)
        # one request a connection: the next one may be for another host
        asked.putheader("Connection", "close")
        asked.endheaders(self.rfile.read(length) if length else None)

    def _answer(self, answer: http.client.HTTPResponse) -> None:
        self.send_response_only(answer.status, answer.reason)
        for name, value in _handed_on(answer.headers):
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        while piece := answer.read1(_PIECE):
            self.wfile.write(piece)


def _handed_on(headers: email.message.Message) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers.items() if name.lower() not in _OF_THIS_HOP]


def _pour(read: Callable[[int], bytes], into: socket.socket, ends: tuple[socket.socket, ...]) -> None:
    """Carry bytes one way until either side ends, then end both."""
    with contextlib.suppress(OSError, ValueError):
        while piece := read(_PIECE):
            into.sendall(piece)
    for end in ends:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
