"""Where a face is, without a trained detector: by eyes, lips and skin, or by what moves with the voice.

OpenCV's detector is used instead if the user has installed it; it is no dependency.
"""

from __future__ import annotations

import dataclasses
import importlib
import importlib.util
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Plane = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float64]

_BLOCK = 8
"""Pixels of a small picture (320 wide) for one cell of the search."""
_LIKE_A_FACE = 1.05
_NOBODY = -9.0
_MOUTH_BELOW_EYES = 1.12


@dataclasses.dataclass(frozen=True)
class Face:
    """The middle of the mouth, and the distance of the eyes, in pixels of the picture searched."""

    x: float
    y: float
    eyes: float

    def scaled(self, factor: float) -> Face:
        """Return the same face in a picture `factor` times as large."""
        return Face(self.x * factor, self.y * factor, self.eyes * factor)


def in_picture(rgb: Plane) -> Face | None:
    """Find the face of a picture about 320 wide: two dark eyes over lighter cheeks, and lips, on skin."""
    found = by_opencv(rgb)
    if found:
        return found
    search = _Search(rgb)
    width = rgb.shape[1]
    finds = [search.at_size(float(eyes)) for eyes in np.arange(0.055, 0.16, 0.008) * width]
    score, face = max(finds, key=lambda find: find[0], default=(_NOBODY, Face(0, 0, 0)))
    return face if score > _NOBODY else None


class _Search:
    """A picture with running sums, in which the mean of any box is four look-ups (Viola and Jones)."""

    def __init__(self, rgb: Plane) -> None:
        grey = rgb.astype(np.float64) @ np.array([0.3, 0.59, 0.11])
        self.height, self.width = grey.shape
        self.grey, self.squares = _sums(grey), _sums(grey * grey)
        self.skin = _sums(_skin(rgb).astype(np.float64))
        self.rows = self.columns = np.zeros((0, 0))

    def at_size(self, eyes: float) -> tuple[float, Face]:
        """Return the best place for a face whose eyes are this far apart, and how much it looks like one."""
        down = np.arange(int(eyes), int(self.height - 1.9 * eyes), 2)
        across = np.arange(int(1.2 * eyes), int(self.width - 1.2 * eyes), 2)
        if not len(down) or not len(across):
            return _NOBODY, Face(0, 0, eyes)
        self.rows, self.columns = np.meshgrid(down, across, indexing="ij")
        likeness, lips = self._likeness(eyes)
        worth = likeness + 0.035 * min(eyes * 320 / self.width - 20, 7)
        worth -= 0.3 * np.abs(self.columns - self.width / 2) / self.width
        worth[(self._mean(self.skin, eyes, (0.0, 0.55, 1.3, 1.3)) < 0.7) | (likeness < _LIKE_A_FACE)] = (
            _NOBODY
        )
        best = np.unravel_index(int(worth.argmax()), worth.shape)
        x, y = float(self.columns[best]), float(self.rows[best])
        return float(worth[best]), Face(x, y + float(lips[best]) * eyes, eyes)

    def _likeness(self, eyes: float) -> tuple[Floats, Floats]:
        """Return the likeness of every place, and how far below the eyes its lips are."""
        grey = self.grey
        left, right = (self._mean(grey, eyes, (side, 0, 0.5, 0.22)) for side in (-0.5, 0.5))
        under_left, under_right = (self._mean(grey, eyes, (side, 0.5, 1.0, 0.4)) for side in (-0.5, 0.5))
        bridge = self._mean(grey, eyes, (0, 0, 0.22, 0.22))
        middle = self._mean(grey, eyes, (0, 0.5, 2.0, 2.2))
        spread = self._mean(self.squares, eyes, (0, 0.5, 2.0, 2.2)) - middle**2
        contrast = np.sqrt(np.maximum(spread, 25))
        dark = np.minimum.reduce([under_left - left, under_right - right, bridge - left, bridge - right])
        uneven = np.abs(left - right) + np.abs(under_left - under_right)
        places = np.arange(1.0, 1.32, 0.04)
        lips = np.stack([self._lips(eyes, float(below)) for below in places]) / contrast
        mouth = np.clip(lips.max(0), -1, 0.8)
        return (dark - 0.35 * uneven) / contrast + 0.5 * mouth, places[lips.argmax(0)]

    def _lips(self, eyes: float, below: float) -> Floats:
        """Return by how much a bar across is darker than the skin above and below it."""
        bar = self._mean(self.grey, eyes, (0, below, 0.6, 0.16))
        chin = self._mean(self.grey, eyes, (0, below + 0.3, 0.5, 0.12))
        lip = self._mean(self.grey, eyes, (0, below - 0.26, 0.5, 0.10))
        found: Floats = np.minimum(chin, lip) - bar
        return found

    def _mean(self, sums: Floats, eyes: float, box: tuple[float, float, float, float]) -> Floats:
        """Return the mean of a box (x, y of its middle, width, height, in eye distances) at every place."""
        wide, tall = max(2, int(box[2] * eyes)), max(2, int(box[3] * eyes))
        top = (self.rows + box[1] * eyes - tall / 2).astype(int).clip(0, self.height - tall)
        left = (self.columns + box[0] * eyes - wide / 2).astype(int).clip(0, self.width - wide)
        total = (
            sums[top + tall, left + wide] - sums[top, left + wide] - sums[top + tall, left] + sums[top, left]
        )
        found: Floats = total / (wide * tall)
        return found


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


