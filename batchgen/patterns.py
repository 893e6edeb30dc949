"""Patterns: regular expressions that are compiled when they are first used, and found in many texts at once.

Long ones take milliseconds each, and most commands need few of them.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import cast

Finder = Callable[[str, int], int]
"""Returns where in a text, from a place on, something begins, or -1 if it is not there."""

_BETWEEN = "\n"
"""It stands between two texts as the end of a text does: no find goes lost for it."""


class _Late:
    """Stands for a pattern; its methods are this object's own from their first use on."""

    def __init__(self, text: str, flags: re.RegexFlag) -> None:
        self.pattern, self._flags = text, flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        found: object = getattr(self._compiled(), name)
        setattr(self, name, found)
        return found

    def _compiled(self) -> re.Pattern[str]:
        if "_pattern" not in self.__dict__:
            self._pattern = re.compile(self.pattern, self._flags)
        return self._pattern


def late(text: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Return a pattern that is compiled when it is first used."""
    return cast("re.Pattern[str]", _Late(text, flags))


def of_pattern(pattern: re.Pattern[str]) -> Finder:
    """Return what finds a pattern."""

    def find(text: str, start: int) -> int:
        match = pattern.search(text, start)
        return -1 if match is None else match.start()

    return find


def of_word(word: str) -> Finder:
    """Return what finds a word."""
    return lambda text, start: text.find(word, start)


class Block:
    """Some texts that are looked through at once: most patterns are found in few of them, or in none."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.joined = texts[0] if len(texts) == 1 else _BETWEEN.join(texts)
        ends = itertools.accumulate(map(len, texts), lambda end, length: end + len(_BETWEEN) + length)
        self._ends = [*ends]

    def holding(self, finder: Finder) -> Iterator[int]:
        """Yield which of the texts may hold what is to be found; it may go on beyond its text."""
        joined, ends, last = self.joined, self._ends, len(self._ends) - 1
        at = finder(joined, 0)
        while at >= 0:
            place = bisect.bisect_left(ends, at)
            yield place
            at = finder(joined, ends[place] + 1) if place < last else -1
