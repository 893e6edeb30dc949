"""Backgrounds that move: a website that scrolls, a video that covers the picture and loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import av
import numpy as np
from PIL import Image

from batchgen.sandbox import words
from batchgen.sandbox.render import film_orders, planes
from batchgen.sandbox.render.web import scroll

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from batchgen.sandbox.render.web import webshot


class Background(Protocol):
    """Something that can fill a picture."""

    def draw(self, target: planes.Picture, index: int) -> None:
        """Fill the whole of `target` for the picture of this number; numbers rise by one."""
        ...


class Website:
    """A picture of a page moved along a path, under the header that stays."""

    def __init__(
        self, page: webshot.Page, way: scroll.Way, width: int, height: int, length: int, fps: float
    ) -> None:
        image = _fitted(page.image, width, height)
        self._page = planes.from_image(image)
        self._header = planes.from_image(_fitted(page.header, width, 2)) if page.header else None
        self._height = height
        self._path: Sequence[int] = scroll.path(way, length, fps, image.height, height)

    def draw(self, target: planes.Picture, index: int) -> None:
        """Copy the part of the page that is seen now."""
        offset = self._path[min(index, len(self._path) - 1)]
        for plane, source, step in zip(target, self._page, planes.STEPS, strict=False):
            plane[:] = source[offset // step : (offset + self._height) // step][: plane.shape[0]]
        if self._header is not None and offset > 0:
            planes.paste(target, self._header, 0, 0)


def _fitted(image: Image.Image, width: int, least: int) -> Image.Image:
    """Return a picture of this width and an even height, white below."""
    tall = max(2, round(image.height * width / image.width))
    scaled = image if image.width == width else image.resize((width, tall), Image.Resampling.LANCZOS)
    whole = Image.new("RGB", (width, max(scaled.height + 1 & ~1, least)), "white")
    whole.paste(scaled, (0, 0))
    return whole


class Footage:
    """A video file, scaled to cover, looped for as long as the film lasts.

    Raise FilmError if it holds no pictures that can be read.
    """

    def __init__(self, path: Path, width: int, height: int, fps: float) -> None:
        self._path, self._width, self._height, self._fps = path, width, height, fps
        self._pictures = self._loop()
        self._last: planes.Picture | None = None

    def draw(self, target: planes.Picture, index: int) -> None:
        """Copy the next picture of the video."""
        del index
        self._last = next(self._pictures)
        for plane, source in zip(target, self._last, strict=False):
            plane[:] = source

    def _loop(self) -> Iterator[planes.Picture]:
        while True:
            count = 0
            try:
                for picture in self._once():
                    count += 1
                    yield picture
            except (av.FFmpegError, IndexError, ValueError) as error:
                if not count:
                    raise film_orders.FilmError(words.BACKGROUND_UNREADABLE) from error
            if not count:
                raise film_orders.FilmError(words.BACKGROUND_EMPTY)

    def _once(self) -> Iterator[planes.Picture]:
        due = 0.0
        with av.open(str(self._path)) as container:
            stream = container.streams.video[0]
            stream.thread_count = 1
            start: float | None = None
            for frame in container.decode(stream):
                moment = frame.time or 0.0
                start = moment if start is None else start
                picture: planes.Picture | None = None
                while moment - start + 1e-6 >= due:
                    picture = picture or self._covering(frame)
                    yield picture
                    due += 1 / self._fps

    def _covering(self, frame: av.VideoFrame) -> planes.Picture:
        scale = max(self._width / frame.width, self._height / frame.height)
        wide = max(self._width, round(frame.width * scale)) + 1 & ~1
        tall = max(self._height, round(frame.height * scale)) + 1 & ~1
        scaled = frame.reformat(wide, tall, "yuv420p", dst_colorspace="ITU709")
        flat = scaled.to_ndarray().astype(np.uint8, copy=False)
        chroma = flat[tall:].reshape(-1)
        size = wide * tall // 4
        whole = (
            flat[:tall],
            chroma[:size].reshape(tall // 2, wide // 2),
            chroma[size:].reshape(tall // 2, wide // 2),
        )
        x, y = (wide - self._width) // 2 & ~1, (tall - self._height) // 2 & ~1
        return planes.cut(whole, x, y, self._width, self._height)
