"""Heard pieces: which words of a row's script are its own, and where nothing is said."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterator, Sequence

from batchgen import merge

CHANGES, NOTHING = "changes", "nothing"
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]+\s*|[^.!?\n]+$")
_MOST_TOKENS = 1_500
"""Words of a passage that are compared one by one: comparing takes time with their square."""


def of(text: str, others: Sequence[str]) -> list[tuple[str, str]]:
    """Return a text in pieces, each with how it is.

    CHANGES: another text says something else there; NOTHING: an empty cell would be spoken; else "".
    """
    tokens = _TOKEN.findall(text)
    changes = [False] * len(tokens)
    for other in others:
        for start, end in _different(text, other):
            changes[start:end] = [True] * (end - start)
    pieces: list[tuple[str, str]] = []
    for token, changed in zip(tokens, changes, strict=True):
        how = NOTHING if token == merge.GAP else CHANGES if changed else ""
        between = len(pieces) > 1 and pieces[-1][0].isspace() and pieces[-2][1] == CHANGES
        if how == CHANGES and between:
            blank = pieces.pop()[0]
            pieces[-1] = (pieces[-1][0] + blank + token, how)
        elif pieces and how != NOTHING and pieces[-1][1] == how:
            pieces[-1] = (pieces[-1][0] + token, how)
        else:
            pieces.append((token, how))
    return pieces


def _different(text: str, other: str) -> Iterator[tuple[int, int]]:
    """Yield the places of tokens that another text has not: sentence by sentence, and then word by word."""
    mine, theirs = _SENTENCE.findall(text), _SENTENCE.findall(other)
    counts = [0, *itertools.accumulate(len(_TOKEN.findall(sentence)) for sentence in mine)]
    for kind, start, end, first, last in difflib.SequenceMatcher(None, mine, theirs).get_opcodes():
        if kind == "equal" or start == end:
            continue
        words = _TOKEN.findall("".join(mine[start:end]))
        others = _TOKEN.findall("".join(theirs[first:last]))
        if len(words) + len(others) > _MOST_TOKENS:
            yield counts[start], counts[end]
            continue
        matcher = difflib.SequenceMatcher(None, words, others, autojunk=False)
        for how, one, two, _, _ in matcher.get_opcodes():
            if how != "equal":
                yield counts[start] + one, counts[start] + two
