"""Whether work grows with the length of a text or with its square, on any machine and beside any load.

One comparison of two times can be spoiled by what else a machine does; what holds in every one of several
tries is the work's own.
"""

from __future__ import annotations

import contextlib
import itertools
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

TRIES = 6
MOST = 28
"""8 for work that grows with the length, 64 for its square: far from both."""

SHORT = 0.02
"""Seconds of the processor that say no square, which takes half a second at the lengths that tests use."""

_numbers = itertools.count()


def is_square(work: Callable[[str], object], unit: str, length: int) -> bool:
    """Return whether 8 times the characters cost far more than 8 times the work, up to this length."""
    for _ in range(TRIES):
        large = _seconds(work, unit, length)
        if large < SHORT or large <= MOST * min(_seconds(work, unit, length // 8) for _ in range(3)):
            return False
    return True


def _seconds(work: Callable[[str], object], unit: str, length: int) -> float:
    """Return the time of this thread's processor for a text that nothing remembers."""
    text = f"x{next(_numbers)}" + (unit * (length // len(unit) + 1))[: length - 8] + "x"
    begun = time.thread_time()
    work(text)
    return time.thread_time() - begun


@contextlib.contextmanager
def calls() -> Iterator[Counter[str]]:
    """Count the calls of functions, ours and C's, that this thread makes in the block."""
    made: Counter[str] = Counter()

    def count(_: FrameType, event: str, __: object) -> None:
        made[event] += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        yield made
    finally:
        sys.setprofile(None)
