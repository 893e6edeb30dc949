"""First names of people as they are said: without titles, nicknames and words that are no name.

Where a text shows no first name for certain the answer is empty, so that a template's fallback is said: a
wrong name in a greeting is worse than none.
"""

from __future__ import annotations

import re

from batchgen import characters, patterns
from batchgen.merge.speech import east_asian, name_words

_WORDS = name_words.WORDS
_TITLES, _JOINS, _HONOURS = _WORDS["titles"], _WORDS["joins"], _WORDS["honours"]
_NOBODY = _WORDS["no names"] | _WORDS["groups"]
_NEVER_BEHIND = _NOBODY | _TITLES | _WORDS["particles"]
"""What is no first name behind initials: "J. van Dijk"."""

_NICKNAME = patterns.late(r"«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|‘[^‘’]*’(?!\w)")
_ASIDE = patterns.late(rf"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|{_NICKNAME.pattern}")
_UNCLOSED = patterns.late(r"[(\[（].*|[)\]）]")
_NOT_WRITTEN_IN_NAMES = patterns.late(r"[@/\\|<>{}\d]|\w_\w|www\.", re.IGNORECASE)
_SIGNS = patterns.late(r"[©®℗™\u2190-\u2bff\U0001f000-\U0001faff]+")
_EDGES = ' .,;:!?*•·–—_#~"“”«»-'
_GLUED = patterns.late(r"\w{1,4}\.(?=\w{2})")
_INITIAL = patterns.late(r"[^\W\d_]\.?|[^\W\d_]{2}\.|(?:[^\W\d_]\.-?)+[^\W\d_]?")
_SHORT_NAME = patterns.late(r"[A-Z][aeiou]")
"""Do, Ma and Pa are names, and as DO, MA and PA honours."""
_LETTERS = patterns.late(r"[B-DF-HJ-NP-TV-XZ]{3}")
"""Three capitals without a vowel are initials: "JRR Tolkien"."""
_VOWEL = patterns.late(r"[AEIOUYÄÖÜÅÆØÁÉÍÓÚ]")
_SAME_LETTER = patterns.late(r"(\w)\1{2,}|x{2,}")
_ABBREVIATED = patterns.late(r"(?i)(?:chr|geo|wm|jos|thos)\.")
_COMMONEST = frozenset(["nguyễn", "nguyen", "trần", "tran", "phạm", "pham"])
"""Family names of Vietnam that nobody has as a given name: where one stands last, the given name is first."""
_POLITE = patterns.late(r"(?i)(?<=\w)-(san|sama|sensei|kun|chan|ssi|nim|ji)$")
_FAR_EASTERN = patterns.late(r"(?i:-(?:san|sama|sensei|kun|chan|ssi|nim))|san|sama|sensei|ssi|nim")
"""A polite word of Japan or Korea behind a name; there the family name stands first as often as last."""
_PINYIN = patterns.late(
    r"(?i)(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|[aeio]ng|ian|iao|uan|uai|[aeiu]n|[ae]i|ao|ou"
    r"|i[uea]|u[aoie]|[aeiu]|(?<=[bpmfw])o)){1,2}"
)
_MIN_SU = patterns.late(r"[^\W\d_]+-(?=[a-z])[^\W\d_]+")
_THAI_TITLE = patterns.late("^(?:เด็กชาย|เด็กหญิง|นางสาว|นาง|นาย|คุณ|ดร\\.)(?=[ก-ฮเแโใไ])")
"""Titles that Thai writes without a blank before the given name."""
_FAMILY_OF_RUSSIA = patterns.late(r"(?i)..(?:[оеё]ва?|[цс]кий|[цс]кая|енко)$")
_PATRONYMIC = patterns.late(r"(?i)(?:ович|евич|ьич|овна|евна|ична|ovich|evich|ovna|evna)$")
_FAMILY_FIRST = ("hu",)
"""Languages that put the family name first in Latin letters."""
_FAMILY_BEGINS = frozenset(["el", "le", "lo", "san", "santa", "mac", "mc", "abu"])
"""More words than particles that begin a family name before a comma: "Le Gall, Yann"."""
_EITHER_FIRST = ("zh", "ja", "ko")
"""Languages whose people write their names both ways round in Latin letters."""
_DON = ("es", "it", "pt", "ca", "gl")
"""Languages in which "Don" is a title; elsewhere it is a name."""


def first_name(text: str, locale: str = "") -> str:
    """Return the first name of a person, empty where the text shows none for certain.

    "Dr. Ana Ruiz" and "Ruiz, Ana" are Ana; "Mr. & Mrs. Smith", "The Smiths" and "info" are nobody. A nickname
    is taken only where it stands for the first name: "J. "Chuck" Norris".
    """
    shown = " ".join(characters.visible(text).split())
    plain = " ".join(_SIGNS.sub(" ", _UNCLOSED.sub(" ", _ASIDE.sub(" ", shown))).split())
    plain = _THAI_TITLE.sub("", plain)
    if _NOT_WRITTEN_IN_NAMES.search(plain) or _is_captioned(plain):
        return ""
    if east_asian.is_written(plain):
        return east_asian.given_name(plain, locale)
    nickname = _nickname(shown)
    if (nickname and _is_initial(shown.split()[0])) or _ASIDE.match(shown):
        return nickname
    return _of_parts(plain, locale.partition("_")[0])


