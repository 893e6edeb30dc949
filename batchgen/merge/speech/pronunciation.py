"""The pronunciation list: written forms and how they are spoken, by whole words."""

from __future__ import annotations

from collections.abc import Mapping

from batchgen import patterns

_WORD = patterns.late(r"\w+")

Replaced = tuple[tuple[str, str, int], ...]
"""What was changed: written, spoken, how often."""


class Pronunciation:
    """Replaces whole words, longest first, case by case as the list has it."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._by_word: dict[str, list[tuple[str, str, int]]] = {}
        self._signs = {k: v for k, v in given.items() if k and not _WORD.search(k)}
        for written, spoken in given.items():
            word = _WORD.search(written)
            if word:
                self._by_word.setdefault(word[0], []).append((written, spoken, word.start()))
        for candidates in self._by_word.values():
            candidates.sort(key=lambda entry: -len(entry[0]))

    def apply(self, text: str) -> tuple[str, Replaced]:
        """Return the text as it is to be spoken, and what was changed."""
        counts: dict[tuple[str, str], int] = {}
        pieces: list[str] = []
        done = 0
        for word in _WORD.finditer(text) if self._by_word else ():
            found = self._match(text, word.group(), word.start(), done)
            if found:
                start, written, spoken = found
                pieces += (text[done:start], spoken)
                done = start + len(written)
                counts[written, spoken] = counts.get((written, spoken), 0) + 1
        changed = "".join(pieces) + text[done:]
        for sign, spoken in self._signs.items():
            if sign in changed:
                counts[sign, spoken] = changed.count(sign)
                changed = changed.replace(sign, spoken)
        return changed, tuple((w, s, n) for (w, s), n in counts.items())

    def _match(self, text: str, word: str, at: int, done: int) -> tuple[int, str, str] | None:
        for written, spoken, before in self._by_word.get(word, ()):
            start = at - before
            end = start + len(written)
            if start >= done and text.startswith(written, start) and _stands_alone(text, start, end, written):
                return start, written, spoken
        return None


def _stands_alone(text: str, start: int, end: int, written: str) -> bool:
    glued_before = start > 0 and written[0].isalnum() and text[start - 1].isalnum()
    glued_after = end < len(text) and written[-1].isalnum() and text[end].isalnum()
    return not (glued_before or glued_after)
