"""Currencies: the signs, codes and words that a cell shows, and the one that they mean in a locale."""

from __future__ import annotations

import functools
import re

import babel
from babel import numbers

_DOLLARS = "USD CAD AUD NZD SGD HKD TWD MXN COP CLP ARS UYU NAD JMD BBD BSD BZD TTD FJD LRD GYD SRD XCD"
_KRONER = "SEK NOK DKK ISK"
_RUPEES = "INR PKR LKR NPR MUR SCR"
SIGNS = {
    "$": _DOLLARS, "dollar": _DOLLARS, "dollars": _DOLLARS, "dólares": _DOLLARS, "dollari": _DOLLARS,
    "US$": "USD", "US dollars": "USD", "US dollar": "USD", "US Dollars": "USD", "US-Dollar": "USD",
    "Canadian dollars": "CAD", "Australian dollars": "AUD", "Swiss francs": "CHF", "Schweizer Franken": "CHF",
    "U$S": "USD", "USD$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD NIO", "CA$": "CAD",
    "NZ$": "NZD", "S$": "SGD", "HK$": "HKD", "NT$": "TWD", "MX$": "MXN", "R$": "BRL", "reais": "BRL",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pounds": "GBP", "¥": "JPY CNY", "yen": "JPY",
    "円": "JPY", "CN¥": "CNY", "元": "CNY", "RMB": "CNY", "yuan": "CNY", "₩": "KRW", "원": "KRW",
    "₹": "INR", "Rs": _RUPEES, "Rs.": _RUPEES, "₨": _RUPEES, "rupees": _RUPEES, "Fr.": "CHF", "SFr.": "CHF",
    "Franken": "CHF", "kr": _KRONER, "kr.": _KRONER, "kronor": "SEK", "kroner": "NOK DKK", "zł": "PLN",
    "zl": "PLN", "złotych": "PLN", "Kč": "CZK", "Ft": "HUF", "lei": "RON MDL", "лв": "BGN", "лв.": "BGN",
    "₽": "RUB", "\u0440\u0443\u0431": "RUB", "\u0440\u0443\u0431.": "RUB",
    "₴": "UAH", "грн": "UAH", "₺": "TRY", "TL": "TRY", "₪": "ILS",
    "₫": "VND", "đ": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN", "₵": "GHS", "GH₵": "GHS", "RM": "MYR",
    "Rp": "IDR", "KSh": "KES", "₸": "KZT", "₾": "GEL", "₿": "BTC", "R": "ZAR", "Dhs": "AED", "AED": "AED",
    "日元": "JPY", "美元": "USD", "欧元": "EUR", "人民币": "CNY", "د.إ": "AED",
    "ر.س": "SAR", "﷼": "SAR IRR", "ج.م": "EGP",
}  # fmt: skip
_DEFAULTS = {
    **dict.fromkeys(("$", "dollar", "dollars", "dólares", "dollari"), "USD"),
    "¥": "JPY",
    "C$": "CAD",
}
"""What a sign of several currencies means where the locale's own currency is not one of them."""
LETTERS = {"MM": "k", "ZM": "k", "PG": "k", "LS": "m", "HN": "l", "PA": "b"}
"""Countries whose currency has a letter for its sign that elsewhere stands for a magnitude: 500 K."""
_EAST_ASIAN = frozenset(["円", "元", "원", "日元", "美元", "欧元", "人民币"])
"""Words that stand without a blank behind a magnitude: 5万円."""
_LETTERS = r"[^\W\d_]"
_SMALL_CODES = "usd eur gbp chf jpy cad aud nzd sek nok dkk pln czk inr brl mxn cny sgd hkd zar huf"
"""Codes that are also read in small letters; "all", "top" and "try" are words."""


@functools.cache
def codes() -> frozenset[str]:
    """Return the ISO 4217 codes that Babel has."""
    return frozenset(babel.Locale("en").currencies)


@functools.cache
def pattern() -> str:
    """Return the pattern of a currency in a text: the longest sign first; letters stand for themselves."""
    signs = {*SIGNS, *codes(), *_SMALL_CODES.split(), "Euro", "Euros", "Dollar", "Pounds", "Dollars"}
    alone = "".join(s for s in signs if len(s) == 1 and not s.isalpha())  # none of them begins another sign
    # Those of one length and with the same bounds stand together: that takes a third of the time to compile.
    alike: dict[tuple[int, str, str], list[str]] = {}
    for sign in sorted(signs, key=lambda sign: (-len(sign), sign)):
        alike.setdefault((len(sign), *_bounds(sign)), []).append(re.escape(sign))
    grouped = (f"{before}(?:{'|'.join(found)}){after}" for (_, before, after), found in alike.items())
    return "|".join((f"[{re.escape(alone)}]", *grouped))


def _bounds(sign: str) -> tuple[str, str]:
    before = f"(?<!{_LETTERS})" if sign[0].isalpha() and sign not in _EAST_ASIAN else ""
    return before, f"(?!{_LETTERS})" if sign[-1].isalpha() else ""


def meant(sign: str) -> tuple[str, ...]:
    """Return the codes that a sign, a code or a word can mean."""
    known = SIGNS.get(sign) or SIGNS.get(sign.lower())
    return tuple(known.split()) if known else (sign.upper(),)


def settle(found: tuple[str, ...], locale: babel.Locale, preferred: str = "") -> str:
    """Return the one code that a cell's signs mean: what the template asks for, else the country's.

    Empty if several are left.
    """
    if len(found) == 1:
        return found[0]
    home = home_of(locale)
    fitting = [code for code in (preferred, home) if code in found]
    if fitting:
        return fitting[0]
    return found[0] if found[:1] and found[0] in _DEFAULTS.values() else ""


@functools.lru_cache(maxsize=256)
def home_of(locale: babel.Locale) -> str:
    """Return the code of the country's currency, or of the country where a language is most at home."""
    territory = locale.territory or ""
    found = numbers.get_territory_currencies(territory) if territory else []
    return str(found[0]) if found else ""
