"""Pictures of a page: for chats, for mails, and moving, from the video's own still and GIF."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageOps, ImageSequence

from batchgen import atomic, errors, settings
from batchgen.share import page_folder, picture_frame, words

if TYPE_CHECKING:
    from pathlib import Path

MAIL_BYTES, GIF_BYTES, GIF_SECONDS = 80_000, 500_000, 3

_TICK = 100
"""Milliseconds between the frames taken from a GIF, and for one that says 10 or less, as in browsers."""
_TICKS = 1000 * GIF_SECONDS // _TICK
_WAYS = ((1, 128), (2, 64), (3, 32), (5, 16))
"""Every so many-th frame, and colours, until a GIF is light enough; the last way holds pure noise."""
_STEADY = 10
"""A change of so many of 255 levels is noise of the film's compression: not drawn, so a third as heavy."""
_MOST_PIXELS = 50_000_000
_VERSION = "1"
"""Another one draws every picture again."""
_BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)
"""What Pillow raises for a picture that is none."""


@dataclasses.dataclass(frozen=True, slots=True)
class Drawn:
    """Which pictures a folder has now, why they have no text and why one is missing: in words, or empty."""

    made: tuple[str, ...] = ()
    without_text: str = ""
    trouble: str = ""


def draw(
    still: Path | None, gif: Path | None, folder: Path, *, text: str, brand: settings.Brand | None
) -> Drawn:
    """Write picture.jpg, mail.jpg and mail.gif as far as there is something to show, and delete the others.

    What shows this still, text and brand already is left alone. Raises errors.UsageError for a logo that is
    not drawn, errors.SheetLockedError when the folder cannot be written.
    """
    frame = picture_frame.of(brand, text)
    made, trouble = [], ""
    for name, source in ((page_folder.PICTURE, still), (page_folder.MAIL, still), (page_folder.GIF, gif)):
        fault = _write(folder / name, source, frame) if source else ""
        if source and not fault:
            made.append(name)
        else:
            _delete(folder / name)
        trouble = trouble or fault
    return Drawn(tuple(made), frame.fault, trouble)


def _write(target: Path, source: Path, frame: picture_frame.Frame) -> str:
    """Write one picture, and return in words why there is none."""
    try:
        mark = hashlib.sha256(f"{_VERSION} {frame.mark} ".encode() + source.read_bytes()).hexdigest()
        if _mark_of(target) == mark:
            return ""
        with Image.open(source, formats=["JPEG", "PNG", "WEBP", "GIF"]) as film:
            if film.width * film.height > _MOST_PIXELS:
                return words.too_large(target.suffix)
            data = _MAKERS[target.name](film, frame, mark)
    except _BROKEN:
        return words.not_a_picture(target.suffix)
    with atomic.replacing(target) as file:
        file.write(data)
    return ""


def _mark_of(target: Path) -> str:
    """Return what a picture that is there was made from, empty for none of ours."""
    try:
        with Image.open(target, formats=["JPEG", "GIF"]) as picture:
            return bytes(picture.info.get("comment", b"")).decode("ascii", "replace")
    except _BROKEN:
        return ""


def _delete(target: Path) -> None:
    """Delete a picture of an earlier video: nothing is shown that is not in this one."""
    try:
        target.unlink(missing_ok=True)
    except OSError as error:
        why = words.NOT_DELETABLE.format(path=target, why=error.strerror or error)
        raise errors.SheetLockedError(why) from None


def _picture(film: Image.Image, frame: picture_frame.Frame, mark: str) -> bytes:
    return _jpeg(frame.around(_upright(film, picture_frame.PICTURE), picture_frame.PICTURE), mark, 84)


def _mail(film: Image.Image, frame: picture_frame.Frame, mark: str) -> bytes:
    picture = frame.around(_upright(film, picture_frame.MAIL), picture_frame.MAIL)
    tries = (_jpeg(picture, mark, quality) for quality in (84, 72, 60, 45, 30, 15, 5))
    return next(data for data in tries if len(data) <= MAIL_BYTES)


def _upright(film: Image.Image, size: tuple[int, int]) -> Image.Image:
    film.draft("RGB", size)  # a JPEG is read at half its size where that is enough
    return ImageOps.exif_transpose(film).convert("RGB")


def _jpeg(picture: Image.Image, mark: str, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True, comment=mark)
    return out.getvalue()


def _moving(film: Image.Image, frame: picture_frame.Frame, mark: str) -> bytes:
    """Return the first three seconds; each frame, the first one too, is the whole message."""
    frames: list[Image.Image] = []
    until = 0.0
    for moment in ImageSequence.Iterator(film):
        pause = moment.info.get("duration", 0)
        until += pause if pause > 10 else _TICK
        if more := min(math.ceil(until / _TICK), _TICKS) - len(frames):
            frames += [_steadied(frame.around(moment.convert("RGB"), picture_frame.GIF), frames[-1:])] * more
        if len(frames) == _TICKS:
            break
    frames += frames[-1:] * (_TICKS - len(frames))
    tries = (_gif(frames[::step], mark, pause=_TICK * step, colours=colours) for step, colours in _WAYS)
    return next(data for data in tries if len(data) <= GIF_BYTES)


def _steadied(picture: Image.Image, before: list[Image.Image]) -> Image.Image:
    """Return a frame in which what hardly changed is as it was before."""
    if not before:
        return picture
    change = (
        ImageChops.difference(before[0], picture).convert("L").point([0] * _STEADY + [255] * (256 - _STEADY))
    )
    return Image.composite(picture, before[0], change)


def _gif(frames: list[Image.Image], mark: str, *, pause: int, colours: int) -> bytes:
    width, height = picture_frame.GIF
    some = Image.new("RGB", (width, height * 3))
    for row in range(3):
        some.paste(frames[row * (len(frames) - 1) // 2], (0, row * height))
    palette = some.quantize(colours, method=Image.Quantize.MEDIANCUT)
    first, *others = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in frames]
    out = io.BytesIO()
    first.save(out, "GIF", save_all=True, append_images=others, duration=pause, loop=0, comment=mark)
    return out.getvalue()


_MAKERS = {page_folder.PICTURE: _picture, page_folder.MAIL: _mail, page_folder.GIF: _moving}
