"""The reader of quantities: "$5M", "1,2 Mio. €", "(500)", "10-20k", "Under $1M"; or why a text is not one."""

from __future__ import annotations

import decimal
import functools
import re
from typing import NamedTuple

from batchgen.merge.speech.quantities import (
    bounds,
    currencies,
    magnitudes,
    numerals,
    pieces,
    quantity,
    spelling,
    words,
)

_VALUES = frozenset({"number", "fraction"})
_LINKING = frozenset({"link", "dash", "minus"})
_LONGEST_TAIL = 40
"""Characters of a unit behind a number ("square metres"); more is a sentence."""
_OF_ACCOUNTS = frozenset({"cr", "dr"})
_TAIL = re.compile(r"(?:/ ?)?[^\W\d_][^\d()<>≤≥~±]*")
_OPENED = re.compile(rf"(?:{bounds.OPENERS}) (?=.*\d)", re.IGNORECASE)


class Side(NamedTuple):
    """One number of a quantity, before it is settled how its separators are read."""

    readings: numerals.Readings
    numeral: str
    factor: decimal.Decimal | None = None
    sign: str = ""
    currencies: tuple[str, ...] = ()
    is_percent: bool = False
    is_letter: bool = False

    def value(self, point: str, factor: decimal.Decimal | None) -> decimal.Decimal:
        """Return the number by a decimal sign. Raises UnreadableError if it reads two ways without one."""
        plain = self.readings.by(point)
        if plain is None:
            one, other = (f"{number.normalize():,f}" for number in sorted(filter(None, self.readings)))
            raise quantity.UnreadableError(words.two_numbers(one, other))
        size = plain * (factor or 1)
        return -size if self.sign == "-" else size


class Parsed(NamedTuple):
    """A text taken apart: one side, or the two of a range."""

    sides: tuple[Side, ...]
    bound: quantity.Bound
    tail: str


def read(text: str, point: str, language: str = "en") -> quantity.Quantity:
    """Return the quantity that a text says, where `point` is the column's decimal sign.

    `language` is that of the row ("de"): a billion is not the same everywhere. Raises UnreadableError.
    """
    found = parse(text, language)
    if len(found.sides) == 1:
        return _one(found.sides[0], found, point)
    low, high = _range(found.sides, point)
    return quantity.Quantity(
        low,
        high,
        found.bound,
        _common(found.sides),
        any(side.is_percent for side in found.sides),
        any(side.sign == "+" for side in found.sides),
        found.tail,
        any(side.is_letter for side in found.sides),
    )


def _one(side: Side, found: Parsed, point: str) -> quantity.Quantity:
    low = side.value(point, side.factor)
    signs = side.currencies, side.is_percent, side.sign == "+"
    return quantity.Quantity(low, None, found.bound, *signs, found.tail, side.is_letter)


def has_magnitude(text: str, language: str) -> bool:
    """Return whether a quantity says itself that it counts thousands or millions."""
    return any(side.factor is not None for side in parse(text, language).sides)


def _range(sides: tuple[Side, ...], point: str) -> tuple[decimal.Decimal, decimal.Decimal]:
    """Return the ends of a range. "10-20k" is 10,000 to 20,000, but "500-2k" is 500 to 2,000."""
    first, last = sides
    high = last.value(point, last.factor)
    low = first.value(point, first.factor or last.factor)
    if low >= high and first.factor is None and last.factor == magnitudes.THOUSAND:
        low = first.value(point, None)
    if low >= high:
        raise quantity.UnreadableError(words.NOT_A_RANGE)
    return low, high


def _common(sides: tuple[Side, ...]) -> tuple[str, ...]:
    found = [side.currencies for side in sides if side.currencies]
    if len(found) < 2:
        return found[0] if found else ()
    common = tuple(code for code in found[0] if all(code in other for other in found))
    if not common:
        raise quantity.UnreadableError(words.TWO_CURRENCIES)
    return common


