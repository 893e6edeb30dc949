"""The stage without a face: the sentence in large letters, and bars that move with the voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from batchgen.sandbox.render import lettering, planes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen.sandbox.render.voice import narration

_TOP = (24, 36, 58)
_BOTTOM = (42, 62, 96)
_BARS = 13
_LETTERS = "#f4f6fa"
_FAINT = "#8fa3c4"
_ACCENT = (110, 168, 254)


class Card:
    """A title card of one height, drawn anew for each sentence; only the bars move."""

    def __init__(self, name: str, height: int) -> None:
        self.key = f"card-1-{name}-{height}"
        self.height, self.width = height, planes.width_for(height)
        self._name = name

    def frames(
        self, reading: narration.Reading, count: int, fps: float, *, first: bool
    ) -> Iterator[planes.Canvas]:
        """Yield `count` pictures; the canvas is the same one each time."""
        del first  # a card does not wave
        canvas = planes.Canvas(self.width, self.height)
        planes.paste(canvas.planes, planes.from_image(self._background(reading.text)), 0, 0)
        left, top, width, height = self._bars_box()
        clean = planes.cut(canvas.planes, left, top, width, height)
        for level in _levels(reading, count, fps):
            planes.paste(canvas.planes, clean, left, top)
            self._bars(canvas.planes, level)
            yield canvas

    def _bars_box(self) -> tuple[int, int, int, int]:
        unit = self.height // 24 & ~1
        width = (2 * _BARS - 1) * unit
        return (self.width - width) // 2 & ~1, (self.height * 74 // 100) & ~1, width, self.height // 6 & ~1

    def _bars(self, target: planes.Picture, level: float) -> None:
        left, top, width, height = self._bars_box()
        unit = width // (2 * _BARS - 1)
        colour = planes.from_rgb(np.full((2, 2, 3), _ACCENT, np.uint8))
        for index in range(_BARS):
            shape = np.cos((index - _BARS // 2) / _BARS * np.pi)
            tall = max(unit // 2, int(height * level * shape)) // 2 * 2
            x, y = left + 2 * index * unit, top + (height - tall) // 2 & ~1
            for plane, value, step in zip(target, colour, (1, 2, 2), strict=True):
                plane[y // step : (y + tall) // step, x // step : (x + unit) // step] = value[0, 0]

    def _background(self, text: str) -> Image.Image:
        ramp = np.linspace(0, 1, self.height)[:, None, None]
        rows = np.array(_TOP) * (1 - ramp) + np.array(_BOTTOM) * ramp
        image = Image.fromarray(np.broadcast_to(rows, (self.height, self.width, 3)).astype(np.uint8))
        margin = self.width // 10
        middle = self.height * 70 // 100
        size = self.height // 13
        lettering.write(image, text, (margin, self.height // 6, self.width - margin, middle), size, _LETTERS)
        name_box = (margin, self.height // 22, self.width - margin, self.height // 8)
        lettering.write(image, self._name, name_box, self.height // 28, _FAINT)
        ImageDraw.Draw(image).rectangle(
            (self.width * 46 // 100, self.height // 8 + 2, self.width * 54 // 100, self.height // 8 + 4),
            fill=_ACCENT,
        )
        return image


def _levels(reading: narration.Reading, count: int, fps: float) -> Iterator[float]:
    """How loud it is at each picture, 0 to 1."""
    hop = reading.rate / fps
    loud = []
    for index in range(count):
        piece = reading.pcm[int(index * hop) : int((index + 1) * hop)].astype(np.float32)
        loud.append(float(np.sqrt(np.mean(piece**2))) if piece.size else 0.0)
    top = max([*loud, 1.0])
    yield from np.convolve([value / top for value in loud], [0.25, 0.5, 0.25], "same")
