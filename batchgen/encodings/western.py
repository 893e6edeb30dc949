"""Western: whether a text that is not Unicode is surely cp1252, the Windows code page of Western Europe.

Any bytes can be read as cp1252, so that a text decodes proves nothing. What proves something is where its
letters stand: an ñ between vowels is Spanish, an ñ before an s is a Polish ń of cp1250. `western.txt` lists,
counted in words and names of 14 Western languages, between which neighbours each letter stands there, and in
which code pages words of other languages would look the same.
"""

from __future__ import annotations

import collections
import functools
import importlib.resources
import re
from collections.abc import Iterable, Iterator

from batchgen.encodings import signs

_RIVALS = {"c": "áéíóúýäöüçëôßâî", "t": "çöüâîû", "b": "äöüõéó", "m": "", "d": "", "x": ""}
"""Other code pages by their letter in western.txt, with letters of their languages that are the same there.

c is cp1250 and iso8859_2, t cp1254, b cp1257, m mac_roman, d cp850 and cp437, x those of other scripts.
"""

_WORD = re.compile(rf"[^\W\d_{signs.NO_LETTERS}]+")
_LATIN = re.compile("[A-Za-z]{2}")
"""Letters as no word of another script has them: only the second byte of an East Asian sign may be one."""

_ALONE = frozenset("àáâèéêíòóôöåæøìÀÁÈÉÊÍÒÓÔÖÅÆØ")
"""Letters that are words by themselves somewhere in the West (à, é, ó), or that stand for a name."""

_STRANGE = 2
"""A word that no Western language has counts so many times more than one that other languages have too."""

_FOR_ONE = 2
"""So many words that only a Western text has outweigh one that may be of another code page."""

_ALIKE = 20
"""So many Western words that read the same in both code pages count as one that does not."""


def is_certain(lines: Iterable[bytes]) -> bool:
    """Return whether the lines of a text, those of ASCII alone left out, are surely cp1252."""
    words: set[str] = set()
    for line in lines:
        try:
            text = line.decode("cp1252")
        except UnicodeDecodeError:
            return False
        if not signs.stand_well(text):
            return False
        words.update(word for word in _WORD.findall(text) if not word.isascii())
    return _outweigh(words)


def _outweigh(words: Iterable[str]) -> bool:
    """Return whether, against each other code page, enough words speak for cp1252."""
    for_us: collections.Counter[str] = collections.Counter()
    against: collections.Counter[str] = collections.Counter()
    # Each different word counts once: a name that stands in every row must not decide for the whole file.
    for word in words:
        if len(word) == 1 and word in _ALONE:
            continue
        weight, rivals = _doubt(word)
        against.update(dict.fromkeys(rivals, weight))
        if not rivals:
            for_us.update({rival: _ALIKE if _differs(word, rival) else 1 for rival in _RIVALS})
    return all(for_us[rival] >= _FOR_ONE * _ALIKE * count for rival, count in against.items())


def _doubt(word: str) -> tuple[int, list[str]]:
    """Return in which code pages a word may be another one, and how much that weighs."""
    places = list(_places_of(word))
    found = [_places().get(place) for place in places]
    possible = [rival for rival in _RIVALS if rival != "x" or not _LATIN.search(word)]
    if not _is_cased(word) or None in found:
        return _STRANGE, [rival for rival in possible if _differs(word, rival)]
    sure = "".join(letter for (_, letter, _), rivals in zip(places, found, strict=True) if not rivals)
    alike = {rival for rivals in found for rival in rivals or ""}
    return 1, [rival for rival in possible if rival in alike and not _differs(sure, rival)]


def _differs(letters: str, rival: str) -> bool:
    """Return whether a code page, as its languages use it, has other letters for some beyond ASCII."""
    return any(letter not in _RIVALS[rival] for letter in letters.lower() if letter > "\x7f")


def _is_cased(word: str) -> bool:
    """Return whether capitals beyond ASCII stand where capitals do: at the start, or among others."""
    for before, letter, after in zip(" " + word, word, word[1:] + " ", strict=False):
        if letter.isascii():
            continue
        if letter.isupper() and (before.islower() or (before.isupper() and after.islower())):
            return False
        if letter.islower() and letter != "ß" and before.isupper() and after.isupper():
            return False
    return True


def _places_of(word: str) -> Iterator[tuple[str, str, str]]:
    lower = f"^{word.lower()}^"
    for at, letter in enumerate(word):
        if not letter.isascii():
            yield lower[at], letter if at == 0 else letter.lower(), lower[at + 2]


@functools.cache
def _places() -> dict[tuple[str, str, str], str]:
    """Read western.txt: letter, neighbour before, neighbours after, code pages that know such words too."""
    source = importlib.resources.files("batchgen.encodings").joinpath("western.txt")
    found: dict[tuple[str, str, str], str] = {}
    for line in source.read_text(encoding="utf-8").splitlines():
        letter, before, after, *rivals = line.split(" ")
        found.update({(before, letter, one): "".join(rivals) for one in after})
    return found
