"""The speech child: espeak-ng by ctypes. One job as JSON on stdin, sound and times on stdout.

A process of its own keeps the GPL library and its global state apart, survives a crash of it, and gives
the same bytes for the same job every time, which one long-lived process does not.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import json
import os
import struct
import sys
from pathlib import Path

from batchgen.sandbox import words

_LIST_TERMINATED, _WORD, _PHONEME = 0, 1, 7
_SYNCHRONOUS = 2
_PHONEME_EVENTS, _IPA_NAMES, _DO_NOT_EXIT = 1, 2, 0x8000
_UTF8, _END_PAUSE = 1, 0x1000
_RATE, _PITCH = 1, 3


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Reading:
    """What one text sounds like while it is being collected."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.chunks: list[bytes] = []
        self.words: list[tuple[float, int, int]] = []
        self.phonemes: list[tuple[float, str]] = []

    def take(self, event: _Event) -> None:
        """Note a word (start, position, length) or a phoneme (start, IPA)."""
        start = event.sample / self.rate
        if event.type == _WORD:
            self.words.append((start, event.text_position - 1, event.length))
        elif event.type == _PHONEME:
            self.phonemes.append((start, event.id.string.decode("utf-8", "replace")))


class Library:
    """The espeak-ng library, loaded once.

    Raise OSError if there is none or its data is missing.
    """

    def __init__(self, path: str = "") -> None:
        library, data = _locate(path)
        if data:
            # espeak-ng keeps its data path in 160 bytes and garbles a longer one, and on Windows non-ASCII
            # ones too: stand in the folder and name it ".".
            os.chdir(data)
        self._espeak = ctypes.CDLL(library)
        self.rate = int(
            self._espeak.espeak_Initialize(
                _SYNCHRONOUS, 0, b"." if data else None, _PHONEME_EVENTS | _IPA_NAMES | _DO_NOT_EXIT
            )
        )
        if self.rate <= 0:
            raise OSError(words.voices_not_read(library))
        self._espeak.espeak_Synth.argtypes = [
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_void_p,
            ctypes.c_void_p,
        ]

    def say(self, text: str, voices: list[str], words_per_minute: int, pitch: int) -> Reading:
        """Read a text with the first of the voices that exists."""
        reading = Reading(self.rate)

        def collect(wave: object, count: int, events: object) -> int:
            if wave and count:
                reading.chunks.append(ctypes.string_at(wave, count * 2))  # type: ignore[arg-type]
            index = 0
            while events and events[index].type != _LIST_TERMINATED:  # type: ignore[index]
                reading.take(events[index])  # type: ignore[index]
                index += 1
            return 0

        callback = _Callback(collect)
        self._espeak.espeak_SetSynthCallback(callback)
        self._choose(voices)
        self._espeak.espeak_SetParameter(_RATE, words_per_minute, 0)
        self._espeak.espeak_SetParameter(_PITCH, pitch, 0)
        raw = text.encode("utf-8", "replace")
        if self._espeak.espeak_Synth(raw, len(raw) + 1, 0, 1, 0, _UTF8 | _END_PAUSE, None, None):
            raise OSError(words.TEXT_REFUSED)
        self._espeak.espeak_Synchronize()
        return reading

    def _choose(self, voices: list[str]) -> None:
        for voice in voices:
            if self._espeak.espeak_SetVoiceByName(voice.encode()) == 0:
                return
        raise OSError(words.no_such_voices(", ".join(voices)))


def _locate(path: str) -> tuple[str, str]:
    """Find the library, and the folder that holds its data: setting, then wheel, then system."""
    if path:
        return path, ""
    spec = importlib.util.find_spec("espeakng_loader")
    for place in (spec.submodule_search_locations or []) if spec else []:
        for name in ("libespeak-ng.so", "libespeak-ng.dylib", "espeak-ng.dll", "libespeak-ng.dll"):
            if (Path(place) / name).exists():
                return str((Path(place) / name).resolve()), str(Path(place).resolve())
    system = ctypes.util.find_library("espeak-ng")
    if not system:
        raise OSError(words.NO_ESPEAK)
    return system, ""


def main() -> None:
    """Read one job from stdin, write a length, a JSON head and the sound of all texts to stdout."""
    job = json.load(sys.stdin.buffer)
    library = Library(job.get("library", ""))
    heads = []
    sound = []
    for text in job["texts"]:
        reading = library.say(text, job["voices"], job["words_per_minute"], job["pitch"])
        pcm = b"".join(reading.chunks)
        heads.append({"bytes": len(pcm), "words": reading.words, "phonemes": reading.phonemes})
        sound.append(pcm)
    head = json.dumps({"rate": library.rate, "readings": heads}).encode()
    sys.stdout.buffer.write(struct.pack("<I", len(head)) + head + b"".join(sound))


if __name__ == "__main__":
    main()
