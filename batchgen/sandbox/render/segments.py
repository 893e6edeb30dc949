"""Sentences as picture files: each is made once for what it shows and copied into every film that has it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from batchgen.sandbox.render import encode, store

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
    shelf: store.Shelf,
    file: str,
    fps: Fraction,
    frames: Callable[[], Iterable[planes.Canvas]],
) -> Path:
    """Return the sentence's file, made now if no worker has made it yet."""
    path = shelf.path(file)
    if shelf.touch(file):
        return path
    part = store.unique(path)
    try:
        encode.pictures(part, frames(), fps)
        store.publish(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path
