"""Row numbers in words: many of them, shortly."""

from __future__ import annotations

from collections.abc import Iterable

from batchgen.checks.problems import words

SHOWN = 12
"""Spans that are written out."""


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and the last of each span of row numbers: (2, 9), (12, 12)."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def spans(numbers: Iterable[int]) -> str:
    """Return "2-9, 12 and 3 more" of some row numbers."""
    found = ranges(numbers)
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in found[:SHOWN])
    left = sum(b - a + 1 for a, b in found[SHOWN:])
    return words.and_more(shown, left) if left else shown


def option(numbers: Iterable[int]) -> str:
    """Return all of some row numbers as --rows takes them: "2-9,12"."""
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges(numbers))


def rows(numbers: Iterable[int]) -> str:
    """Return "row 7" or "rows 2-9, 12"."""
    distinct = set(numbers)
    return words.rows(spans(distinct), is_one=len(distinct) == 1)
