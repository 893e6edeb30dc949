"""A presenter's sprites: drawn once for a look and size, kept on the shelf, moved about by the puppet.

Sprites with softness are four planes (Y, U, V and alpha of full size), so that nothing is converted later.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import math
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import resvg_py
from PIL import Image

from batchgen.sandbox.render import planes
from batchgen.sandbox.render.drawing import clothes, figure, hair, looks, rooms
from batchgen.sandbox.render.voice import visemes

if TYPE_CHECKING:
    import numpy.typing as npt

    from batchgen.sandbox.render import cache

    Array = npt.NDArray[np.uint8]

POSES = 22
WAVE_ANGLES = tuple(range(-16, 17, 4))
WAVE_STEPS = 8
_BLINKS = (0.5, 1.0)
_BROWS = (0.0, 1.0)


@dataclasses.dataclass(frozen=True)
class Pose:
    """How the head stands: shift in pixels of a 720p picture, roll in degrees."""

    dx: float
    dy: float
    roll: float


def pose(index: int) -> Pose:
    """Return a pose on the way that the head sways: 0 is the middle, POSES - 1 the far end."""
    way = index / (POSES - 1)
    return Pose(4.2 * math.sin(way * 1.5), 1.7 * math.sin(way * math.pi * 1.5), 1.25 * math.sin(way * 1.5))


@dataclasses.dataclass(frozen=True)
class Pack:
    """All sprites of one look at one height. Boxes are (x, y, width, height) in pixels, even.

    `still` is the picture without head; `heads` the head box in each pose on it, both sides of the sway;
    with `clear` there is no room, and everything has alpha.
    """

    look: str
    height: int
    clear: bool
    still: tuple[Array, ...]
    heads: tuple[Array, ...]
    mouths: tuple[Array, ...]
    eyes: tuple[Array, ...]
    arms: tuple[Array, ...]

    @property
    def scale(self) -> float:
        """Pixels of this size for one pixel of 720p."""
        return self.height / figure.HEIGHT

    def box(self, name: str) -> tuple[int, int, int, int]:
        """Return a box by its name: head, mouth, eyes, arm."""
        return _even(_BOXES[name], self.scale)


_BOXES = {
    "head": figure.HEAD_BOX,
    "mouth": figure.MOUTH_BOX,
    "eyes": figure.EYES_BOX,
    "arm": clothes.ARM_BOX,
}


def _even(box: tuple[int, int, int, int], scale: float) -> tuple[int, int, int, int]:
    x, y, width, height = (round(value * scale) for value in box)
    return x & ~1, y & ~1, (width + 1) & ~1, (height + 1) & ~1


def version() -> str:
    """Return a name of the drawings as they are in this release: other drawings, other sprites."""
    digest = hashlib.sha256()
    for module in (figure, hair, clothes, rooms, looks, visemes):
        digest.update(Path(str(module.__file__)).read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()[:10]


_PARTS = ("still", "heads", "mouths", "eyes", "arms")


def load(look: str, height: int, shelf: cache.Shelf, *, clear: bool = False) -> Pack:
    """Return the sprites of a look, drawn now if no worker has drawn them yet."""
    name = f"look-{look}-{height}{'-clear' if clear else ''}-{version()}.npz"
    data = shelf.read(name)
    if data:
        try:
            return _unpacked(look, height, data, clear=clear)
        except (ValueError, KeyError, OSError, zipfile.BadZipFile):
            pass  # a damaged file is drawn anew
    pack = _Drawing(look, height, clear=clear).pack()
    shelf.keep(name, _packed(pack))
    return pack


def _packed(pack: Pack) -> bytes:
    arrays = {f"{part}{k}": a for part in _PARTS for k, a in enumerate(getattr(pack, part))}
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _unpacked(look: str, height: int, data: bytes, *, clear: bool) -> Pack:
    with np.load(io.BytesIO(data)) as arrays:
        names = sorted(arrays.files)
        parts = {part: tuple(arrays[n] for n in names if n.rstrip("0123") == part) for part in _PARTS}
    if any(not part for part in parts.values()):
        raise KeyError(look)
    return Pack(look, height, clear, **parts)


class _Drawing:
    """Draws one pack."""

    def __init__(self, look: str, height: int, *, clear: bool) -> None:
        self.name, self.height, self.clear = look, height, clear
        self.look = looks.LOOKS[look]
        self.scale = height / figure.HEIGHT
        self.width = planes.width_for(height)
        whole = (0, 0, self.width, height)
        self.room = None if clear else self._draw(whole, rooms.room(self.look.room))
        self.body = self._draw(whole, clothes.body(self.look))
        self._lower: dict[float, Image.Image] = {}
        self._layers: tuple[Image.Image, Image.Image] | None = None

    def _draw(self, box: tuple[int, int, int, int], content: str) -> Image.Image:
        x, y, width, height = (value / self.scale for value in box)
        text = figure.document(self.look, (x, y, width, height), self.scale, content)
        data = bytes(resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True))
        image = Image.open(io.BytesIO(data)).convert("RGBA")
        return image if image.size == box[2:] else image.resize(box[2:])

    def pack(self) -> Pack:
        return Pack(
            look=self.name,
            height=self.height,
            clear=self.clear,
            still=self._still(),
            heads=_stacked(
                [self._planes(self._posed(side * index)) for side in (1, -1) for index in range(POSES)]
            ),
            mouths=_stacked([self._mouth(mouth) for mouth in visemes.palette()]),
            eyes=_stacked([self._patch("eyes", figure.head(self.look, face)) for face in eye_faces()]),
            arms=_stacked([self._arm(angle, step) for angle, step in arm_places()]),
        )

    def _still(self) -> tuple[Array, ...]:
        image = self.room.copy() if self.room else Image.new("RGBA", (self.width, self.height))
        image.alpha_composite(self.body)
        return self._planes(image)

    def _planes(self, image: Image.Image) -> tuple[Array, ...]:
        """Return three planes, with a room behind, or four."""
        array = np.asarray(image)
        colours = tuple(planes.from_rgb(array[..., :3]))
        return (*colours, array[..., 3].copy()) if self.clear else colours

    def _posed(self, index: int) -> Image.Image:
        """Return the head box with the head in a pose; negative ones are the mirrored way."""
        x, y, width, height = box = _even(figure.HEAD_BOX, self.scale)
        where = (x, y, x + width, y + height)
        image = self.room.crop(where) if self.room else Image.new("RGBA", (width, height))
        moved = pose(abs(index))
        side = -1 if index < 0 else 1
        matrix = affine(Pose(side * moved.dx, moved.dy, side * moved.roll), box, self.scale)
        behind, head = self._head_layers(box)
        for part in (behind, None, head):
            layer = (
                self.body.crop(where)
                if part is None
                else part.transform(part.size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)
            )
            image.alpha_composite(layer)
        return image

    def _head_layers(self, box: tuple[int, int, int, int]) -> tuple[Image.Image, Image.Image]:
        if self._layers is None:
            face = figure.Face(visemes.palette()[0])
            self._layers = (
                self._draw(box, hair.behind(self.look)),
                self._draw(box, figure.head(self.look, face)),
            )
        return self._layers

    def _mouth(self, mouth: figure.Mouth) -> tuple[Array, ...]:
        """Return the lower face with a mouth; the face around it is drawn once for each opening."""
        if mouth.open not in self._lower:
            face = figure.Face(figure.Mouth(mouth.open))
            box = _even(figure.MOUTH_BOX, self.scale)
            self._lower[mouth.open] = self._draw(box, figure.without_lips(self.look, face))
        return self._patch("mouth", figure.lips(self.look, mouth), self._lower[mouth.open])

    def _patch(self, name: str, content: str, under: Image.Image | None = None) -> tuple[Array, ...]:
        """Return a part of the head alone, faded out before its border.

        A moved sprite has nothing beyond its own edge: without the fade it would leave lines there.
        """
        box = _even(_BOXES[name], self.scale)
        image = self._draw(box, content)
        array = np.asarray(Image.alpha_composite(under, image) if under else image)
        fade = _fade(box[2], box[3], self.scale)
        alpha = (array[..., 3].astype(np.uint16) * fade // 255).astype(np.uint8)
        return (*planes.from_rgb(_bled(array)), alpha)

    def _arm(self, angle: int, step: int) -> tuple[Array, ...]:
        box = _even(clothes.ARM_BOX, self.scale)
        array = np.asarray(
            self._draw(box, clothes.arm(self.look, angle, 480 * (1 - _eased(step / WAVE_STEPS))))
        )
        return (*planes.from_rgb(_bled(array)), array[..., 3].copy())


def eye_faces() -> list[figure.Face]:
    """Return the faces whose eyes are drawn, in the order of `Pack.eyes`."""
    return [figure.Face(blink=blink, brow=brow) for blink in (0.0, *_BLINKS) for brow in _BROWS][1:]


def arm_places() -> list[tuple[int, int]]:
    """Return (angle, step of the rise) of the arms drawn, in the order of `Pack.arms`."""
    rising = [(WAVE_ANGLES[len(WAVE_ANGLES) // 2], step) for step in range(1, WAVE_STEPS)]
    return rising + [(angle, WAVE_STEPS) for angle in WAVE_ANGLES]


def affine(
    moved: Pose, box: tuple[int, int, int, int], scale: float, shrink: float = 1.0
) -> tuple[float, ...]:
    """Return Pillow's matrix that moves a sprite drawn in the middle pose; `shrink` 0.5 for chroma planes."""
    turn = math.radians(moved.roll)
    cos, sin = math.cos(turn), math.sin(turn)
    px = (figure.PIVOT[0] * scale - box[0]) * shrink
    py = (figure.PIVOT[1] * scale - box[1]) * shrink
    dx, dy = moved.dx * scale * shrink, moved.dy * scale * shrink
    return (
        cos,
        sin,
        px - cos * (px + dx) - sin * (py + dy),
        -sin,
        cos,
        py + sin * (px + dx) - cos * (py + dy),
    )


