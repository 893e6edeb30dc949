"""Where a face is: Lienhart's frontal face cascade (shipped with OpenCV, alt2), worked through with numpy.

`frontalface.npz` holds the cascade's numbers, `frontalface.txt` its licence. OpenCV itself weighs 160 MB.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib.resources
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt

    Plane = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float64]
    Whole = npt.NDArray[np.intp]

_WINDOW = 20
"""Pixels of the square that the cascade was trained on."""
_LEAST = 24
_GROWTH = 1.1
_AGREEING = 5
"""How many neighbouring squares must be taken for a face: furniture gets 3, a face 7 and more."""
_EYES_APART, _EYES_DOWN, _MOUTH_BELOW_EYES = 0.42, 0.38, 0.42
"""Shares of the square that is found around a face."""


@dataclasses.dataclass(frozen=True)
class Face:
    """The middle of the mouth, and the distance of the eyes, in pixels of the picture searched."""

    x: float
    y: float
    eyes: float

    def scaled(self, factor: float) -> Face:
        """Return the same face in a picture `factor` times as large."""
        return Face(self.x * factor, self.y * factor, self.eyes * factor)


def in_picture(picture: Plane) -> Face | None:
    """Find the clearest face of a picture about 320 wide, in colour or grey."""
    image = Image.fromarray(picture).convert("L")
    found = [square for squares in _squares(image) for square in squares]
    best = max(_grouped(found), key=len, default=[])
    if len(best) < _AGREEING:
        return None
    x, y, size = np.mean(best, axis=0)
    mouth = y + (_EYES_DOWN + _MOUTH_BELOW_EYES) * size
    return Face(float(x + size / 2), float(mouth), float(_EYES_APART * size))


def _squares(image: Image.Image) -> Iterator[list[tuple[float, float, float]]]:
    """Yield what is taken for a face, as (x, y, size), for each size of faces."""
    size = float(_LEAST)
    while size < min(image.size):
        scale = size / _WINDOW
        small = image.resize((round(image.width / scale), round(image.height / scale)), Image.Resampling.BOX)
        if min(small.size) <= _WINDOW:
            return
        rows, columns = _Search(np.asarray(small, np.float64), 2 if scale < 2 else 1).faces()
        yield [(x * scale, y * scale, size) for y, x in zip(rows, columns, strict=True)]
        size *= _GROWTH


class _Search:
    """A small picture with running sums, in which any box is four look-ups (Viola and Jones)."""

    def __init__(self, grey: Floats, step: int) -> None:
        self._sums = _sums(grey)
        squares = _sums(grey * grey)
        down, across = (np.arange(0, length - _WINDOW, step) for length in grey.shape)
        grid = np.meshgrid(down, across, indexing="ij")
        self._rows, self._columns = (part.ravel() for part in grid)
        inner = (1, 1, _WINDOW - 2, _WINDOW - 2)
        area = inner[2] * inner[3]
        spread = area * self._box(squares, inner) - self._box(self._sums, inner) ** 2
        self._spread = np.sqrt(np.maximum(spread, 1.0))

    def faces(self) -> tuple[Whole, Whole]:
        """Return row and column of the windows that pass all stages."""
        cascade, start = _cascade(), 0
        for size, threshold in zip(cascade["sizes"], cascade["stages"], strict=True):
            votes = sum(self._vote(tree) for tree in range(start, start + int(size)))
            self._keep(np.asarray(votes >= threshold))
            start += int(size)
            if not len(self._rows):
                break
        return self._rows, self._columns

    def _keep(self, passed: npt.NDArray[np.bool_]) -> None:
        self._rows, self._columns = self._rows[passed], self._columns[passed]
        self._spread = self._spread[passed]

    def _vote(self, tree: int) -> Floats:
        """Return what a tree of two questions says of each window; 1 leads on, 0 and less to a leaf."""
        cascade = _cascade()
        ways, leaves = cascade["ways"][tree], cascade["leaves"][tree]
        first, second = (
            np.where(
                self._value(int(cascade["features"][tree, k])) < cascade["thresholds"][tree, k], *ways[k]
            )
            for k in range(2)
        )
        found: Floats = leaves[-np.where(first > 0, second, first)].astype(np.float64)
        return found

    def _value(self, feature: int) -> Floats:
        cascade = _cascade()
        boxes = zip(cascade["rects"][feature], cascade["weights"][feature], strict=True)
        total = sum(
            float(weight) * self._box(self._sums, tuple(map(int, box))) for box, weight in boxes if weight
        )
        found: Floats = np.asarray(total) / self._spread
        return found

    def _box(self, sums: Floats, box: tuple[int, ...]) -> Floats:
        """Return the sum of a box (x, y, width, height) of every window."""
        left, top = self._columns + box[0], self._rows + box[1]
        right, bottom = left + box[2], top + box[3]
        found: Floats = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
        return found


@functools.cache
def _cascade() -> Mapping[str, npt.NDArray[np.float64]]:
    path = importlib.resources.files(__package__) / "frontalface.npz"
    with path.open("rb") as file, np.load(file) as arrays:
        return dict(arrays)


def _grouped(squares: list[tuple[float, float, float]]) -> list[list[tuple[float, float, float]]]:
    """Put squares together that nearly cover each other."""
    groups: list[list[tuple[float, float, float]]] = []
    for square in squares:
        for group in groups:
            middle = np.mean(group, axis=0)
            if np.abs(middle - square).max() < 0.2 * middle[2]:
                group.append(square)
                break
        else:
            groups.append([square])
    return groups


def lip_line(rgb: Plane, face: Face) -> Face:
    """Return the face with its mouth at the line between the lips, sought in the picture at full size."""
    reach, half = round(0.24 * face.eyes), round(0.24 * face.eyes)
    top, left = max(0, round(face.y) - reach), max(0, round(face.x) - half)
    part = rgb[top : round(face.y) + reach, left : left + 2 * half].astype(np.float64)
    if part.shape[0] < 9:
        return face
    width = max(3, reach // 2)
    dark = -part.mean((1, 2))
    red = (part[..., 0] - 0.5 * part[..., 1] - 0.5 * part[..., 2]).mean(1)
    lips = np.convolve(_standard(red), np.ones(width) / width, "same")
    row = int(np.argmax((_standard(dark) + lips)[2:-2])) + 2
    return Face(face.x, float(top + row), face.eyes)


def _standard(values: Floats) -> Floats:
    found: Floats = (values - values.mean()) / (values.std() + 1e-6)
    return found


def _sums(values: Floats) -> Floats:
    return np.pad(values.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
