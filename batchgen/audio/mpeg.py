"""Mp3: the length of an MPEG audio file, from its tags, a few frames and its size.

Sources: ISO 11172-3 and 13818-3 (frames), id3.org (ID3v2.4, 3.1 and 3.4), the Xing and VBRI headers as LAME
and the Fraunhofer encoder write them.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen.audio import source, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen.audio.source import Source

_PIECE = 8192
_SEARCHED = 65536
"""Bytes after the tags in which the first frame must begin: some programs pad their tags with zeros."""
_MOST_TAGS = 8
_SAMPLED = (0.25, 0.5, 0.75)
"""Places in a file without a header of its own at which its bit rate is looked at again."""
_SAMPLED_MORE = tuple((2 * number + 1) / 24 for number in range(12))
_COUNTED = 1024 * 1024
"""Bytes of a file with changing bit rates up to which all of its frames are counted."""
_SAME_SIZE = 0.02
"""Up to this share a file may differ from the size in its header: tags at the end."""

_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Samples a second, by the version bits: MPEG 1, 2, 2.5."""
_BITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""Kilobits a second of layer III, by their index; 0 is "free", which nothing writes."""


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """A frame's header: its place, length in bytes, bits a second, samples, samples a second.

    `xing` is where a header of the whole file would be.
    """

    at: int
    length: int
    speed: int
    samples: int
    rate: int
    xing: int

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return self.samples / self.rate


def seconds(file: Source) -> float:
    """Return how long an mp3 file plays. Raises UnreadableError."""
    start = _after_tags(file)
    for at in range(start, start + _SEARCHED, _PIECE):
        # The pieces overlap, so that a frame and the next one are seen together.
        piece = file.read(at, 2 * _PIECE)
        if (first := _first(piece, 0, is_end=len(piece) < 2 * _PIECE)) is not None:
            return _from_header(file, piece, at, first) or _from_frames(file, piece, at, first)
        if len(piece) < 2 * _PIECE:
            break
    raise source.UnreadableError(words.NO_MP3)


def _after_tags(file: Source) -> int:
    """Return where the sound begins, behind what programs write before it; a cover picture may be large."""
    at = 0
    for _ in range(_MOST_TAGS):
        head = file.read(at, 10)
        if len(head) < 10 or head[:3] != b"ID3" or any(byte > 0x7F for byte in head[6:10]):
            break
        size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
        at += 10 + size + (10 if head[5] & 0x10 else 0)
    return at


def _first(piece: bytes, begin: int, *, is_end: bool) -> Frame | None:
    """Return the first frame that another one of its kind follows, or the end of the file."""
    at = piece.find(b"\xff", begin)
    while at >= 0:
        frame = _frame(piece, at)
        if frame is not None:
            behind = at + frame.length
            after = _frame(piece, behind)
            if (after is not None and after.rate == frame.rate) or (is_end and behind == len(piece)):
                return frame
        at = piece.find(b"\xff", at + 1)
    return None


def _frame(piece: bytes, at: int) -> Frame | None:
    """Return the layer III frame that begins at a place, if one can."""
    head = piece[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, bits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or bits in {0, 15} or rate == 3:
        return None
    is_first, is_mono = version == 3, head[3] >> 6 == 3
    samples, hertz = (1152 if is_first else 576), _RATES[version][rate]
    speed = (_BITS_1 if is_first else _BITS_2)[bits] * 1000
    length = samples // 8 * speed // hertz + (head[2] >> 1 & 1)
    side = (17 if is_mono else 32) if is_first else (9 if is_mono else 17)
    return Frame(at, length, speed, samples, hertz, at + 4 + (0 if head[1] & 1 else 2) + side)


def _from_header(file: Source, piece: bytes, at: int, first: Frame) -> float:
    """Return the length that a header in the first frame tells, 0 if there is none.

    Files that were joined, or that break off, have another size than the header says.
    """
    frames = size = 0
    if piece[first.xing : first.xing + 4] in {b"Xing", b"Info"}:
        frames, size = _xing(piece[first.xing : first.xing + 16])
    elif piece[first.at + 36 : first.at + 40] == b"VBRI":
        head = piece[first.at + 36 : first.at + 54]
        size, frames = int.from_bytes(head[10:14]), int.from_bytes(head[14:18])
    told = frames * first.seconds
    if not told or not size:
        return told
    try:
        share = max(file.size - at - first.at, 0) / size
    except source.UnreadableError:
        return told
    return told if abs(share - 1) <= _SAME_SIZE else told * share


def _xing(head: bytes) -> tuple[int, int]:
    """Return the number of frames and of bytes, 0 where they are not told."""
    flags, numbers = head[7] if len(head) > 7 else 0, iter((head[8:12], head[12:16]))
    frames = int.from_bytes(next(numbers)) if flags & 1 else 0
    return frames, int.from_bytes(next(numbers)) if flags & 2 else 0


def _from_frames(file: Source, piece: bytes, at: int, first: Frame) -> float:
    """Return the length by the bytes that a second takes, in frames of the beginning and further in.

    Where these differ all frames are counted, or so many that the mean is good, in a very large file.
    """
    start = at + first.at
    length = max(file.size - start, 0)
    seen = list(_frames(piece, first.at))
    if file.has_ranges:
        seen += _sampled(file, start, length, _SAMPLED)
    if len({frame.speed for frame in seen}) > 1:
        if length <= _COUNTED:
            return sum(frame.seconds for frame in _frames(file.read(start, length), 0))
        if file.has_ranges:
            seen = _sampled(file, start, length, _SAMPLED_MORE) or seen
    return length * sum(frame.seconds for frame in seen) / sum(frame.length for frame in seen)


def _sampled(file: Source, start: int, length: int, shares: tuple[float, ...]) -> list[Frame]:
    """Return frames at some places between the first frame and the end."""
    places = [start + int(length * share) for share in shares]
    return [frame for place in places for frame in _frames(file.read(place, _PIECE), 0, is_end=False)]


def _frames(piece: bytes, begin: int, *, is_end: bool = True) -> Iterator[Frame]:
    """Yield the frames of a piece, with what stands between them left out."""
    frame = _first(piece, begin, is_end=is_end)
    while frame is not None:
        yield frame
        behind = frame.at + frame.length
        frame = _frame(piece, behind) or _first(piece, behind, is_end=is_end)
