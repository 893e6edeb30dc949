"""A reading: how one text, or one sound file, sounds."""

from __future__ import annotations

import dataclasses
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclasses.dataclass(frozen=True)
class Reading:
    """One text as it sounds: mono 16-bit `pcm` at `rate`; words as (second, position, length) in `text`.

    `phonemes` are (second, IPA). A reading of a sound file has neither words nor phonemes, and no text.
    """

    text: str
    rate: int
    pcm: npt.NDArray[np.int16]
    words: tuple[tuple[float, int, int], ...] = ()
    phonemes: tuple[tuple[float, str], ...] = ()

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return len(self.pcm) / self.rate

    def digest(self) -> str:
        """Return a name of this very sound: the picture made for it is stored under it."""
        return hashlib.sha256(self.pcm.tobytes() + repr((self.rate, self.text)).encode()).hexdigest()[:24]
