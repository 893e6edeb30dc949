"""The cabinet: presenters drawn once, kept between runs in the user's cache folder. Never a sentence."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
from pathlib import Path

PATTERN = "look-*.npz"
"""Names of the renderer's drawn presenters; what was said is named otherwise, and is not kept."""
ROOM = 12
"""How many drawings are kept, about 30 MB each: the ones used last."""


def place() -> Path:
    """Return the folder: BATCHGEN_CACHE, or the system's usual place for caches."""
    if given := os.environ.get("BATCHGEN_CACHE"):
        return Path(given)
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "batchgen" / "Cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "batchgen"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "batchgen"


def lay_out(cabinet: Path, shelf: Path) -> None:
    """Put the kept drawings on the shelf that the workers share."""
    with contextlib.suppress(OSError):
        shelf.mkdir(parents=True, exist_ok=True)
        for drawing in cabinet.glob(PATTERN):
            _share(drawing, shelf / drawing.name)


def put_back(shelf: Path, cabinet: Path) -> None:
    """Keep the drawings of the shelf, and forget those that were not used for longest.

    Nothing here is needed: without a place to write, presenters are drawn again next time.
    """
    with contextlib.suppress(OSError):
        for drawing in shelf.glob(PATTERN):
            cabinet.mkdir(parents=True, exist_ok=True)
            if not (cabinet / drawing.name).exists():
                _share(drawing, cabinet / drawing.name)
        kept = sorted(cabinet.glob(PATTERN), key=lambda path: path.stat().st_atime, reverse=True)
        for drawing in kept[ROOM:]:
            drawing.unlink()


def _share(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where that cannot be (another disk, FAT)."""
    with contextlib.suppress(FileExistsError):
        try:
            os.link(source, target)
        except OSError:
            unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
            shutil.copyfile(source, unfinished)
            unfinished.replace(target)
