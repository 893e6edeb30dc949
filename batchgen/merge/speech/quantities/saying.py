"""Quantities as people say them in a locale: the filters number, money, percent, ordinal, spoken_number."""

from __future__ import annotations

import decimal
import functools
import re
from collections.abc import Callable

import babel
from babel import numbers

from batchgen import patterns
from batchgen.merge.speech import locales
from batchgen.merge.speech.quantities import bounds, currencies, number_writer, parser, quantity, style
from batchgen.merge.speech.quantities import words as sentences

_PER = patterns.late(
    r"\s*(?:/|(?:per|pro|par|por|al|a|an|each|monthly|yearly|annually|net|netto|gross|brutto|excl|incl|plus|"
    r"zzgl|inkl|exkl|HT|TTC|p\.a)\b)",
    re.IGNORECASE,
)
"""What may follow an amount and is said as it stands; another word may be an unknown magnitude."""


class Said(str):
    """A spoken text with a remark about what it leaves out."""

    __slots__ = ("remark",)

    remark: str


def number(
    text: str, locale: str, digits: int | None = None, *, shown: style.NumberStyle | None = None
) -> str:
    """Write a number with the locale's grouping: "1,200"; `digits` rounds to that many decimals."""
    where = locales.of(locale)
    found, shown = _read(text, where, shown, amount=False)

    def one(value: decimal.Decimal) -> str:
        value = value if digits is None else round(value, digits)
        return _plus(found, value) + _plain(locale).write(value)

    return _without_signs(found, shown, where, _bounded(found, where, one))


def money(
    text: str,
    locale: str,
    currency: str = "",
    *,
    words: bool = False,
    shown: style.NumberStyle | None = None,
) -> str:
    """Write an amount: "$1,200", or with `words` "1,200 US dollars".

    The currency is the one that the text shows, else the one given, else that of the column or of the
    locale's country.
    """
    where = locales.of(locale)
    found, shown = _read(text, where, shown)
    if found.is_percent:
        raise quantity.UnreadableError(sentences.PERCENT_AS_MONEY)
    if found.tail and (words or not _PER.match(found.tail)):
        raise quantity.UnreadableError(sentences.not_an_amount(found.tail.strip()))
    code = _currency(found, shown, where, currency.strip().upper())

    def one(value: decimal.Decimal) -> str:
        said = _in_words(value, code, where) if words else _amount(value, code, locale)
        return _plus(found, value) + said

    return _bounded(found, where, one)


def percent(text: str, locale: str, *, shown: style.NumberStyle | None = None) -> str:
    """Write a percentage: "12%" stays; what 0.12 and 12 are says the column."""
    where = locales.of(locale)
    found, shown = _read(text, where, shown)
    if found.currencies:
        raise quantity.UnreadableError(sentences.MONEY_AS_PERCENT)
    if found.tail and not found.is_percent:
        raise quantity.UnreadableError(sentences.NOT_A_PERCENTAGE)
    is_share = not found.is_percent and _is_share(found, shown)

    def one(value: decimal.Decimal) -> str:
        share = value if is_share else value / 100
        return _plus(found, value) + _percent(locale).write(share)

    return _bounded(found, where, one)


def ordinal(text: str, locale: str, *, shown: style.NumberStyle | None = None) -> str:
    """Say a rank in words: 3 is "third"."""
    where = locales.of(locale)
    rank = re.fullmatch(r"\s*(\d+)(?:st|nd|rd|th|\.|º|ª|er|e|ème)?\s*", text)
    found, _ = _read(rank[1] if rank else text, where, shown)
    whole = found.low == found.low.to_integral_value()
    if found.bound or found.currencies or found.is_percent or found.tail or not whole:
        raise quantity.UnreadableError(sentences.NOT_A_RANK)
    return _words(int(found.low), where, "ordinal")


def spoken_number(text: str, locale: str, *, shown: style.NumberStyle | None = None) -> str:
    """Say a number in words: 1200 is "one thousand, two hundred"."""
    where = locales.of(locale)
    found, shown = _read(text, where, shown, amount=False)

    def one(value: decimal.Decimal) -> str:
        whole = value == value.to_integral_value()
        said = _words(int(value) if whole else float(value), where, "cardinal")
        return bounds.say("plus", where.language, said) if _plus(found, value) else said

    return _without_signs(found, shown, where, _bounded(found, where, one))


def _read(
    text: str, where: babel.Locale, shown: style.NumberStyle | None, *, amount: bool = True
) -> tuple[quantity.Quantity, style.NumberStyle]:
    """Read a text by what its column shows; one that stands in no column, by what it shows itself."""
    shown = style.gather([text], where) if shown is None else shown
    found = parser.read(text, shown.point(where), where.language)
    if found.is_letter and not amount:
        raise quantity.UnreadableError(sentences.LETTER_OR_UNIT)
    letter = "" if found.currencies else currencies.LETTERS.get(where.territory or "", "")
    if letter and re.search(rf"\d\s?{letter}\W*$", text, re.IGNORECASE):
        raise quantity.UnreadableError(sentences.letter_or_currency(letter.upper()))
    if shown.is_large and not parser.has_magnitude(text, where.language):
        raise quantity.UnreadableError(sentences.HEADER_OF_LARGE)
    return found, shown


