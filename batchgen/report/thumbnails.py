"""Thumbnails: pictures small enough to stand inside the page, from the disk or from their links."""

from __future__ import annotations

import base64
import collections
import concurrent.futures
import io
import itertools
import urllib.parse
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors, net

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from batchgen.download import link_opener
    from batchgen.report import figures

MOST = 300
"""So many rows have their thumbnail in the page; the others have their link."""

WIDTH = 160
"""Pixels: twice the width on the page, for sharp screens."""

LARGEST = 5_000_000
"""Bytes of one thumbnail as it comes."""

LARGEST_RAW = 40_000
"""Bytes of one thumbnail that is put in as it is, where nothing can make it smaller."""

ROOM = 6_000_000
"""Bytes that all thumbnails may take."""

PATIENCE = net.Patience(connect=3.0, read=3.0, whole=10.0)
"""Seconds for one thumbnail: somebody waits for the page."""

_MOST_MISSES = 3
"""Thumbnails of a host without an answer, after which no other of it is asked for."""

_KINDS = {b"\xff\xd8\xff": "jpeg", b"\x89PN": "png", b"GIF": "gif", b"RIF": "webp"}


def worth_a_picture(found: Iterable[figures.Entry]) -> list[figures.Entry]:
    """Return the first ready entries, as many as have their thumbnail in the page."""
    ready = (entry for entry in found if entry.kind == "ready" and entry.video_id)
    return list(itertools.islice(ready, MOST))


def embedded(
    wanted: Sequence[figures.Entry],
    way: link_opener.Reach,
    *,
    on_disk: Callable[[figures.Entry], Path | None] = lambda _: None,
    files_of: Path | None = None,
) -> Mapping[str, str]:
    """Return `data:` URLs of the thumbnails of `worth_a_picture`, by video id, as far as they can be had.

    `files_of` is the one folder whose `file:` links are read (a rehearsal's).
    """
    misses: collections.Counter[str] = collections.Counter()

    def fetch(entry: figures.Entry) -> str:
        path = on_disk(entry)
        data = path.read_bytes() if path else fetched(entry.thumbnail_url, way, files_of, misses)
        return _url(data)

    pictures: dict[str, str] = {}
    room = ROOM
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for entry, url in zip(wanted, pool.map(fetch, wanted), strict=True):
            if url and len(url) <= room:
                pictures[entry.video_id] = url
                room -= len(url)
    return pictures


def fetched(
    url: str, way: link_opener.Reach, files_of: Path | None, misses: collections.Counter[str]
) -> bytes:
    """Return what a link holds, or nothing; `misses` counts by host how often nobody answered."""
    parts = urllib.parse.urlsplit(url)
    if not url or misses[parts.netloc] >= _MOST_MISSES:
        return b""
    if parts.scheme == "file":
        path = Path(urllib.request.url2pathname(parts.path)).resolve()
        inside = files_of is not None and path.is_relative_to(files_of.resolve())
        return path.read_bytes() if inside and path.is_file() else b""
    try:
        with way.open(url, {}) as answer:
            return _read(answer.iter_bytes()) if answer.status_code == 200 else b""
    except errors.BatchgenError:
        misses[parts.netloc] += 1
        return b""


def _read(pieces: Iterable[bytes]) -> bytes:
    parts: list[bytes] = []
    size = 0
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        if size > LARGEST:
            return b""
    return b"".join(parts)


def _url(data: bytes) -> str:
    data = small(data, most=LARGEST_RAW)
    kind = _KINDS.get(data[:3], "")
    if not kind:
        return ""
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def small(data: bytes, *, most: int) -> bytes:
    """Return a picture as a small JPEG, else as it is if it has at most so many bytes, else nothing."""
    if data[:3] not in _KINDS:
        return b""
    return _smaller(data) or (data if len(data) <= most else b"")


def _smaller(data: bytes) -> bytes:
    """Make a small JPEG with Pillow where it is installed (the sandbox brings it), else nothing."""
    try:
        from PIL import Image
    except ImportError:
        return b""
    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.thumbnail((WIDTH * 2, WIDTH * 2))
            picture.convert("RGB").save(out, "JPEG", quality=70)
    except (OSError, ValueError, Image.DecompressionBombError):
        return b""
    return out.getvalue()