def in_motion(grey: Plane, loudness: Floats, rgb: Plane) -> Face | None:
    """Find who speaks: where pictures (n x height x width) change in step with the voice, on skin."""
    found = by_opencv(rgb)
    if found:
        return found
    still = in_picture(rgb)
    x, y = _moving(grey, loudness)
    skin = _skin(rgb)
    reach = max(6, rgb.shape[1] // 20)
    around = skin[max(0, int(y) - reach) : int(y) + reach, max(0, int(x) - reach) : int(x) + reach]
    if around.size and around.mean() > 0.5:
        eyes = still.eyes if still and abs(still.x - x) < 2 * still.eyes else rgb.shape[1] * 0.08
        return Face(x, y, float(np.clip(eyes, rgb.shape[1] * 0.05, rgb.shape[1] * 0.14)))
    return still


def by_opencv(rgb: Plane) -> Face | None:
    """Find a face with OpenCV's detector, if OpenCV 4 is installed."""
    if importlib.util.find_spec("cv2") is None:
        return None
    cv2 = importlib.import_module("cv2")
    if not hasattr(cv2, "CascadeClassifier"):
        return None  # OpenCV 5 has none
    model = cv2.data.haarcascades + "haarcascade_frontalface_alt2.xml"
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    least = max(24, rgb.shape[1] // 16)
    boxes = cv2.CascadeClassifier(model).detectMultiScale(grey, 1.1, 5, minSize=(least, least))
    if len(boxes) == 0:
        return None
    x, y, width, height = (float(value) for value in max(boxes, key=lambda box: box[2] * box[3]))
    eyes = 0.42 * width
    return Face(x + width / 2, y + 0.38 * height + _MOUTH_BELOW_EYES * 0.9 * eyes, eyes)


def _skin(rgb: Plane) -> npt.NDArray[np.bool_]:
    """Say which pixels have a colour that skin of any tone has (chroma only)."""
    r, g, b = (rgb[..., k].astype(np.float32) for k in range(3))
    cb = 128 - 0.169 * r - 0.331 * g + 0.5 * b
    cr = 128 + 0.5 * r - 0.419 * g - 0.081 * b
    found: npt.NDArray[np.bool_] = (cb > 77) & (cb < 127) & (cr > 135) & (cr < 175) & (r > 40)
    return found


def _moving(grey: Plane, loudness: Floats) -> tuple[float, float]:
    """Return where changes of the picture follow changes of the loudness best."""
    count, height, width = grey.shape
    tall, wide = height // _BLOCK, width // _BLOCK
    cells = grey[:, : tall * _BLOCK, : wide * _BLOCK].reshape(count, tall, _BLOCK, wide, _BLOCK).mean((2, 4))
    change = np.abs(np.diff(cells - cells.mean(0), axis=0))
    voice = np.abs(np.diff(loudness)) + 0.3 * np.clip(loudness[1:], 0, None)
    voice = np.convolve(voice, np.ones(5) / 5, "same")
    voice = (voice - voice.mean()) / (voice.std() + 1e-6)
    score = np.zeros((tall, wide))
    for lag in range(-2, 3):
        shifted = np.roll(change, lag, 0)
        level = (shifted - shifted.mean(0)) / (shifted.std(0) + 2.0)
        weight = np.minimum(shifted.std(0), 12)
        score = np.maximum(score, (level * voice[:, None, None]).mean(0) * weight)
    padded = np.pad(score, 1, mode="edge")
    smooth = np.zeros((tall, wide))
    for a in range(3):
        for b in range(3):
            smooth += padded[a : a + tall, b : b + wide] / 9
    row, column = np.unravel_index(int(np.argmax(smooth)), score.shape)
    near = (np.abs(np.arange(tall)[:, None] - row) < 4) & (np.abs(np.arange(wide)[None] - column) < 5)
    rows, columns = np.nonzero((smooth > 0.45 * smooth.max()) & near)
    return float((columns.mean() + 0.5) * _BLOCK), float((rows.mean() + 0.5) * _BLOCK)
