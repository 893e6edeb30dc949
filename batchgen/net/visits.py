"""Visits: what somebody who opens an address gets, the first byte of it or a page to its end."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from batchgen.net import addresses, links

if TYPE_CHECKING:
    import httpx

_PATIENCE = links.Patience(connect=10.0, read=30.0, whole=60.0)
_OWN = addresses.Rule(allow_private=True, use_proxy=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Visit:
    """An answer: `kind` is its content type alone, `size` the bytes of the whole if the server says them.

    `url` is where it came from, after all redirects.
    """

    status: int
    kind: str
    size: int | None
    body: bytes
    url: str


def visit(url: str, *, most: int = 0) -> Visit:
    """Open an address of the user's own, which may lie in their own network; read up to `most` bytes.

    Without `most` the first byte alone is asked for. Raises LinkError.
    """
    headers = {} if most else {"range": "bytes=0-0"}
    with links.opened("GET", url, _look, headers=headers, patience=_PATIENCE) as (response, target):
        body = b""
        for chunk in response.iter_bytes() if most else ():
            body += chunk
            if len(body) > most:
                break
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Visit(response.status_code, kind, _size(response), body, target.url)


def _look(url: str) -> links.Target:
    return links.resolve(url, _OWN)


def _size(response: httpx.Response) -> int | None:
    found = re.search(r"/(\d+)$", response.headers.get("content-range", ""))
    length = found[1] if found else response.headers.get("content-length", "")
    return int(length) if length.isdecimal() else None
