"""Wav: the length of a RIFF/WAVE file, from its chunks and its size.

Source: Multimedia Programming Interface and Data Specifications 1.0 (RIFF, WAVE); EBU Tech 3306 (RF64).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from batchgen.audio import source, words

if TYPE_CHECKING:
    from batchgen.audio.source import Source

_MOST_CHUNKS = 100
_BY_BLOCKS = frozenset({0x0001, 0x0003, 0x0006, 0x0007, 0xFFFE})
"""PCM, float, A-law, mu-law, extensible: a block holds one sample of each channel."""
_OPEN = frozenset({0, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF})
"""Sizes that a program writes that does not know yet how long its stream will be."""


def is_wave(head: bytes) -> bool:
    """Return whether a file that begins so is a wav file."""
    return head[:4] in {b"RIFF", b"RF64", b"BW64"} and head[8:12] == b"WAVE"


def seconds(file: Source) -> float:
    """Return how long a wav file plays. Raises UnreadableError."""
    at, rate, large = 12, 0.0, 0
    for _ in range(_MOST_CHUNKS):
        head = file.read(at, 8)
        if len(head) < 8:
            break
        name, size = struct.unpack("<4sI", head)
        at += 8
        if name == b"data":
            if not rate:
                break
            return _sound_bytes(file, at, large if size == 0xFFFFFFFF and large else size) / rate
        if name == b"fmt ":
            rate = _bytes_a_second(file.read(at, 16))
        elif name == b"ds64":
            large = _large(file.read(at, 16))
        at += size + size % 2
    raise source.UnreadableError(words.NO_WAV_SOUND)


def _sound_bytes(file: Source, at: int, said: int) -> int:
    """Return how many bytes of sound there are: what the header says, but no more than the file has."""
    if said in _OPEN:
        return max(file.size - at, 0)
    try:
        return min(said, max(file.size - at, 0))
    except source.UnreadableError:
        return said


def _bytes_a_second(body: bytes) -> float:
    if len(body) < 16:
        raise source.UnreadableError(words.WAV_ENDS)
    kind, _, rate, told, block, _ = struct.unpack("<HHIIHH", body)
    found = rate * block if kind in _BY_BLOCKS and rate * block else told
    if not found:
        raise source.UnreadableError(words.NO_RATE)
    return float(found)


def _large(body: bytes) -> int:
    """Return the length of the sound in a file above 4 GB."""
    return int.from_bytes(body[8:16], "little")
