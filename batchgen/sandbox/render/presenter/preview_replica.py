"""Preview replicas at work: a calm loop of real pictures, on which real mouths are laid."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from batchgen.sandbox.render import planes
from batchgen.sandbox.render.voice import visemes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from batchgen.sandbox.render.drawing import figure
    from batchgen.sandbox.render.voice import narration

    Array = npt.NDArray[np.uint8]

_CHANGE_COSTS = 0.02
_STAYING_SAVES = 0.004
_NAMES = ("base0", "base1", "base2", "mouths0", "mouths1", "mouths2", "mask")


@dataclasses.dataclass(frozen=True)
class Pack:
    """What training leaves: planes of the loop, planes of the mouths, where they go and what they say.

    `places` is the left top corner of the mouth in each picture of the loop, even; `opened` and `wide` are a
    mouth's openness (0 to 1) and width (-1 to 1); `mask` fades to zero before the border.
    """

    base: tuple[Array, ...]
    mouths: tuple[Array, ...]
    mask: Array
    places: Sequence[tuple[int, int]]
    opened: Sequence[float]
    wide: Sequence[float]
    digest: str

    def save(self, folder: Path) -> None:
        """Write the pack as plain arrays, which workers then share in memory."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in zip(_NAMES, (*self.base, *self.mouths, self.mask), strict=True):
            np.save(folder / f"{name}.npy", array)
        facts = {
            "places": [list(map(int, place)) for place in self.places],
            "opened": [float(value) for value in self.opened],
            "wide": [float(value) for value in self.wide],
            "digest": self.digest,
        }
        (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Pack:
        """Open a pack. Raise OSError or ValueError if it is not one."""
        facts = json.loads((folder / "facts.json").read_text("utf-8"))
        arrays = [np.load(folder / f"{name}.npy", mmap_mode="r") for name in _NAMES]
        return cls(
            base=tuple(arrays[:3]),
            mouths=tuple(arrays[3:6]),
            mask=np.asarray(arrays[6]),
            places=[(int(x), int(y)) for x, y in facts["places"]],
            opened=facts["opened"],
            wide=facts["wide"],
            digest=facts["digest"],
        )


class Replayed:
    """The stage of a trained replica, at the size of its pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self.height, self.width = (int(size) for size in pack.base[0].shape[1:])
        self.key = f"trained-{pack.digest}-{self.height}"
        self._canvas = planes.Canvas(self.width, self.height)
        mask = pack.mask.astype(np.uint16)
        self._masks = (mask, planes.halved(mask), planes.halved(mask))

    def frames(
        self, reading: narration.Reading, count: int, fps: float, *, first: bool
    ) -> Iterator[planes.Canvas]:
        """Play a reading: the loop goes out and comes back within it, so that sentences can be joined."""
        del first  # nobody can be made to wave who did not
        chosen = self._choose(visemes.track(reading, count, fps))
        way = _way(count, fps, len(self._pack.places))
        before: tuple[Array, ...] | None = None
        for index in range(count):
            row = way[index]
            self._canvas.fill(tuple(plane[row] for plane in self._pack.base))
            mouth = tuple(plane[chosen[index]] for plane in self._pack.mouths)
            # a third of the last one: real lips do not jump
            mixed = (
                mouth if before is None else tuple(_mixed(a, b) for a, b in zip(before, mouth, strict=True))
            )
            before = mixed
            self._lay(mixed, self._pack.places[row])
            yield self._canvas

    def _choose(self, track: Sequence[figure.Mouth]) -> list[int]:
        """Return the mouth for each picture; a change costs, so that it does not flicker."""
        marks = np.stack([np.asarray(self._pack.opened), np.asarray(self._pack.wide) * 0.35], 1)
        found: list[int] = []
        for mouth in track:
            aim = np.array([min(1.0, mouth.open * 1.15), mouth.wide * 0.35])
            cost = ((marks - aim) ** 2).sum(1)
            if found:
                cost += _CHANGE_COSTS * ((marks - marks[found[-1]]) ** 2).sum(1)
                cost[found[-1]] -= _STAYING_SAVES
            found.append(int(cost.argmin()))
        if found:
            found[0] = found[-1] = int(((marks - np.array([0.0, 0.0])) ** 2).sum(1).argmin())
        return found

    def _lay(self, mouth: tuple[Array, ...], place: tuple[int, int]) -> None:
        height, width = self._masks[0].shape
        view = planes.part(self._canvas.planes, *place, width, height)
        for plane, value, alpha in zip(view, mouth, self._masks, strict=True):
            plane[:] = (plane * (255 - alpha) + value * alpha + 127) // 255


def _mixed(before: Array, now: Array) -> Array:
    total = (before.astype(np.uint16) + 2 * now.astype(np.uint16)) // 3
    return total.astype(np.uint8)


def _way(count: int, fps: float, length: int) -> list[int]:
    """Return the picture of the loop (12.5 a second) for each picture of a reading, at 0 at both ends."""
    if length < 2:
        return [0] * count
    steps = np.arange(count) * 12.5 / fps
    whole = count * 12.5 / fps
    turns = max(1, int(np.ceil(whole / (2 * (length - 1)))))
    place = (steps % (whole / turns)) if turns > 1 else steps
    out = np.minimum(place, whole / turns - place)
    return [int(value) for value in np.clip(np.floor(out), 0, length - 1)]
