"""The direct line against a service that says, byte for byte, what a test tells it to say."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import queue
import socket
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Self

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batchgen import errors, tavus
from batchgen.tavus.wire import direct, line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KEY = "0123456789abcdef0123456789abcdef"
SECONDS = 30.0


def said(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


class Service:
    """Answers each request with the next of its texts; an empty one hangs up, one piece is one send."""

    def __init__(self, *texts: bytes | Iterable[bytes], family: int = socket.AF_INET) -> None:
        self._texts = iter(texts)
        host = "127.0.0.1" if family == socket.AF_INET else "::1"
        self._listener = socket.create_server((host, 0), family=family)
        self.port = self._listener.getsockname()[1]
        self.url = httpx.URL(scheme="http", host=host, port=self.port)
        self.requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.spoken = threading.Semaphore(0)
        self.connections = 0
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(SECONDS)

    def _serve(self) -> None:
        texts = self._texts
        try:
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                with connection, contextlib.suppress(OSError):
                    connection.settimeout(SECONDS)
                    self._talk(connection, texts)
        except OSError:
            return

    def _talk(self, connection: socket.socket, texts: Iterator[bytes | Iterable[bytes]]) -> None:
        reader = connection.makefile("rb")
        while (start := reader.readline()) and (text := next(texts, b"")):
            length = int(http.client.parse_headers(reader).get("content-length", 0))
            self.requests.put(start + reader.read(length))
            for piece in [text] if isinstance(text, bytes) else text:
                connection.sendall(piece)
            self.spoken.release()
            if b"\r\nConnection: close" in (text if isinstance(text, bytes) else b""):
                return


def dial(service: Service) -> direct.DirectLine:
    return direct.DirectLine(service.url, [(b"host", b"here"), (b"x-api-key", KEY.encode())], None)


def test_requests_share_a_connection_and_bodies_arrive_whole() -> None:
    script = "Zoë ".encode() * 50_000
    with Service(said(b"1"), said(b"2"), said(b"3")) as service:
        way = dial(service)
        bodies = [
            way.exchange("POST", b"/v2/videos", script, seconds=SECONDS).body,
            way.exchange("GET", b"/v2/videos?page=0", None, seconds=SECONDS).body,
            way.exchange("POST", b"/v2/conversations/c/end", None, seconds=SECONDS).body,
        ]
        way.close()

        assert bodies == [b"1", b"2", b"3"]
        assert service.connections == 1
        assert service.requests.get() == b"POST /v2/videos HTTP/1.1\r\n" + script
        assert service.requests.get() == b"GET /v2/videos?page=0 HTTP/1.1\r\n"


@pytest.mark.parametrize(
    "text",
    [
        said(b'{"a": 1}'),
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n5;x=y\r\n": 1}\r\n0\r\n\r\n',
        b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"a": 1}',
        b'HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n{"a": 1}',
        b"HTTP/1.1 100 Continue\r\n\r\n" + said(b'{"a": 1}'),
        b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + said(b'{"a": 1}'),
        said(gzip.compress(b'{"a": 1}'), "Content-Encoding: gzip"),
        [bytes([byte]) for byte in said(b'{"a": 1}')],
    ],
    ids=["length", "chunked", "until the end", "1.0", "continue", "early hints", "gzip", "byte by byte"],
)
def test_an_answer_of_any_shape_is_read(text: bytes | list[bytes]) -> None:
    with Service(text, said(b"next")) as service:
        way = dial(service)
        first = way.exchange("POST", b"/", b"{}", seconds=SECONDS)
        second = way.exchange("POST", b"/", b"{}", seconds=SECONDS)
        way.close()

    assert (first.status, first.body) == (200, b'{"a": 1}')
    assert second.body == b"next"


def test_headers_are_known_by_small_letters() -> None:
    slow = said(b"", "Retry-After: 7", "X-Name: ü", status="429 Slow")
    with Service(slow) as service, contextlib.closing(dial(service)) as way:
        reply = way.exchange("POST", b"/", b"{}", seconds=SECONDS)

    assert (reply.status, reply.headers["retry-after"], reply.headers["x-name"]) == (429, "7", "ü")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{}",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-",
        b"HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nxx",
        b"<html>no header at all</html>\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\nConnection: close\r\n\r\n",
    ],
)
def test_a_broken_answer_is_none(text: bytes) -> None:
    with Service(text) as service:
        way = dial(service)
        with pytest.raises(line.NO_ANSWER):
            way.exchange("POST", b"/", b"{}", seconds=0.5)
        way.close()

        assert service.connections == 1


def test_headers_that_drip_are_given_up_in_time() -> None:
    def drip() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nX: "
        while True:
            time.sleep(0.02)
            yield b"x"

    with Service(drip()) as service:
        way, began = dial(service), time.monotonic()
        with pytest.raises(httpx.ReadTimeout):
            way.exchange("POST", b"/", b"{}", seconds=0.3)

    assert time.monotonic() - began < SECONDS


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "LARGEST_ANSWER", 100_000)
    endless = [b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 10_000] * 20]
    with Service(endless) as service, pytest.raises(httpx.ReadError, match="larger"):
        dial(service).exchange("GET", b"/", None, seconds=SECONDS)


def test_what_unpacks_to_too_much_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "LARGEST_ANSWER", 100_000)
    bomb = said(gzip.compress(bytes(10_000_000)), "Content-Encoding: gzip")
    with Service(bomb) as service, pytest.raises(httpx.ReadError, match="larger"):
        dial(service).exchange("GET", b"/", None, seconds=SECONDS)


@pytest.mark.parametrize("later", [False, True], ids=["at once", "later"])
def test_an_answer_that_nobody_asked_for_is_not_the_next_ones(later: bool) -> None:
    first = [said(b"one"), said(b"stray")] if later else said(b"one") + said(b"stray")
    with Service(first, said(b"two")) as service:
        way = dial(service)
        one = way.exchange("POST", b"/", b"{}", seconds=SECONDS)
        assert service.spoken.acquire(timeout=SECONDS)
        two = way.exchange("POST", b"/", b"{}", seconds=SECONDS)
        way.close()

        assert (one.body, two.body) == (b"one", b"two")
        assert service.connections == 2


def test_a_connection_that_was_idle_for_long_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with Service(said(b"one"), said(b"two")) as service:
        way = dial(service)
        way.exchange("POST", b"/", b"{}", seconds=SECONDS)
        monkeypatch.setattr(line, "LONGEST_IDLE", -1.0)
        way.exchange("POST", b"/", b"{}", seconds=SECONDS)
        way.close()

        assert service.connections == 2


def test_a_call_that_is_interrupted_leaves_no_connection_behind() -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with Service(said(b"of the first"), said(b"of the second")) as service:
        way = dial(service)
        with pytest.raises(KeyboardInterrupt):
            way.exchange("POST", b"/", b"{}", seconds=SECONDS, sent=interrupt)
        reply = way.exchange("POST", b"/", b"{}", seconds=SECONDS)
        way.close()

        assert reply.body == b"of the second"
        assert service.connections == 2


def test_a_refusal_before_the_whole_request_was_read_is_heard() -> None:
    words = b'{"error": "Request too large"}'
    heard = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def refuse() -> None:
            connection, _ = listener.accept()
            connection.recv(1000)
            connection.sendall(said(words, "Connection: close", status="413 Too large"))
            connection.shutdown(socket.SHUT_WR)
            heard.wait(SECONDS)  # closing with a request half read would reset what is still on its way
            connection.close()

        thread = threading.Thread(target=refuse, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with (
            tavus.Client(KEY, url, create_seconds=SECONDS) as client,
            pytest.raises(errors.RefusedError) as raised,
        ):
            client.create_video({"script": "x" * 100})
        heard.set()
        thread.join(SECONDS)

    assert raised.value.words == "Request too large"


def test_an_ipv6_address_is_reached() -> None:
    try:
        service = Service(said(b"six"), family=socket.AF_INET6)
    except OSError:
        return  # a machine without IPv6 has nothing to show here
    with service:
        way = dial(service)
        assert way.exchange("GET", b"/", None, seconds=SECONDS).body == b"six"
        way.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost" + "a" * 60])
def test_what_is_not_reached_was_not_sent(host: str) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # and does not listen, so that nobody else does
        port = bound.getsockname()[1]
        way = direct.DirectLine(httpx.URL(scheme="http", host=host, port=port), [], None)

        with pytest.raises(line.NOT_SENT):
            way.exchange("POST", b"/", b"{}", seconds=SECONDS)


PIECES = st.sampled_from(
    [
        *(
            b"HTTP/1.1 200 OK\r\n",
            b"HTTP/1.1 100 Go\r\n",
            b"Content-Length: 2\r\n",
            b"\r\n",
            b"{}",
            b"0\r\n\r\n",
        ),
        *(
            b"Transfer-Encoding: chunked\r\n",
            b"Connection: close\r\n",
            b"Content-Encoding: gzip\r\n",
            b"2\r\n",
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.binary(max_size=20)), max_size=12))
def test_whatever_comes_is_an_answer_or_one_of_the_known_errors(pieces: list[bytes]) -> None:
    incoming = direct._Incoming()
    try:
        incoming.expect()
        for piece in filter(None, pieces):
            if not incoming.done:
                incoming.feed(piece)
        if not incoming.done:
            incoming.end()
        reply = incoming.reply()
    except (*line.NO_ANSWER, line.GarbledError):
        return

    assert 200 <= reply.status < 1000


def test_a_request_that_opens_nothing_goes_over_the_connection_that_is_ready() -> None:
    with Service(said(b"1")) as service, contextlib.closing(dial(service)) as way:
        with pytest.raises(httpx.ConnectError):
            way.exchange("POST", b"/v2/videos", b"{}", seconds=SECONDS, opens=False)
        assert service.connections == 0

        way.ready(SECONDS)
        way.ready(SECONDS)
        reply = way.exchange("POST", b"/v2/videos", b"{}", seconds=SECONDS, opens=False)

        assert reply.body == b"1"
        assert service.connections == 1


def test_a_request_is_not_sent_when_the_ready_connection_was_closed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = httpx.URL(scheme="http", host="127.0.0.1", port=listener.getsockname()[1])
        with contextlib.closing(direct.DirectLine(url, [], None)) as way:
            way.ready(SECONDS)
            accepted, _ = listener.accept()
            accepted.shutdown(socket.SHUT_WR)
            _until_closed(way)
            with pytest.raises(httpx.ConnectError):
                way.exchange("POST", b"/v2/videos", b"{}", seconds=SECONDS, opens=False)
            received = accepted.recv(1)
            accepted.close()

    assert received == b""


def _until_closed(way: direct.DirectLine) -> None:
    """Wait until the end of the stream is here: loopback is quick, and no promise."""
    assert way._idle is not None
    way._idle._socket.settimeout(SECONDS)
    way._idle._socket.recv(1, socket.MSG_PEEK)


def test_what_the_kernel_holds_of_a_request_is_dropped_with_the_connection() -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        url = httpx.URL(scheme="http", host="127.0.0.1", port=listener.getsockname()[1])
        way = direct.DirectLine(url, [], None)
        with pytest.raises(httpx.ReadTimeout):
            # The service is there and reads nothing, as a proxy that went silent.
            way.exchange("POST", b"/v2/videos", b"x" * 100_000, seconds=0.3)
        accepted, _ = listener.accept()
        with accepted, pytest.raises(ConnectionResetError):
            deque(iter(lambda: accepted.recv(65536), b""), maxlen=0)


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this kernel has no such limit")
def test_the_kernel_gives_up_on_what_is_not_acknowledged() -> None:
    with Service(said(b"1")) as service, contextlib.closing(dial(service)) as way:
        way.ready(SECONDS)
        assert way._idle is not None
        limit = way._idle._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)

    assert limit == direct.UNDELIVERED_SECONDS * 1000
