"""Training from a photo: the lower face is drawn down and the opening filled. Only the mouth moves."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from batchgen.sandbox import words
from batchgen.sandbox.render import film_orders, planes
from batchgen.sandbox.render.presenter import faces, footage, preview_replica

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_LEVELS = 9
_SEARCH_WIDTH = 320


def train(image: Image.Image, height: int) -> preview_replica.Pack:
    """Return the pack of the person in a photo. Raise FilmError if no face is found."""
    picture = framed(image, planes.width_for(height), height)
    scale = picture.width / _SEARCH_WIDTH
    small = picture.resize((_SEARCH_WIDTH, round(picture.height / scale)), Image.Resampling.BOX)
    face = faces.in_picture(np.asarray(small))
    if face is None:
        raise film_orders.FilmError(
            f"HeadNotFullyInFrameError: {words.NO_FACE_IN_PICTURE}",
            kind="HeadNotFullyInFrameError",
        )
    face = faces.lip_line(np.asarray(picture), face.scaled(scale))
    size = (round(face.eyes * 2.0) // 4 * 4, round(face.eyes * 2.1) // 4 * 4)
    x = int(np.clip(face.x - size[0] / 2, 0, picture.width - size[0])) & ~1
    y = int(np.clip(face.y - size[1] * 0.32, 0, picture.height - size[1])) & ~1
    levels = np.linspace(0, 1, _LEVELS)
    mouths = [_opened(picture, face, float(level), (x, y, *size)) for level in levels]
    base = tuple(plane[None] for plane in planes.from_image(picture))
    stacks = tuple(np.stack([mouth[k] for mouth in mouths]) for k in range(3))
    return preview_replica.Pack(
        base=base,
        mouths=stacks,
        mask=footage.soft_mask(*size),
        places=[(x, y)],
        opened=[float(level) for level in levels],
        wide=[0.0] * _LEVELS,
        digest=hashlib.sha256(base[0].tobytes() + stacks[0].tobytes()).hexdigest()[:20],
    )


def framed(image: Image.Image, width: int, height: int) -> Image.Image:
    """Return a photo of any shape as a picture of this one: whole in height, itself blurred at the sides."""
    upright = ImageOps.exif_transpose(image).convert("RGB")
    if upright.width * height >= upright.height * width:
        return ImageOps.fit(upright, (width, height), Image.Resampling.LANCZOS)
    sides = ImageOps.fit(upright, (width // 8, height // 8), Image.Resampling.BOX)
    behind = sides.filter(ImageFilter.GaussianBlur(6)).resize((width, height), Image.Resampling.BICUBIC)
    middle = upright.resize(
        (max(2, round(upright.width * height / upright.height)), height), Image.Resampling.LANCZOS
    )
    behind.paste(middle, ((width - middle.width) // 2, 0))
    return behind


def _opened(
    picture: Image.Image, face: faces.Face, level: float, box: tuple[int, int, int, int]
) -> planes.Picture:
    """Return the box with the mouth opened: what is below the lips moves down, the gap is filled."""
    left, top, width, height = box
    source = np.asarray(picture.crop((left, top, left + width, top + height))).astype(np.float64)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float64)
    x, y = face.x - left, face.y - top
    half, gap = face.eyes * 0.36, face.eyes * 0.28 * level
    inside = np.clip(1 - ((columns - x) / half) ** 2, 0, 1) ** 0.6
    cheek = np.clip(1 - ((columns - x) / (face.eyes * 0.95)) ** 2, 0, 1)
    fall = np.clip((y + face.eyes * 1.25 - rows) / (face.eyes * 0.9), 0, 1)
    shift = gap * (0.55 * cheek + 0.45 * inside) * fall * fall * (3 - 2 * fall)
    taken = np.where(rows > y, np.maximum(y, rows - shift), rows)
    upper = np.clip(taken.astype(int), 0, height - 2)
    part = (taken - upper)[..., None]
    where = columns.astype(int)
    result = source[upper, where] * (1 - part) + source[upper + 1, where] * part
    return planes.from_rgb(
        np.clip(_filled(result, rows - y, columns - x, gap, half), 0, 255).astype(np.uint8)
    )


def _filled(picture: Floats, below: Floats, aside: Floats, gap: float, half: float) -> Floats:
    inside = np.clip(1 - (aside / half) ** 2, 0, 1) ** 0.6
    hole = np.clip((gap * inside - below) / 2.5, 0, 1) * np.clip((below + 1.5) / 1.5, 0, 1) * (inside > 0)
    hole *= min(1.0, gap / 3)
    tooth = hole * np.clip((gap * 0.34 * inside - below) / 2, 0, 1)
    tooth *= np.clip(1 - (aside / (half * 0.8)) ** 2, 0, 1) ** 0.3
    dark = picture * (1 - hole[..., None]) + np.array([52.0, 20.0, 20.0]) * hole[..., None]
    found: Floats = (
        dark * (1 - 0.85 * tooth[..., None]) + np.array([228.0, 220.0, 210.0]) * 0.85 * tooth[..., None]
    )
    return found
