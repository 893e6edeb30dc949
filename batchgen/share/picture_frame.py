"""Picture frame: what stands around a moment of the film: a play button, and the brand's band with a text."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import io
import unicodedata
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps, ImageStat, features

from batchgen import characters, settings
from batchgen.checks.pages import logo
from batchgen.share import page_layout, words

PICTURE, MAIL, GIF = (1200, 630), (600, 400), (480, 320)
"""Width and height of each picture in pixels."""
_BANDS = {PICTURE: 106, MAIL: 64, GIF: 51}
_EDGE, _LOGO, _LOGO_WIDTH = 0.36, 0.6, 2.2
"""Shares of the band's height: its free edges, and the logo at most. The band of a mail is the narrowest."""
_SIZES, _LEADING = (0.46, 0.42, 0.38, 0.34, 0.31, 0.28), 1.22
"""Letters in shares of the band's height, and a line in letters. On a phone a mail has half its width."""
_LONGEST = 120
"""Characters: more fit on no two lines, and are not measured."""
_FONT = Path(__file__).parent / "font" / "NotoSans-SemiBold.ttf"
_NOBODY_HAS_IT = "\U0010fffd"


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """A brand's colour and logo with the lines of one person. `fault` says why there are no lines."""

    colour: str
    logo: Image.Image | None
    lines: tuple[str, ...] = ()
    size: float = 0.0
    fault: str = ""

    @property
    def mark(self) -> str:
        """What changes when anything of it does."""
        drawn = hashlib.sha256(self.logo.tobytes()).hexdigest() if self.logo else ""
        return f"{self.colour} {drawn} {self.size} {self.lines}"

    def around(self, film: Image.Image, size: tuple[int, int]) -> Image.Image:
        """Return a moment of the film as a picture; of one that is too high, the upper part with the face."""
        band = _BANDS[size] if self.lines or self.logo else 0
        width, height = size[0], size[1] - band
        upright = film.height > film.width
        picture = Image.new("RGB", size, self.colour)
        picture.paste(
            ImageOps.pad(film, (width, height), color="#111111")
            if upright
            else ImageOps.fit(film, (width, height), centering=(0.5, 0.3))
        )
        button = _button(height * 24 // 100, self.colour)
        picture.paste(button, ((width - button.width) // 2, height * 70 // 100), button)
        self._write(picture, band, height)
        return picture

    def _write(self, picture: Image.Image, band: int, top: int) -> None:
        edge = round(band * _EDGE)
        step = band * self.size * _LEADING
        for place, line in enumerate(self.lines):
            middle = top + band / 2 + step * (place - (len(self.lines) - 1) / 2)
            pen, font = ImageDraw.Draw(picture), _font(round(band * self.size))
            pen.text((edge, middle), line, font=font, fill=page_layout.ink_on(self.colour), anchor="lm")
        if self.logo:
            plate = ImageOps.contain(self.logo, (round(band * _LOGO_WIDTH), round(band * _LOGO)))
            picture.paste(
                plate, (picture.width - edge - plate.width, top + (band - plate.height) // 2), plate
            )


def of(brand: settings.Brand | None, text: str) -> Frame:
    """Return the frame of a person. Raises errors.UsageError for a logo that is not drawn."""
    brand = brand or settings.Brand()
    plate = _plate(brand.logo) if brand.logo else None
    room = MAIL[0] / _BANDS[MAIL] - 2 * _EDGE
    room -= min(_LOGO_WIDTH, _LOGO * plate.width / plate.height) + _EDGE if plate else 0
    text = " ".join(characters.normalized("NFC", characters.visible(characters.one_line(text))).split())
    if not all(map(_has, set(text))):
        return Frame(brand.colour, plate, fault=words.FONT_LACKS)
    for size in _SIZES if len(text) <= _LONGEST else ():
        if lines := _lines(text, room / size, int(0.92 / (size * _LEADING))):
            return Frame(brand.colour, plate, lines, size)
    return Frame(brand.colour, plate, fault=words.TOO_LONG if text else "")


@functools.cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONT, size)


@functools.cache
def _has(sign: str) -> bool:
    """Return whether the font has a sign; marks and Indic letters are right with a layout engine only."""
    shaped = unicodedata.category(sign)[0] == "M" or 0x900 <= ord(sign) < 0x980
    lacks = bytes(_font(32).getmask(sign)) == bytes(_font(32).getmask(_NOBODY_HAS_IT))
    return sign == " " or not (lacks or (shaped and not features.check("raqm")))


def _lines(text: str, width: float, most: int) -> tuple[str, ...]:
    """Return a text on one line, else on two about as long, or nothing; the width is in letters' sizes."""
    words = text.split()
    halves = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    halves.sort(key=lambda pair: abs(len(pair[0]) - len(pair[1])))
    ways = ((text,) if text else (), *halves[: 3 * (most - 1)])
    return next((lines for lines in ways if all(_fits(line, width) for line in lines)), ())


def _fits(line: str, width: float) -> bool:
    """Return whether a line is inside: no wider, and marks upon marks do not climb out of the band."""
    left, top, right, bottom = _font(100).getbbox(line, anchor="ls")
    return max(right - left, right) <= width * 100 and top >= -125 and bottom <= 45


@functools.lru_cache(4)
def _plate(path: Path) -> Image.Image:
    """Return a logo on a plate, white or dark, on which it is seen."""
    drawn = Image.open(io.BytesIO(logo.png(path))).convert("RGBA")
    light = ImageStat.Stat(drawn.convert("L"), drawn.getchannel("A")).mean[0] > 170
    edge = drawn.height // 5
    plate = Image.new("RGBA", (drawn.width + 2 * edge, drawn.height + 2 * edge), (0, 0, 0, 0))
    box = (0, 0, plate.width - 1, plate.height - 1)
    ImageDraw.Draw(plate).rounded_rectangle(box, edge, fill="#111111" if light else "#ffffff")
    plate.alpha_composite(drawn, (edge, edge))
    return plate


@functools.cache
def _button(size: int, colour: str) -> Image.Image:
    """Return the play button, drawn four times as large for smooth edges."""
    whole = size * 4
    button = Image.new("RGBA", (whole, whole), (255, 255, 255, 0))
    pen, ring = ImageDraw.Draw(button), whole // 18
    pen.ellipse((0, 0, whole - 1, whole - 1), fill="#ffffff")
    pen.ellipse((ring, ring, whole - 1 - ring, whole - 1 - ring), fill=colour)
    pen.polygon(
        [(whole * x, whole * y) for x, y in ((0.39, 0.28), (0.39, 0.72), (0.75, 0.5))],
        page_layout.ink_on(colour),
    )
    return button.resize((size, size), Image.Resampling.LANCZOS)
