"""Sound files: decoded to what a reading is, with the limits of the API's documentation.

What Tavus says of a sound file is in its own words here, not in `words.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np

from batchgen.sandbox.render import film_orders
from batchgen.sandbox.render.voice import narration

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

    import numpy.typing as npt

RATE = 22050
_SHORTEST, _LONGEST = 3.0, 600.0
_KINDS = frozenset({"wav", "mp3"})
"""What a sound file must be inside, as FFmpeg names it: Tavus refuses an m4a, whatever its name says."""

_TROUBLE = "There was an issue generating your video."


def reading(path: Path) -> narration.Reading:
    """Return a wav or mp3 file as a reading without words.

    Raise FilmError (audio_file_type, audio_file_min_duration, audio_file_max_duration) for what the API
    refuses.
    """
    try:
        pcm = decode(path, limit=_LONGEST + 1, kinds=_KINDS)
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise film_orders.FilmError(
            f"{_TROUBLE} The audio file provided is not a .wav or .mp3", kind="audio_file_type"
        ) from error
    seconds = len(pcm) / RATE
    if seconds < _SHORTEST:
        raise film_orders.FilmError(
            f"{_TROUBLE} The audio file does not reach the minimum duration requirement of 3 seconds.",
            kind="audio_file_min_duration",
        )
    if seconds > _LONGEST:
        raise film_orders.FilmError(
            f"{_TROUBLE} The audio file exceeds the maximum duration of 10 minutes.",
            kind="audio_file_max_duration",
        )
    return narration.Reading("", RATE, pcm)


def decode(
    path: Path, *, rate: int = RATE, limit: float = float("inf"), kinds: Container[str] = ()
) -> npt.NDArray[np.int16]:
    """Return the first sound track of a file as mono; at most about `limit` seconds of it.

    Raise ValueError for a file of another kind than the given ones, if there are any, and what av raises.
    """
    pieces: list[npt.NDArray[np.int16]] = []
    total = 0
    with av.open(str(path)) as container:
        if kinds and container.format.name not in kinds:
            raise ValueError(f"a {container.format.name} file")
        resampler = av.AudioResampler(format="s16", layout="mono", rate=rate)
        stream = container.streams.audio[0]
        for frame in container.decode(stream):
            frame.pts = None
            for piece in resampler.resample(frame):
                pieces.append(piece.to_ndarray()[0].astype(np.int16))
                total += len(pieces[-1])
            if total > limit * rate:
                break
        pieces += [piece.to_ndarray()[0].astype(np.int16) for piece in resampler.resample(None)]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
