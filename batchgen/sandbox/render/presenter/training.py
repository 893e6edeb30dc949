"""Training of preview replicas: what may be used, the documented refusals, and the files that are left.

A preview replica shows who would speak and roughly how; it is a puppet of real pictures and not what Tavus
makes.
"""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
from PIL import Image, UnidentifiedImageError

from batchgen.sandbox import words
from batchgen.sandbox.render import cache, encode, film_orders, planes
from batchgen.sandbox.render.presenter import footage, photo, preview_replica
from batchgen.sandbox.render.web import supplies
from batchgen.sandbox.studio import fetch, stock

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST = 750 * fetch.MEGABYTE
_SLOWEST = 24.5
"""Frames a second: 25 as cameras really have them."""
_SMALLEST_PHOTO = 512
_LARGEST_PHOTO = 60_000_000


def train(order: film_orders.TrainingOrder, progress: film_orders.Progress) -> film_orders.Trained:
    """Make a preview replica. Raise FilmError whose `kind` is the documented error type."""
    progress(1)
    order.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".training-", dir=order.folder) as name:
        folder = Path(name)
        consent = order.request.get("consent_video_url")
        if consent:
            _fetched(str(consent), folder / "consent", order.options).unlink()
        progress(5)
        pack = (
            _from_video(order, folder, progress)
            if order.request.get("train_video_url")
            else _from_photo(order, folder)
        )
        progress(92)
        place = order.folder / f"{order.replica_id}.pack"
        pack.save(place)
        files = _preview(order, pack, folder)
    progress(100)
    return film_orders.Trained(_replica(order, place), files)


def _replica(order: film_orders.TrainingOrder, place: Path) -> dict[str, object]:
    """Return what a film order takes: the pack, and the voice of the stock person nearest by name."""
    name = str(order.request.get("replica_name") or "Preview replica")
    voice = stock.find(str(order.request.get("voice_name") or "")) or stock.stand_in(order.replica_id)
    return {**voice.order(), "id": order.replica_id, "name": name, "look": "trained", "pack": str(place)}


def _from_video(
    order: film_orders.TrainingOrder, folder: Path, progress: film_orders.Progress
) -> preview_replica.Pack:
    path = _fetched(str(order.request["train_video_url"]), folder / "footage", order.options)
    _check(path, order.options.training_seconds)
    progress(10)
    try:
        return footage.train(path, order.options.height, progress)
    except av.FFmpegError as error:
        raise _refused("video_processing", words.FOOTAGE_CUT) from error


def _check(path: Path, shortest: float) -> None:
    """Refuse footage as the API's documentation says."""
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise _refused("video_format", words.FOOTAGE_EMPTY)
            stream = container.streams.video[0]
            if stream.codec_context.name != "h264":
                raise _refused("video_codec", words.footage_codec(stream.codec_context.name))
            if "mp4" not in container.format.name:
                raise _refused("video_format", words.FOOTAGE_NOT_MP4)
            rate = float(stream.average_rate or 0)
            if rate < _SLOWEST:
                raise _refused("video_fps", words.footage_rate(rate))
            seconds = (container.duration or 0) / av.time_base
    except av.FFmpegError as error:
        raise _refused("video_codec_and_format", words.FOOTAGE_UNREADABLE) from error
    if seconds < shortest:
        text = words.footage_short(seconds, shortest)
        raise _refused("video_duration", text)


def _from_photo(order: film_orders.TrainingOrder, folder: Path) -> preview_replica.Pack:
    path = _fetched(str(order.request.get("train_image_url") or ""), folder / "photo", order.options)
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as image:
            if min(image.size) < _SMALLEST_PHOTO or image.width * image.height > _LARGEST_PHOTO:
                wide, tall = image.size
                text = words.picture_small(wide, tall)
                raise _refused("ImageQualityError", text)
            return photo.train(image, order.options.height)
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise _refused("ImageQualityError", words.PICTURE_UNREADABLE) from error


def _refused(kind: str, text: str) -> film_orders.FilmError:
    return film_orders.FilmError(f"{kind}: {text}", kind=kind)


def _fetched(url: str, target: Path, options: film_orders.RenderOptions) -> Path:
    try:
        return fetch.download(url, target, supplies.policy(options, max_bytes=_LARGEST)).path
    except fetch.FetchError as error:
        kind = "file_size" if "larger than" in error.message else "download_link"
        raise _refused(kind, str(error)) from error


def _preview(order: film_orders.TrainingOrder, pack: preview_replica.Pack, folder: Path) -> dict[str, str]:
    """Write a still, and the loop as a small film for `thumbnail_video_url`."""
    height, width = pack.base[0].shape[1:]
    film = folder / f"{order.replica_id}.mp4"

    def frames() -> Iterator[planes.Canvas]:
        canvas = planes.Canvas(width, height)
        rows = list(range(len(pack.places)))
        for row in (rows + rows[-2:0:-1]) if len(rows) > 1 else rows * 12:
            canvas.fill(tuple(plane[row] for plane in pack.base))
            yield canvas

    encode.pictures(film, frames(), Fraction(25, 2))
    still = film.with_suffix(".jpg")
    with av.open(str(film)) as container:
        frame = next(container.decode(video=0))
        Image.fromarray(frame.to_ndarray(format="rgb24")).save(still, format="JPEG", quality=85)
    for file in (film, still):
        cache.publish(file, order.folder / file.name)
    return {"mp4": film.name, "jpg": still.name}
