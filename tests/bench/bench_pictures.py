"""How fast pictures are drawn: python tests/bench/bench_pictures.py [ROWS]. It fails when a target is missed.

Targets (issue 17): picture.jpg and mail.jpg of 5,000 rows in under 10 CPU minutes, so 120 CPU ms a row, in
under 300 MB. GIFs are measured and reported. Stills have 1920 x 1080 pixels with the grain of a camera; the
GIF has 320 x 180 and walks through the still.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image, ImageFilter

from batchgen import settings
from batchgen.share import pictures

MOST_MILLISECONDS, MOST_MEGABYTES = 120, 300


def camera(size: tuple[int, int], seed: int) -> Image.Image:
    """Return soft colours with grain, as heavy as a photo."""
    dice = random.Random(seed)
    soft = Image.frombytes("RGB", (16, 9), dice.randbytes(16 * 9 * 3)).resize(size, Image.Resampling.BICUBIC)
    grain = Image.frombytes("RGB", size, dice.randbytes(size[0] * size[1] * 3))
    return Image.blend(soft, grain.filter(ImageFilter.GaussianBlur(1)), 0.08)


def sources(folder: Path) -> tuple[list[Path], Path]:
    """Write some stills and a GIF."""
    stills = [folder / f"{seed}.jpg" for seed in range(4)]
    for seed, path in enumerate(stills):
        camera((1920, 1080), seed).save(path, quality=88)
    wide = camera((480, 270), 9)
    moments = [wide.crop((n * 3, n, n * 3 + 320, n + 180)).quantize(96) for n in range(24)]
    moments[0].save(folder / "s.gif", save_all=True, append_images=moments[1:], duration=125)
    return stills, folder / "s.gif"


def memory() -> float:
    """Return the most memory that this process has had, in MB."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1_000_000 if sys.platform == "darwin" else 1_000)


def main(rows: int) -> int:
    """Draw, print, and return 1 if a target is missed."""
    logo = Path(tempfile.mkdtemp()) / "logo.png"
    Image.new("RGB", (300, 80), "#14213d").save(logo)
    brand = settings.Brand(name="Replyard", colour="#1d5fc4", logo=logo)
    with tempfile.TemporaryDirectory() as folder:
        stills, gif = sources(Path(folder))
        start = time.process_time()
        for row in range(rows):
            place = Path(folder, f"r{row}")
            place.mkdir()
            pictures.draw(stills[row % 4], None, place, text=f"For person number {row} at Acme", brand=brand)
        each = (time.process_time() - start) * 1000 / rows
        start, moving = time.process_time(), max(rows // 10, 1)
        for row in range(moving):
            pictures.draw(None, gif, Path(folder, f"r{row}"), text=f"For person number {row}", brand=brand)
        weight = Path(folder, "r0", "mail.gif").stat().st_size
        each_gif = (time.process_time() - start) * 1000 / moving
    print(
        f"{rows} rows: picture.jpg and mail.jpg {each:.0f} CPU ms a row, 5,000 in {each / 12:.1f} CPU minutes"
    )
    print(
        f"{moving} rows: mail.gif {each_gif:.0f} CPU ms a row, {weight // 1000} kB; {memory():.0f} MB at most"
    )
    return int(each > MOST_MILLISECONDS or memory() > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
