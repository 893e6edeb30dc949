"""The number writer: digits with a locale's separators, its pattern and signs looked up once.

Babel's own function looks them up for each number, which takes most of the time of saying one.
"""

from __future__ import annotations

import decimal
import re

import babel
from babel import numbers


class NumberWriter:
    """Writes numbers by one pattern of a locale, as `babel.numbers.NumberPattern.apply` does."""

    def __init__(self, pattern: numbers.NumberPattern, locale: babel.Locale) -> None:
        self._before, self._behind = pattern.prefix, pattern.suffix
        self._scale: int = pattern.scale
        self._least, self._most = pattern.frac_prec
        self._shortest: int = pattern.int_prec[0]
        self._groups: tuple[int, int] = pattern.grouping
        self._point = str(numbers.get_decimal_symbol(locale))
        self._mark = str(numbers.get_group_symbol(locale))

    def write(self, value: decimal.Decimal, *, exact: bool = True) -> str:
        """Return a number as the pattern has it, with all its decimals if it is to be exact.

        Raises decimal.InvalidOperation for more digits than decimals have.
        """
        is_negative = value.is_signed()
        size = abs(value.scaleb(self._scale)).normalize()
        places = self._most
        if exact:
            places = max(places, len(f"{size:f}".partition(".")[2]))
        whole, _, digits = f"{size.quantize(decimal.Decimal(1).scaleb(-places)):f}".partition(".")
        fraction = digits.rstrip("0").ljust(self._least, "0")
        said = self._grouped(whole) + (self._point + fraction if fraction else "")
        said = f"{self._before[is_negative]}{said}{self._behind[is_negative]}"
        return _unquoted(said) if "'" in said else said

    def _grouped(self, digits: str) -> str:
        rest, size = digits.rjust(self._shortest, "0"), self._groups[0]
        found: list[str] = []
        while len(rest) > size:
            found.append(rest[-size:])
            rest, size = rest[:-size], self._groups[1]
        return self._mark.join((rest, *reversed(found))) if found else rest


def _unquoted(text: str) -> str:
    """Return a text without the quotes around what stands for itself in a pattern (UTS #35)."""
    return re.sub(r"'([^']*)'", lambda match: match[1] or "'", text)
