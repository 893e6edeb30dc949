"""Still and moving thumbnails of a finished film."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

_MOVING_WIDTH = 320
_MOVING_SECONDS = 3.0
_MOVING_RATE = 8
_STILL_AT = 1.0
_COLOURS = 96


def make(film: Path, still: Path, moving: Path) -> None:
    """Write a jpg of a moment near the start and a gif of the first seconds."""
    poster, frames = _take(film)
    poster.save(still, format="JPEG", quality=82)
    palette = frames[len(frames) // 2].quantize(_COLOURS, method=Image.Quantize.MEDIANCUT)
    drawn = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    drawn[0].save(
        moving,
        format="GIF",
        save_all=True,
        append_images=drawn[1:],
        duration=round(1000 / _MOVING_RATE),
        loop=0,
        optimize=False,
    )


def _take(film: Path) -> tuple[Image.Image, list[Image.Image]]:
    frames: list[Image.Image] = []
    poster: Image.Image | None = None
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        for frame in container.decode(stream):
            seconds = frame.time or 0.0
            if poster is None or (seconds <= _STILL_AT and seconds + 0.1 > _STILL_AT):
                poster = _image(frame)
            if seconds + 1e-6 >= len(frames) / _MOVING_RATE:
                height = round(_MOVING_WIDTH * frame.height / frame.width)
                frames.append(_image(frame.reformat(width=_MOVING_WIDTH, height=height, format="rgb24")))
            if seconds >= _MOVING_SECONDS:
                break
    assert poster is not None
    return poster, frames


def _image(frame: av.VideoFrame) -> Image.Image:
    return Image.fromarray(frame.to_ndarray(format="rgb24"))
