"""A line to the service, in either way: what goes in, what comes out, and what it may raise."""

from __future__ import annotations

import dataclasses
import math
import time
from typing import TYPE_CHECKING, Protocol

import httpx

from batchgen.tavus import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CONNECT_SECONDS = 10.0
"""Nothing was sent until then, so trying again is free (design 5)."""

LONGEST_IDLE = 5.0
"""Seconds; a connection that was idle for longer is not used again: the service may be closing it, too."""

LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes; a list page of 100 long scripts is far below."""

NOT_SENT: tuple[type[Exception], ...] = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
"""What a line raises before a byte of the request can have left."""

NO_ANSWER: tuple[type[Exception], ...] = (
    httpx.HTTPError,
    httpx.StreamError,
    httpx.CookieConflict,
    OSError,
)
"""All else that a line raises: the request may have arrived."""


class GarbledError(Exception):
    """A body came that cannot be unpacked, with this status."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.status = status


def whole(response: httpx.Response, deadline: float = math.inf) -> bytes:
    """Read and unpack a whole body until the deadline (monotonic seconds): httpx's time-outs are per piece.

    Raises GarbledError, ReadError for more than 32 MB, ReadTimeout, and what reading raises.
    """
    parts: list[bytes] = []
    size = 0
    try:
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > LARGEST_ANSWER:
                raise httpx.ReadError(words.ANSWER_TOO_LARGE)
            if time.monotonic() > deadline:
                raise httpx.ReadTimeout(words.ANSWER_TOO_SLOW)
    except httpx.DecodingError as error:
        raise GarbledError(str(error), response.status_code) from error
    return b"".join(parts)


@dataclasses.dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. The names of `headers` are in small letters; `body` is unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Line(Protocol):
    """A connection to one service, for one thread."""

    def ready(self, seconds: float) -> None:
        """Open a connection unless one is open that can be used: nothing of a request is sent.

        Raises the errors in NOT_SENT.
        """

    def exchange(
        self,
        method: str,
        target: bytes,
        body: bytes | None,
        *,
        seconds: float,
        sent: Callable[[], None] | None = None,
        opens: bool = True,
    ) -> Reply:
        """Send one request, once, and return the whole answer.

        Without `opens` it goes out over the connection that `ready` opened, or not at all.

        `target` is path and query, quoted; `seconds` are for the answer, down to its last byte; `sent` is
        called when the last byte of the request has left. Raises GarbledError, and
        the errors in NOT_SENT and NO_ANSWER.
        """

    def close(self) -> None:
        """Close the connection."""
