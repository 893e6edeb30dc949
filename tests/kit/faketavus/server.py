"""The loopback HTTP server: sockets, threads and whole replies, without a word about the service."""

from __future__ import annotations

import contextlib
import dataclasses
import email.utils
import json
import socket
import ssl
import struct
import threading
import time
import urllib.parse
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclasses.dataclass
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    def __post_init__(self) -> None:
        path, _, query = self.target.partition("?")
        self.path = path
        self.parts = urllib.parse.unquote(path).strip("/").split("/")
        self.query = dict(urllib.parse.parse_qsl(query)) if query else {}

    def data(self) -> dict[str, object]:
        """Return the body's JSON object; anything else is an empty one."""
        with contextlib.suppress(ValueError):
            data = json.loads(self.body)
            if isinstance(data, dict):
                return data
        return {}


@dataclasses.dataclass
class Reply:
    """A whole answer; `cut`: only so many bytes of the body; `reset`: RST after it; `hang`: wait first."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    kind: str = "application/json"
    nothing: bool = False
    reset: bool = False
    cut: int | None = None
    hang: float = 0.0


def as_json(data: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(data).encode())


def refusal(status: int, words: str, key: str = "error") -> Reply:
    return as_json({key: words}, status)


class Server:
    """Threads: one that accepts, one a connection. All state of those who inherit is under `lock`."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.lock = threading.RLock()
        self.connections = 0
        self._tls = tls
        self._open: set[socket.socket] = set()
        self._stopped = False
        # Bound and never listening: the port stays ours while calls are refused.
        self._holder = self._bound(0)
        self.port = self._holder.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._listener = self._listen()

    def answer(self, request: Request) -> Reply:
        raise NotImplementedError

    def cuts_off(self, request: Request) -> bool:
        """Return whether to reset the connection before the request's body is read."""
        return False

    # -- life

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def stop(self) -> None:
        self._stopped = True
        self.refuse()
        self._holder.close()

    def hang_up(self) -> None:
        """Cut all connections; new ones are welcome."""
        with self.lock:
            for connection in self._open:
                # The thread that serves it closes it, so that no number is reused.
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def refuse(self) -> None:
        """Stop listening and cut all connections: whoever calls is refused, until `listen_again`."""
        self._shut(self._listener)
        self.hang_up()

    def listen_again(self) -> None:
        self._listener = self._listen()
        self.start()

    @property
    def refusing(self) -> bool:
        return self._listener.fileno() < 0

    @staticmethod
    def _bound(port: int) -> socket.socket:
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(("127.0.0.1", port))
        return made

    def _listen(self) -> socket.socket:
        listener = self._bound(self.port)
        listener.listen(256)
        return listener

    @staticmethod
    def _shut(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            connection.close()

    # -- connections

    def _accept(self, listener: socket.socket) -> None:
        while not self._stopped:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.lock:
                self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with self.lock:
                self._open.add(connection)
            try:
                self._talk(connection)
            finally:
                with self.lock:
                    self._open.discard(connection)
                self._shut(connection)

    def _talk(self, connection: socket.socket) -> None:
        waiting = b""
        while not self._stopped:
            while b"\r\n\r\n" not in waiting:
                if not (piece := connection.recv(65536)):
                    return
                waiting += piece
            head, _, waiting = waiting.partition(b"\r\n\r\n")
            request = self._parse(head)
            if self.cuts_off(request):
                self._reset(connection)
                return
            length = int(request.headers.get("content-length", "0"))
            while len(waiting) < length:
                if not (piece := connection.recv(65536)):
                    return
                waiting += piece
            request.body, waiting = waiting[:length], waiting[length:]
            if not self._send(connection, self.answer(request), bodiless=request.method == "HEAD"):
                return

    @staticmethod
    def _parse(head: bytes) -> Request:
        line, *rest = head.decode("latin-1").split("\r\n")
        method, target = line.split(" ")[:2]
        pairs = (field.partition(":") for field in rest)
        return Request(method, target, {name.lower(): value.strip() for name, _, value in pairs})

    def _send(self, connection: socket.socket, reply: Reply, *, bodiless: bool) -> bool:
        """Send, and tell whether the connection lives on."""
        if reply.nothing:
            self.wait(reply.hang)
            if reply.reset:
                self._reset(connection)
            return False
        head = f"HTTP/1.1 {reply.status} X\r\nContent-Type: {reply.kind}\r\n"
        head += f"Content-Length: {len(reply.body)}\r\nDate: {email.utils.formatdate(usegmt=True)}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in reply.headers.items())
        connection.sendall(f"{head}\r\n".encode("latin-1") + (b"" if bodiless else reply.body[: reply.cut]))
        self.wait(reply.hang)
        return reply.cut is None or bodiless

    def wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._stopped and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.05))

    @staticmethod
    def _reset(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
