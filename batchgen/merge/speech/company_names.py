"""Names of companies as people say them: without legal form, "The", notes in brackets, and capitals."""

from __future__ import annotations

import functools
import importlib.resources
import re

from batchgen import characters, patterns
from batchgen.merge.speech import name_case

_BRACKETS = patterns.late(
    r"\s*(?:[(\[][^()\[\]（）【】]*[)\]](?![a-z\u00df-\u00ff])|[（【][^()\[\]（）【】]*[)\]）】])\s*"
)
"""What stands in brackets, but for letters with which a word begins: "[x]cube", "(Re)vive"."""
_UNCLOSED = patterns.late(r"\s*[(\[（【][^()\[\]（）【】]*$")
_STRAY = patterns.late(r"[()\[\]（）【】]")
_PTY = patterns.late(r"\((pty|pvt|private)\.?\)", re.IGNORECASE)
_NO_BLANK = patterns.late(r"(?<=[^\W\d_]\.),(?=[^\W\d_])")
"""The comma of "Co.,Ltd"."""
_EAST_ASIAN = patterns.late(
    r"^[(（][株有주][)）]|[(（][株有주][)）]$|^บริษัท\s*|\s*จำกัด(?:\s*\(มหาชน\))?$"
    r"|^(?:株式会社|有限会社|合同会社|㈱|주식회사|유한회사)"
    r"|(?:株式会社|有限会社|合同会社|㈱|股份有限公司|有限责任公司|有限公司|주식회사)$"
)
"""Forms of Japan, Korea, China and Thailand, which touch the name."""
_BEFORE = frozenset(
    "sarl eurl sasu selarl uab ooo oao zao tov sia ооо оао зао пао ао тов тоо прат".split()  # noqa: RUF001, SIM905 (Russian, Ukrainian)
)
"""Forms that stand before the name."""
_WORDS = frozenset(["uk", "nl", "ok", "at", "et", "ps", "company", "unlimited"])
"""Terms of cleanco that are as often a word of the name: Greenpeace UK, Ford Motor Company."""
_ITALIAN = patterns.late(r"(?<=\S)\s+Spa$")
"""Written so, a form in Italian alone: a "Day Spa" is a spa. S.p.A. and SpA are forms everywhere."""
_SMALL_TOO = frozenset(["ag", "kg", "bv", "nv", "oy", "ky", "co", "oü"])
"""Forms of two letters that may stand in small letters; others, such as AS and DA, are words then."""
_IN_CAPITALS = frozenset(
    [
        "sem",
        "sep",
        "sal",
        "teo",
        "vat",
        "dat",
        "cic",
        "cio",
        "fie",
        "fop",
        "gie",
        "sas",
        "sca",
        "ent",
        "etat",
        "coop",
        "koop",
        "scop",
        "stg",
        "tov",
        "sia",
        "sci",
        "sau",
        "zat",
        "aat",
        "esv",
        "ses",
    ]
)
"""Longer forms that are words or names unless they stand in capitals or with full stops."""
_BEHIND_OTHERS = frozenset(["private", "pte", "pvt", "pty"])
_ENDS = " ,;-–—/"
_ARTICLE_BEHIND = patterns.late(r"(?i),\s*the$")
"""As lists in the order of the alphabet write it: "Boeing Company, The"."""
_MARK_BEHIND = patterns.late(r"\s*[®™℠]+$")
_JOIN = patterns.late(r"[\s,]*(?:&|\s\+|\band|\bund|\bet|\by|\be)$", re.IGNORECASE)
_VOWEL = patterns.late(r"[AEIOUYÄÖÜ]")
_SYLLABLE = patterns.late(
    r"[AEIOU](?:[^AEIOU][AEIOUY]|[AEIOU].|N[DTKGCS]|L[DTLMFKP]|R[TCMNKDBLPS]|C[TKH]|S[KTHS]|FF|DD|GG|[MPFX]T|MP|TH)"
)

_BEGINS = re.compile("[BCFGKPS]L|[BCDFGKPTW]R|[CPSTW]H|[GKS]N|[DST]W|S[CKMPT]")
"""Two consonants that words begin with."""


@functools.lru_cache(maxsize=50_000)
def company(text: str, locale: str = "") -> str:
    """Drop the legal form, a leading "The", brackets, and capitals: "ACME HOLDINGS, INC." is "Acme Holdings".

    IBM stays, and so does whatever would leave nothing: "The Limited", "Company", "(RED)".
    """
    whole = " ".join(characters.visible(text).split())
    whole = _ITALIAN.sub(" SpA", whole) if locale[:2] == "it" else whole
    if not whole.isascii():
        whole = _EAST_ASIAN.sub("", whole).strip() or whole
    whole = _NO_BLANK.sub(", ", whole)
    bare = _bare(whole) or whole
    if not bare.isupper() or (" " not in bare and len(_STRAY.sub("", bare)) <= 4):
        return bare
    return " ".join(word if _is_letters(word) else name_case.person(word.lower()) for word in bare.split())