def _is_captioned(text: str) -> bool:
    """Return whether a name stands behind what it belongs to: "Acme: Ana Ruiz"; a title may: "Attn: Ana"."""
    return any(word.endswith(":") and not _is_title(word) for word in text.split()[:-1])


def _nickname(text: str) -> str:
    """Return the name in quotes, if it is one word that can be a name; in brackets only at the very start."""
    found = _ASIDE.match(text) or _NICKNAME.search(text)
    words = found[0][1:-1].split() if found else []
    return words[0] if len(words) == 1 and _bare(words[0]) not in _NOBODY | _TITLES else ""


def _of_parts(text: str, language: str) -> str:
    """Return the given name of a text that may be turned round by a comma ("Ruiz, Ana")."""
    parts = [part for part in (piece.strip(_EDGES[1:]) for piece in re.split(r"[,;،]", text)) if part.strip()]
    whole = [part for part in parts if not _is_after_name(part)]
    if not whole:
        return ""
    if len(whole) > 1 and not _is_about(whole[1], whole[0]):
        is_turned = _is_turned(_split(whole[0]), _split(whole[1]))
        if is_turned is None:
            return ""
        if is_turned:
            given = _split(whole[1])
            if _bare(whole[0]) in _WORDS["vietnamese family names"]:
                given = given[-1:]
            return _given(given, language, family_is_known=True)
    elif len(whole) > 1 and len(whole[0].split()) == 1:
        return ""  # "Smith, Sales" has no first name
    titled = any(_is_title(word) for part in parts if part not in whole for word in part.split())
    return _given(_split(whole[0]), language, titled=titled)


def _is_after_name(part: str) -> bool:
    """Return whether a part behind a comma holds honours or titles alone: "MBA", "Jr.", "Frau"."""
    words = part.split()
    joins = [word for word in words if _bare(word) in _JOINS and not _is_initial(word)]
    return all(word in joins or _is_honour(word) or _is_title(word) for word in words)


def _is_honour(word: str) -> bool:
    """Return whether a word is an honour, as "MBA" and "Ph.D." are; who is written Do or Ma has that name."""
    bare = _bare(word)
    return not _SHORT_NAME.fullmatch(word) and (bare in _HONOURS or bare.replace(".", "") in _HONOURS)


def _is_about(part: str, name: str) -> bool:
    """Return whether a part behind a name says what somebody is or where: "CEO", "Acme Inc.", "PMP"."""
    words = list(map(_bare, part.split()))
    if words[0] in _NOBODY and len(words[0]) > 1 and words[0] not in _WORDS["articles"]:
        return True
    if any(word in _WORDS["groups"] | {"of", "at", "für", "bei", "chez"} for word in words):
        return True
    return part.isupper() and not name.isupper() and len(name.split()) > 1


def _is_turned(front: list[str], behind: list[str]) -> bool | None:
    """Return whether a comma parts the family name from the given one; None where nobody can know.

    "García Márquez, Gabriel" is turned round, and "Ana Ruiz, Berlin" says where Ana is. Common given names
    tell them apart; one word before the comma is a family name.
    """
    family = [word for word in front if not (_is_title(word) or _is_honour(word) or _is_initial(word))]
    if not family or not behind:
        return True
    is_given = name_words.is_given(behind[0])
    if len(family) == 1:
        return None if name_words.is_given_alone(family[0]) and not is_given else True
    is_shown = _bare(family[0]) in _WORDS["particles"] | _FAMILY_BEGINS or (
        all(map(str.isupper, family)) and not behind[0].isupper()
    )
    if is_shown or (is_given and not name_words.is_given(family[0])):
        return True
    return False if name_words.is_given_alone(family[0]) and not is_given else None


def _split(text: str) -> list[str]:
    """Return the words, with what is glued to a title or an initial apart: "Dr.Ana" is two."""
    words: list[str] = []
    for word in text.split():
        while _bare(word) not in _TITLES and (glued := _GLUED.match(word)) and _may_be_glued(glued[0]):
            words.append(glued[0])
            word = word[glued.end() :]  # noqa: PLW2901 (what is left of it)
        words += _POLITE.sub(r" -\1", word).split()
    return words


def _may_be_glued(word: str) -> bool:
    return _is_title(word) or _is_initial(word)


def _given(words: list[str], language: str, *, titled: bool = False, family_is_known: bool = False) -> str:
    """Return the given name, or the two of a couple, among the words of a name."""
    kept = _without_titles(words, language)
    titled = titled or len(kept) < len(words)
    calls = any(_bare(word) in _WORDS["before a first name"] for word in words if word not in kept)
    while len(kept) > 1 and _is_honour(kept[-1]):
        kept.pop()
    kept = _turned(kept)
    if not kept or _is_nobody(kept, titled=titled, language=language):
        return ""
    if not family_is_known and _is_either_first(kept, words, language):
        is_family = _bare(kept[0]) in _WORDS["korean family names"]
        return kept[0] if name_words.is_given(kept[0]) and not is_family else ""
    if len(kept) > 1 and _is_join(kept, 1, language):
        return _couple(kept, language, family_is_known=family_is_known)
    if language in _FAMILY_FIRST and not family_is_known:
        return _behind_family(kept, titled=titled)
    if len(kept) == 1 and titled and not (calls or family_is_known):
        return ""
    found = _first_of(kept, family_is_known=family_is_known)
    return "" if found is not kept[0] and _bare(found) in _NEVER_BEHIND else found