def _eased(way: float) -> float:
    return way * way * (3 - 2 * way)


def _stacked(rows: list[tuple[Array, ...]]) -> tuple[Array, ...]:
    return tuple(np.stack(column) for column in zip(*rows, strict=True))


def _fade(width: int, height: int, scale: float) -> npt.NDArray[np.uint16]:
    border, soft = max(3, round(8 * scale)), max(3, round(7 * scale))

    def ramp(size: int) -> npt.NDArray[np.float64]:
        steps = np.arange(size)
        return np.clip((np.minimum(steps, steps[::-1]) - border) / soft, 0, 1)

    return (np.outer(ramp(height), ramp(width)) * 255).astype(np.uint16)


def _bled(rgba: Array) -> Array:
    """Return the colours with those at the rim carried outwards, so that halved chroma has no dark fringe."""
    colours, alpha = rgba[..., :3], rgba[..., 3]
    solid = alpha > 0
    if not solid.any():
        return colours
    image = colours.copy()
    small = Image.fromarray(np.dstack([colours * solid[..., None], alpha]))
    for size in (4, 16, 64):
        shrunk = small.resize(
            (max(1, small.width // size), max(1, small.height // size)), Image.Resampling.BOX
        )
        grown = np.asarray(shrunk.resize(small.size, Image.Resampling.NEAREST))
        fill = (grown[..., 3] > 0) & ~solid
        image[fill] = grown[..., :3][fill]
        solid = solid | fill
    return image
