"""How a website scrolls behind the presenter."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

_HOLD_SECONDS = 1.2
_STEP_OF_VIEW = 0.55
_STEP_SECONDS = 1.6


@dataclasses.dataclass(frozen=True)
class Way:
    """The request's `background_scroll*` properties."""

    on: bool = True
    human: bool = True
    bottom: bool = False
    back: bool = True

    @classmethod
    def of(cls, properties: Mapping[str, object]) -> Way:
        """Read them from a request's `properties`; the API's defaults hold for what is missing."""
        return cls(
            on=properties.get("background_scroll", True) is not False,
            human=properties.get("background_scroll_type", "human") != "smooth",
            bottom=properties.get("background_scroll_depth", "middle") == "bottom",
            back=properties.get("background_scroll_return", "return") != "halt",
        )


def path(way: Way, count: int, fps: float, page: int, view: int) -> list[int]:
    """Return the offset in pixels, even, for each of `count` pictures of a page `page` pixels tall."""
    reach = max(0, page - view)
    goal = reach if way.bottom else min(reach, max(0, page // 2 - view // 2))
    if not way.on or goal <= 0:
        return [0] * count
    hold = min(count // 8, int(_HOLD_SECONDS * fps))
    moving = max(2, (count - 2 * hold) // (2 if way.back else 1))
    down = _human(moving, fps, goal, view) if way.human else np.linspace(0, goal, moving)
    parts = [np.zeros(hold), down, np.full(hold, goal)]
    if way.back:
        parts.append(down[::-1])
    whole = np.concatenate(parts)
    whole = np.concatenate([whole, np.full(max(0, count - len(whole)), whole[-1])])[:count]
    return [int(value) & ~1 for value in np.round(whole)]


def _human(count: int, fps: float, goal: int, view: int) -> npt.NDArray[np.float64]:
    """Return a way down in soft steps with rests between them, as a hand on a wheel makes it."""
    most = max(2, round(count / fps / _STEP_SECONDS))
    steps = max(2, min(round(goal / (view * _STEP_OF_VIEW)), most))
    lengths = np.random.default_rng(7).uniform(0.75, 1.25, steps)
    marks = np.concatenate([[0], np.cumsum(lengths)]) / lengths.sum() * goal
    place = np.arange(count) * steps / count
    step = np.minimum(place.astype(int), steps - 1)
    way = np.clip((place - step) / 0.45, 0, 1)
    eased = way**3 * (way * (6 * way - 15) + 10)
    found: npt.NDArray[np.float64] = marks[step] + (marks[step + 1] - marks[step]) * eased
    found[-1] = goal
    return found
