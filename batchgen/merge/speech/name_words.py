"""The words of `name_words.txt`: titles, honours, particles and what else tells names of people."""

from __future__ import annotations

import importlib.resources
import unicodedata

from batchgen import characters


def _read_words() -> dict[str, frozenset[str]]:
    """Return the lists of `name_words.txt` by their sections."""
    found: dict[str, set[str]] = {}
    section = ""
    text = importlib.resources.files(__package__).joinpath("name_words.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            found.setdefault(section, set()).update(line.casefold().split())
    return {name: frozenset(words) for name, words in found.items()}


WORDS = _read_words()
JOIN_OF = {"es": "y", "ca": "i", "gl": "e", "it": "e", "pt": "e", "pl": "i", "cs": "a", "sk": "a"}
"""The words of one letter between two people, where all is in capitals."""


def _plain(word: str) -> str:
    """Return a word without case and accents."""
    letters = characters.normalized("NFKD", word.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))


_GIVEN = frozenset(map(_plain, WORDS["given names"]))
_BOTH = frozenset(map(_plain, WORDS["given and family names"]))


def is_given(word: str) -> bool:
    """Return whether a word is a common given name, or begins with one: "José", "Anne-Marie"."""
    return _plain(word.partition("-")[0]) in _GIVEN


def is_given_alone(word: str) -> bool:
    """Return whether a word is a common given name that is hardly anybody's family name."""
    return is_given(word) and _plain(word) not in _BOTH
