"""What the server orders from the renderer and what it gets back. Light: imports no picture library."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from batchgen import errors

if TYPE_CHECKING:
    from pathlib import Path

Progress = Callable[[int], None]
"""Told how far a film is, in percent, 0 to 100."""


class FilmError(errors.BatchgenError):
    """A film or a replica that cannot be made: the job ends in `error` with this text.

    `kind` is the error type of the API's documentation (tavus-api.md, 6.1 and 6.3), if there is one.
    """

    def __init__(self, message: str, *, kind: str = "") -> None:
        super().__init__(message)
        self.kind = kind


@dataclasses.dataclass(frozen=True)
class RenderOptions:
    """How films are drawn, for all of them.

    `height` in pixels (the width is 16:9), `fps` frames a second, `burn_captions` draws the captions into
    the picture, `language` an espeak language that wins over what the script looks like ("" finds out),
    `corner` where the presenter stands over a website or video, `cache` the folder of sprites and
    sentences that workers share (empty: beside the film), `browser` a program (empty: looked for; "none":
    never), `espeak` a library.
    """

    height: int = 720
    fps: int = 25
    burn_captions: bool = False
    language: str = ""
    corner: str = "bottom-left"
    cache: str = ""
    browser: str = ""
    espeak: str = ""
    allow_files: bool = False
    allow_private: bool = False
    allow_loopback: bool = False
    website_seconds: float = 20.0
    training_seconds: float = 60.0


@dataclasses.dataclass(frozen=True)
class FilmOrder:
    """One film: `request` is the body of the create call, `replica` what `order()` or training gave.

    `replica["stamp"]` are words to lay across the whole film.
    """

    video_id: str
    request: Mapping[str, object]
    replica: Mapping[str, object]
    folder: Path
    options: RenderOptions = dataclasses.field(default_factory=RenderOptions)


@dataclasses.dataclass(frozen=True)
class Film:
    """A finished film: `duration` in seconds, `files` by kind (mp4, webm, jpg, gif, vtt, hls).

    `notes` says in words what the film does not show as asked (a website drawn as a card, say); else empty.
    """

    duration: float
    files: Mapping[str, str]
    notes: str = ""


@dataclasses.dataclass(frozen=True)
class TrainingOrder:
    """One replica to train: `request` is the body of `POST /v2/replicas`."""

    replica_id: str
    request: Mapping[str, object]
    folder: Path
    options: RenderOptions = dataclasses.field(default_factory=RenderOptions)


@dataclasses.dataclass(frozen=True)
class Trained:
    """A preview replica: `replica` is what a FilmOrder takes, `files` are names by kind (mp4, jpg)."""

    replica: Mapping[str, object]
    files: Mapping[str, str]
