"""Text in pictures: a font of this machine that has the letters, lines that fit."""

from __future__ import annotations

import functools
import unicodedata
from typing import TYPE_CHECKING

from PIL import ImageDraw, ImageFont

if TYPE_CHECKING:
    from PIL import Image

    Font = ImageFont.FreeTypeFont

_FILES = (
    "DejaVuSans.ttf",
    "LiberationSans-Regular.ttf",
    "NotoSans-Regular.ttf",
    "segoeui.ttf",
    "arial.ttf",
    "Helvetica.ttc",
    "Arial.ttf",
    "Arial Unicode.ttf",
    "NotoSansCJK-Regular.ttc",
    "Hiragino Sans GB.ttc",
    "msyh.ttc",
    "msgothic.ttc",
    "malgun.ttf",
    "Nirmala.ttf",
)
_NOBODY_HAS_IT = "\U0010fffd"
_NO_DECOMPOSITION = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "ß": "ss", "æ": "ae"})


@functools.cache
def _installed(size: int) -> tuple[Font, ...]:
    found = []
    for name in _FILES:
        try:
            found.append(ImageFont.truetype(name, size))
        except OSError:
            continue
    return tuple(found)


def _lacks(font: Font, text: str) -> int:
    nothing = bytes(font.getmask(_NOBODY_HAS_IT))
    return sum(bytes(font.getmask(char)) == nothing for char in set(text) if not char.isspace())


def suited(text: str, size: int) -> tuple[Font, str]:
    """Return the font that has most of the text's letters, and the text as it can be drawn with it.

    On a machine without fonts that is Pillow's own, which has English letters only: accents are dropped.
    """
    fonts = _installed(size)
    if fonts:
        return min(fonts, key=lambda font: _lacks(font, text)), text
    plain = unicodedata.normalize("NFKD", text.translate(_NO_DECOMPOSITION))
    own = ImageFont.load_default(size)
    assert isinstance(own, ImageFont.FreeTypeFont)
    return own, "".join(char for char in plain if not unicodedata.combining(char))


def lines(text: str, font: Font, width: float) -> list[str]:
    """Break a text into lines no wider than `width`, between words, or within one that is too long."""
    found = [""]
    for word in text.split() or [""]:
        longer = f"{found[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            found[-1] = longer
            continue
        if found[-1]:
            found.append("")
        for char in word:
            if font.getlength(found[-1] + char) > width and found[-1]:
                found.append("")
            found[-1] += char
    return found


def write(
    image: Image.Image,
    text: str,
    box: tuple[int, int, int, int],
    size: int,
    colour: str,
    *,
    smallest: int = 12,
) -> int:
    """Write a text centred in a box (left, top, right, bottom), smaller until it fits; return its height."""
    left, top, right, bottom = box
    while True:
        font, drawable = suited(text, size)
        rows = lines(drawable, font, right - left)
        step = round(size * 1.32)
        if len(rows) * step <= bottom - top or size <= smallest:
            break
        size = max(smallest, size * 9 // 10)
    draw = ImageDraw.Draw(image)
    at = top + max(0, (bottom - top - len(rows) * step) // 2)
    for row in rows[: max(1, (bottom - top) // step)]:
        draw.text(((left + right - font.getlength(row)) / 2, at), row, font=font, fill=colour)
        at += step
    return len(rows) * step
