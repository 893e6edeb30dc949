"""Pictures as Y, U, V planes (4:2:0, BT.709, limited range), in which all composing is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from PIL import Image

    Plane = npt.NDArray[np.uint8]
    Wide = npt.NDArray[np.uint16]

# ITU-R BT.709, rows for Y, Cb, Cr, scaled to 16..235 and 16..240
_MATRIX = np.array(
    [[0.2126, 0.7152, 0.0722], [-0.114572, -0.385428, 0.5], [0.5, -0.454153, -0.045847]], np.float32
)
_MATRIX[0] *= 219 / 255
_MATRIX[1:] *= 224 / 255


class Planes(NamedTuple):
    """A picture: luma of full size, two chroma planes of half size."""

    y: Plane
    u: Plane
    v: Plane


class Layer(NamedTuple):
    """A soft picture to lay over another: value times alpha, and 255 minus alpha, per plane."""

    values: tuple[Wide, Wide, Wide]
    rests: tuple[Wide, Wide, Wide]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        height, width = self.values[0].shape
        return width, height


class Canvas:
    """A picture in one piece of memory, as encoders want it, with `planes` as views into it."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.buffer = np.zeros((height * 3 // 2, width), np.uint8)
        quarter = height // 4
        chroma = (height // 2, width // 2)
        self.planes = Planes(
            self.buffer[:height],
            self.buffer[height : height + quarter].reshape(chroma),
            self.buffer[height + quarter :].reshape(chroma),
        )


def from_rgb(rgb: Plane) -> Planes:
    """Convert height x width x 3, of even sizes."""
    floats = rgb.astype(np.float32)
    luma = floats @ _MATRIX[0] + 16.5
    small = (floats[0::2, 0::2] + floats[1::2, 0::2] + floats[0::2, 1::2] + floats[1::2, 1::2]) * 0.25
    return Planes(
        luma.astype(np.uint8),
        (small @ _MATRIX[1] + 128.5).astype(np.uint8),
        (small @ _MATRIX[2] + 128.5).astype(np.uint8),
    )


def from_image(image: Image.Image) -> Planes:
    """Convert a Pillow picture of even sizes, without its alpha."""
    return from_rgb(np.asarray(image.convert("RGB")))


def halved(plane: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint16]:
    """Return a plane at half size, as chroma is."""
    total = plane[0::2, 0::2] + plane[1::2, 0::2] + plane[0::2, 1::2] + plane[1::2, 1::2]
    return total // 4


def layer(image: Image.Image) -> Layer:
    """Convert a Pillow picture with alpha, of even sizes."""
    rgba = np.asarray(image.convert("RGBA"))
    return masked(from_rgb(rgba[..., :3]), rgba[..., 3])


def masked(picture: Planes, alpha: Plane) -> Layer:
    """Give a picture an alpha plane of full size."""
    full = alpha.astype(np.uint16)
    small = halved(full)
    alphas = (full, small, small)
    values = tuple(plane.astype(np.uint16) * a for plane, a in zip(picture, alphas, strict=True))
    rests = tuple(255 - a for a in alphas)
    return Layer((values[0], values[1], values[2]), (rests[0], rests[1], rests[2]))


def blend(target: Planes, over: Layer, x: int, y: int) -> None:
    """Lay `over` on `target`, its left top corner at even x, y."""
    for plane, value, rest, step in zip(target, over.values, over.rests, (1, 2, 2), strict=True):
        height, width = value.shape
        view = plane[y // step : y // step + height, x // step : x // step + width]
        view[:] = (view * rest + value + 127) // 255


def paste(target: Planes, source: Planes, x: int, y: int) -> None:
    """Put `source` on `target`, its left top corner at even x, y."""
    for plane, part, step in zip(target, source, (1, 2, 2), strict=True):
        height, width = part.shape
        plane[y // step : y // step + height, x // step : x // step + width] = part


def cut(source: Planes, x: int, y: int, width: int, height: int) -> Planes:
    """Return a copy of a part; all numbers even."""
    return Planes(
        source.y[y : y + height, x : x + width].copy(),
        source.u[y // 2 : (y + height) // 2, x // 2 : (x + width) // 2].copy(),
        source.v[y // 2 : (y + height) // 2, x // 2 : (x + width) // 2].copy(),
    )
