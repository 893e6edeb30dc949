"""Spelling: a cell's text with the digits, spaces and signs that a reader of quantities knows."""

from __future__ import annotations

import unicodedata

LONGEST = 1_000
"""Characters. Decimals and words of longer ones take time with the square of their length."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = {
    **dict.fromkeys(map(ord, "\u2212\u2010\u2011\ufe63\u207b"), "-"),
    **dict.fromkeys(map(ord, "\u2012\u2014\u2015"), "\u2013"),
    **dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u00b4`\u2032\u066c"), "'"),
    **dict.fromkeys(map(ord, "\u223c\u2248\u2243\u301c"), "~"),
    **dict.fromkeys(map(ord, "\u2265\u2a7e\u2267"), "\u2265"),
    **dict.fromkeys(map(ord, "\u2264\u2a7d\u2266"), "\u2264"),
    ord("\u066a"): "%",
    ord("\u060c"): ",",
    ord("\u2026"): "..",
    ord("\uffe5"): "¥",
    ord("\uffe1"): "£",
    ord("\uffe0"): "¢",
    ord("\uffe6"): "₩",
}
_TABLE: dict[int, str | int] = {**_FULL_WIDTH, **_SIGNS}


def plain(text: str) -> str:
    """Return a text with ASCII digits, plain spaces, "-" for minus and hyphen, "–" for dashes, "'" for marks.

    Invisible characters are dropped. NFKC is of no use here: it makes a 52 of "5²", and 11/2 of "1½".
    """
    if text.isascii():
        return " ".join(text.split())
    made = "".join(map(_character, text.translate(_TABLE)))
    return " ".join(made.split())


def _character(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Zs":
        return " "
    return "" if category == "Cf" else character