@functools.lru_cache(maxsize=20_000)
def parse(text: str, language: str = "en") -> Parsed:
    """Take a text apart. Raises UnreadableError with the reason if it is not a quantity."""
    if len(text) > spelling.LONGEST:
        raise quantity.UnreadableError(words.NOT_A_NUMBER)
    plain = spelling.plain(text).removeprefix("'")
    opened = _OPENED.match(plain) if plain[:1].isalpha() else None
    if opened:
        found = _split(plain[opened.end() :], language, is_opened=True)
        if len(found.sides) == 2:
            return found
    bound, rest = bounds.split(plain)
    found = _split(rest, language, is_opened=False)
    if bound and len(found.sides) == 2:
        if bound != "about":
            raise quantity.UnreadableError(words.RANGE_AND_BOUND)
        raise quantity.UnreadableError(words.SIGN_BEFORE_RANGE)
    return found._replace(bound=bound) if bound else found


def _split(text: str, language: str, *, is_opened: bool) -> Parsed:
    found = pieces.split(text)
    if not any(token.kind in _VALUES for token in found):
        raise quantity.UnreadableError(words.NOT_A_NUMBER)
    links = _links(found, is_opened=is_opened)
    if not links:
        side, tail = _Taker(found, text, language).taken()
        return Parsed((side,), "", tail)
    if len(links) > 1:
        raise quantity.UnreadableError(words.NOT_A_NUMBER)
    first, nothing = _Taker(found[: links[0]], text[: found[links[0]].start], language).taken()
    last, tail = _Taker(found[links[0] + 1 :], text, language).taken()
    if nothing or ("-" in {first.sign, last.sign} and found[links[0]].kind != "link"):
        raise quantity.UnreadableError(words.RANGE_OR_MINUS)
    return Parsed((first, last), "range", tail)


def _links(found: list[pieces.Token], *, is_opened: bool) -> list[int]:
    """Return where the sides of a range meet: a dash or a word between two numbers."""
    links: list[int] = []
    if not any(token.kind in _LINKING for token in found):
        return links
    for index, token in enumerate(found):
        is_word = token.kind == "link" and (is_opened or not re.fullmatch(bounds.ANDS, token.text.lower()))
        if not is_word and token.kind not in {"dash", "minus"}:
            continue
        before = found[index - 1] if index else None
        is_between = any(t.kind in _VALUES for t in found[:index]) and any(
            t.kind in _VALUES for t in found[index + 1 :]
        )
        if is_between and before is not None and before.kind != "link":
            links.append(index)
    return links


