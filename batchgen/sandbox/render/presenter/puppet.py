"""The presenter in motion: sprites laid into planes, picture by picture. Nothing is drawn here."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from batchgen.sandbox.render import planes
from batchgen.sandbox.render.drawing import figure
from batchgen.sandbox.render.presenter import sprites
from batchgen.sandbox.render.voice import visemes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen.sandbox.render.voice import narration


_KEPT = 550
"""Moved patches kept in memory: about 30 MB at 720p."""
_WAVE_RISE = 0.36
_WAVE_SECONDS = 2.0
_WAVE_RATE = 1.8


class Puppet:
    """A presenter of one look and height. Not for two threads at once."""

    def __init__(self, pack: sprites.Pack) -> None:
        self.pack = pack
        self.height, self.width = pack.height, planes.width_for(pack.height)
        self._mouths = {mouth: index for index, mouth in enumerate(visemes.palette())}
        self._eyes = {(face.blink, face.brow): index for index, face in enumerate(sprites.eye_faces())}
        self._arms = {place: index for index, place in enumerate(sprites.arm_places())}
        self._moved: OrderedDict[tuple[str, int, int], planes.Picture] = OrderedDict()

    def play(
        self, target: planes.Picture, reading: narration.Reading, count: int, fps: float, *, wave: bool
    ) -> Iterator[int]:
        """Draw `count` pictures into `target`, which starts as `pack.still`, and yield the number of each.

        Head, eyes and mouth are in the middle position at both ends, so that sentences can be joined.
        """
        dice = np.random.default_rng(int(reading.digest()[:8], 16))
        mouths = visemes.track(reading, count, fps)
        blinks = visemes.blinks(count, fps, dice)
        brows = _raised(count, fps)
        way = _sway(count, fps, dice)
        clean = planes.cut(target, *self.pack.box("arm")) if wave else ()
        for index in range(count):
            raised = wave and index / fps <= _WAVE_SECONDS + 1 / fps
            if raised:
                self._put(target, clean, "arm")
            self._face(target, way[index], mouths[index], blinks[index], brows[index])
            if raised:
                self._arm(target, index / fps)
            yield index

    def _face(
        self, target: planes.Picture, place: int, mouth: figure.Mouth, blink: float, brow: float
    ) -> None:
        heads = self.pack.heads
        row = place if place >= 0 else sprites.POSES - place
        self._put(target, tuple(plane[row] for plane in heads), "head")
        self._put(target, self._patch("mouth", self._mouths[mouth], place), "mouth")
        if (blink, brow) in self._eyes:
            self._put(target, self._patch("eyes", self._eyes[blink, brow], place), "eyes")

    def _put(self, target: planes.Picture, picture: planes.Picture, name: str) -> None:
        x, y, _, _ = self.pack.box(name)
        planes.paste(target, picture, x, y)

    def _patch(self, name: str, index: int, place: int) -> planes.Picture:
        """Return a sprite as it looks on the head in a pose: opaque, ready to be put in place."""
        key = (name, index, place)
        if key in self._moved:
            self._moved.move_to_end(key)
            return self._moved[key]
        row = place if place >= 0 else sprites.POSES - place
        under = self._on_head(row, name)
        stack = self.pack.mouths if name == "mouth" else self.pack.eyes
        moved = self._move(tuple(plane[index] for plane in stack), name, place)
        planes.lay(under, moved)
        self._moved[key] = under
        if len(self._moved) > _KEPT:
            self._moved.popitem(last=False)
        return under

    def _on_head(self, row: int, name: str) -> planes.Picture:
        """Return a copy of what lies under a box on the head in a pose."""
        x, y, width, height = self.pack.box(name)
        left, top, _, _ = self.pack.box("head")
        head = tuple(plane[row] for plane in self.pack.heads)
        return planes.cut(head, x - left, y - top, width, height)

    def _move(self, sprite: planes.Picture, name: str, place: int) -> planes.Picture:
        moved = sprites.pose(abs(place))
        side = -1 if place < 0 else 1
        stand = sprites.Pose(side * moved.dx, moved.dy, side * moved.roll)
        box = self.pack.box(name)
        found = []
        for plane, shrink in zip(sprite, (1.0, 0.5, 0.5, 1.0), strict=True):
            matrix = sprites.affine(stand, box, self.pack.scale, shrink)
            image = Image.fromarray(plane)
            image = image.transform(image.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)
            found.append(np.asarray(image))
        return tuple(found)

    def _arm(self, target: planes.Picture, seconds: float) -> None:
        rise = min(1.0, seconds / _WAVE_RISE, max(0.0, (_WAVE_SECONDS - seconds) / _WAVE_RISE))
        step = round(rise * sprites.WAVE_STEPS)
        swing = 16 * math.sin((seconds - _WAVE_RISE) * 2 * math.pi * _WAVE_RATE)
        angle = round(swing / 4) * 4 if step == sprites.WAVE_STEPS else 0
        if step == 0:
            return
        view = planes.part(target, *self.pack.box("arm"))
        planes.lay(view, tuple(plane[self._arms[angle, step]] for plane in self.pack.arms))


def _sway(count: int, fps: float, dice: np.random.Generator) -> list[int]:
    """Return the pose of each picture: out to one side and back, softly, as far as the time allows."""
    side = 1 if dice.random() < 0.5 else -1
    turns = max(1, round(count / fps / 4.6))
    found = []
    for turn in range(turns):
        start, end = count * turn // turns, count * (turn + 1) // turns
        reach = min(1.0, (end - start) / fps / 3.2)
        steps = np.arange(end - start) / max(1, end - start)
        out = (1 - np.cos(steps * 2 * math.pi)) / 2 * reach * (sprites.POSES - 1)
        # drawn on twos: every pose stays for two pictures, as in hand-made animation
        rounded = np.round(out[np.arange(len(out)) // 2 * 2 if fps > 15 else slice(None)]).astype(int)
        found += [int(side * value) for value in rounded]
        side = -side
    return found


def _raised(count: int, fps: float) -> list[float]:
    """Return the brows: raised for a moment early in a sentence that is long enough."""
    found = [0.0] * count
    start, length = int(0.7 * fps), int(0.6 * fps)
    if count > start + 3 * length:
        found[start : start + length] = [1.0] * length
    return found
