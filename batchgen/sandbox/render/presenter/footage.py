"""Training from footage: find the speaker, follow the head, collect real mouths by openness and width."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import av
import numpy as np

from batchgen.sandbox import words
from batchgen.sandbox.render import film_orders, planes
from batchgen.sandbox.render.presenter import faces, preview_replica
from batchgen.sandbox.render.voice import sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy.typing as npt

    Array = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float64]

_FPS = 25
_SECONDS = 30.0
"""How much of the footage is looked at: enough mouths, and a memory that stays small."""
_SMALL = (320, 180)
_LOOP_SECONDS = 3.0
_GRID = (12, 7)
_VOICE_RATE = 16000


def train(path: Path, height: int, tell: Callable[[int], None]) -> preview_replica.Pack:
    """Return the pack of the person in a video. Raise FilmError if no face or no voice is found."""
    grey = _overview(path)
    tell(30)
    loudness = _loudness(path, len(grey))
    beginning = (faces.in_picture(picture) for picture in grey[: _FPS : _FPS // 3])
    small = next((face for face in beginning if face is not None), None)
    if small is None:
        raise film_orders.FilmError(
            f"face_or_obstruction_detected: {words.NO_FACE_IN_FILM}",
            kind="face_or_obstruction_detected",
        )
    return _Collection(path, height, grey, loudness, small).pack(tell)


def _pictures(path: Path, width: int, height: int, form: str) -> Iterator[Array]:
    """Yield pictures of this size at an even pace, covering it."""
    due = 0.0
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 2
        start: float | None = None
        for frame in container.decode(stream):
            moment = frame.time or 0.0
            start = moment if start is None else start
            if moment - start > _SECONDS:
                return
            if moment - start + 1e-6 >= due:
                scaled = frame.reformat(width, height, form, dst_colorspace="ITU709")
                yield scaled.to_ndarray().astype(np.uint8, copy=False)
                due += 1 / _FPS


def _overview(path: Path) -> Array:
    """Return all pictures small and grey."""
    found = [picture[: _SMALL[1]] for picture in _pictures(path, *_SMALL, "yuv420p")]
    if len(found) < _FPS:
        raise film_orders.FilmError(f"video_processing: {words.FOOTAGE_EMPTY}", kind="video_processing")
    return np.stack(found)


def _loudness(path: Path, count: int) -> Floats:
    try:
        pcm = sound.decode(path, rate=_VOICE_RATE, limit=_SECONDS + 1)
    except (av.FFmpegError, IndexError) as error:
        raise film_orders.FilmError(
            f"audio_processing: {words.FOOTAGE_SILENT}", kind="audio_processing"
        ) from error
    hop = _VOICE_RATE // _FPS
    padded = np.zeros(count * hop)
    padded[: min(len(pcm), count * hop)] = pcm[: count * hop]
    level = np.log1p(np.sqrt((padded.reshape(count, hop) ** 2).mean(1)))
    found: Floats = (level - level.mean()) / (level.std() + 1e-6)
    return found


class _Collection:
    """Mouths and loop of one person, gathered in a second pass at full size."""

    def __init__(self, path: Path, height: int, grey: Array, loudness: Floats, small: faces.Face) -> None:
        self.path, self.height, self.width = path, height, planes.width_for(height)
        self.loudness = loudness
        self.face = small.scaled(self.width / _SMALL[0])
        self.size = (round(self.face.eyes * 1.5) // 4 * 4, round(self.face.eyes * 1.15) // 4 * 4)
        self.coarse = _followed(grey, small)
        self.loop = _calmest(self.coarse, int(_LOOP_SECONDS * _FPS))
        self.reference: Floats | None = None
        self.last = (0, 0)

    def pack(self, tell: Callable[[int], None]) -> preview_replica.Pack:
        base: list[planes.Picture] = []
        places: list[tuple[int, int]] = []
        mouths: list[planes.Picture] = []
        pictures = _pictures(self.path, self.width, self.height, "yuv420p")
        for index, flat in enumerate(pictures):
            if index >= len(self.coarse):
                break
            picture = self._planes(flat)
            place = self._place(picture[0], index)
            mouths.append(planes.cut(picture, *place, *self.size))
            if index in self.loop and (index - self.loop.start) % 2 == 0:
                base.append(tuple(plane.copy() for plane in picture))
                places.append(place)
            if index % 50 == 0:
                tell(30 + 60 * index // len(self.coarse))
        return self._sorted(base, places, mouths)

    def _planes(self, flat: Array) -> planes.Picture:
        chroma = flat[self.height :].reshape(-1)
        shape = (self.height // 2, self.width // 2)
        half = shape[0] * shape[1]
        return flat[: self.height], chroma[:half].reshape(shape), chroma[half:].reshape(shape)

    def _place(self, luma: Array, index: int) -> tuple[int, int]:
        """Return the mouth's corner in a picture: the coarse way, made exact around eyes and nose."""
        eyes = self.face.eyes
        box = (
            round(self.face.x - 0.75 * eyes),
            round(self.face.y - 1.5 * eyes),
            round(1.5 * eyes),
            round(eyes),
        )
        if self.reference is None:
            self.reference = _normal(_window(luma, box, (0, 0)))
        scale = self.width / _SMALL[0]
        near = tuple(round(value * scale) for value in self.coarse[index])
        if max(abs(a - b) for a, b in zip(near, self.last, strict=True)) > 2 * scale:
            self.last = (near[0], near[1])
        for step in (2, 1):
            self.last = _descended(luma, box, self.reference, self.last, step)
        x = round(self.face.x) + self.last[0] - self.size[0] // 2
        y = round(self.face.y) + self.last[1] - self.size[1] // 2
        return (
            int(np.clip(x, 0, self.width - self.size[0])) & ~1,
            int(np.clip(y, 0, self.height - self.size[1])) & ~1,
        )

    def _sorted(
        self, base: list[planes.Picture], places: list[tuple[int, int]], mouths: list[planes.Picture]
    ) -> preview_replica.Pack:
        """Keep one mouth for each openness and width that was seen."""
        lumas = np.stack([mouth[0][::4, ::4] for mouth in mouths]).astype(np.float64)
        opened, wide = _measured(lumas, self.loudness[: len(mouths)])
        kept = _spread(opened, wide)
        stacks = tuple(np.stack([mouths[k][plane] for k in kept]) for plane in range(3))
        loop = tuple(np.stack([picture[plane] for picture in base]) for plane in range(3))
        return preview_replica.Pack(
            base=loop,
            mouths=stacks,
            mask=soft_mask(*self.size),
            places=places,
            opened=[float(opened[k]) for k in kept],
            wide=[float(wide[k]) for k in kept],
            digest=hashlib.sha256(stacks[0].tobytes() + loop[0][0].tobytes()).hexdigest()[:20],
        )


