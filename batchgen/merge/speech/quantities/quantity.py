"""A quantity: what a cell says, as a number, a range or a bound, with its currency, percent sign and unit."""

from __future__ import annotations

import decimal
from typing import Literal, NamedTuple

from batchgen.merge.speech.quantities import words

Bound = Literal["", "about", "over", "least", "under", "most", "range"]
"""An exact number is ""; "least" is 50+, "most" is "up to 50"."""


class UnreadableError(ValueError):
    """A text that is not a quantity, or reads two ways; the message goes on after the cell's text."""


class Quantity(NamedTuple):
    """What a cell says. `high` is the end of a range, else None.

    `currencies` are the ISO codes that its sign can mean, `tail` words after it ("employees", "/month").
    `is_letter`: its magnitude is one small letter without a currency, and "5m" may be metres.
    """

    low: decimal.Decimal
    high: decimal.Decimal | None = None
    bound: Bound = ""
    currencies: tuple[str, ...] = ()
    is_percent: bool = False
    has_plus: bool = False
    tail: str = ""
    is_letter: bool = False

    @property
    def exact(self) -> decimal.Decimal:
        """Return its one number. Raises UnreadableError for a range, a bound, or words behind it."""
        if self.bound or self.tail:
            raise UnreadableError(words.NOT_ONE_NUMBER)
        return self.low

    @property
    def values(self) -> tuple[decimal.Decimal, ...]:
        """Return its one number, or the two ends of a range."""
        return (self.low,) if self.high is None else (self.low, self.high)

    def orders(self, other: decimal.Decimal) -> frozenset[int]:
        """Return which of -1, 0 and 1 it can be: less than, equal to or more than a number.

        Raises UnreadableError if words behind it say that it counts something else ("5 months").
        """
        if self.tail or self.is_letter:
            raise UnreadableError(words.NOT_ONLY_NUMBER)
        low = None if self.bound in {"under", "most"} else self.low
        high = None if self.bound in {"over", "least"} else (self.low if self.high is None else self.high)
        can_be_less = low is None or low < other
        can_be_more = high is None or high > other
        holds = (low is None or low <= other) and (high is None or other <= high)
        is_open = self.bound in {"over", "under"} and self.low == other
        can = {-1: can_be_less, 0: holds and not is_open, 1: can_be_more}
        return frozenset(order for order, possible in can.items() if possible)
