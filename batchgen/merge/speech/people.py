"""First names of people as they are said: without titles, nicknames and words that are no name.

Where a text shows no first name for certain the answer is empty, so that a template's fallback is said: a
wrong name in a greeting is worse than none.
"""

from __future__ import annotations

import importlib.resources
import re

from batchgen import normal_forms
from batchgen.merge.speech import east_asian


def _read_words() -> dict[str, frozenset[str]]:
    """Return the lists of `people.txt` by their sections."""
    found: dict[str, set[str]] = {}
    section = ""
    text = importlib.resources.files(__package__).joinpath("people.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            found.setdefault(section, set()).update(line.casefold().split())
    return {name: frozenset(words) for name, words in found.items()}


_WORDS = _read_words()
_TITLES, _JOINS, _HONOURS = _WORDS["titles"], _WORDS["joins"], _WORDS["honours"]
_NOBODY = _WORDS["no names"] | _WORDS["groups"]

_NICKNAME = re.compile(r"«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|‘[^‘’]*’(?!\w)")
_ASIDE = re.compile(rf"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|{_NICKNAME.pattern}")
_UNCLOSED = re.compile(r"[(\[（].*|[)\]）]")
_NOT_WRITTEN_IN_NAMES = re.compile(r"[@/\\|<>{}\d]|www\.", re.IGNORECASE)
_EDGES = ' .,;:!?*•·–—_#~"“”«»-'
_GLUED = re.compile(r"(?<![.\w])(\w{1,4}\.)(?=\w{2})")
_INITIAL = re.compile(r"[^\W\d_]\.?|[^\W\d_]{2}\.|(?:[^\W\d_]\.-?)+[^\W\d_]?")
_ABBREVIATED = re.compile(r"(?i)(?:chr|geo|wm|jos|thos)\.")
_FAMILY_FIRST = ("hu",)
"""Languages that put the family name first in Latin letters."""
_DON = ("es", "it", "pt", "ca", "gl")
"""Languages in which "Don" is a title; elsewhere it is a name."""


def first_name(text: str, locale: str = "") -> str:
    """Return the first name of a person, empty where the text shows none for certain.

    "Dr. Ana Ruiz" and "Ruiz, Ana" are Ana; "Mr. & Mrs. Smith", "The Smiths" and "info" are nobody. A nickname
    is taken only where it stands for the first name: "J. "Chuck" Norris".
    """
    shown = " ".join(normal_forms.visible(text).split())
    plain = " ".join(_UNCLOSED.sub(" ", _ASIDE.sub(" ", shown)).split())
    if _NOT_WRITTEN_IN_NAMES.search(plain):
        return ""
    if east_asian.is_written(plain):
        return east_asian.given_name(plain, locale)
    nickname = _nickname(shown)
    if (nickname and _is_initial(shown.split()[0])) or _ASIDE.match(shown):
        return nickname
    return _of_parts(plain, locale.partition("_")[0])


def _nickname(text: str) -> str:
    """Return the name in quotes, if it is one word that can be a name; in brackets only at the very start."""
    found = _ASIDE.match(text) or _NICKNAME.search(text)
    words = found[0][1:-1].split() if found else []
    return words[0] if len(words) == 1 and _bare(words[0]) not in _NOBODY | _TITLES else ""


def _of_parts(text: str, language: str) -> str:
    """Return the given name of a text that may be turned round by a comma ("Ruiz, Ana")."""
    parts = [part for part in (piece.strip(_EDGES[1:]) for piece in re.split(r"[,;،]", text)) if part.strip()]
    whole = [part for part in parts if not _is_after_name(part)]
    if len(whole) > 1 and not _is_about(whole[1]):
        return _given(_split(whole[1]), language, family_is_known=True)
    if not whole:
        return ""
    titled = any(_is_title(word) for part in parts if part not in whole for word in part.split())
    return _given(_split(whole[0]), language, titled=titled)


def _is_after_name(part: str) -> bool:
    """Return whether a part behind a comma holds honours or titles alone: "MBA", "Jr.", "Frau"."""
    return all(_bare(word) in _HONOURS | _JOINS or _is_title(word) for word in part.split())


def _is_about(part: str) -> bool:
    """Return whether a part behind a comma says what somebody is or where, as "CEO" and "Acme Inc." do."""
    words = list(map(_bare, part.split()))
    return any(word in _NOBODY | {"of", "at", "für", "bei", "chez"} for word in words)


def _split(text: str) -> list[str]:
    """Return the words, with what is glued to a title or an initial apart: "Dr.Ana" is two."""
    words: list[str] = []
    for word in text.split():
        known = _bare(word) in _TITLES
        words += word.split() if known else _GLUED.sub(r"\1 ", word).split()
    return words


def _given(words: list[str], language: str, *, titled: bool = False, family_is_known: bool = False) -> str:
    """Return the given name, or the two of a couple, among the words of a name."""
    kept = _without_titles(words, language)
    titled = titled or len(kept) < len(words)
    calls = any(_bare(word) in _WORDS["before a first name"] for word in words[: len(words) - len(kept)])
    while len(kept) > 1 and _bare(kept[-1]) in _HONOURS:
        kept.pop()
    if not kept or _is_nobody(kept, titled=titled, language=language):
        return ""
    if any(_bare(word) in _JOINS for word in kept[1:2]):
        return _couple(kept, language, family_is_known=family_is_known)
    if language in _FAMILY_FIRST and not family_is_known:
        return _behind_family(kept, titled=titled)
    if len(kept) == 1 and titled and not (calls or family_is_known):
        return ""
    return _first_of(kept, family_is_known=family_is_known)


def _is_nobody(words: list[str], *, titled: bool, language: str) -> bool:
    """Return whether the words are no person's, or a family name alone ("van Dijk", "The Smiths")."""
    bare = list(map(_bare, words))
    if (bare[0] in _WORDS["no names"] and words[0] != f"{bare[0].upper()}.") or not bare[0]:
        return True
    if any(word in _WORDS["groups"] for word in bare) or re.match(r"[lL]['’]", words[0]):
        return True
    if re.search(r"\.\w{2,}", words[0]):
        return True  # an address, or what nobody is called
    if bare[0] not in _WORDS["particles"] or len(words) == 1:
        return False
    small = words[0].islower() and not all(word.islower() for word in words)
    surely = bare[0] in _WORDS["family particles"] or bare[1] in _WORDS["particles"]
    usually = bare[0] in {"van", "von"} and (titled or language in {"nl", "de"})
    return small or surely or usually


def _couple(words: list[str], language: str, *, family_is_known: bool) -> str:
    """Return "John & Mary" of "John & Mary Smith"; two words alone may be a firm, so they are nobody."""
    first, join, rest = words[0], words[1], _without_titles(words[2:], language)
    if len(rest) < (1 if family_is_known else 2) or _is_initial(first) or _is_initial(rest[0]):
        return ""
    return f"{first} {join} {rest[0]}"


def _behind_family(words: list[str], *, titled: bool) -> str:
    """Return the given name of "Nagy Anna"; "Nagy Jánosné" says whose wife she is, not her name."""
    if len(words) == 1:
        return "" if titled else words[0]
    named = [word for word in words if not _is_initial(word)]
    given = named[1] if len(named) > 1 else ""
    return "" if given.endswith("né") or _is_title(given) else given


def _first_of(words: list[str], *, family_is_known: bool) -> str:
    """Return the first name among words that are all of a name."""
    if _is_initial(words[0]):
        # "J. Robert Oppenheimer" goes by Robert; who is only "J. Smith" has not said a name.
        named = next((place for place, word in enumerate(words) if not _is_initial(word)), len(words))
        rest = words[named:]
        return rest[0].strip(_EDGES) if len(rest) > (0 if family_is_known else 1) else ""
    pair = "+".join(map(_bare, words[:2]))
    if (
        (_bare(words[0]) in _WORDS["before more"] and len(words) > 1)
        or pair in _WORDS["double"]
        or (pair in _WORDS["double alone"] and len(words) == 2)
    ):
        return " ".join(words[:2])
    return words[0].strip(_EDGES)


def _without_titles(words: list[str], language: str) -> list[str]:
    """Return the words from the first that is no title on."""
    kept = list(words)
    while kept and (
        _is_title(kept[0])
        or (_bare(kept[0]) in {"d", "don"} and language in _DON and len(kept) > 1)
        or (len(kept) < len(words) and _bare(kept[0]) in _JOINS | _WORDS["after a title"])
    ):
        kept.pop(0)
    while len(kept) > 1 and _bare(kept[-1]) in _WORDS["titles behind"]:
        kept.pop()
    return kept


def _is_title(word: str) -> bool:
    """Return whether a word is a title; a bare letter counts only with its full stop ("M. Dupont")."""
    bare = _bare(word)
    if bare in {"m", "i", "ra", "p", "g", "κ"}:
        return word.endswith(".")
    return bare in _TITLES or (
        ("." in bare or "-" in bare) and all(part in _TITLES for part in re.split(r"[-.]", bare) if part)
    )


def _bare(word: str) -> str:
    return word.strip(_EDGES).casefold()


def _is_initial(word: str) -> bool:
    """Return whether a word is an initial or a shortened name: "J.", "J", "J.R.", "Th.", "Chr."."""
    return _INITIAL.fullmatch(word) is not None or _ABBREVIATED.fullmatch(word) is not None


_VOWEL = re.compile(r"[AEIOUYÄÖÜÅÆØÁÉÍÓÚ]")
_ROMAN = re.compile(r"(?:ii|iii|iv|vi|vii|viii|ix)")
_JOINED = re.compile(r"([-'’.])")
_DOTTED = re.compile(r"(?:[^\W\d_]\.-?)+[^\W\d_]?")
_TWO_LETTERS = frozenset(["NG", "DR", "MR", "MS", "ST", "FR"])
"""Words of two letters without a vowel that are said as words; others (TJ, JP) are letters."""
_TURKISH = re.compile("[İĞğ]")
_WRITTEN = {word.lower(): word for word in ("Jr", "Sr", "PhD", "MD", "MBA", "CPA", "DDS", "MSc", "BSc")}


def person(text: str, locale: str = "") -> str:
    """Write a name in its usual case: "JEAN-LUC o'brien" is "Jean-Luc O'Brien"; mixed case stays as it is."""
    words = text.split()
    language = locale.partition("_")[0]
    return " ".join(_cased(word, language, first=index == 0) for index, word in enumerate(words))


def _cased(word: str, language: str, *, first: bool) -> str:
    letters = word.replace("ß", "")  # has no capital of its own in most hands: STRAUß
    if not (letters.isupper() or letters.islower()):
        return word
    if word.isupper() and _is_letters(word) and (first or word not in {"JR", "SR"}):
        return word
    language = "tr" if _TURKISH.search(word) else language
    lower = _lower(word, language)
    if not first and (usual := _inside(lower)):
        return usual
    parts = _JOINED.split(lower)
    return "".join(
        part if _stays_small(parts, place, first=first) else _capital(part, language)
        for place, part in enumerate(parts)
    )


def _inside(lower: str) -> str:
    """Return a word that has a form of its own behind a name's first word, else an empty text."""
    if lower in _WORDS["particles"] | _JOINS:
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
    if before in {"'", "’"}:
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
