"""Numbers and lists as people say them, in a locale; a text that is none raises ValueError."""

from __future__ import annotations

import decimal
import re

import babel
from babel import lists, numbers

from batchgen.merge.speech import locales

LONGEST_NUMBER = 1_000
"""Characters. Decimals and words of longer ones take time with the square of their length."""
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?$")
_CURRENCIES = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "CHF": "CHF",
    "kr": "SEK",
    "zł": "PLN",
}


def read_number(text: str, locale: str) -> decimal.Decimal:
    """Return the number that a text shows, with or without grouping, currency or percent sign."""
    if len(text) > LONGEST_NUMBER:
        raise ValueError("is not a number")
    bare = re.sub(r"[^\d.,+'’\- \u00a0\u202f\u2212]", "", text).strip().replace("\u2212", "-")
    group = numbers.get_group_symbol(locales.of(locale))
    grouped = group == "." and re.fullmatch(r"-?\d{1,3}(\.\d{3})+", bare)
    if _PLAIN.match(bare) and not grouped:
        return decimal.Decimal(bare)
    if not bare or not any(c.isdigit() for c in bare) or len(text) - len(bare) > 5:
        raise ValueError("is not a number")
    try:
        spaced = bare.replace(" ", group) if group in "\u00a0\u202f" else bare.replace(" ", "")
        return numbers.parse_decimal(spaced, locale=locales.of(locale), strict=False)
    except numbers.NumberFormatError as error:
        raise ValueError("is not a number") from error


def number(text: str, locale: str, digits: int | None = None) -> str:
    """Write a number with the locale's grouping: "1,200"; `digits` rounds to that many decimals."""
    value = read_number(text, locale)
    if digits is not None:
        value = round(value, digits)
    return numbers.format_decimal(value, locale=locales.of(locale), decimal_quantization=False)


def money(text: str, locale: str, currency: str = "", *, words: bool = False) -> str:
    """Write an amount: "$1,200", or with `words` "1,200 US dollars".

    The currency is the one given, else the one that the text shows, else that of the locale's country.
    """
    value = read_number(text, locale)
    where = locales.of(locale)
    code = (
        currency or next((c for sign, c in _CURRENCIES.items() if sign in text), "") or _home_currency(where)
    )
    whole = value == value.to_integral_value()
    if words:
        amount = numbers.format_decimal(value, locale=where) if whole else f"{value:.2f}"
        return f"{amount} {numbers.get_currency_name(code, count=value, locale=where)}"
    pattern = where.currency_formats["standard"].pattern
    pattern = re.sub(r"([.,]?)\.00", r"\1", pattern) if whole else pattern
    return numbers.format_currency(value, code, format=pattern, locale=where, currency_digits=False)


def _home_currency(locale: babel.Locale) -> str:
    found = numbers.get_territory_currencies(locale.territory) if locale.territory else []
    if not found:
        raise ValueError('needs a currency: money("EUR")')
    return str(found[0])


def percent(text: str, locale: str) -> str:
    """Write a percentage: "12%" stays, 0.12 is "12%", 12 is "12%"."""
    value = read_number(text, locale)
    share = value if "%" not in text and abs(value) <= 1 else value / 100
    return numbers.format_percent(share, locale=locales.of(locale), decimal_quantization=False)


def ordinal(text: str, locale: str) -> str:
    """Say a rank in words: 3 is "third"."""
    return _words(int(read_number(text, locale)), locale, "ordinal")


def spoken_number(text: str, locale: str) -> str:
    """Say a number in words: 1200 is "one thousand, two hundred"."""
    value = read_number(text, locale)
    return _words(int(value) if value == value.to_integral_value() else float(value), locale, "cardinal")


def _words(value: float, locale: str, kind: str) -> str:
    import num2words  # all its languages take a while to load, and few templates say numbers

    where = locales.of(locale)
    known = [name for name in (str(where), where.language) if name in num2words.CONVERTER_CLASSES]
    try:
        return str(num2words.num2words(value, lang=known[0], to=kind))
    except (ArithmeticError, LookupError, TypeError, ValueError, NotImplementedError) as error:
        raise ValueError(f"cannot be said in words in {where.english_name}") from error


def join_and(items: str | list[str] | tuple[str, ...], locale: str, style: str = "standard") -> str:
    """Join a list as people say it: "a, b, and c"; a text is split at commas, semicolons and line ends."""
    parts = re.split(r"[,;\n]", items) if isinstance(items, str) else [str(item) for item in items]
    return lists.format_list([p.strip() for p in parts if p.strip()], style=style, locale=locales.of(locale))  # type: ignore[arg-type]


def spell(text: str, _locale: str, between: str = " ") -> str:
    """Say letters and digits one by one: "AB12" is "A B 1 2"."""
    return between.join(c for c in text if c.isalnum())
