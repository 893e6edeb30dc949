"""Scenes: which stage an order asks for, on which background, with what laid over it."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

from batchgen.sandbox import words
from batchgen.sandbox.render import film_orders, overlays, planes
from batchgen.sandbox.render.drawing import looks
from batchgen.sandbox.render.presenter import card, preview_replica, sprites, stages
from batchgen.sandbox.render.web import backgrounds, scroll, supplies, webshot
from batchgen.sandbox.studio import fetch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen.sandbox.render import cache
    from batchgen.sandbox.render.voice import score

_WATERMARK_BYTES = 20 * fetch.MEGABYTE
_LARGEST_WATERMARK = 40_000_000
"""Pixels. A small file may hold a picture that no memory holds."""


@dataclasses.dataclass(frozen=True)
class Scene:
    """What is to be seen. `key` names it for films that share sentences; `moving` ones share none."""

    stage: stages.Stage
    key: str
    moving: bool = False
    burn: bool = False
    overlays: tuple[overlays.Overlay, ...] = ()
    notes: tuple[str, ...] = ()


def build(order: film_orders.FilmOrder, part: score.Score, shelf: cache.Shelf, folder: Path) -> Scene:
    """Return the scene of an order. Raise FilmError for a video or watermark that cannot be had."""
    options = order.options
    notes: list[str] = []
    background = None
    if order.request.get("fast") is not True:
        background = _background(order, part, shelf, folder, notes)
    stage = _before(background, order, shelf) if background else _stage(order, options.height, shelf)
    if order.request.get("transparent_background") is True and not isinstance(stage, stages.Presenter):
        notes.append(words.ONLY_DRAWN)
    mark, digest = _watermark(order, stage, folder)
    stamp = str(order.replica.get("stamp") or "")
    laid = [mark] if mark else []
    laid += [overlays.stamp(stamp, stage.width, stage.height)] if stamp else []
    # without a face the words are the picture: the card shows them itself, a bare background does not
    burn = isinstance(stage, stages.Backdrop) or (options.burn_captions and not isinstance(stage, card.Card))
    return Scene(
        stage=stage,
        key=f"{stage.key}-{digest}-{stamp}-{burn}",
        moving=background is not None,
        burn=burn,
        overlays=tuple(laid),
        notes=tuple(notes),
    )


def _before(
    background: backgrounds.Background, order: film_orders.FilmOrder, shelf: cache.Shelf
) -> stages.Stage:
    """Return the presenter in a window before a background, or the background alone."""
    height = order.options.height
    stage = _stage(order, stages.corner_height(height), shelf)
    if isinstance(stage, card.Card):
        return stages.Backdrop(background, height)
    return stages.Corner(stage, background, height, order.options.corner)


_kept: dict[tuple[object, ...], stages.Stage] = {}
_MOST_STAGES = 2
"""Looks that a worker keeps in memory: about 75 MB each at 720p with their moved patches."""


def _stage(order: film_orders.FilmOrder, height: int, shelf: cache.Shelf) -> stages.Stage:
    """Return who is seen; the worker keeps the last ones ready for the next film."""
    replica, request = order.replica, order.request
    look = str(replica.get("look") or "card")
    wave = _properties(request).get("start_with_wave", True) is not False
    clear = request.get("fast") is True and request.get("transparent_background") is True
    if look == "trained":
        return _trained(str(replica.get("pack") or ""))
    if look not in looks.LOOKS:
        return card.Card(str(replica.get("name") or "Preview"), height)
    facts = (look, height, clear, wave, str(shelf.folder))
    if facts not in _kept:
        while len(_kept) >= _MOST_STAGES:
            _kept.pop(next(iter(_kept)))
        pack = sprites.load(look, height, shelf, clear=clear)
        _kept[facts] = stages.Presenter(pack, wave=wave, version=sprites.version())
    return _kept[facts]


def _trained(folder: str) -> stages.Stage:
    try:
        return preview_replica.Replayed(preview_replica.Pack.load(Path(folder)))
    except (OSError, ValueError, KeyError) as error:
        raise film_orders.FilmError(words.PICTURES_GONE) from error


def _properties(request: Mapping[str, object]) -> Mapping[str, object]:
    found = request.get("properties")
    return found if isinstance(found, dict) else {}


def _background(
    order: film_orders.FilmOrder,
    part: score.Score,
    shelf: cache.Shelf,
    folder: Path,
    notes: list[str],
) -> backgrounds.Background | None:
    """Return the background; a video goes before a website where both are given, which is not documented."""
    video, website = order.request.get("background_source_url"), order.request.get("background_url")
    fps, height = float(part.fps), order.options.height
    width = planes.width_for(height)
    if video:
        path = _fetched(str(video), folder / "background", supplies.policy(order.options), "background video")
        return backgrounds.Footage(path, width, height, fps)
    if website:
        page = webshot.picture(str(website), order.options, supplies.policy(order.options), shelf)
        if page.note:
            notes.append(page.note)
        way = scroll.Way.of(_properties(order.request))
        return backgrounds.Website(page, way, width, height, part.length, fps)
    return None


def _watermark(
    order: film_orders.FilmOrder, stage: stages.Stage, folder: Path
) -> tuple[overlays.Overlay | None, str]:
    url = order.request.get("watermark_image_url")
    if not url:
        return None, ""
    policy = supplies.policy(order.options, max_bytes=_WATERMARK_BYTES)
    path = _fetched(str(url), folder / "watermark", policy, "watermark")
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as image:
            if image.width * image.height > _LARGEST_WATERMARK:
                raise film_orders.FilmError(words.WATERMARK_LARGE)
            mark = overlays.watermark(image, stage.width, stage.height)
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise film_orders.FilmError(words.WATERMARK_UNREADABLE) from error
    return mark, hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _fetched(url: str, target: Path, policy: fetch.Policy, what: str) -> Path:
    try:
        return fetch.download(url, target, policy).path
    except fetch.FetchError as error:
        raise film_orders.FilmError(words.not_fetched(what, error)) from error
