"""The case of people's names: ALL CAPS and small letters become what their owners write."""

from __future__ import annotations

from batchgen import patterns
from batchgen.merge.speech import name_words

_WORDS = name_words.WORDS
_VOWEL = patterns.late(r"[AEIOUYÄÖÜÅÆØÁÉÍÓÚ]")
_ROMAN = patterns.late(r"(?:ii|iii|iv|vi|vii|viii|ix)")
_JOINED = patterns.late(r"([-'’`\u00b4./()\[\]\"“”„«»])")
_APOSTROPHES = frozenset("'’`\u00b4")
_DOTTED = patterns.late(r"(?:[^\W\d_]\.-?)+[^\W\d_]?")
_TWO_LETTERS = frozenset(["NG", "DR", "MR", "MS", "ST", "FR"])
"""Words of two letters without a vowel that are said as words; others (TJ, JP) are letters."""
_TURKISH = patterns.late("[İĞğ]")
_WRITTEN = {word.lower(): word for word in ("Jr", "Sr", "PhD", "MD", "MBA", "CPA", "DDS", "MSc", "BSc")}


def person(text: str, locale: str = "") -> str:
    """Write a name in its usual case: "JEAN-LUC o'brien" is "Jean-Luc O'Brien"; mixed case stays as it is."""
    words = text.split()
    language = locale.partition("_")[0]
    inner = range(1, len(words) - 1)
    return " ".join(
        word.lower()
        if place in inner and word.casefold() == name_words.JOIN_OF.get(language)
        else _cased(word, language, first=place == 0, last=place == len(words) - 1)
        for place, word in enumerate(words)
    )


def _cased(word: str, language: str, *, first: bool, last: bool) -> str:
    letters = word.replace("ß", "")  # has no capital of its own in most hands: STRAUß
    if not (letters.isupper() or letters.islower()):
        return word
    if word.isupper() and _is_letters(word) and (first or word not in {"JR", "SR"}):
        return word
    language = "tr" if _TURKISH.search(word) else language
    lower = _lower(word, language)
    if not first and (usual := _inside(lower, last=last)):
        return usual
    parts = _JOINED.split(lower)
    return "".join(
        part if _stays_small(parts, place, first=first) else _capital(part, language)
        for place, part in enumerate(parts)
    )


def _inside(lower: str, *, last: bool) -> str:
    """Return a word that has a form of its own behind a name's first word, else an empty text."""
    if not last and lower in _WORDS["particles"] | _WORDS["joins"]:
        return lower
    if _ROMAN.fullmatch(lower):
        return lower.upper()
    bare = lower.rstrip(".")
    return _WRITTEN[bare] + lower[len(bare) :] if bare in _WRITTEN else ""


def _is_letters(word: str) -> bool:
    """Return whether capitals are said one by one: "J.R.", "E", "TJ", "AJ"."""
    if len(word) == 1 or _DOTTED.fullmatch(word):
        return True
    is_pair = len(word) == 2 and word.isalpha() and word not in _TWO_LETTERS
    return is_pair and (word.endswith("J") or not _VOWEL.search(word))


def _lower(word: str, language: str) -> str:
    if language in {"tr", "az"}:
        word = word.replace("I", "\u0131")
    return word.replace("İ", "i").lower()  # lower() would put a dot of its own above the i


def _stays_small(parts: list[str], place: int, *, first: bool) -> bool:
    """Return whether a part is small inside a word: al-Rashid, Zia-ul-Haq, Ana's, 't Hart."""
    part, before = parts[place], parts[place - 1] if place else ""
    after = parts[place + 1] if place + 1 < len(parts) else ""
    if before in _APOSTROPHES:
        return len(part) == 1
    return after == "-" and part in _WORDS["particles before a hyphen"] and not (first and place == 0)


def _capital(part: str, language: str) -> str:
    """Begin with a capital; Mc has one more behind it. Mac stays: Macy and Mackay have none."""
    if part.startswith("mc") and len(part) > 3:
        return "Mc" + part[2:].capitalize()
    if language in {"tr", "az"} and part.startswith("i"):
        return "İ" + part[1:]
    if language == "nl" and part.startswith("ij"):
        return "IJ" + part[2:]
    return part[:1].title() + part[1:]  # not upper(): the Croatian ǆ has a form of its own for this
