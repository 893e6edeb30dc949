"""Captions: cues from word times, and their WebVTT text."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from batchgen.sandbox.render.voice import narration

_MOST_LETTERS = 62
_FEWEST_WORDS = 3
_PAUSE_WORTH = 36
"""Letters by which one half may be longer, so that a line ends at a pause."""
_PAUSES = (",", ";", ":", "\N{EN DASH}", "\N{EM DASH}")


@dataclasses.dataclass(frozen=True)
class Cue:
    """A line of captions, with its times in seconds."""

    start: float
    end: float
    text: str


def cues(reading: narration.Reading, offset: float = 0.0) -> list[Cue]:
    """Cut one reading at punctuation, and before a line grows too long; a short sentence stays whole."""
    starts = _breaks(reading)
    found = []
    for index, first in enumerate(starts):
        last = starts[index + 1] if index + 1 < len(starts) else len(reading.words)
        begin = reading.words[first][1] if first else 0
        stop = reading.words[last][1] if last < len(reading.words) else len(reading.text)
        end = reading.words[last][0] if last < len(reading.words) else reading.seconds
        text = " ".join(reading.text[begin:stop].split())
        if text:
            found.append(Cue(offset + reading.words[first][0], offset + end, text))
    return found


def _breaks(reading: narration.Reading) -> list[int]:
    """Return the indices of the words that start a line."""
    if not reading.words:
        return []
    places = [position for _, position, _ in reading.words] + [len(reading.text)]
    return _split(reading.text, places, 0, len(reading.words))


def _split(text: str, places: list[int], first: int, last: int) -> list[int]:
    """Halve the words from `first` to `last` until each part fits a line, at pauses if possible."""
    begin, end = places[first], places[last]
    if end - begin <= _MOST_LETTERS or last - first < 2 * _FEWEST_WORDS:
        return [first]

    def cost(index: int) -> float:
        pause = text[begin : places[index]].rstrip().endswith(_PAUSES)
        return abs((places[index] - begin) - (end - places[index])) - (_PAUSE_WORTH if pause else 0)

    middle = min(range(first + _FEWEST_WORDS - 1, last - _FEWEST_WORDS + 2), key=cost)
    return _split(text, places, first, middle) + _split(text, places, middle, last)


def webvtt(lines: Iterable[Cue]) -> str:
    """Return a WebVTT file; text is escaped as that format asks."""
    blocks = [f"{_clock(cue.start)} --> {_clock(cue.end)}\n{_escaped(cue.text)}" for cue in lines]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def _clock(seconds: float) -> str:
    total = round(seconds * 1000)
    minutes, milliseconds = divmod(total, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{milliseconds // 1000:02d}.{milliseconds % 1000:03d}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
