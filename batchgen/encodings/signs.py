"""Signs: whether punctuation, currency and other signs beyond ASCII stand where a Western text has them.

In another code page the same byte is often a letter: £ is the Ł of cp1250, – the ñ of a Mac. So a sign that
stands in a word or at it, as no sign does, speaks for another code page.
"""

from __future__ import annotations

import re

from batchgen import patterns

NO_LETTERS = "ªºµˆ¹²³¼½¾"
"""Signs that Unicode counts as letters or numbers."""

_LETTER = rf"[^\W\d_{NO_LETTERS}]"
_NOT_AFTER, _NOT_BEFORE = rf"(?<!{_LETTER})", rf"(?!{_LETTER})"
_ELIDED = (
    r"[ldjnsmtc]|qu|(?:lors|puis|jus|quoi|quel|pres)qu|aujourd|entr"
    r"|(?:[dn]e|d?a|su|co|be|que|bra)ll|gl|un|tutt|quest|sant|quant|anch|mezz|grand"
)
"""What French and Italian shorten before a vowel: l’eau, dell’acqua."""

_LONE = r"(?<![^\x00-\x7f\xa0“”„‘’«»–—])", r"(?![^\x00-\x7f\xa0“”„‘’«»–—…])"
"""No other sign beside it: in a row they are letters of another code page."""

_SIGNS = {
    "–—•": _NOT_AFTER + ".",
    "\xa0": rf".{_NOT_BEFORE}|{_NOT_AFTER}.",
    "…®™": "." + _NOT_BEFORE,
    "£€¥¢": rf"{_LONE[0]}(?:{_NOT_AFTER}|(?<=\b[kKM])).{_NOT_BEFORE}{_LONE[1]}",
    "°": rf"(?:(?<=\b[Nn])|{_NOT_AFTER}).(?:(?=[CFK]\b)|{_NOT_BEFORE})",
    "ª": rf"(?<=[\da-z.NMDF]).{_NOT_BEFORE}",
    "º": rf"(?:(?<=[\d.])|(?<=\b[NnMDF])|(?<=\b[SDNM]r)|(?<=\bn[ro])).{_NOT_BEFORE}",
    "²³": rf"(?:(?<=[\d)])|(?<=\bm)|(?<=\b[kcmd]m)|(?<=\bft)).{_NOT_BEFORE}",
    "µ": r"(?<!\w).(?=[mglsFAVW]|\W|$)",
    "·": r"(?<=[lL]).(?=[lL])|(?<!\w).(?!\w)",
    "¿": rf"{_NOT_AFTER}.(?=[^?]*\?)",
    "¡": rf"{_NOT_AFTER}.(?=[^!]*!)",
    "‘": rf"{_NOT_AFTER}.(?=[stnkm]\b)",
    "’": "|".join(
        [
            rf"(?:(?<=[sxzSXZ\d\W])|(?<=\b[mpdcv]o)|(?<=\bde)).{_NOT_BEFORE}",  # James’, a po’, 6’
            rf"{_NOT_AFTER}.(?=(?:[stnkm]|em|til|cause|tis|twas|round)\b)",
            rf"(?<={_LETTER}).(?=[A-ZÀ-ÖØ-Þ])",  # O’Brien, L’Oréal
            rf"(?<={_LETTER})(?<!\bLu)(?<!\bLa).(?=(?:s|t|d|m|re|ve|ll)\b)",  # Anna’s, not a Mac's Luís
        ]
    ),
}
_AT = {sign: patterns.late(pattern) for signs, pattern in _SIGNS.items() for sign in signs}
_ANY_OTHER = patterns.late(rf"{_LONE[0]}{_NOT_AFTER}[^\xad]{_NOT_BEFORE}{_LONE[1]}")
_ELISION = patterns.late(
    rf"\b(?:(?i:{_ELIDED})’(?={_LETTER}{{3}}|(?:ai|un|en|on|il|or|an|y|au|as)\b)|[lmnst]’(?=[aàey]\b))"
)
_CLOSED_BY = {"“": "”", "„": "“”", "”": "”", "‘": "’", "‚": "‘’", "«": "»", "»": "«", "‹": "›", "›": "‹"}
_SIGN = patterns.late(rf"(?![\x00-\x7f]|{_LETTER}).", re.DOTALL)


def stand_well(text: str) -> bool:
    """Return whether every sign beyond ASCII in a line stands where Western texts have it."""
    found = [match.start() for match in _SIGN.finditer(text)]
    elided = {match.end() - 1 for match in _ELISION.finditer(text)} if "’" in text else set()
    return all(_stands_well(text, at) for at in found if at not in elided)


def _stands_well(text: str, at: int) -> bool:
    sign = text[at]
    if sign in _CLOSED_BY or sign in _CLOSED_BY["‚"]:
        if _is_quote(text, at):
            return True
        return sign in _AT and _AT[sign].match(text, at) is not None
    return _AT.get(sign, _ANY_OTHER).match(text, at) is not None


def _is_quote(text: str, at: int) -> bool:
    """Return whether a mark opens or closes a quotation in its line, and stands outside of the words."""
    sign, before, after = text[at], text[:at], text[at + 1 :]
    opens = any(mark in after for mark in _CLOSED_BY.get(sign, ""))
    closes = any(sign in marks and mark in before for mark, marks in _CLOSED_BY.items())
    return (opens and not before[-1:].isalnum()) or (closes and not after[:1].isalnum())
