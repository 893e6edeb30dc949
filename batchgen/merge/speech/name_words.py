"""The words of `people.txt`: titles, honours, particles and what else tells names of people."""

from __future__ import annotations

import importlib.resources


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


WORDS = _read_words()
JOIN_OF = {"es": "y", "ca": "i", "gl": "e", "it": "e", "pt": "e", "pl": "i", "cs": "a", "sk": "a"}
"""The words of one letter between two people, where all is in capitals."""
