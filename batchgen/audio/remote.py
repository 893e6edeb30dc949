"""Remote: a file behind a link of somebody else, of which only parts are fetched, by range requests.

A server that knows no ranges (RFC 9110 14.2) sends the whole file: of that no more is taken than is needed.
"""

from __future__ import annotations

import contextlib
import re
import zlib
from typing import TYPE_CHECKING, Self

from batchgen import net
from batchgen.audio import source, words

if TYPE_CHECKING:
    import types
    from collections.abc import Callable, Iterator

    import httpx

PIECE = 16384
"""Bytes that one request asks for: more than the header of most files."""
MOST = 2 * 1024 * 1024
"""Bytes that are taken in all, from a server without ranges and of a packed file after unpacking."""
_MOST_REQUESTS = 24
_NO_RANGES = frozenset({400, 416, 501})
"""What some servers say to any range, and all to one of an empty file."""
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_PACKED = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Packings that some servers send unasked, with the window bits by which zlib knows them."""


class Remote:
    """A file behind a link; a context manager. Methods raise net.LinkError and source.UnreadableError.

    `status` and `content_type` are those of the first answer, once `open` has asked.
    """

    def __init__(self, url: str, look: Callable[[str], net.Target], patience: net.Patience) -> None:
        self._url = url
        self._look = look
        self._patience = patience
        self._stack = contextlib.ExitStack()
        self._stream: Iterator[bytes] | None = None
        self._pieces: list[tuple[int, bytes]] = []
        self._size: int | None = None
        self._requests = 0
        self.has_ranges = False
        self.status = 0
        self.content_type = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> None:
        # With the error: what goes wrong while a body is read becomes a net.LinkError there.
        self._stack.__exit__(kind, error, trace)

    def open(self) -> None:
        """Ask for the beginning; an answer of 400 and above is left to the caller."""
        answer = self._ask({"range": f"bytes=0-{PIECE - 1}"})
        if answer.status_code in _NO_RANGES:
            answer = self._ask({})
        self.status = answer.status_code
        self.content_type = answer.headers.get("content-type", "")
        if self.status >= 400:
            return
        packing = answer.headers.get("content-encoding", "identity").strip().lower()
        start, size = _range(answer)
        if answer.status_code == 206 and start == 0 and size is not None and packing == "identity":
            self.has_ranges, self._size = True, size
            self._pieces.append((0, _taken(answer.iter_raw(), PIECE)))
            self._stack.close()
        elif answer.status_code == 206:
            # Part of something, of which it is not known how large it is: rather all of it.
            self._stack.close()
            answer = self._ask({})
            self._begin(answer, answer.headers.get("content-encoding", "identity").strip().lower())
        else:
            self._begin(answer, packing)

    def _begin(self, answer: httpx.Response, packing: str) -> None:
        """Read an answer that is the whole file, as far as it is needed."""
        self._pieces = [(0, b"")]
        if packing in {"identity", ""}:
            length = answer.headers.get("content-length", "")
            self._size = int(length) if re.fullmatch(r"\d{1,18}", length) else None
            self._stream = answer.iter_raw()
        elif packing in _PACKED:
            self._stream = _unpacked(answer.iter_raw(), _PACKED[packing])
        else:
            raise source.UnreadableError(words.compressed(packing[:20]))

    @property
    def size(self) -> int:
        """The length of the whole file in bytes, counted if the server does not say it."""
        if self._size is None:
            self._read_on(MOST)
        if self._size is None:
            raise source.UnreadableError(words.NO_SIZE)
        return self._size

    def read(self, at: int, count: int) -> bytes:
        """Return so many bytes from a place on; fewer at the end."""
        if self._stream is not None:
            if at + count > MOST:
                raise source.UnreadableError(words.TOO_FAR_IN)
            self._read_on(at + count)
        if (found := self._known(at, count)) is not None:
            return found
        wanted = max(count, PIECE)
        answer = self._ask({"range": f"bytes={at}-{at + wanted - 1}"})
        with self._stack:
            if answer.status_code != 206 or _range(answer)[0] != at:
                raise source.UnreadableError(words.WRONG_PARTS)
            self._pieces.append((at, _taken(answer.iter_raw(), wanted)))
        return self._pieces[-1][1][:count]

    def _known(self, at: int, count: int) -> bytes | None:
        if self._stream is not None:
            return self._pieces[0][1][at : at + count]
        if self._size is not None and at >= self._size:
            return b""
        for start, piece in self._pieces:
            end = start + len(piece)
            if start <= at < end and (at + count <= end or end == self._size):
                return piece[at - start : at - start + count]
        return None

    def _read_on(self, end: int) -> None:
        """Read the stream up to a place, or to its end, which tells the size."""
        assert self._stream is not None
        whole = [self._pieces[0][1]]
        length = len(whole[0])
        while length < end:
            piece = next(self._stream, None)
            if piece is None:
                self._size = length
                break
            whole.append(piece)
            length += len(piece)
        self._pieces[0] = (0, b"".join(whole))

    def _ask(self, headers: dict[str, str]) -> httpx.Response:
        self._stack.close()
        self._requests += 1
        if self._requests > _MOST_REQUESTS:
            raise source.UnreadableError(words.TOO_MANY_PARTS)
        opened = net.opened("GET", self._url, self._look, headers=headers, patience=self._patience)
        answer, _ = self._stack.enter_context(opened)
        return answer


def _range(answer: httpx.Response) -> tuple[int, int | None]:
    """Return where a part begins (-1: that is not told) and how large the whole is, if that is told."""
    found = _CONTENT_RANGE.fullmatch(answer.headers.get("content-range", "").strip())
    if found is None:
        return -1, None
    return int(found[1]), None if found[2] == "*" else int(found[2])


def _taken(pieces: Iterator[bytes], count: int) -> bytes:
    """Return the first so many bytes: a server may send for ever."""
    taken = bytearray()
    for piece in pieces:
        taken += piece
        if len(taken) >= count:
            break
    return bytes(taken[:count])


def _unpacked(pieces: Iterator[bytes], bits: int) -> Iterator[bytes]:
    """Yield what is packed in an answer, in small pieces: a few bytes may unpack to gigabytes."""
    unpacker = zlib.decompressobj(bits)
    for piece in pieces:
        rest = piece
        while rest:
            try:
                yield unpacker.decompress(rest, PIECE)
            except zlib.error:
                raise source.UnreadableError(words.BROKEN_COMPRESSION) from None
            rest = unpacker.unconsumed_tail
