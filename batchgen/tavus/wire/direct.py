"""The short way to the service: one kept-alive socket, whose answers httptools parses.

With httpx the pool and the parser, both in Python, are two thirds of the work of a create call. This way
raises the same errors, opens a connection or uses the one it has, and never sends a request twice.

Why it is safe on the call that costs money:
- The parser is httptools (llhttp, the one of Node.js): nothing here reads HTTP by itself.
- There is no loop around sending. Any failure closes the connection and is raised; what it means for the
  video is decided elsewhere (tavus/outcomes), and only a connection that was never opened counts as not sent.
- An answer counts only if it came whole: its length or its last chunk was seen, or the connection's end where
  the service told no length (RFC 9112 6.3).
- A connection is used again only after a whole answer, within seconds, and if it is silent: one byte too
  many, an early refusal or a second answer closes it, so no answer can be taken for that of a later request.
- A create opens no connection (`ready` did, before the intent was on disk), and what the kernel cannot
  deliver is dropped with the connection: a request goes out at once or never.
- Proxies and environments that need them take the other way (`relay`).
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import time
from typing import TYPE_CHECKING

import httptools
import httpx

from batchgen.tavus import words
from batchgen.tavus.wire import line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PIECE = 65536
"""Bytes read at a time; an answer of the API has a few kB."""

UNDELIVERED_SECONDS = 30
"""The kernel gives a connection up when what was sent is not acknowledged for so long (tcp(7)).

