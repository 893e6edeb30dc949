"""Sound files made byte by byte, and a server on loopback that sends them in every way."""

from __future__ import annotations

import contextlib
import dataclasses
import gzip
import http.server
import re
import struct
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RATE = 8000
FRAME = 1152 / 44100
"""Seconds of a frame of MPEG 1 layer III at 44.1 kHz."""
_BITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)


def chunk(name: bytes, body: bytes, *, said: int | None = None) -> bytes:
    """Return a RIFF chunk; `said` is another size than it has."""
    size = len(body) if said is None else said
    return name + struct.pack("<I", size) + body + b"\0" * (len(body) % 2)


def wav(
    seconds: float, *, said: int | None = None, before: bytes = b"", kind: int = 1, head: bytes = b"RIFF"
) -> bytes:
    """Return 8-bit mono sound; `said` is the length in the header, `before` chunks in front of the sound."""
    body = chunk(b"fmt ", struct.pack("<HHIIHH", kind, 1, RATE, RATE, 1, 8)) + before
    body += chunk(b"data", b"\x80" * round(seconds * RATE), said=said)
    size = len(body) + 4 if said is None else 0xFFFFFFFF
    return head + struct.pack("<I", size) + b"WAVE" + body


def frame(kbps: int = 128, inside: bytes = b"") -> bytes:
    """Return a stereo frame of 44.1 kHz; `inside` stands where an encoder puts its header."""
    length = 144_000 * kbps // 44100
    return (b"\xff\xfb" + bytes([_BITS.index(kbps) << 4, 0]) + inside).ljust(length, b"\0")


def tag(size: int) -> bytes:
    """Return an ID3v2 tag of so many bytes behind its head, such as a cover picture needs."""
    return (
        b"ID3\x04\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + b"\xff\xfb" * (size // 2)
    )


def cbr(frames: int, kbps: int = 128) -> bytes:
    """Return frames of one bit rate, without a header."""
    return frame(kbps) * frames


def vbr(frames: int) -> bytes:
    """Return frames of several bit rates, without a header: quiet at first, loud at the end."""
    third = frames // 3
    return cbr(third, 32) + cbr(third, 96) + cbr(frames - 2 * third, 320)


def xing(body: bytes, frames: int, *, name: bytes = b"Xing", size: bool = True) -> bytes:
    """Return sound behind the header that LAME writes."""
    told = struct.pack(">II", 3 if size else 1, frames) + struct.pack(">I", len(body) + len(frame())) * size
    return frame(inside=b"\0" * 32 + name + told) + body


def vbri(body: bytes, frames: int) -> bytes:
    """Return sound behind the header that Fraunhofer's encoder writes."""
    told = struct.pack(">HHHII", 1, 0, 100, len(body) + len(frame()), frames)
    return frame(inside=b"\0" * 32 + b"VBRI" + told) + body


@dataclasses.dataclass
class Server:
    """Sends `files` by path; `asked` are the paths in their order, with the range of each request.

    How a file is sent stands in its query: `plain` (no ranges), `gzip`, `chunked` (without a length),
    `forever`, `silent`, `drip`, `unknown` (a range of an unknown whole), `shifted` (another range),
    `refuse` (400 to ranges), `to=URL` (a redirect), `loop`, or a status.
    """

    files: dict[str, bytes]
    url: str = ""
    asked: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    methods: set[str] = dataclasses.field(default_factory=set)
    sent: int = 0
    closing: threading.Event = dataclasses.field(default_factory=threading.Event)
    guard: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@contextlib.contextmanager
def serving(files: dict[str, bytes]) -> Iterator[Server]:
    """Run a server until the block ends."""
    about = Server(files)

    class Handler(_Handler):
        server_files = about

    with _Quiet(("127.0.0.1", 0), Handler) as server:
        about.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield about
        finally:
            about.closing.set()
            server.shutdown()
            thread.join()


class _Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that close: they have read enough."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server_files: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        about = self.server_files
        path, _, how = self.path.partition("?")
        with about.guard:
            about.asked.append((self.path, self.headers.get("range", "")))
            about.methods.add(self.command)
        try:
            self._send(about.files.get(path, b""), how)
        except OSError:
            self.close_connection = True  # who has read enough closes

    def _send(self, data: bytes, how: str) -> None:
        wanted = self.headers.get("range", "")
        if how == "silent":
            self.server_files.closing.wait()
            self.close_connection = True
        elif how.isdigit():
            self._answer(int(how), b"no", kind="text/plain")
        elif how.startswith("to=") or how == "loop":
            self._answer(302, b"", location=how.removeprefix("to=") if how != "loop" else self.path)
        elif how == "refuse" and wanted:
            self._answer(400, b"no")
        elif how in {"forever", "drip"}:
            self._send_for_ever(data, slowly=how == "drip")
        elif how == "gzip":
            self._answer(200, gzip.compress(data), content_encoding="gzip")
        elif how == "chunked":
            self._chunked(data)
        elif wanted and how not in {"plain", "refuse", "html"}:
            self._part(data, wanted, how)
        else:
            self._answer(200, data, kind="text/html" if how == "html" else "audio/mpeg")

    def _part(self, data: bytes, wanted: str, how: str) -> None:
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", wanted)
        assert found
        start, end = int(found[1]), min(int(found[2]) + 1, len(data))
        if start >= len(data):
            self._answer(416, b"")
            return
        total = "*" if how == "unknown" else len(data)
        told = start + 1 if how == "shifted" and start else start
        self._answer(206, data[start:end], content_range=f"bytes {told}-{end - 1}/{total}")

    def _answer(self, status: int, body: bytes, *, kind: str = "audio/mpeg", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self._write(body)

    def _chunked(self, data: bytes) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data))

    def _send_for_ever(self, data: bytes, *, slowly: bool) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self._write(b"" if slowly else data)
        while not self.server_files.closing.is_set():
            self._write(b"R" if slowly else b"\x80" * 65536)
            if slowly:
                time.sleep(0.02)
        self.close_connection = True

    def _write(self, data: bytes) -> None:
        self.wfile.write(data)
        with self.server_files.guard:
            self.server_files.sent += len(data)

    def log_message(self, *_: object) -> None:
        pass
