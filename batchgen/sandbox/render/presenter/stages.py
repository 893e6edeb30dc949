"""Stages: who is seen, and on what. Each plays one reading at a time, at rest at both ends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PIL import Image, ImageDraw

from batchgen.sandbox.render import planes
from batchgen.sandbox.render.drawing import figure
from batchgen.sandbox.render.presenter import puppet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen.sandbox.render.presenter import sprites
    from batchgen.sandbox.render.voice import narration
    from batchgen.sandbox.render.web import backgrounds


class Stage(Protocol):
    """Somebody or something that plays readings."""

    width: int
    height: int
    key: str
    """Names what is shown: pictures of one key and one reading are the same."""

    def frames(
        self, reading: narration.Reading, count: int, fps: float, *, first: bool
    ) -> Iterator[planes.Canvas]:
        """Yield `count` pictures; the canvas is the same one each time, drawn on in parts."""
        ...


class Presenter:
    """A drawn presenter in a room, or on nothing at all when the sprites are clear."""

    def __init__(self, pack: sprites.Pack, *, wave: bool, version: str) -> None:
        self._puppet = puppet.Puppet(pack)
        self._wave = wave
        self.width, self.height = self._puppet.width, self._puppet.height
        self.key = f"presenter-{pack.look}-{pack.height}-{pack.clear}-{version}"
        self._canvas = planes.Canvas(self.width, self.height, clear=pack.clear)

    def frames(
        self, reading: narration.Reading, count: int, fps: float, *, first: bool
    ) -> Iterator[planes.Canvas]:
        """Play a reading; the first of a film may begin with a wave."""
        self._canvas.fill(self._puppet.pack.still)
        for _ in self._puppet.play(self._canvas.planes, reading, count, fps, wave=self._wave and first):
            yield self._canvas


class Corner:
    """Another stage, smaller, in a round window in a corner, over a background that moves.

    The layout of the real product is not documented; this is ours, and the corner is a setting.
    """

    def __init__(self, inner: Stage, background: backgrounds.Background, height: int, corner: str) -> None:
        self._inner = inner
        self._background = background
        self.width, self.height = planes.width_for(height), height
        self.key = ""
        self._canvas = planes.Canvas(self.width, self.height)
        size = self.height * 2 // 5 // 4 * 4
        margin = self.height // 24 & ~1
        self._x = self.width - size - margin if "right" in corner else margin
        self._y = margin if "top" in corner else self.height - size - margin
        self._x, self._y = self._x & ~1, self._y & ~1
        self._size = size
        self._shape = _disc(size)
        self._ring = planes.layer(_ring(size))
        self._at = 0

    def frames(
        self, reading: narration.Reading, count: int, fps: float, *, first: bool
    ) -> Iterator[planes.Canvas]:
        """Play a reading; the background goes on from where the last one stopped."""
        size = max(4, round(self._inner.height * self._size / corner_height(self.height)) // 4 * 4)
        left = (self._inner.width - size) // 2 & ~1
        top = max(0, round(self._inner.height * 0.47) - size // 2) & ~1
        for small in self._inner.frames(reading, count, fps, first=first):
            self._background.draw(self._canvas.planes, self._at)
            self._at += 1
            window = _sized(planes.part(small.planes, left, top, size, size), self._size)
            planes.blend(self._canvas.planes, planes.masked(window, self._shape), self._x, self._y)
            planes.blend(self._canvas.planes, self._ring, self._x, self._y)
            yield self._canvas


class Backdrop:
    """A background alone: the voice is heard, nobody is seen."""

    def __init__(self, background: backgrounds.Background, height: int) -> None:
        self._background = background
        self.width, self.height = planes.width_for(height), height
        self.key = ""
        self._canvas = planes.Canvas(self.width, self.height)
        self._at = 0

    def frames(
        self, reading: narration.Reading, count: int, fps: float, *, first: bool
    ) -> Iterator[planes.Canvas]:
        """Play a reading: the background goes on."""
        del reading, fps, first
        for _ in range(count):
            self._background.draw(self._canvas.planes, self._at)
            self._at += 1
            yield self._canvas


CORNER_SCALE = 0.56
"""How large the presenter in the window is, so that the whole head is in it."""


def corner_height(height: int) -> int:
    """Return the height of the stage that is seen in the window of a picture of this height."""
    return max(120, round(height * CORNER_SCALE) // 4 * 4)


def _sized(picture: planes.Picture, size: int) -> planes.Picture:
    """Return a square picture at another size: that of a replica from footage is larger than its window."""
    if picture[0].shape[0] == size:
        return picture
    return tuple(
        np.asarray(Image.fromarray(plane).resize((size // step, size // step), Image.Resampling.BILINEAR))
        for plane, step in zip(picture, planes.STEPS, strict=False)
    )


def _disc(size: int) -> planes.Plane:
    large = Image.new("L", (size * 4, size * 4))
    ImageDraw.Draw(large).ellipse((8, 8, size * 4 - 9, size * 4 - 9), fill=255)
    return np.asarray(large.resize((size, size), Image.Resampling.LANCZOS))


def _ring(size: int) -> Image.Image:
    large = Image.new("L", (size * 3, size * 3))
    width = max(3, math.ceil(size * 3 * 5 / figure.HEIGHT * 2.5))
    ImageDraw.Draw(large).ellipse((1, 1, size * 3 - 2, size * 3 - 2), outline=255, width=width)
    ring = Image.new("RGBA", (size, size), (255, 255, 255, 0))
    ring.putalpha(large.resize((size, size), Image.Resampling.LANCZOS))
    return ring
