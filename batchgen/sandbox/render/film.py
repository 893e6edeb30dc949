"""One film from its order: voice, scene, pictures, sound, captions, thumbnails; published at the end."""

from __future__ import annotations

import functools
import itertools
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen.sandbox.render import cache, encode, film_orders, overlays, scenes, segments, stills
from batchgen.sandbox.render.voice import captions, score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen.sandbox.render import planes

_VOICE_DONE, _SCENE_DONE, _PICTURES_DONE, _FILM_DONE = 10, 20, 80, 90
"""Percent."""


def make(order: film_orders.FilmOrder, progress: film_orders.Progress) -> film_orders.Film:
    """Make one film. Raise FilmError with words for people."""
    progress(1)
    options = order.options
    shelf = cache.Shelf(Path(options.cache) if options.cache else order.folder / ".cache")
    with tempfile.TemporaryDirectory(prefix=".film-", dir=order.folder) as name:
        film = Studio(order, progress, shelf, Path(name)).film()
    shelf.tidy()
    return film


class Studio:
    """The making of one film in a folder of its own, so that nothing half made is ever seen."""

    def __init__(
        self, order: film_orders.FilmOrder, progress: film_orders.Progress, shelf: cache.Shelf, folder: Path
    ) -> None:
        self._order, self._progress, self._shelf, self._folder = order, progress, shelf, folder
        self._fast = order.request.get("fast") is True
        self._clear = self._fast and order.request.get("transparent_background") is True
        self._files: dict[str, str] = {}

    def film(self) -> film_orders.Film:
        """Make everything and publish it."""
        fps = Fraction(self._order.options.fps, 2 if self._fast else 1)
        part = score.write(self._order, self._shelf, self._folder, fps)
        self._progress(_VOICE_DONE)
        scene = scenes.build(self._order, part, self._shelf, self._folder)
        self._progress(_SCENE_DONE)
        film = self._webm(part, scene) if self._clear else self._mp4(part, scene)
        self._progress(_FILM_DONE)
        self._companions(film, part)
        for file in self._files.values():
            _publish(self._folder / file, self._order.folder / file)
        self._progress(100)
        files = {k: f"{v}/index.m3u8" if k == "hls" else v for k, v in self._files.items()}
        notes = " ".join(note for note in (part.note, *scene.notes) if note)
        return film_orders.Film(float(part.length / fps), files, notes)

    def _mp4(self, part: score.Score, scene: scenes.Scene) -> Path:
        film = self._folder / f"{self._order.video_id}.mp4"
        pieces = self._whole(part, scene) if scene.moving else self._sentences(part, scene)
        encode.join(film, pieces, part.fps, part.sound(), part.rate)
        self._files["mp4"] = film.name
        return film

    def _webm(self, part: score.Score, scene: scenes.Scene) -> Path:
        film = self._folder / f"{self._order.video_id}.webm"
        size = scene.stage.width, scene.stage.height
        encode.clear_webm(film, self._all_frames(part, scene), part.fps, size, part.sound(), part.rate)
        self._files["webm"] = film.name
        return film

    def _sentences(self, part: score.Score, scene: scenes.Scene) -> list[tuple[Path, int]]:
        """Return each sentence's picture file, made or found."""
        found = []
        for index, passage in enumerate(part.passages):
            first = index == 0
            facts = (scene.key, str(part.fps), passage.reading.digest(), passage.count, first)
            play = functools.partial(_played, scene, passage, part, first=first)
            found.append((segments.get(self._shelf, segments.name(*facts), part.fps, play), passage.count))
            self._progress(_between(index + 1, len(part.passages)))
        return found

    def _whole(self, part: score.Score, scene: scenes.Scene) -> list[tuple[Path, int]]:
        """Return one picture file of the whole film: its background is this film's alone."""
        path = self._folder / "pictures.mp4"
        encode.pictures(path, self._all_frames(part, scene), part.fps)
        return [(path, part.length)]

    def _all_frames(self, part: score.Score, scene: scenes.Scene) -> Iterator[planes.Canvas]:
        starts = itertools.accumulate((p.count for p in part.passages), initial=0)
        for index, (passage, start) in enumerate(zip(part.passages, starts, strict=False)):
            yield from _played(scene, passage, part, first=index == 0)
            self._progress(_between(start + passage.count, part.length))

    def _companions(self, film: Path, part: score.Score) -> None:
        """Write captions, and but for fast films thumbnails and a stream."""
        if part.cues():
            vtt = film.with_suffix(".vtt")
            vtt.write_text(captions.webvtt(part.cues()), encoding="utf-8")
            self._files["vtt"] = vtt.name
        if self._fast:
            return
        still, moving, stream = (film.with_suffix(suffix) for suffix in (".jpg", ".gif", ".hls"))
        stills.make(film, still, moving)
        encode.hls(film, stream)
        self._files |= {"jpg": still.name, "gif": moving.name, "hls": stream.name}


def _between(done: int, of: int) -> int:
    return _SCENE_DONE + (_PICTURES_DONE - _SCENE_DONE) * done // max(1, of)


def _played(
    scene: scenes.Scene, passage: score.Passage, part: score.Score, *, first: bool
) -> Iterator[planes.Canvas]:
    fps = float(part.fps)
    frames = scene.stage.frames(passage.reading, passage.count, fps, first=first)
    shown = list(scene.overlays)
    if scene.burn:
        size = scene.stage.width, scene.stage.height
        shown += [overlays.caption(cue, *size) for cue in captions.cues(passage.reading)]
    return overlays.over(frames, shown, fps) if shown else frames


def _publish(source: Path, target: Path) -> None:
    """Put a file or a folder in its place; a folder of an earlier try gives way."""
    if source.is_dir():
        target.mkdir(exist_ok=True)
        for file in sorted(source.iterdir(), key=lambda path: path.suffix == ".m3u8"):
            cache.publish(file, target / file.name)
    else:
        cache.publish(source, target)
