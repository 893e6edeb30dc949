"""Mouth shapes over time: from phonemes with their times, or from the loudness and colour of any sound."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from batchgen.sandbox.render.drawing import figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from batchgen.sandbox.render.voice import narration

    Track = npt.NDArray[np.float64]

REST = figure.Mouth()
_SHAPES = {
    "rest": REST,
    "pp": figure.Mouth(0, -0.1, press=0.8),
    "ff": figure.Mouth(0.10, 0.15, teeth=0.9, press=0.5),
    "th": figure.Mouth(0.22, 0.1, 0.6, 0.9),
    "dd": figure.Mouth(0.22, 0.2, 0.8, 0.6),
    "kk": figure.Mouth(0.30, 0.1, 0.4, 0.3),
    "ch": figure.Mouth(0.22, -0.75, 0.9),
    "ss": figure.Mouth(0.12, 0.55, 1.0),
    "nn": figure.Mouth(0.20, 0.25, 0.6, 0.7),
    "rr": figure.Mouth(0.25, -0.55, 0.3, 0.3),
    "aa": figure.Mouth(0.95, 0.15, 0.5, 0.4),
    "e": figure.Mouth(0.58, 0.45, 0.6, 0.3),
    "i": figure.Mouth(0.32, 0.85, 0.7, 0.2),
    "o": figure.Mouth(0.65, -0.65, 0.0, 0.2),
    "u": figure.Mouth(0.28, -1.0),
    "ax": figure.Mouth(0.42, 0.1, 0.4, 0.2),
}
_SOUNDS = {
    "pp": "m b p ʙ",
    "ff": "f v ɱ",
    "th": "θ ð",
    "dd": "t d ɾ ʈ ɖ",
    "kk": "k ɡ g ŋ x ɣ q h ɦ ħ ʔ c ɟ ç",
    "ch": "ʃ ʒ tʃ dʒ ɕ ʑ",
    "ss": "s z ts dz",
    "nn": "n l ɲ ɳ ɫ ʎ",
    "rr": "ɹ r ʁ ɻ ɚ ɝ ɜ",
    "aa": "a ɑ ɐ æ ʌ ä",
    "e": "e ɛ",
    "i": "i ɪ j ɨ y ʏ",
    "o": "o ɔ ɒ ɵ ø œ",
    "u": "u ʊ w ʉ ɯ",
    "ax": "ə ᵻ ɘ",
}
_SHAPE_OF = {sound: shape for shape, sounds in _SOUNDS.items() for sound in sounds.split()}
_MARKS = str.maketrans("", "", "ˈˌː͡")
_ATTACK = 0.08
"""Seconds in which a mouth closes before a pause and opens after one."""


def shapes(ipa: str) -> list[str]:
    """Return the names of the shapes that one phoneme passes through; a diphthong has two."""
    sound = ipa.translate(_MARKS).strip("_ ")
    if not sound:
        return ["rest"]
    if sound[:2] in _SHAPE_OF:
        return [_SHAPE_OF[sound[:2]]]
    found: list[str] = []
    for char in sound:
        shape = _SHAPE_OF.get(char)
        if shape and found[-1:] != [shape]:
            found.append(shape)
    return found[:2] or ["ax"]


def track(reading: narration.Reading, count: int, fps: float) -> list[figure.Mouth]:
    """Return one mouth for each of `count` pictures, of the palette, at rest at both ends."""
    rows = _from_phonemes(reading, count, fps) if reading.phonemes else _from_sound(reading, count, fps)
    rows[:1] = rows[-1:] = _numbers(REST)
    return [snapped(*row) for row in rows.tolist()]


def snapped(opened: float, wide: float, teeth: float, tongue: float, press: float) -> figure.Mouth:
    """Return the nearest mouth of the palette: few enough that all of them are drawn once."""
    level = round(opened * 7) / 7
    spread = round(wide * 2) / 2
    if level < 0.06:
        return (
            figure.Mouth(0.0, -0.1, press=0.8)
            if press > 0.4
            else figure.Mouth(0.0, 0.0 if spread <= 0 else 0.3)
        )
    if level < 0.35:
        return figure.Mouth(level, spread, 1.0 if teeth > 0.75 else 0.4, 0.5 if tongue > 0.4 else 0.0)
    return figure.Mouth(level, spread, 0.6 if spread > -0.4 else 0.2, 0.4)


def palette() -> list[figure.Mouth]:
    """Return every mouth that `snapped` can give."""
    grid = np.linspace(0, 1, 8)
    found = {
        snapped(o, w, t, g, p)
        for o in grid
        for w in (-1.0, -0.5, 0.0, 0.5, 1.0)
        for t in (0.0, 1.0)
        for g in (0.0, 1.0)
        for p in (0.0, 1.0)
    }
    return sorted(found, key=_numbers)


def _numbers(mouth: figure.Mouth) -> tuple[float, float, float, float, float]:
    return mouth.open, mouth.wide, mouth.teeth, mouth.tongue, mouth.press


def _from_phonemes(reading: narration.Reading, count: int, fps: float) -> Track:
    """Interpolate between the middles of the phonemes: neighbours colour each other as in a real mouth."""
    keys = _keys(reading)
    times = np.array([time for time, _ in keys])
    values = np.array([_numbers(_SHAPES[shape]) for _, shape in keys])
    order = np.argsort(times, kind="stable")
    moments = (np.arange(count) + 0.5) / fps
    rows = np.stack([np.interp(moments, times[order], values[order, k]) for k in range(5)], 1)
    for start, ipa in reading.phonemes:
        # lips must really meet for p, b and m, however short they are
        if shapes(ipa)[0] == "pp":
            rows[min(count - 1, int((start + 0.03) * fps))] = _numbers(_SHAPES["pp"])
    return rows


def _keys(reading: narration.Reading) -> list[tuple[float, str]]:
    keys = [(0.0, "rest")]
    ends = [start for start, _ in reading.phonemes[1:]] + [reading.seconds]
    for (start, ipa), end in zip(reading.phonemes, ends, strict=True):
        length = max(end - start, 0.02)
        names = shapes(ipa)
        if names == ["rest"]:
            closed = start + min(_ATTACK, length / 2)
            keys += [(closed, "rest"), (max(closed, end - 0.06), "rest")]
            continue
        keys += [(start + length * (index + 0.5) / len(names), name) for index, name in enumerate(names)]
    return [*keys, (reading.seconds, "rest")]


def _from_sound(reading: narration.Reading, count: int, fps: float) -> Track:
    """Guess openness from loudness and the first formant, width from the second, hiss from the treble."""
    power, frequencies = _spectrum(reading, count, fps)

    def band(low: float, high: float) -> npt.NDArray[np.float64]:
        inside = (frequencies >= low) & (frequencies < high)
        total: npt.NDArray[np.float64] = power[:, inside].sum(1) + 1e-9
        return total

    whole = band(80, 8000)
    level = 10 * np.log10(whole)
    active = np.clip((level - (np.percentile(level, 95) - 32)) / 26, 0, 1) * (level > -40)
    hiss = np.clip(band(3500, 8000) / whole * 2.2, 0, 1)
    first = band(550, 1100) / (band(200, 550) + band(550, 1100))
    front = band(1700, 3000) / (band(700, 1200) + band(1700, 3000))
    opened = active * (0.25 + 0.75 * np.clip(first * 1.3, 0, 1)) * (1 - 0.75 * hiss)
    wide = np.clip((front - 0.25) * 2.2, -1, 1) * active
    opened = np.convolve(opened, [0.2, 0.6, 0.2], "same")
    wide = np.convolve(wide, [0.25, 0.5, 0.25], "same")
    teeth = np.where(opened > 0.1, 0.6, 0) + hiss * 0.4
    return np.stack([opened, wide, teeth, np.zeros(count), (opened < 0.03) * active * 0.6], 1)


def _spectrum(
    reading: narration.Reading, count: int, fps: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    window = int(reading.rate * 0.05)
    size = 1 << math.ceil(math.log2(max(window, 2)))
    hop = reading.rate / fps
    sound = np.zeros(int(count * hop) + window + 1)
    pcm = reading.pcm[: len(sound)]
    sound[: len(pcm)] = pcm / 32768
    places = (np.arange(count) * hop).astype(int)[:, None] + np.arange(window)[None]
    spectrum = np.abs(np.fft.rfft(sound[places] * np.hanning(window), size)) ** 2
    frequencies = np.fft.rfftfreq(size, 1 / reading.rate)
    return spectrum.astype(np.float64), frequencies.astype(np.float64)


def blinks(count: int, fps: float, dice: np.random.Generator) -> Sequence[float]:
    """Return how closed the eyes are in each picture: now and then, never at the ends."""
    closed = [0.0] * count
    moment = dice.uniform(0.5, 1.8)
    shape = (0.5, 1.0, 1.0, 0.5) if fps > 15 else (1.0, 0.5)
    while (at := int(moment * fps)) < count - len(shape) - 2:
        closed[at : at + len(shape)] = shape
        moment += dice.uniform(2.2, 4.8)
    return closed