def _bare(name: str) -> str:
    """Return a name without brackets, legal form and article; empty if nothing would be left of it."""
    plain = _ARTICLE_BEHIND.sub("", _without_brackets(name).strip(_ENDS))
    named = _without_form(_MARK_BEHIND.sub("", plain))
    word, _, rest = named.partition(" ")
    short = rest.strip() if word.casefold() == "the" else named
    if short.casefold() in {"", "the"} or _plain(short) in _no_names():
        return plain
    return short


def _without_brackets(name: str) -> str:
    if not _STRAY.search(name):  # as in most names
        return name
    return _STRAY.sub("", _UNCLOSED.sub("", _BRACKETS.sub(" ", _PTY.sub(r"\1", name))))


def _without_form(name: str) -> str:
    """Return a name without its legal forms; a name that is nothing else keeps the first word of them."""
    words = name.split()
    lost = False
    while size := _form_at_end(words, lost=lost):
        words, lost = words[:-size], True
        words = _JOIN.sub("", " ".join(words).rstrip(_ENDS)).split()
    if (
        len(words) > 1
        and words[0].isupper()
        and (_plain(words[0]) in _BEFORE or words[0] == "PT." or (lost and words[0] == "PT"))
    ):
        words, lost = words[1:], True
    kept = " ".join(words)
    return kept.rstrip(_ENDS).strip('"«»“”„') if lost else kept


def _form_at_end(words: list[str], *, lost: bool) -> int:
    """Return how many words at the end are a legal form, 0 for none; one word at least is the name."""
    last = _plain(words[-1]) if words else ""
    if len(last) > 1 and last not in _last_words():
        return 0
    for size in range(min(5, len(words) - 1), 0, -1):
        form = _plain(" ".join(words[-size:]))
        if (form in _forms() or (size > 1 and _is_spaced(words[-size:]))) and (
            size > 1 or _is_form(words[-1], form, lost=lost)
        ):
            return 0 if _plain(" ".join(words[:-size])) in {"", "the"} else size
    return 0


def _is_spaced(words: list[str]) -> bool:
    """Return whether words are a form with blanks between its letters: "e. V.", "S. p. A."."""
    letters = all(len(word) == 2 and word[0].isalpha() and word[1] == "." for word in words)
    return letters and _plain("".join(words)) in _forms()


def _is_form(word: str, form: str, *, lost: bool) -> bool:
    """Return whether a word is written as a legal form: DA and a.s. are, Da and as are words."""
    if form in _WORDS or word == "Spa":
        return False
    if form in _BEHIND_OTHERS:
        return lost
    if "." in word or "/" in word or word.isupper():
        return True
    if len(form) == 2:
        return form in _SMALL_TOO or word == word[:1].lower() + word[1:].upper()  # eG, eK
    return form not in _IN_CAPITALS


@functools.cache
def _forms() -> frozenset[str]:
    """Return the legal forms of all countries that cleanco knows, and ours, as `_plain` gives them."""
    from cleanco import clean

    text = importlib.resources.files(__package__).joinpath("legal_forms.txt").read_text("utf-8")
    ours = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset([*map(_plain, clean.get_unique_terms()), *ours])


@functools.cache
def _no_names() -> frozenset[str]:
    """Return what no firm is called, as `_plain` gives it."""
    return _forms() | _WORDS | {"group"}


@functools.cache
def _last_words() -> frozenset[str]:
    return frozenset(form.split()[-1] for form in _forms() if form)


def _plain(text: str) -> str:
    """Return a form without accents, case and punctuation: "S.à r.l." is "sa rl"."""
    return " ".join(" ".join(map(_plain_word, text.split())).split())


@functools.lru_cache(maxsize=50_000)
def _plain_word(word: str) -> str:
    """Return one word of `_plain`: a list of companies has few different ones."""
    from cleanco import clean

    return str(clean.strip_punct(clean.remove_accents(word)).replace("/", ""))


def _is_letters(word: str) -> bool:
    """Return whether a word in capitals is said letter by letter: KPMG, IBM, AT&T, 3M, U.S."""
    if re.search(r"[\d&.]", word) or word in {"USA", "UK", "EU", "UAE", "AI", "IT"}:
        return True
    return len(word) <= 4 and (not _VOWEL.search(word) or (len(word) == 3 and _is_unspeakable(word)))


def _is_unspeakable(word: str) -> bool:
    """Return whether three letters are no syllable: IBM, ABB, PKO, BMW; not AIR, OLD, SKY."""
    if word[0] in "AEIOU":
        return _SYLLABLE.match(word) is None
    return _VOWEL.search(word[:2]) is None and _BEGINS.match(word) is None
