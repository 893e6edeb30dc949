"""Lengths: what a file is inside, whatever its name says, and how long it plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen.audio import mpeg, source, wave, words

if TYPE_CHECKING:
    from batchgen.audio.source import Source

UnreadableError = source.UnreadableError

_OTHERS = (
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b"FORM", "aiff"),
    (0, b"caff", "caf"),
    (0, b"#!AMR", "amr"),
    (0, b"MThd", "midi"),
    (0, b".snd", "au"),
    (0, b"\x1a\x45\xdf\xa3", "webm"),
    (0, b"\x30\x26\xb2\x75", "wma"),
    (0, b"RIFX", words.OTHER_WAV),
    (4, b"ftyp", words.M4A),
)
"""Where other kinds of files say what they are. Source: the file(1) magic of sound and films."""


class NotSoundError(source.UnreadableError):
    """A file that is surely something else than wav or mp3; the text is what it is."""


def seconds(file: Source) -> float:
    """Return how long a wav or mp3 file plays. Raises NotSoundError and UnreadableError."""
    head = file.read(0, 16)
    if not head:
        return 0.0
    if wave.is_wave(head):
        return wave.seconds(file)
    if other := _other(head):
        raise NotSoundError(other)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"<", b"{"}:
        # Maybe for us only: a page that asks for a log-in, an answer in JSON.
        raise UnreadableError(words.NOT_SOUND)
    return mpeg.seconds(file)


def _other(head: bytes) -> str:
    """Return the name of the other kind of file that begins so, or an empty string."""
    if head[0] == 0xFF and head[1:2] and head[1] & 0xF6 == 0xF0:  # ADTS, ISO 13818-7 6.2
        return "aac"
    return next((name for at, mark, name in _OTHERS if head[at : at + len(mark)] == mark), "")
