"""Magnitudes: k, M, bn, Mio., lakh and the like, by the language that they are written in."""

from __future__ import annotations

import decimal

from batchgen.merge.speech.quantities import words

THOUSAND, LAKH, MILLION, CRORE, BILLION, TRILLION = map(
    decimal.Decimal, (10**3, 10**5, 10**6, 10**7, 10**9, 10**12)
)
_WORDS = {
    decimal.Decimal(100): "hundred",
    THOUSAND: "k tsd thousand thousands tausend mille mila duizend tusen tusind tys tis thsd thd тыс тис "
    "tysiąc tysiące tysięcy grand tuhat tuhatta mii ribu nghìn ngàn χιλ χιλιάδες хил хиляди тысяча тысячи "
    "тысяч тисяч ألف آلاف هزار אלף",
    LAKH: "lakh lakhs lac lacs",
    MILLION: "m mm mn mln mio mill million millions millionen millón millon millones milhão milhões milhoes "
    "milioni milione miljoen miljon miljoner millioner milion miliony milionów milioane млн millió mkr milj "
    "miljoonaa milyon juta triệu εκατ εκατομμύρια миллион миллиона миллионов мільйон мільйони мільйонів "
    "милион милиона مليون ملايين میلیون מיליון",
    CRORE: "crore crores",
    BILLION: "bn b mrd mld md mds mia milliarde milliarden milliard milliards miljard miljarder "
    "milliarder miliardi miliardo miliard miliardy miliardów miliarde млрд milliárd miljardia milyar miliar "
    "tỷ tỉ δισ δισεκατομμύρια миллиард миллиарда миллиардов мільярд мільярди мільярдів милиард милиарда "
    "مليار میلیارد מיליארד",
    TRILLION: "tn trn bio biljoen billionen billón billones",
}
_FACTORS = {word: factor for factor, words in _WORDS.items() for word in words.split()}

# A billion is 10^9 in English and 10^12 in these languages; a sheet in one of them may mean either.
_LONG_SCALE = {"de", "fr", "nl", "da", "sv", "nb", "nn", "no", "es", "pl", "cs", "sk", "hu", "fi", "sl", "hr"}
_SHORT_SCALE = {
    "billion": BILLION,
    "billions": BILLION,
    "bil": BILLION,
    "trillion": TRILLION,
    "trillions": TRILLION,
}
_PORTUGUESE = {"bilhão": BILLION, "bilhões": BILLION, "bi": BILLION, "mi": MILLION}
_MIL_IS_THOUSAND = {"es", "pt", "gl", "ca"}
GLUED = {
    **dict.fromkeys(("k", "K", "T", "t", "t.", "e"), THOUSAND),
    **dict.fromkeys(("M", "m"), MILLION),
    **dict.fromkeys(("Md", "md"), BILLION),
}
"""Letters before the currency: "500 TEUR", "5 M€", "5 Mkr", "500 eFt"."""
EAST_ASIAN = {
    **dict.fromkeys("十십", decimal.Decimal(10)),
    **dict.fromkeys("百백", decimal.Decimal(100)),
    **dict.fromkeys("千천", THOUSAND),
    **dict.fromkeys("万萬만", decimal.Decimal(10**4)),
    **dict.fromkeys("億亿억", decimal.Decimal(10**8)),
    **dict.fromkeys("兆조", TRILLION),
}
"""Signs that stand without blanks between the number and its currency: 5万円, 2千万."""
SINGLE = frozenset("mbtl")
"""One letter is a magnitude only where nothing else follows: "5 m Kabel" is a length."""


class AmbiguousError(ValueError):
    """A word that stands for two magnitudes in the row's language."""


def factor(word: str, language: str, *, amount: bool) -> decimal.Decimal | None:
    """Return what a word multiplies by, or None if it is no magnitude. `amount`: a currency stands beside it.

    Raises AmbiguousError.
    """
    folded = word.rstrip(".").casefold()
    if folded in _SHORT_SCALE:
        if language in _LONG_SCALE and folded.startswith(("billion", "trillion")):
            raise AmbiguousError(words.differs_by_language(word))
        return _SHORT_SCALE[folded]
    if language == "tr" and folded == "bin":
        return THOUSAND
    if language == "pt" and folded in _PORTUGUESE:
        return _PORTUGUESE[folded]
    if folded == "mil":
        return _mil(word, language)
    if folded == "t":
        return _t(word, language) if amount else None
    if folded in {"cr", "l"}:
        return {"cr": CRORE, "l": LAKH}[folded] if amount else None
    return _FACTORS.get(folded)


def _mil(word: str, language: str) -> decimal.Decimal:
    if language == "en":
        return MILLION
    if language in _MIL_IS_THOUSAND:
        return THOUSAND
    raise AmbiguousError(words.thousand_or_million(word))


def _t(word: str, language: str) -> decimal.Decimal:
    if language == "en":
        return TRILLION
    if language == "de":
        return THOUSAND
    raise AmbiguousError(words.thousand_or_trillion(word))
