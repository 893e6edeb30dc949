"""The two ways to talk to a browser: its pipe (descriptors 3 and 4), or a WebSocket."""

from __future__ import annotations

import base64
import os
import select
import socket
import struct
import time
from typing import TYPE_CHECKING, Protocol

from batchgen.sandbox import words

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK = 1 << 20


class WireError(OSError):
    """The browser closed the connection, or was silent for too long."""


class Wire(Protocol):
    """Carries whole messages."""

    def send(self, message: bytes) -> None:
        """Send one message."""
        ...

    def receive(self, deadline: float) -> bytes:
        """Return the next message; raise WireError at the deadline (monotonic seconds)."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


def _wait(source: int | socket.socket, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0 or not select.select([source], [], [], left)[0]:
        raise WireError(words.BROWSER_SLOW)


class Pipe:
    """Messages that end in a zero byte, on two descriptors."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing
        self._buffer = bytearray()

    def send(self, message: bytes) -> None:
        """Send one message."""
        data = memoryview(message + b"\0")
        while data:
            data = data[os.write(self._writing, data) :]

    def receive(self, deadline: float) -> bytes:
        """Return the next message."""
        searched = 0
        while (end := self._buffer.find(b"\0", searched)) < 0:
            searched = len(self._buffer)
            _wait(self._reading, deadline)
            piece = os.read(self._reading, _CHUNK)
            if not piece:
                raise WireError(words.BROWSER_CLOSED)
            self._buffer += piece
        message = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return message

    def close(self) -> None:
        """Close both descriptors."""
        os.close(self._reading)
        os.close(self._writing)


class WebSocket:
    """As much of RFC 6455 as a browser's debugging port needs: text messages, no extensions."""

    def __init__(self, port: int, path: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._buffer = bytearray()
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        head = self._until(b"\r\n\r\n", time.monotonic() + 10)
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            self._socket.close()
            raise WireError(words.BROWSER_REFUSED)

    @classmethod
    def of_profile(cls, profile: Path, deadline: float) -> WebSocket:
        """Connect to the browser that has written its port into this profile folder."""
        file = profile / "DevToolsActivePort"
        while time.monotonic() < deadline:
            lines = file.read_text("utf-8").splitlines() if file.exists() else []
            if len(lines) >= 2:
                return cls(int(lines[0]), lines[1])
            time.sleep(0.05)
        raise WireError(words.BROWSER_LATE)

    def send(self, message: bytes) -> None:
        """Send one message, masked as clients must."""
        self._frame(0x81, message)

    def receive(self, deadline: float) -> bytes:
        """Return the next message, its parts put together; pings are answered."""
        whole = bytearray()
        while True:
            first, second = self._take(2, deadline)
            size = second & 0x7F
            if size == 126:
                (size,) = struct.unpack("!H", self._take(2, deadline))
            elif size == 127:
                (size,) = struct.unpack("!Q", self._take(8, deadline))
            body = self._take(size, deadline)
            kind = first & 0x0F
            if kind == 8:
                raise WireError(words.BROWSER_CLOSED)
            if kind == 9:
                self._frame(0x8A, body)
            elif kind in {0, 1, 2}:
                whole += body
                if first & 0x80:
                    return bytes(whole)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def _frame(self, kind: int, body: bytes) -> None:
        size = len(body)
        if size < 126:
            head = struct.pack("!BB", kind, 0x80 | size)
        elif size < 1 << 16:
            head = struct.pack("!BBH", kind, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", kind, 0x80 | 127, size)
        # a mask of zeros is a mask: the body stays as it is
        self._socket.sendall(head + bytes(4) + body)

    def _more(self, deadline: float) -> None:
        _wait(self._socket, deadline)
        piece = self._socket.recv(_CHUNK)
        if not piece:
            raise WireError(words.BROWSER_CLOSED)
        self._buffer += piece

    def _take(self, count: int, deadline: float) -> bytes:
        while len(self._buffer) < count:
            self._more(deadline)
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _until(self, mark: bytes, deadline: float) -> bytes:
        while mark not in self._buffer:
            self._more(deadline)
        return self._take(self._buffer.index(mark) + len(mark), deadline)