Without it, it tries for a quarter of an hour, and delivers a paid request when nobody waits for it any more.
"""

_FORGET = struct.pack("ii", 1, 0)
"""SO_LINGER on, for 0 seconds: closing drops what is not delivered, and resets the connection (socket(7))."""

_LENGTHS = frozenset({"content-length", "transfer-encoding"})


class DirectLine:
    """A line without a proxy; `tls` is None for plain http.

    A connection whose answer was not read to its end is closed, so that no answer can be taken for that of a
    later request.
    """

    def __init__(
        self, base: httpx.URL, headers: Iterable[tuple[bytes, bytes]], tls: ssl.SSLContext | None
    ) -> None:
        if tls is not None:
            tls.set_alpn_protocols(["http/1.1"])
        self._tls = tls
        self._place = base.raw_host.decode("ascii"), base.port or (443 if tls else 80)
        self._head = b"".join(b"%s: %s\r\n" % header for header in headers)
        self._idle: _Connection | None = None

    def ready(self, seconds: float) -> None:
        """Open a connection unless one is open that can be used: see `line.Line`."""
        self._idle = self._take() or self._connect(min(seconds, line.CONNECT_SECONDS))

    def exchange(
        self,
        method: str,
        target: bytes,
        body: bytes | None,
        *,
        seconds: float,
        sent: Callable[[], None] | None = None,
        opens: bool = True,
    ) -> line.Reply:
        """Send one request, once, and return the whole answer: see `line.Line`."""
        connection = self._take()
        if connection is None and not opens:
            raise httpx.ConnectError(words.CLOSED_BEFORE)
        connection = connection or self._connect(min(seconds, line.CONNECT_SECONDS))
        try:
            # From here on nothing is sent again, whatever happens: the bytes may have arrived.
            # A service may refuse before it has read everything: its words are worth reading.
            with contextlib.suppress(httpx.WriteError):
                connection.send(self._message(method, target, body), seconds)
                if sent is not None:
                    sent()
            reply = connection.reply(seconds)
        except BaseException:
            connection.give_up()
            raise
        if connection.is_reusable():
            self._idle = connection
        else:
            connection.close()
        return reply

    def close(self) -> None:
        """Close the connection."""
        if self._idle is not None:
            self._idle.close()
            self._idle = None

    def _take(self) -> _Connection | None:
        """Return the kept connection unless the service closed it, or talked out of turn, meanwhile."""
        idle, self._idle = self._idle, None
        if idle is None or idle.is_quiet():
            return idle
        idle.close()
        return None

    def _connect(self, seconds: float) -> _Connection:
        try:
            return _Connection(_connected(self._place, self._tls, seconds))
        except TimeoutError as error:
            raise httpx.ConnectTimeout(str(error)) from error
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(str(error)) from error

    def _message(self, method: str, target: bytes, body: bytes | None) -> bytes:
        start = b"%s %s HTTP/1.1\r\n" % (method.encode("ascii"), target)
        if body is None and method in {"GET", "DELETE"}:
            return start + self._head + b"\r\n"
        body = body or b""
        return start + self._head + b"content-length: %d\r\n\r\n" % len(body) + body


class _Connection:
    """A socket, and the parser of all that comes over it."""

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened
        self._incoming = _Incoming()
        self._idle_since = time.monotonic()
        self._spent = False

    def send(self, message: bytes, seconds: float) -> None:
        self._incoming.expect()
        try:
            self._socket.settimeout(seconds)
            self._socket.sendall(message)
        except TimeoutError as error:
            raise httpx.WriteTimeout(str(error)) from error
        except OSError as error:
            self._spent = True
            raise httpx.WriteError(str(error)) from error

    def reply(self, seconds: float) -> line.Reply:
        """Read one answer to its end, in so many seconds at most."""
        deadline, incoming, size = time.monotonic() + seconds, self._incoming, 0
        while not incoming.done:
            piece = self._receive(deadline - time.monotonic())
            size += len(piece)
            if size > line.LARGEST_ANSWER:
                raise httpx.ReadError(words.ANSWER_TOO_LARGE)
            if piece:
                incoming.feed(piece)
            else:
                self._spent = True
                incoming.end()
        self._idle_since = time.monotonic()
        return incoming.reply()

    def _receive(self, seconds: float) -> bytes:
        if seconds <= 0:
            raise httpx.ReadTimeout(words.ANSWER_TOO_SLOW)
        try:
            self._socket.settimeout(seconds)
            return self._socket.recv(PIECE)
        except TimeoutError as error:
            raise httpx.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpx.ReadError(str(error)) from error

    def is_reusable(self) -> bool:
        """Return whether the answer that was read leaves the connection fit for another request."""
        return self._incoming.keeps_alive and not self._spent

    def is_quiet(self) -> bool:
        """Return whether it is open, was used just now, and brought nothing that nobody asked for."""
        if time.monotonic() - self._idle_since > line.LONGEST_IDLE:
            return False
        try:
            # A read that would wait is the one good sign: the stream's end and unasked bytes return.
            self._socket.settimeout(0)
            self._socket.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        self._socket.close()

    def give_up(self) -> None:
        """Close it for a failure: the kernel forgets what it has not delivered, so no request comes late."""
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _FORGET)
        self._socket.close()


class _Incoming:
    """One answer after another, as the parser tells of them by calling `on_…`."""

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._status = 0
        self._headers: dict[str, str] = {}
        self._pieces: list[bytes] = []
        self.done = False
        self.keeps_alive = False

    def expect(self) -> None:
        """Begin anew: a request goes out."""
        self._status, self._headers, self._pieces = 0, {}, []
        self.done = self.keeps_alive = False

    def feed(self, piece: bytes) -> None:
        try:
            self._parser.feed_data(piece)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self.keeps_alive = False
            if not self.done:
                raise httpx.RemoteProtocolError(str(error)) from error

    def end(self) -> None:
        """Take the end of the connection for the end of an answer that does not tell its length."""
        if not self._status:
            raise httpx.RemoteProtocolError(words.CLOSED_WITHOUT_ANSWER)
        if _LENGTHS & self._headers.keys():
            raise httpx.ReadError(words.CLOSED_IN_ANSWER)
        self.done = True

    def reply(self) -> line.Reply:
        body = b"".join(self._pieces)
        if "content-encoding" in self._headers:
            packed = httpx.Response(self._status, headers=self._headers, stream=httpx.ByteStream(body))
            body = line.whole(packed)
        return line.Reply(self._status, self._headers, body)

    # what the parser calls

    def on_message_begin(self) -> None:
        if self.done:
            # Nobody asked for a second answer: it must not become that of the next request.
            self.keeps_alive = False
            raise httpx.RemoteProtocolError(words.TWO_ANSWERS)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._status = self._parser.get_status_code()

    def on_body(self, piece: bytes) -> None:
        self._pieces.append(piece)

    def on_message_complete(self) -> None:
        # An interim answer (RFC 9110 15.2) comes before the one that counts.
        if 100 <= self._status < 200:
            self.expect()
        else:
            self.done, self.keeps_alive = True, self._parser.should_keep_alive()


def _connected(place: tuple[str, int], tls: ssl.SSLContext | None, seconds: float) -> socket.socket:
    opened = socket.create_connection(place, seconds)
    try:
        # Head and body go out in one piece; waiting for more to send would only cost time.
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; elsewhere the kernel's own patience holds
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNDELIVERED_SECONDS * 1000)
        return tls.wrap_socket(opened, server_hostname=place[0]) if tls else opened
    except BaseException:
        opened.close()
        raise
