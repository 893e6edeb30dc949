"""Differences: what a video says beside what its row asks for now, with the words that are others."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WORD = re.compile(r"\s*\S+\s*")

Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether the other text has something else there."""


class Difference(NamedTuple):
    """A field of the request that is another now."""

    field: str
    before: Pieces
    after: Pieces


def between(sent: Mapping[str, object], now: Mapping[str, object]) -> tuple[Difference, ...]:
    """Return the fields that differ, in the order of what was sent; one that is not there is empty."""
    names = dict.fromkeys([*sent, *now])
    texts = ((name, str(sent.get(name, "")), str(now.get(name, ""))) for name in names)
    return tuple(Difference(name, *_marked(old, new)) for name, old, new in texts if old != new)


def _marked(old: str, new: str) -> tuple[Pieces, Pieces]:
    words = _WORD.findall(old), _WORD.findall(new)
    matcher = difflib.SequenceMatcher(None, *words, autojunk=False)
    sides: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = ([], [])
    for kind, *spans in matcher.get_opcodes():
        for side, found, start, end in zip(sides, words, spans[::2], spans[1::2], strict=True):
            _add(side, found[start:end], is_other=kind != "equal")
    return tuple(sides[0]), tuple(sides[1])


def _add(side: list[tuple[str, bool]], words: Sequence[str], *, is_other: bool) -> None:
    if words:
        side.append(("".join(words), is_other))
