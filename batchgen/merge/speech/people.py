"""First names of people as they are said: without titles, nicknames and words that are no name.

Where a text shows no first name for certain the answer is empty, so that a template's fallback is said: a
wrong name in a greeting is worse than none.
"""

from __future__ import annotations

import importlib.resources
import re

from batchgen import normal_forms


def _read_words() -> dict[str, frozenset[str]]:
    """Return the lists of `people.txt` by their sections."""
    found: dict[str, set[str]] = {}
    section = ""
    text = importlib.resources.files(__package__).joinpath("people.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            found.setdefault(section, set()).update(line.split())
    return {name: frozenset(words) for name, words in found.items()}


_WORDS = _read_words()


_ASIDE = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|‘[^‘’]*’(?!\w)"
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?){1,3}|(?:[^\W\d_]\.-?){1,4}")
_CJK = re.compile(r"[\u3400-\u9fff\uac00-\ud7af\u3040-\u30ff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_FAMILY_FIRST = ("hu",)
"""Languages that put the family name first in Latin letters."""


def first_name(text: str, locale: str = "") -> str:
    """Return the first name of a person, empty where the text shows none for certain.

    "Dr. Ana Ruiz" and "Ruiz, Ana" are Ana; "Mr. & Mrs. Smith", "The Smiths" and "info" are nobody.
    """
    text = " ".join(_ASIDE.sub(" ", normal_forms.visible(text)).split())
    if not text or any(sign in text for sign in "@/\\|<>{}") or re.search(r"\d", text):
        return ""
    text = _after_comma(text)
    if _CJK.search(text):
        return _east_asian(text, locale)
    words, titled = _without_titles(text.split())
    if (
        not words
        or _bare(words[0]) in _WORDS["no names"]
        or any(_bare(w) in _WORDS["joins"] | _WORDS["groups"] for w in words)
    ):
        return ""
    if locale.partition("_")[0] in _FAMILY_FIRST:
        return words[-1] if len(words) > 1 else "" if titled else words[0]
    return _given(words, titled=titled)


def _given(words: list[str], *, titled: bool) -> str:
    """Return the given name among words that are all of a name."""
    if len(words) == 1:
        # "Mr. Smith" has a family name alone; "Smith" and "Ana" look alike, and a column holds names.
        return "" if titled or _is_initial(words[0]) else words[0]
    if _is_initial(words[0]):
        # "J. Robert Oppenheimer" goes by Robert; who is only "J. Smith" has not said a name.
        return words[1] if len(words) > 2 and not _is_initial(words[1]) else ""
    if _bare(words[0]) in _WORDS["before more"] or (
        len(words) == 2 and "+".join(map(_bare, words)) in _WORDS["double"]
    ):
        return " ".join(words[:2])
    return words[0]


def _after_comma(text: str) -> str:
    """Turn "Ruiz, Ana" round; what stands behind a comma and is an honour is dropped."""
    parts = [part.strip() for part in text.split(",")]
    while len(parts) > 1 and all(_bare(word) in _WORDS["honours"] for word in parts[-1].split()):
        parts.pop()
    return " ".join(reversed(parts)) if len(parts) == 2 else " ".join(parts)


def _without_titles(words: list[str]) -> tuple[list[str], bool]:
    """Return the words from the first that is no title on, and whether there was one."""
    kept = list(words)
    while kept and (
        _is_title(kept[0])
        or (len(kept) < len(words) and _bare(kept[0]) in _WORDS["joins"] | _WORDS["after a title"])
    ):
        kept.pop(0)
    while len(kept) > 1 and _bare(kept[-1]) in _WORDS["honours"]:
        kept.pop()
    return kept, len(kept) > 0 and _bare(words[0]) != _bare(kept[0])


def _is_title(word: str) -> bool:
    """Return whether a word is a title; a bare letter counts only with its full stop ("M. Dupont")."""
    bare = _bare(word)
    if len(bare) <= 2 and bare in {"m", "me", "fr", "ra", "i"}:
        return word.endswith(".")
    return bare in _WORDS["titles"] or all(
        part in _WORDS["titles"] for part in bare.replace("-", ".").split(".") if part
    )


def _bare(word: str) -> str:
    return word.strip(".,;:!?").casefold()


def _is_initial(word: str) -> bool:
    return _INITIALS.fullmatch(word) is not None and (word.endswith(".") or len(word) == 1)


def _east_asian(text: str, locale: str) -> str:
    """Return the given name of a Chinese, Japanese or Korean name, which stands last."""
    words = [word.strip("・·") for word in re.split(r"[\s・·]+", text) if word]
    if len(words) > 1:
        return words[-1] if all(_CJK.search(word) for word in words) else ""
    name = words[0] if words else ""
    if _KANA.search(name) or locale.startswith("ja") or not 2 <= len(name) <= 4:
        return ""  # where a Japanese name parts is not written
    return name[2:] if name[:2] in _WORDS["surnames of two"] and len(name) > 2 else name[1:]


_VOWEL = re.compile(r"[AEIOUYÄÖÜÅÆØÁÉÍÓÚ]")
_ROMAN = re.compile(r"(?:ii|iii|iv|vi|vii|viii|ix)")
_JOINED = re.compile(r"([-'’.])")


def person(text: str, _locale: str = "") -> str:
    """Write a name in its usual case: "JEAN-LUC o'brien" is "Jean-Luc O'Brien"; mixed case stays as it is."""
    words = text.split()
    return " ".join(_cased(word, first=index == 0) for index, word in enumerate(words))


def _cased(word: str, *, first: bool) -> str:
    if not (word.isupper() or word.islower()) or (_is_initial(word) and word.isupper()):
        return word
    lower = word.lower()
    if lower in _WORDS["particles"] and not first:
        return lower
    if len(word) == 2 and word.isupper() and not _VOWEL.search(word):
        return word  # TJ, DJ, JP
    if _ROMAN.fullmatch(lower) and not first:
        return lower.upper()
    return "".join(map(_capital, _JOINED.split(lower)))


def _capital(part: str) -> str:
    """Begin with a capital; Mc has one more behind it. Mac stays: Macy and Mackay have none."""
    if part.startswith("mc") and len(part) > 3:
        return "Mc" + part[2:].capitalize()
    return part[:1].title() + part[1:]  # not upper(): the Croatian ǆ has a form of its own for this
