"""Speech: a script cut into sentences, each read once by the speech child and kept on disk for all rows."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np

from batchgen.sandbox import words
from batchgen.sandbox.render import cache, film_orders
from batchgen.sandbox.render.voice import espeak, language, silence
from batchgen.sandbox.render.voice.narration import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

_VERSION = "1"
_LONGEST = 60_000
"""Characters of a script: about an hour."""
_LIMIT = 120
"""Seconds that one child may take."""
_ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "dr", "prof", "sr", "jr", "st", "mt", "no", "vs", "etc", "inc", "ltd", "co", "corp"}
    | {"dept", "approx", "e.g", "i.e", "a.m", "p.m", "u.s", "u.k", "bzw", "z.b", "ca", "nr", "sra", "srta"}
)


def sentences(script: str) -> list[str]:
    """Cut a script where a reader would breathe: after . ! ? … and at line breaks, not after "Dr."."""
    found: list[str] = []
    for line in _sayable(script).splitlines():
        current = ""
        for part in re.split(r"(?<=[.!?…])\s+|(?<=[\u3002\uff01\uff1f])", line.strip()):
            current = f"{current} {part}".strip()
            if not _abbreviated(current):
                found.append(current)
                current = ""
        found.append(current)
    return [sentence for sentence in found if any(char.isalnum() for char in sentence)]


def _sayable(script: str) -> str:
    """Return a script without what cannot be written: half characters and control characters."""
    whole = script.encode("utf-8", "replace").decode()
    return "".join(
        char if char.isprintable() or char == "\n" else " " for char in "\n".join(whole.splitlines())
    )


def _abbreviated(text: str) -> bool:
    last = text.rsplit(maxsplit=1)[-1] if text.strip() else ""
    if not last.endswith("."):
        return False
    word = last[:-1].lstrip("([\"'\u201c\u2018")
    return word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper() and word != "I")


class _SpeechlessError(Exception):
    """The speech child failed; the text says why."""


class Speaker:
    """A replica's voice. Workers share readings through `shelf`: the first one written counts."""

    def __init__(
        self, replica: Mapping[str, object], shelf: cache.Shelf, options: film_orders.RenderOptions
    ) -> None:
        self._voice = str(replica.get("voice") or "en-us")
        self._speed = int(str(replica.get("words_per_minute") or 160))
        self._pitch = int(str(replica.get("pitch") or 50))
        self._shelf = shelf
        self._options = options
        self.note = ""

    def read(self, script: str) -> list[Reading]:
        """Return the readings of a script's sentences, in order.

        Where espeak-ng cannot speak they are silent, as long as the words take, and `note` says why. Raise
        FilmError if there is nothing to say, or more than an hour of it.
        """
        texts = sentences(script)
        if not texts:
            raise film_orders.FilmError(words.NOTHING_TO_SAY, kind="video_error")
        if len(script) > _LONGEST:
            raise film_orders.FilmError(words.long_script(_LONGEST), kind="video_error")
        voices = language.voices(self._voice, self._options.language or language.of_text(script))
        names = {text: self._name(text, voices) for text in texts}
        kept = {text: self._load(text, name) for text, name in names.items()}
        readings = {text: reading for text, reading in kept.items() if reading is not None}
        missing = [text for text, reading in kept.items() if reading is None]
        try:
            spoken = self._say(missing, voices)
        except _SpeechlessError as error:
            self.note = words.no_voice(error)
            return [silence.reading(text, self._speed) for text in texts]
        for text, reading in zip(missing, spoken, strict=True):
            self._shelf.keep(names[text], _packed(reading), first_wins=True)
            readings[text] = self._load(text, names[text]) or reading
        return [readings[text] for text in texts]

    def _name(self, text: str, voices: Sequence[str]) -> str:
        facts = repr((_VERSION, text, tuple(voices), self._speed, self._pitch, self._options.espeak))
        return f"say-{hashlib.sha256(facts.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}.pcm"

    def _load(self, text: str, name: str) -> Reading | None:
        data = self._shelf.read(name)
        return _unpacked(text, data) if data else None

    def _say(self, texts: Sequence[str], voices: Sequence[str]) -> list[Reading]:
        if not texts:
            return []
        job = {
            "texts": list(texts),
            "voices": list(voices),
            "words_per_minute": self._speed,
            "pitch": self._pitch,
            "library": self._options.espeak,
        }
        answer = _run_child(json.dumps(job).encode())
        (size,) = struct.unpack_from("<I", answer)
        head = json.loads(answer[4 : 4 + size])
        return list(_readings(texts, head, answer[4 + size :]))


def _run_child(job: bytes) -> bytes:
    # as a file, not as a module: nothing of this package is loaded in the child
    command = [sys.executable, "-P", espeak.__file__]
    try:
        # our own module in our own interpreter; the job goes by stdin
        done = subprocess.run(command, input=job, capture_output=True, check=True, timeout=_LIMIT)  # noqa: S603
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["it crashed"]
        raise _SpeechlessError(last[0].removeprefix("OSError: ")) from error
    except (subprocess.TimeoutExpired, OSError) as error:
        raise _SpeechlessError(words.VOICE_SILENT) from error
    return done.stdout


def _readings(texts: Sequence[str], head: Mapping[str, object], sound: bytes) -> list[Reading]:
    found = []
    at = 0
    parts = head["readings"]
    assert isinstance(parts, list)
    for text, part in zip(texts, parts, strict=True):
        pcm = np.frombuffer(sound[at : at + part["bytes"]], "<i2").astype(np.int16)
        at += part["bytes"]
        found.append(_reading(text, int(str(head["rate"])), pcm, part))
    return found


def _reading(text: str, rate: int, pcm: npt.NDArray[np.int16], part: Mapping[str, object]) -> Reading:
    words, phonemes = part["words"], part["phonemes"]
    assert isinstance(words, list)
    assert isinstance(phonemes, list)
    return Reading(
        text=text,
        rate=rate,
        pcm=pcm,
        words=tuple((float(a), int(b), int(c)) for a, b, c in words),
        phonemes=tuple((float(a), str(b)) for a, b in phonemes),
    )


def _packed(reading: Reading) -> bytes:
    head = {"rate": reading.rate, "words": reading.words, "phonemes": reading.phonemes}
    text = json.dumps(head).encode()
    return struct.pack("<I", len(text)) + text + reading.pcm.astype("<i2").tobytes()


def _unpacked(text: str, data: bytes) -> Reading | None:
    try:
        (size,) = struct.unpack_from("<I", data)
        head = json.loads(data[4 : 4 + size])
        pcm = np.frombuffer(data[4 + size :], "<i2").astype(np.int16)
        return _reading(text, int(head["rate"]), pcm, head)
    except (struct.error, ValueError, KeyError):
        return None
