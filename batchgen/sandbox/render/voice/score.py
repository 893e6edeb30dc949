"""What a film says and when: passages of sound, each with its number of pictures, one after another."""

from __future__ import annotations

import dataclasses
import functools
import math
from typing import TYPE_CHECKING

import numpy as np

from batchgen.sandbox.render import film_orders
from batchgen.sandbox.render.voice import captions, narration, sound, speech
from batchgen.sandbox.render.web import supplies
from batchgen.sandbox.studio import fetch

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    import numpy.typing as npt

    from batchgen.sandbox.render import cache

_TAIL = 0.4
"""Seconds of quiet after the last word."""


@dataclasses.dataclass(frozen=True)
class Passage:
    """One reading, and how many pictures it takes."""

    reading: narration.Reading
    count: int


@dataclasses.dataclass(frozen=True)
class Score:
    """All passages of a film. `length` counts pictures."""

    passages: tuple[Passage, ...]
    fps: Fraction
    note: str = ""

    @property
    def length(self) -> int:
        """How many pictures the film has."""
        return sum(passage.count for passage in self.passages)

    @property
    def rate(self) -> int:
        """Samples a second."""
        return self.passages[0].reading.rate

    def sound(self) -> npt.NDArray[np.int16]:
        """Return the sound of all passages, each starting with its pictures."""
        total = np.zeros(math.ceil(self.length * self.rate / self.fps), np.int16)
        at = 0
        for passage in self.passages:
            start = round(at * self.rate / self.fps)
            pcm = passage.reading.pcm[: len(total) - start]
            total[start : start + len(pcm)] = pcm
            at += passage.count
        return total

    def cues(self) -> list[captions.Cue]:
        """Return the captions of the whole film."""
        return list(self._cues)

    @functools.cached_property
    def _cues(self) -> tuple[captions.Cue, ...]:
        found: list[captions.Cue] = []
        at = 0
        for passage in self.passages:
            found += captions.cues(passage.reading, float(at / self.fps))
            at += passage.count
        return tuple(found)


def write(order: film_orders.FilmOrder, shelf: cache.Shelf, folder: Path, fps: Fraction) -> Score:
    """Return the score of an order: its script read aloud, or its sound file.

    Raise FilmError for a script or a sound file that the API would refuse.
    """
    script, note = order.request.get("script"), ""
    if script:
        speaker = speech.Speaker(order.replica, shelf, order.options)
        found = speaker.read(str(script))
        note = speaker.note
    else:
        found = [_file(str(order.request.get("audio_url") or ""), order.options, folder)]
    counts = [max(1, math.ceil(reading.seconds * fps)) for reading in found]
    counts[-1] += math.ceil(_TAIL * fps)
    passages = tuple(Passage(r, c) for r, c in zip(found, counts, strict=True))
    return Score(passages, fps, note)


def _file(url: str, options: film_orders.RenderOptions, folder: Path) -> narration.Reading:
    try:
        fetched = fetch.download(url, folder / "voice", supplies.policy(options))
    except fetch.FetchError as error:
        raise film_orders.FilmError(
            "There was an issue generating your video. We were unable to download your audio file. "
            f"({error})",
            kind="audio_file_download_link",
        ) from error
    reading = sound.reading(fetched.path)
    fetched.path.unlink(missing_ok=True)
    return reading
