"""The style of a column's quantities: what its own cells and its header show about how to read them."""

from __future__ import annotations

import decimal
import functools
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple

import babel
from babel import numbers

from batchgen import patterns
from batchgen.merge.speech.quantities import currencies, numerals, parser, pieces, quantity, words

OPEN: Literal["open"] = "open"
Decimal = Literal["", ".", ",", "open"]
"""The decimal sign that cells show; "" if none does, "open" if some show each: what is open stops then."""
Scale = Literal["", "share", "points", "open"]
"""What a number without a percent sign is: 0.12 or 12 for 12%; "open" if the column can be either."""

_LARGE = patterns.late(
    r"(?i:\b(?:thousands?|millions?|billions?|mio|mrd|tsd|tausend|milliers|miles|lakhs?|crores?)\b)"
    r"|[\[(][^\])\w]*(?:[kKM]|000s?|MM|mn|bn)[^\])\w]*[\])]"
    r"|(?:[$€£¥][kKM]|[kKMT][$€£¥]|\b[kTM]EUR|\b[kM]USD)(?!\w)"
)
"""A header that says that its numbers stand for thousands or millions: "Revenue ($M)", "Umsatz in T€"."""


class NumberStyle(NamedTuple):
    """How the quantities of a column are read, for one locale.

    `currencies` are what the cells, else the header, show (a sign of several countries with all its codes,
    joined by "/"); `is_large` says that the header names thousands or millions.
    """

    decimal: Decimal = ""
    scale: Scale = ""
    currencies: tuple[str, ...] = ()
    is_large: bool = False

    def point(self, locale: babel.Locale) -> str:
        """Return the decimal sign to read with: the column's, else the locale's; empty if it shows both."""
        if self.decimal == OPEN:
            return ""
        return self.decimal or ("," if numbers.get_decimal_symbol(locale) in {",", "\u066b"} else ".")

    def dump(self) -> str:
        """Return it as a text, which `load` reads."""
        return "|".join(
            (self.decimal, self.scale, " ".join(self.currencies), "large" if self.is_large else "")
        )


def join(stored: NumberStyle, found: NumberStyle) -> NumberStyle:
    """Return what was decided already, and of the rest what is found now."""
    return NumberStyle(
        stored.decimal or found.decimal,
        stored.scale or found.scale,
        tuple(dict.fromkeys((*stored.currencies, *found.currencies))),
        found.is_large,
    )


@functools.lru_cache(maxsize=256)
def load(text: str) -> NumberStyle:
    """Read `NumberStyle.dump`. Raises ValueError for another text."""
    point, scale, codes, large = text.split("|")
    if point not in {"", ".", ",", OPEN} or scale not in {"", "share", "points", OPEN}:
        raise ValueError(words.not_a_style(text))
    return NumberStyle(point, scale, tuple(codes.split()), bool(large))  # type: ignore[arg-type]


def gather(
    texts: Iterable[str],
    locale: babel.Locale,
    header: str = "",
    *,
    real: Collection[str] = frozenset(),
) -> NumberStyle:
    """Return what texts of one column and locale show; what is not a quantity shows nothing.

    `real` are those that a workbook has as numbers: their decimal sign is its own.
    """
    parsed: list[parser.Parsed] = []
    written: list[parser.Side] = []
    for text in texts:
        try:
            found = parser.parse(text, locale.language)
        except quantity.UnreadableError:
            continue
        parsed.append(found)
        written += () if text in real else found.sides
    sides = [side for one in parsed for side in one.sides]
    point = _decimal(written)
    signs = dict.fromkeys("/".join(side.currencies) for side in sides if side.currencies)
    named = tuple(signs) or _of_header(header)
    style = NumberStyle(point, "", named, bool(_LARGE.search(header)))
    return style._replace(scale=_scale(parsed, style.point(locale)))


def _of_header(header: str) -> tuple[str, ...]:
    """Return the currency that a header names by its sign or its code in capitals: "Revenue (EUR)"."""
    found = dict.fromkeys(
        "/".join(currencies.meant(token.text))
        for token in pieces.split(header)
        if token.kind == "currency"
        and (token.text.isupper() or not token.text.isalpha())
        and (len(token.text) == 3 or not token.text.isalpha())
    )
    return tuple(found)


def _decimal(sides: Sequence[parser.Side]) -> Decimal:
    shown = {side.readings.shows for side in sides} - {""}
    if len(shown) == 2:
        return "open"
    if shown:
        return shown.pop()  # type: ignore[return-value]
    return _thousands(sides)


def _thousands(sides: Sequence[parser.Side]) -> Decimal:
    """Return the decimal sign where the other one can only separate thousands, though no cell proves it.

    Money has no three decimals, except for dinars, and a column in which "1.200" keeps its last zero while
    "980" has no decimals at all was written with thousands: neither fixed decimals nor dropped zeros look so.
    """
    opened = [side for side in sides if numerals.is_thousands(side.numeral)]
    marks = {re.sub(r"\d", "", side.numeral) for side in opened}
    if len(marks) != 1:
        return "open" if marks else ""
    whole = [side.numeral for side in sides if side.numeral.isdecimal()]
    kept_zero = any(side.numeral.endswith("0") for side in opened)
    is_even = bool(whole) and all(len(digits) <= 3 for digits in whole)
    if (kept_zero and is_even) or any(map(_has_two_decimals, opened)):
        return "," if marks == {"."} else "."
    return ""


def _has_two_decimals(side: parser.Side) -> bool:
    """Return whether a side is an amount of money; dinars have three decimals: KWD 1.250."""
    dinars = any(numbers.get_currency_precision(code) > 2 for code in side.currencies)
    return bool(side.currencies) and side.factor is None and not dinars


def _scale(parsed: Sequence[parser.Parsed], point: str) -> Scale:
    """Return the one scale of the numbers without a percent sign."""
    plain = [one for one in parsed if not any(side.is_percent for side in one.sides)]
    values = [value for one in plain for side in one.sides if (value := _size(side, point)) is not None]
    below = [value for value in values if 0 < value < 1]
    over = [value for value in values if value > 1]
    if not over:
        # Beside "15%" nobody knows what 0.155 is, and a 1 alone is 1% as well as 100%.
        return "share" if below and len(plain) == len(parsed) else "open" if any(values) else ""
    if not below or max(map(_decimals, below)) < 2:
        return "points"
    # Beside 15 and 20, a lone 0.155 is as many hundredths; beside 12.25, 0.75 is a number like it.
    is_finer = max(map(_decimals, below)) > max(map(_decimals, over))
    alike = any(min(over) / 2 <= value * 100 <= max(over) * 2 for value in below)
    return "open" if len(over) < len(below) or (is_finer and alike) else "points"


def _decimals(value: decimal.Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))


def _size(side: parser.Side, point: str) -> decimal.Decimal | None:
    try:
        return abs(side.value(point, side.factor))
    except quantity.UnreadableError:
        return None