def soft_mask(width: int, height: int) -> Array:
    """Return a round mask that is zero before its border is reached: jaw and neck stay the loop's own."""
    rows, columns = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)[None]
    way = np.clip((0.96 - np.hypot(rows, columns)) / 0.34, 0, 1)
    return (way * way * (3 - 2 * way) * 255).astype(np.uint8)


def _window(luma: Array, box: tuple[int, int, int, int], shift: tuple[int, int]) -> Array:
    x, y = max(0, box[0] + shift[0]), max(0, box[1] + shift[1])
    return luma[y : y + box[3] : 4, x : x + box[2] : 4]


def _descended(
    luma: Array, box: tuple[int, int, int, int], reference: Floats, start: tuple[int, int], step: int
) -> tuple[int, int]:
    """Walk downhill from a shift to the one at which the picture is most like the reference."""

    def unlike(shift: tuple[int, int]) -> float:
        part = _window(luma, box, shift)
        if part.shape != reference.shape:
            return float("inf")
        return float(((_normal(part) - reference) ** 2).mean())

    best, here = unlike(start), start
    for _ in range(8):
        x, y = here
        near = [(x + dx, y + dy) for dx in (-step, 0, step) for dy in (-step, 0, step) if dx or dy]
        value, shift = min((unlike(shift), shift) for shift in near)
        if value >= best:
            break
        best, here = value, shift
    return here


def _normal(part: Array) -> Floats:
    values = part.astype(np.float64)
    found: Floats = values - values.mean()
    return found


def _followed(grey: Array, face: faces.Face) -> list[tuple[int, int]]:
    """Return how far the head has moved in each small picture, by search around the last place."""
    eyes = max(8.0, face.eyes)
    left, top = max(4, round(face.x - 0.75 * eyes)), max(4, round(face.y - 1.5 * eyes))
    wide, tall = round(1.5 * eyes), round(0.95 * eyes)
    reference = _normal(grey[0, top : top + tall, left : left + wide])
    found: list[tuple[int, int]] = []
    x = y = 0
    for picture in grey:
        best = (float("inf"), x, y)
        for oy in range(y - 1, y + 2):
            for ox in range(x - 1, x + 2):
                part = picture[max(0, top + oy) : top + oy + tall, max(0, left + ox) : left + ox + wide]
                if part.shape == reference.shape:
                    best = min(best, (float(((_normal(part) - reference) ** 2).mean()), ox, oy))
        _, x, y = best
        found.append((x, y))
    return found


def _calmest(way: list[tuple[int, int]], length: int) -> range:
    """Return the stretch in which the head moves least."""
    length = min(length, len(way) - 1)
    points = np.array(way)
    starts = range(0, len(way) - length, 5)
    best = min(starts, key=lambda at: int(np.ptp(points[at : at + length], axis=0).sum()), default=0)
    return range(best, best + length)


def _measured(lumas: Floats, loudness: Floats) -> tuple[Floats, Floats]:
    """Return openness and width of each mouth: the two largest ways in which they differ.

    The one that goes with the voice is openness.
    """
    flat = (lumas - lumas.mean(0)).reshape(len(lumas), -1)
    left, strength, _ = np.linalg.svd(flat, full_matrices=False)
    ways = left[:, :3] * strength[:3]
    fits = [float(np.corrcoef(ways[:, k], loudness)[0, 1]) for k in range(ways.shape[1])]
    first = int(np.argmax(np.abs(np.nan_to_num(fits))))
    second = 1 if first == 0 else 0
    sign = -1.0 if fits[first] < 0 else 1.0
    opened = _ranged(ways[:, first] * sign, 8, 96)
    return opened, _ranged(ways[:, second], 5, 95) * 2 - 1


def _ranged(values: Floats, low: float, high: float) -> Floats:
    least, most = np.percentile(values, [low, high])
    found: Floats = np.clip((values - least) / (most - least + 1e-9), 0, 1)
    return found


def _spread(opened: Floats, wide: Floats) -> list[int]:
    """Return the mouths nearest to the points of a grid, each once."""
    found = set()
    for o in np.linspace(0, 1, _GRID[0]):
        for w in np.linspace(-1, 1, _GRID[1]):
            found.add(int(((opened - o) ** 2 + ((wide - w) * 0.5) ** 2).argmin()))
    return sorted(found)
