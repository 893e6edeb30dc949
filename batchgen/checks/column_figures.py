"""Figures of a sheet's columns: what the numbers above a row come to, for rows that say it of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from batchgen import models
from batchgen.checks import email_addresses, odd_words

Most = Callable[[Iterable[float]], float]
"""`max` or `min`."""


class ColumnFigures:
    """The numbers of the first rows of a sheet; `cells` gives the filled cells of a row, by column."""

    def __init__(self, rows: Sequence[models.Row], cells: Callable[[models.Row], Mapping[int, str]]) -> None:
        self._rows = rows
        self._cells = cells
        self._sums: dict[int, tuple[int, float, int]] = {}

    def total(self, index: int, last: int, least: int) -> float | None:
        """Return the sum of a column's numbers up to the row `last`, of which there are `least`.

        None where there are fewer, and in a long list, whose rows are not kept.
        """
        if len(self._rows) >= email_addresses.LOOKED_AT:
            return None
        at, total, count = self._sums.get(index, (0, 0.0, 0))
        while at < len(self._rows) and self._rows[at].number <= last:
            number = odd_words.number(self._cells(self._rows[at]).get(index, ""))
            at, total, count = at + 1, total + (number or 0), count + (number is not None)
        self._sums[index] = at, total, count
        return round(total, 6) if count >= least else None

    def extreme(self, index: int, last: int, least: int, most: Most) -> float | None:
        """Return the largest or smallest of these numbers, as `total` returns their sum."""
        if len(self._rows) >= email_addresses.LOOKED_AT:
            return None
        above = (self._cells(row).get(index, "") for row in self._rows if row.number <= last)
        known = [number for text in above if (number := odd_words.number(text)) is not None]
        return most(known) if len(known) >= least else None


def named_extreme(cells: Mapping[int, str]) -> Most | None:
    """Return what a row says that it is, if all it has is one label such as "Max", and numbers."""
    texts = [text for text in cells.values() if not odd_words.is_amount(text)]
    if len(texts) != 1 or len(cells) < 2:
        return None
    return odd_words.EXTREMES.get(odd_words.plain(texts[0]).rstrip(":"))
