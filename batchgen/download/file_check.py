"""File check: whether a file is what it should be: its kind by its first bytes, whole, and playable."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from batchgen.download import words

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

LARGEST_INDEX = 64 * 1024 * 1024
"""Bytes of an index that are read into memory."""

ENDINGS = {
    "video": (".mp4", ".webm", ".mov"),
    "thumbnail": (".jpg", ".png", ".webp"),
    "gif": (".gif",),
}
"""Endings of each kind of file."""


def ending(path: Path) -> str:
    """Return what a file is by its first bytes: ".mp4", ".webm", ".jpg", …, empty if it is none of ours."""
    with path.open("rb") as file:
        head = file.read(16)
    if head[4:8] == b"ftyp":
        return ".mov" if head[8:12] == b"qt  " else ".mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return ".webm"
    if head.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return ".gif"
    return ".webp" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


def fault(path: Path, kind: str, *, decode: bool = True) -> str:
    """Return in words what is wrong with a file, empty if nothing is; `decode` tries a picture too."""
    if path.stat().st_size == 0:
        return words.EMPTY
    found = ending(path)
    if found not in ENDINGS[kind]:
        return words.other_kind(kind, found[1:])
    if found in {".mp4", ".mov"} and (broken := _mp4_fault(path)):
        return broken
    return _decode_fault(path) if kind == "video" and decode else ""


def _mp4_fault(path: Path) -> str:
    """Walk the outermost boxes (ISO 14496-12, 4.2): they must fill the file and hold an index and frames."""
    size = path.stat().st_size
    at, kinds = 0, set[bytes]()
    with path.open("rb") as file:
        while at + 8 <= size:
            file.seek(at)
            length, kind = struct.unpack(">I4s", file.read(8))
            if length == 1:
                length = struct.unpack(">Q", file.read(8).ljust(8, b"\0"))[0]
            elif length == 0:
                length = size - at
            kinds.add(kind)
            if length < 8 or at + length > size:
                return words.BREAKS_OFF
            at += length
    if b"moov" not in kinds:
        return words.NO_INDEX
    if b"mdat" not in kinds and b"moof" not in kinds:
        return words.NO_PICTURES
    return ""


def seconds(path: Path) -> float | None:
    """Return how long an mp4 plays, from its movie header (ISO 14496-12, 8.2.2), or None."""
    with path.open("rb") as file:
        head = _find_box(file, b"moov", path.stat().st_size)
        body = file.read(head) if 0 < head <= LARGEST_INDEX else b""
    at = body.find(b"mvhd")
    if at < 0 or len(body) < at + 32:
        return None
    scale, length = (
        struct.unpack_from(">IQ", body, at + 24) if body[at + 4] else struct.unpack_from(">II", body, at + 16)
    )
    return length / scale if scale and length else None


def _find_box(file: BinaryIO, wanted: bytes, size: int) -> int:
    """Go to the content of an outermost box and return its length, 0 if there is none."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        length, kind = struct.unpack(">I4s", file.read(8))
        if length == 1:
            length = struct.unpack(">Q", file.read(8).ljust(8, b"\0"))[0] or size
        if kind == wanted:
            return int(length) - (file.tell() - at)
        if length < 8:
            return 0
        at += length
    return 0


def _decode_fault(path: Path) -> str:
    """Decode the first picture where PyAV is installed (the sandbox brings it); elsewhere trust the boxes."""
    try:
        import av
    except ImportError:
        return ""
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                return words.NO_PICTURES
            next(iter(container.decode(video=0)))
    except (av.FFmpegError, StopIteration, OSError, ValueError) as error:
        return words.not_playable(type(error).__name__)
    return ""
