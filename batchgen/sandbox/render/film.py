"""One film from its order: voice, pictures, sound, captions, thumbnails, published at the end."""

from __future__ import annotations

import math
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from batchgen.sandbox.render import captions, card, encode, orders, speech, store, thumbnails

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

_TAIL = 0.4
"""Seconds of quiet after the last word."""


def make(order: orders.FilmOrder, progress: orders.Progress) -> orders.Film:
    """Make one film. Raise FilmError with words for people."""
    progress(1)
    options = order.options
    shelf = store.Shelf(Path(options.cache) if options.cache else order.folder / ".cache")
    fast = order.request.get("fast") is True
    fps = Fraction(options.fps, 2 if fast else 1)
    readings = speech.Speaker(order.replica, shelf, options).read(str(order.request.get("script") or ""))
    progress(10)
    stage = card.Card(str(order.replica.get("name") or "Preview"), options.height, float(fps))
    counts = _frame_counts(readings, fps)
    files: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix=".film-", dir=order.folder) as name:
        workshop = Path(name)
        film = workshop / f"{order.video_id}.mp4"
        parts = []
        for index, (reading, count) in enumerate(zip(readings, counts, strict=True)):
            part = workshop / f"{index}.mp4"
            encode.pictures(part, stage.frames(reading, count, first=index == 0), fps)
            parts.append((part, count))
            progress(10 + 70 * (index + 1) // len(readings))
        encode.join(film, parts, fps, _sound(readings, counts, fps), readings[0].rate)
        files["mp4"] = film.name
        if not fast:
            _thumbnails(film, files)
        progress(95)
        vtt = film.with_suffix(".vtt")
        vtt.write_text(captions.webvtt(_cues(readings, counts, fps)), encoding="utf-8")
        files["vtt"] = vtt.name
        for file in files.values():
            store.publish(workshop / file, order.folder / file)
    progress(100)
    return orders.Film(duration=float(sum(counts) / fps), files=files)


def _thumbnails(film: Path, files: dict[str, str]) -> None:
    still, moving = film.with_suffix(".jpg"), film.with_suffix(".gif")
    thumbnails.make(film, still, moving)
    files["jpg"], files["gif"] = still.name, moving.name


def _frame_counts(readings: Sequence[speech.Reading], fps: Fraction) -> list[int]:
    counts = [max(1, math.ceil(reading.seconds * fps)) for reading in readings]
    counts[-1] += math.ceil(_TAIL * fps)
    return counts


def _sound(readings: Sequence[speech.Reading], counts: Sequence[int], fps: Fraction) -> npt.NDArray[np.int16]:
    """All readings, each as long as its pictures."""
    rate = readings[0].rate
    total = np.zeros(math.ceil(sum(counts) * rate / fps), np.int16)
    at = 0
    for reading, count in zip(readings, counts, strict=True):
        start = round(at * rate / fps)
        total[start : start + len(reading.pcm)] = reading.pcm
        at += count
    return total


def _cues(readings: Sequence[speech.Reading], counts: Sequence[int], fps: Fraction) -> list[captions.Cue]:
    found = []
    at = 0
    for reading, count in zip(readings, counts, strict=True):
        found += captions.cues(reading, float(at / fps))
        at += count
    return found