def _is_join(words: list[str], place: int, language: str) -> bool:
    """Return whether a word joins two people; a capital letter is an initial: "John E. Smith"."""
    word = words[place]
    if _bare(word) not in _JOINS:
        return False
    if len(_bare(word)) > 1 or word in {"&", "+", "/"}:
        return True
    if word.islower():
        return not word.endswith(".") or language == "de"  # "Hans u. Petra"
    are_two = words[0].isupper() and len(words) > place + 2
    return are_two and name_words.JOIN_OF.get(language, "") == word.casefold()


def _turned(words: list[str]) -> list[str]:
    """Return the words of a name with the given name first where it shows that the family name stands there.

    Capitals show it ("DUPONT Marie"), a patronymic ("Иванов Иван Иванович"), and a family name of Vietnam.
    """
    first = next((place for place, word in enumerate(words) if not word.isupper()), 0)
    capitals = words[:first]
    is_family = any(len(word) > 2 and _VOWEL.search(word) and not _is_initial(word) for word in capitals)
    if is_family and words[first][:1].isupper() and not any(map(_is_initial, capitals)):
        return words[first:]
    if len(words) == 3 and _PATRONYMIC.search(words[2]):
        return words[1:]
    if len(words) > 1 and _is_behind_family(*words):
        return words[1:]
    if _bare(words[0]) in _WORDS["vietnamese family names"] and _bare(words[-1]) not in _COMMONEST:
        return words[-1:]
    return words


def _is_behind_family(first: str, second: str, *others: str) -> bool:
    """Return whether a family name stands before initials, or in Korea or Russia before a given name."""
    if all(map(_is_initial, (second, *others))) and (others or second.count(".") > 1):
        return True
    if others:
        return False
    if _bare(first) in _WORDS["korean family names"] and _MIN_SU.fullmatch(second):
        return True
    return bool(_FAMILY_OF_RUSSIA.search(first)) and len(first) > 4 and not _FAMILY_OF_RUSSIA.search(second)


def _is_either_first(kept: list[str], words: list[str], language: str) -> bool:
    """Return whether the given name may stand last as well as first, as in "Wang Li" and "Tanaka Ken-san"."""
    if len(kept) < 2 or not kept[0].isascii():
        return False
    is_chinese = _bare(kept[0]) in _WORDS["chinese family names"] and _PINYIN.fullmatch(kept[-1])
    return language in _EITHER_FIRST or bool(is_chinese) or _FAR_EASTERN.fullmatch(words[-1]) is not None


def _is_nobody(words: list[str], *, titled: bool, language: str) -> bool:
    """Return whether the words are no person's, or a family name alone ("van Dijk", "The Smiths")."""
    bare = list(map(_bare, words))
    if (bare[0] in _WORDS["no names"] and words[0] != f"{bare[0].upper()}.") or not re.search(r"\w", bare[0]):
        return True
    if _SAME_LETTER.fullmatch(bare[0]):
        return True
    if any(word in _WORDS["groups"] for word in bare) or re.match(r"[lL]['’]|d['’][A-ZÀ-Þ]", words[0]):
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
    usual = {"u": "und", "u.": "und"}.get(join.lower(), join.lower())
    return f"{first} {usual} {rest[0]}"


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
        or (len(kept) > 1 and _bare(kept[0]) in _WORDS["articles"] and _is_title(kept[1]))
        or (_bare(kept[0]) in {"d", "don"} and language in _DON and len(kept) > 1)
        or (len(kept) < len(words) and _bare(kept[0]) in _JOINS | _WORDS["after a title"])
    ):
        kept.pop(0)
    while len(kept) > 1 and (kept[-1].startswith("-") or _bare(kept[-1]) in _WORDS["titles behind"]):
        kept.pop()
    return kept


def _is_title(word: str) -> bool:
    """Return whether a word is a title; a bare letter counts only with its full stop ("M. Dupont")."""
    bare = _bare(word)
    if bare in {"m", "i", "ra", "p", "g", "κ"}:
        return word.endswith(".") or word == "RA"
    return bare in _TITLES or (
        ("." in bare or "-" in bare) and all(part in _TITLES for part in re.split(r"[-.]", bare) if part)
    )


def _bare(word: str) -> str:
    return word.strip(_EDGES).casefold()


def _is_initial(word: str) -> bool:
    """Return whether a word is an initial or a shortened name: "J.", "J", "J.R.", "Th.", "Chr."."""
    return any(pattern.fullmatch(word) for pattern in (_INITIAL, _ABBREVIATED, _LETTERS))