class _Taker:
    """Takes the tokens of one side in turn; what it does not know makes it no number."""

    def __init__(self, found: list[pieces.Token], text: str, language: str) -> None:
        self._found = found
        self._text = text
        self._language = language
        self._signs: list[str] = []
        self._currencies: list[tuple[str, ...]] = []
        self._factors: list[decimal.Decimal] = []
        self._letter = ""
        self._numeral = ""
        self._readings: numerals.Readings | None = None
        self._is_percent = False
        self._brackets = 0

    def taken(self) -> tuple[Side, str]:
        """Return the side and the words behind it."""
        tail = ""
        for index, token in enumerate(self._found):
            if not self._take(token, self._found[index - 1] if index else None):
                tail = self._tail(token.start)
                break
        if self._readings is None or self._brackets % 2:
            raise quantity.UnreadableError(words.NOT_A_NUMBER)
        return self._side(), tail

    def _take(self, token: pieces.Token, before: pieces.Token | None) -> bool:
        """Take one token in. Return False where the words behind the number begin."""
        if token.kind in _VALUES:
            self._number(token)
        elif token.kind == "currency":
            self._currencies.append(currencies.meant(token.text))
        elif token.kind == "percent":
            self._percent()
        elif token.kind in {"minus", "plus", "dash"}:
            self._sign(token, before)
        elif token.kind in {"open", "close"}:
            self._bracket(token)
        elif token.kind in {"word", "glued", "link"}:
            return self._word(token)
        elif token.kind == "of":  # "2 millones de euros"
            after = next((t for t in self._found if t.start > token.start), None)
            return bool(self._factors) and after is not None and after.kind == "currency"
        elif token.kind not in {"cents", "stop"} or self._factors:
            return False
        return True

    def _number(self, token: pieces.Token) -> None:
        readings = _fraction(token.text) if token.kind == "fraction" else numerals.read(token.text)
        if readings is None or self._readings is not None:
            raise quantity.UnreadableError(words.NOT_A_NUMBER)
        self._readings, self._numeral = readings, token.text

    def _percent(self) -> None:
        if self._is_percent:
            raise quantity.UnreadableError(words.NOT_A_NUMBER)
        self._is_percent = True

    def _sign(self, token: pieces.Token, before: pieces.Token | None) -> None:
        """Note a sign: before the number and its currency, or a hyphen right behind its digits ("500-")."""
        is_behind = self._readings is not None
        is_glued = (
            before is not None
            and before.kind == "number"
            and self._last(token)
            and (token.start == before.start + len(before.text))
        )
        if is_behind and not (token.text == "-" and is_glued):
            raise quantity.UnreadableError(words.NOT_A_NUMBER)
        if token.text not in {"-", "+", "–"}:
            raise quantity.UnreadableError(words.NOT_A_NUMBER)
        self._signs.append("+" if token.text == "+" else "-")

    def _last(self, token: pieces.Token) -> bool:
        """Return whether nothing but a currency follows."""
        return all(t.kind == "currency" for t in self._found if t.start > token.start)

    def _bracket(self, token: pieces.Token) -> None:
        """Note brackets round the number, as accounts write a negative one."""
        is_before = self._readings is None
        if is_before != (token.kind == "open") or (token.kind == "close" and not self._brackets):
            raise quantity.UnreadableError(words.NOT_A_NUMBER)
        self._brackets += 1
        if token.kind == "open":
            self._signs.append("-")

    def _word(self, token: pieces.Token) -> bool:
        if self._readings is None and token.kind != "glued":  # "TEUR 500"
            raise quantity.UnreadableError(words.NOT_A_NUMBER)
        try:
            factor = (
                magnitudes.GLUED.get(token.text) or magnitudes.EAST_ASIAN[token.text]
                if token.kind == "glued"
                else magnitudes.factor(token.text, self._language, amount=self._is_amount())
            )
        except magnitudes.AmbiguousError as error:
            raise quantity.UnreadableError(words.not_clear(error)) from error
        if factor is None or token.kind == "link":
            return False
        if token.text in magnitudes.SINGLE:
            self._letter = token.text
        self._factors.append(factor)
        return True

    def _is_amount(self) -> bool:
        return any(token.kind == "currency" for token in self._found)

    def _tail(self, start: int) -> str:
        tail = self._text[start:].strip()
        glue = " " if self._text[start - 1 : start] == " " else ""
        is_words = len(tail) <= _LONGEST_TAIL and _TAIL.fullmatch(tail)
        if self._readings is None or not is_words or self._letter or self._has_currency(tail):
            raise quantity.UnreadableError(words.NOT_A_NUMBER)
        if tail.rstrip(".").casefold() in _OF_ACCOUNTS:
            raise quantity.UnreadableError(words.other_sign(tail))
        return glue + tail

    def _has_currency(self, tail: str) -> bool:
        return any(token.kind in {"currency", "percent"} for token in pieces.split(tail))

    def _side(self) -> Side:
        assert self._readings is not None
        if len(self._signs) > 1 or len(self._factors) > 2 or (self._currencies and self._is_percent):
            raise quantity.UnreadableError(words.NOT_A_NUMBER)
        common = self._currencies[:1]
        if len(self._currencies) > 1:
            both = tuple(c for c in self._currencies[0] if c in self._currencies[1])
            if len(self._currencies) > 2 or not both:
                raise quantity.UnreadableError(words.TWO_CURRENCIES)
            common = [both]
        factor = None
        for one in self._factors:
            factor = one * (factor or 1)
        return Side(
            self._readings,
            self._numeral,
            factor,
            self._signs[0] if self._signs else "",
            common[0] if common else (),
            self._is_percent,
            bool(self._letter) and not common,
        )


def _fraction(text: str) -> numerals.Readings | None:
    """Return what "1½" or "1 3/4" is; None for one that a decimal cannot say, such as "1 1/3"."""
    whole, part = (text[:-1].strip(), numerals.FRACTIONS.get(text[-1], "")) if "/" not in text else ("", "")
    if "/" in text:
        whole, _, ratio = text.partition(" ")
        over, _, under = ratio.partition("/")
        exact = int(over) < int(under) and int(under) in {2, 4, 5, 8}
        part = str(decimal.Decimal(over) / decimal.Decimal(under)) if exact else ""
    if not part:
        return None
    value = decimal.Decimal(whole or 0) + decimal.Decimal(part)
    return numerals.Readings(value, value)