def _bounded(found: quantity.Quantity, where: babel.Locale, one: Callable[[decimal.Decimal], str]) -> str:
    """Return the numbers with their bound in the row's language, and the words behind them as they stand."""
    texts = [one(value) for value in found.values]
    said = bounds.say(found.bound, where.language, *texts) if found.bound else texts[0]
    return said + found.tail


def _plus(found: quantity.Quantity, value: decimal.Decimal) -> str:
    return "+" if found.has_plus and value > 0 else ""


def _without_signs(found: quantity.Quantity, shown: style.NumberStyle, where: babel.Locale, said: str) -> str:
    """Return a number whose currency or percent sign the filter leaves to the template.

    A template can say "dollars" or "percent" itself only where all cells of the column mean the same.
    """
    if not found.currencies and not found.is_percent:
        return said
    fitting = "percent" if found.is_percent else "money"
    if len(_meant(shown, where)) > 1:
        raise quantity.UnreadableError(sentences.SEVERAL_CURRENCIES)
    made = Said(said)
    made.remark = sentences.without_sign(fitting)
    return made


def _meant(shown: style.NumberStyle, where: babel.Locale) -> set[str]:
    """Return the codes that a column's signs mean: "$" and "USD" are one; "" is one that nothing settles."""
    return {currencies.settle(tuple(signs.split("/")), where) for signs in shown.currencies}


def _currency(found: quantity.Quantity, shown: style.NumberStyle, where: babel.Locale, preferred: str) -> str:
    """Return the code of an amount. Raises UnreadableError if nothing settles it."""
    if found.currencies:
        code = currencies.settle(found.currencies, where, preferred)
        if not code:
            first = found.currencies[0]
            raise quantity.UnreadableError(sentences.shared_sign(first))
        return code
    if preferred:
        return preferred
    codes = _meant(shown, where)
    if len(codes) > 1:
        raise quantity.UnreadableError(sentences.NO_CURRENCY)
    if codes:
        code = codes.pop()
        if not code:  # beside "kr 500" a plain 500 is no dollars
            first = shown.currencies[0].split("/")[0]
            raise quantity.UnreadableError(sentences.needs_currency(first))
        return code
    code = currencies.home_of(where)
    if not code:
        raise quantity.UnreadableError(sentences.NEEDS_A_CURRENCY)
    return code


def _amount(value: decimal.Decimal, code: str, locale: str) -> str:
    where, symbol = locales.of(locale), _symbol(code, locale)
    if symbol == code:  # "PLN500" is no speech
        return _in_words(value, code, where)
    standard, whole = _amounts(locale)
    writer = whole if value == value.to_integral_value() else standard
    is_tiny = abs(value) < 1 and abs(round(value, 2) - value) * 100 > abs(value)
    return writer.write(value, exact=is_tiny).replace("\u00a4", symbol)


# Remembered by the name of the locale: Babel's own object takes longer to look up than a name.
@functools.lru_cache(maxsize=64)
def _plain(locale: str) -> number_writer.NumberWriter:
    where = locales.of(locale)
    return number_writer.NumberWriter(numbers.parse_pattern(where.decimal_formats[None]), where)


@functools.lru_cache(maxsize=64)
def _percent(locale: str) -> number_writer.NumberWriter:
    where = locales.of(locale)
    return number_writer.NumberWriter(numbers.parse_pattern(where.percent_formats[None]), where)


@functools.lru_cache(maxsize=256)
def _symbol(code: str, locale: str) -> str:
    return str(numbers.get_currency_symbol(code, locale=locales.of(locale)))


@functools.lru_cache(maxsize=64)
def _amounts(locale: str) -> tuple[number_writer.NumberWriter, number_writer.NumberWriter]:
    """Return what writes an amount in a locale, and one without cents."""
    where = locales.of(locale)
    standard = str(where.currency_formats["standard"].pattern)
    whole = re.sub(r"([.,]?)\.00", r"\1", standard)
    first, second = (
        number_writer.NumberWriter(numbers.parse_pattern(text), where) for text in (standard, whole)
    )
    return first, second


def _in_words(value: decimal.Decimal, code: str, where: babel.Locale) -> str:
    whole = value == value.to_integral_value()
    amount = numbers.format_decimal(value, format="#,##0" if whole else "#,##0.00", locale=where)
    return f"{amount} {numbers.get_currency_name(code, count=value, locale=where)}"


def _is_share(found: quantity.Quantity, shown: style.NumberStyle) -> bool:
    largest = max(abs(value) for value in found.values)
    if not largest:
        return False
    if not shown.scale or shown.scale == style.OPEN:
        raise quantity.UnreadableError(
            sentences.two_percentages(f"{largest.normalize():f}", f"{(largest * 100).normalize():f}")
        )
    if shown.scale == "share" and largest > 1:
        raise quantity.UnreadableError(sentences.OTHER_SCALE)
    return shown.scale == "share"


def _words(value: float, where: babel.Locale, kind: str) -> str:
    import num2words  # all its languages take a while to load, and few templates say numbers

    known = [name for name in (str(where), where.language) if name in num2words.CONVERTER_CLASSES]
    try:
        return str(num2words.num2words(value, lang=known[0], to=kind))
    except (ArithmeticError, LookupError, TypeError, ValueError, NotImplementedError) as error:
        raise quantity.UnreadableError(sentences.no_words(where.english_name)) from error
