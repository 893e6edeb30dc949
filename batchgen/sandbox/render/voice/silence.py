"""Readings without a voice, where espeak-ng cannot be loaded: as long as the words would take."""

from __future__ import annotations

import re

import numpy as np

from batchgen.sandbox.render.voice import narration

_RATE = 22050
_LETTERS_OF_A_WORD = 5.6
"""With the space behind it: how words per minute are counted."""
_PAUSE = 0.35


def reading(text: str, words_per_minute: int) -> narration.Reading:
    """Return a silent reading whose mouth moves by the letters, and whose words can be captions."""
    letter = 60 / words_per_minute / _LETTERS_OF_A_WORD
    words: list[tuple[float, int, int]] = []
    phonemes: list[tuple[float, str]] = []
    at = 0.05
    for word in re.finditer(r"\S+", text):
        words.append((at, word.start(), len(word.group())))
        for index, char in enumerate(word.group().lower()):
            phonemes.append((at + index * letter, char if char.isalpha() else ""))
        at += (len(word.group()) + 1) * letter
    phonemes.append((at, ""))
    sound = np.zeros(int((at + _PAUSE) * _RATE), np.int16)
    return narration.Reading(text, _RATE, sound, tuple(words), tuple(phonemes))
