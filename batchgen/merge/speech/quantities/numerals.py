"""Numerals: the digits of a number with their separators, as a decimal point or comma reads them."""

from __future__ import annotations

import decimal
import re
from typing import NamedTuple

from batchgen import patterns

NUMERAL = (
    r"(?:\d+(?:[.,'\u066b]\d+| \d{3}(?!\d))*|(?<![\w.,])[.,]\d+)"
    r"(?:[eE][+-]?\d{1,3}(?![\d.,]))?"
)
"""A numeral in a text that `spelling.plain` made; a space separates groups of three digits alone."""
FRACTIONS = {
    "½": "0.5", "¼": "0.25", "¾": "0.75", "⅛": "0.125", "⅜": "0.375", "⅝": "0.625", "⅞": "0.875",
    "⅕": "0.2", "⅖": "0.4", "⅗": "0.6", "⅘": "0.8",
}  # fmt: skip
"""Those that a decimal says exactly."""
LARGEST_EXPONENT = 30

_GROUPED = patterns.late(r"[1-9]\d{0,2}(?:(?P<mark>[.,' ])\d{3})(?:(?P=mark)\d{3})*")
_INDIAN = patterns.late(r"[1-9]\d?(?:,\d\d)+,\d{3}")
_MARKS = dict.fromkeys(map(ord, ".,' \u066b"))


class Readings(NamedTuple):
    """The values that a decimal point and a decimal comma give a numeral; None where it cannot be so."""

    point: decimal.Decimal | None
    comma: decimal.Decimal | None

    @property
    def shows(self) -> str:
        """Return the decimal sign that alone can read it, "." or ",", or an empty string."""
        if self.point is None:
            return ","
        return "." if self.comma is None else ""

    def by(self, sign: str) -> decimal.Decimal | None:
        """Return the value by a decimal sign; where one reading alone is possible, or both agree, by any.

        None if it reads two ways and the sign is empty.
        """
        if self.point is None or self.comma is None or self.point == self.comma:
            return self.comma if self.point is None else self.point
        return {".": self.point, ",": self.comma}.get(sign)


def read(numeral: str) -> Readings | None:
    """Return what a numeral can be, or None if its separators make no number: "1.2.3", "12,34 567"."""
    if numeral.isdecimal():
        value = decimal.Decimal(numeral)
        return Readings(value, value)
    found = Readings(_value(numeral, "."), _value(numeral, ","))
    return None if found.point is None and found.comma is None else found


def _value(numeral: str, sign: str) -> decimal.Decimal | None:
    plain, _, power = numeral.lower().partition("e")
    whole, dot, fraction = plain.replace("\u066b", sign).partition(sign)
    if dot and not fraction.isdecimal():
        return None
    is_western = whole.isdecimal() or (not whole and dot) or _GROUPED.fullmatch(whole)
    if not is_western and not (sign == "." and _INDIAN.fullmatch(whole)):
        return None
    digits = whole.translate(_MARKS) or "0"
    if not fraction and not power:
        return decimal.Decimal(digits)
    exponent = int(power or 0)
    if abs(exponent) > LARGEST_EXPONENT:
        return None
    return decimal.Decimal(f"{digits}.{fraction or '0'}").normalize().scaleb(exponent)


def is_thousands(numeral: str) -> bool:
    """Return whether one separator before three last digits is all there is: "1.200" reads two ways."""
    return bool(re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", numeral))
