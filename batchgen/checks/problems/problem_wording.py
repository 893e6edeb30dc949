"""The words of problems: what each kind means to people, and what one click can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from batchgen.checks.problems import words

if TYPE_CHECKING:
    from batchgen import models


class Words(NamedTuple):
    """What a kind of problem is called, and what it means for the video."""

    title: str
    explanation: str


class Fix(NamedTuple):
    """One thing that settles a problem everywhere it stands.

    `slug` is what is done: `filter:NAME` (the script says the column through that filter), `fallback` (the
    script says another word where the cell is empty), `allow` (the campaign's `allow` takes the argument),
    `pronounce` (the campaign's `pronounce` gets it), `leave-out` (these rows are not sent), `each` (each row
    of a person gets a video). `argument` is the text or the column that is meant, empty where neither is.
    """

    slug: str
    argument: str


KINDS = {kind: Words(*texts) for kind, texts in words.KINDS.items()}
"""The words of every kind of problem."""

PLAIN = frozenset({"all-caps", "blank", "fault", "junk-value", "leftover-mark"})
"""Kinds whose words, column and value say all that the message of a problem does."""
_FALLBACK = frozenset({"blank", "fault"})
_ALLOWED = frozenset(
    {
        "all-caps",
        "brackets",
        "tag",
        "markdown",
        "url",
        "email",
        "emoji",
        "fill-in",
        "junk-value",
        "long-number",
        "punctuation",
    }
)


def of(kind: str) -> Words:
    """Return the words of a kind; one that is not known is its own title."""
    return KINDS.get(kind, Words(kind.replace("-", " ").capitalize(), ""))


def fixes(problem: models.Problem) -> tuple[Fix, ...]:
    """Return what one click can do about a problem, the likeliest first."""
    found: list[Fix] = []
    if problem.kind == "all-caps" and problem.column:
        found += [Fix("filter:company", problem.column), Fix("filter:person", problem.column)]
    if problem.kind in _FALLBACK and problem.column:
        found.append(Fix("fallback", problem.column))
    if problem.kind in _ALLOWED and problem.severity == "warning":
        found.append(Fix("allow", problem.value or problem.kind))
    if problem.kind == "all-caps" and problem.value:
        found.append(Fix("pronounce", problem.value))
    if problem.severity == "error" and problem.row is not None:
        found.append(Fix("leave-out", ""))
    if problem.kind == "duplicate-person":
        found.append(Fix("each", ""))
    return tuple(found)
