"""Sentences as picture files: each is made once for what it shows and copied into every film that has it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from batchgen.sandbox.render import cache, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from fractions import Fraction
    from pathlib import Path

    from batchgen.sandbox.render import planes

_VERSION = "1"


def name(*facts: object) -> str:
    """Return the file name of a sentence from all that its picture depends on."""
    return f"seg-{hashlib.sha256(repr((_VERSION, facts)).encode()).hexdigest()[:28]}.mp4"


def get(
    shelf: cache.Shelf,
    file: str,
    fps: Fraction,
    frames: Callable[[], Iterable[planes.Canvas]],
) -> Path:
    """Return the sentence's file, made now if no worker has made it yet."""
    path = shelf.path(file)
    if shelf.touch(file):
        return path
    part = cache.unique(path)
    try:
        encode.pictures(part, frames(), fps)
        cache.publish(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path
