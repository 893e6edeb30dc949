"""What is laid over finished pictures: a watermark, burnt-in captions."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from batchgen.sandbox.render import lettering, planes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from batchgen.sandbox.render.voice import captions

_WATERMARK_WIDTH = 0.11
_WATERMARK_HEIGHT = 0.14
_WATERMARK_ALPHA = 0.8


@dataclasses.dataclass(frozen=True)
class Overlay:
    """A layer with its left top corner, shown from one second to another."""

    layer: planes.Layer
    x: int
    y: int
    start: float = 0.0
    end: float = float("inf")


def watermark(image: Image.Image, width: int, height: int) -> Overlay:
    """Return a picture as a watermark at the top right."""
    scale = min(width * _WATERMARK_WIDTH / image.width, height * _WATERMARK_HEIGHT / image.height)
    size = (max(2, round(image.width * scale) & ~1), max(2, round(image.height * scale) & ~1))
    small = image.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    array = np.array(small)
    array[..., 3] = (array[..., 3] * _WATERMARK_ALPHA).astype(np.uint8)
    margin = height // 24 & ~1
    return Overlay(planes.layer(Image.fromarray(array)), (width - margin - size[0]) & ~1, margin)


def stamp(words: str, width: int, height: int) -> Overlay:
    """Return words as the watermark of the service itself: large and half transparent, across the picture."""
    box = (width * 9 // 10 & ~1, height // 5 & ~1)
    size, edge = box[1] * 2 // 3, max(2, height // 240)
    image = Image.new("RGBA", box)
    # dark under light, so that they are seen on every background
    lettering.write(image, words.upper(), (edge, edge, *box), size, "#000000b0")
    lettering.write(image, words.upper(), (0, 0, box[0] - edge, box[1] - edge), size, "#ffffffc0")
    return Overlay(planes.layer(image), (width - box[0]) // 2 & ~1, height * 3 // 5 & ~1)


def caption(cue: captions.Cue, width: int, height: int) -> Overlay:
    """Return one caption as light letters on a dark plate at the bottom."""
    box = (width * 72 // 100 & ~1, height * 15 // 100 & ~1)
    size = max(9, height // 22)
    font, text = lettering.suited(cue.text, size)
    rows = lettering.lines(text, font, box[0] - size)
    plate = max(font.getlength(row) for row in rows) + size
    tall = min(box[1], round(len(rows) * size * 1.32 + size * 0.5))
    image = Image.new("RGBA", box)
    left = (box[0] - plate) / 2
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((left, box[1] - tall, left + plate, box[1] - 1), size // 3, fill=(12, 16, 24, 190))
    lettering.write(image, cue.text, (size // 2, box[1] - tall, box[0] - size // 2, box[1]), size, "#ffffff")
    x = (width - box[0]) // 2 & ~1
    return Overlay(planes.layer(image), x, (height - box[1] - height // 36) & ~1, cue.start, cue.end)


def over(frames: Iterable[planes.Canvas], shown: Sequence[Overlay], fps: float) -> Iterator[planes.Canvas]:
    """Lay the overlays on each picture, and take them off before the next one is drawn.

    The canvas is one and the same, and the next picture may be drawn over this one only in parts.
    """
    for index, canvas in enumerate(frames):
        seconds = index / fps
        now = [overlay for overlay in shown if overlay.start <= seconds < overlay.end]
        under = [planes.cut(canvas.planes, o.x, o.y, *o.layer.size) for o in now]
        for overlay in now:
            planes.blend(canvas.planes, overlay.layer, overlay.x, overlay.y)
        yield canvas
        for overlay, clean in zip(reversed(now), reversed(under), strict=True):
            planes.paste(canvas.planes, clean, overlay.x, overlay.y)
