"""Pictures as planes: Y, U, V (4:2:0, BT.709, limited range) and sometimes alpha; composing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from PIL import Image

    Plane = npt.NDArray[np.uint8]
    Wide = npt.NDArray[np.uint16]
    Picture = tuple[Plane, ...]

STEPS = (1, 2, 2, 1)
"""Pixels of the picture for one of a plane: Y, U, V, alpha."""

# ITU-R BT.709, rows for Y, Cb, Cr, scaled to 16..235 and 16..240
_MATRIX = np.array(
    [[0.2126, 0.7152, 0.0722], [-0.114572, -0.385428, 0.5], [0.5, -0.454153, -0.045847]], np.float32
)
_MATRIX[0] *= 219 / 255
_MATRIX[1:] *= 224 / 255


class Layer(NamedTuple):
    """A soft picture to lay over another: value times alpha, and 255 minus alpha, per plane."""

    values: tuple[Wide, ...]
    rests: tuple[Wide, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        height, width = self.values[0].shape
        return width, height


class Canvas:
    """A picture in one piece of memory, as encoders want it, with `planes` as views into it.

    Width and height are multiples of 4 and 2. With `clear` there is an alpha plane, all transparent.
    """

    def __init__(self, width: int, height: int, *, clear: bool = False) -> None:
        self.width, self.height = width, height
        whole, quarter = width * height, width * height // 4
        self.buffer = np.zeros(whole * 3 // 2 + (whole if clear else 0), np.uint8)
        chroma = (height // 2, width // 2)
        at = (0, whole, whole + quarter, whole + 2 * quarter)
        views = [
            self.buffer[:whole].reshape(height, width),
            self.buffer[at[1] : at[2]].reshape(chroma),
            self.buffer[at[2] : at[3]].reshape(chroma),
        ]
        if clear:
            views.append(self.buffer[at[3] :].reshape(height, width))
        self.planes: Picture = tuple(views)

    def fill(self, picture: Picture) -> None:
        """Replace the whole picture."""
        for plane, source in zip(self.planes, picture, strict=True):
            plane[:] = source


def width_for(height: int) -> int:
    """Return the width of a 16:9 picture that the encoders take."""
    return height * 16 // 9 // 4 * 4


def from_rgb(rgb: Plane) -> Picture:
    """Convert height x width x 3, of even sizes."""
    floats = rgb.astype(np.float32)
    luma = floats @ _MATRIX[0] + 16.5
    small = (floats[0::2, 0::2] + floats[1::2, 0::2] + floats[0::2, 1::2] + floats[1::2, 1::2]) * 0.25
    u, v = small @ _MATRIX[1] + 128.5, small @ _MATRIX[2] + 128.5
    return luma.astype(np.uint8), u.astype(np.uint8), v.astype(np.uint8)


def from_image(image: Image.Image) -> Picture:
    """Convert a Pillow picture of even sizes, without its alpha."""
    return from_rgb(np.asarray(image.convert("RGB")))


def halved(plane: Wide) -> Wide:
    """Return a plane at half size, as chroma is."""
    total = plane[0::2, 0::2] + plane[1::2, 0::2] + plane[0::2, 1::2] + plane[1::2, 1::2]
    return total // 4


def layer(image: Image.Image) -> Layer:
    """Convert a Pillow picture with alpha, of even sizes."""
    rgba = np.asarray(image.convert("RGBA"))
    return masked(from_rgb(rgba[..., :3]), rgba[..., 3])


def masked(picture: Picture, alpha: Plane) -> Layer:
    """Give a picture an alpha plane of full size."""
    full = alpha.astype(np.uint16)
    small = halved(full)
    alphas = (full, small, small)
    values = tuple(plane.astype(np.uint16) * a for plane, a in zip(picture[:3], alphas, strict=True))
    return Layer((*values, full * 255), tuple(255 - a for a in (*alphas, full)))


def blend(target: Picture, over: Layer, x: int, y: int) -> None:
    """Lay `over` on `target`, its left top corner at even x, y."""
    for plane, value, rest, step in zip(target, over.values, over.rests, STEPS, strict=False):
        height, width = value.shape
        view = plane[y // step : y // step + height, x // step : x // step + width]
        view[:] = (view * rest + value + 127) // 255


def lay(under: Picture, sprite: Picture) -> None:
    """Lay a sprite (four planes) on a picture of its size, in place."""
    full = sprite[3].astype(np.uint16)
    small = halved(full)
    for plane, value, alpha in zip(under[:3], sprite[:3], (full, small, small), strict=True):
        plane[:] = (plane * (255 - alpha) + value * alpha + 127) // 255
    if len(under) > 3:
        under[3][:] = (under[3] * (255 - full) + 255 * full + 127) // 255


def paste(target: Picture, source: Picture, x: int, y: int) -> None:
    """Put `source` on `target`, its left top corner at even x, y."""
    for plane, part, step in zip(target, source, STEPS, strict=False):
        height, width = part.shape
        plane[y // step : y // step + height, x // step : x // step + width] = part


def part(source: Picture, x: int, y: int, width: int, height: int) -> Picture:
    """Return a view of a part; all numbers even."""
    return tuple(
        plane[y // step : (y + height) // step, x // step : (x + width) // step]
        for plane, step in zip(source, STEPS, strict=False)
    )


def cut(source: Picture, x: int, y: int, width: int, height: int) -> Picture:
    """Return a copy of a part."""
    return tuple(plane.copy() for plane in part(source, x, y, width, height))
