"""Pieces: the numerals, signs and words of a quantity."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from batchgen import patterns
from batchgen.merge.speech.quantities import bounds, currencies, magnitudes, numerals

_PERCENT = "%|percent|per cent|pct|prozent|pour cent|por ciento|por cento|per cento|procent|prosent"
_WORD = r"[^\W\d_]+(?:[.'][^\W\d_]+)*\.?"
_CODES = "EUR|USD|CHF|GBP|SEK|NOK|DKK|PLN|CZK|HUF"
_GLUED = (
    rf"(?<![^\W\d_])(?:[kKM](?={_CODES}|€|\$|£)|T(?={_CODES}|€)|[mMtT](?=kr)|[ekM](?=Ft)|t\.(?=kr)|[Mm]d(?=€|kr))"
    rf"|(?<=[\d{''.join(magnitudes.EAST_ASIAN)}])[{''.join(magnitudes.EAST_ASIAN)}]"
)
"""A magnitude glued to the currency behind it: "500 TEUR", "5 M€", or to the number: "5万円"."""

_NUMERAL = patterns.late(numerals.NUMERAL)


class Token(NamedTuple):
    """A piece of a text: its kind is the name of the group that found it."""

    kind: str
    text: str
    start: int


@functools.cache
def _pattern() -> re.Pattern[str]:
    fractions = "".join(numerals.FRACTIONS)
    kinds = (
        ("fraction", rf"\d+ ?[{fractions}]|[{fractions}]|\d+ [1-7]/[2-9](?![\d/])"),
        ("number", numerals.NUMERAL),
        ("cents", r"(?<=\d)(?:[.,:](?:--|-|–)|/-)(?!\d)"),
        ("stop", r"(?<=\d)[.,](?=$| )"),
        ("percent", rf"(?i:{_PERCENT})(?![^\W\d_])"),
        ("glued", _GLUED),
        ("currency", f"(?<=[kKMTmtde.])(?:{_CODES}|kr\\.?|Ft)(?![^\\W\\d_])|{currencies.pattern()}"),
        ("of", r"(?i:\b(?:de|di)(?= )|\bd'(?=[^\W\d_]))"),
        ("link", rf"(?i:\b(?:{bounds.LINKS}|{bounds.ANDS})\b)(?= )"),
        ("word", _WORD),
        ("dash", r"–|\.\.|~"),
        ("minus", "-"),
        ("plus", r"\+"),
        ("open", r"\("),
        ("close", r"\)"),
        ("slash", "/"),
        ("space", " "),
        ("other", "."),
    )
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds))


def split(text: str) -> list[Token]:
    """Return the tokens of a text that `spelling.plain` made, without its spaces."""
    whole = _NUMERAL.match(text)
    if whole and whole.end() == len(text):  # as most cells of numbers are
        return [Token("number", text, 0)]
    matches = _pattern().finditer(text)
    return [Token(kind, m[0], m.start()) for m in matches if (kind := m.lastgroup or "") != "space"]
