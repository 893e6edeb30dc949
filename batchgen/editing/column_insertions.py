"""Insertions: the ways in which a script can say a column, each with what it says of this sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from batchgen import merge, models, new_campaign
from batchgen.editing import drafts as drafts_module
from batchgen.editing import words
from batchgen.merge import column_examples

_NAMES = frozenset(["person", "company"])
_OF_ANY = frozenset(["person", "first_name", "company", "date", "number", "money", "percent", "spell"])
"""Filters that are offered beside those of a column's kind."""


class Insertion(NamedTuple):
    """A way to say a column: `code` is its expression, `says` what is said; `is_usual` for the likeliest."""

    label: str
    code: str
    says: str
    is_usual: bool


def insertions(
    column: models.Column, kind: models.Kind, drafts: drafts_module.Drafts, *, row: int = 0
) -> list[Insertion]:
    """Return the ways to say a column, with examples of a row, or of the first one that fills it."""
    filled = [each for each in drafts.people if drafts_module.cell_of(each, column).strip()]
    example = next((each for each in filled if each.number == row), None) or next(iter(filled), None)
    found = list(_ways(column, kind, drafts, example))
    usual = new_campaign.expression(column, kind)
    return [way._replace(is_usual=way.code == usual) for way in found]


def _ways(
    column: models.Column, kind: models.Kind, drafts: drafts_module.Drafts, example: models.Row | None
) -> Iterator[Insertion]:
    spelled = merge.spelling(column)
    cell = drafts_module.cell_of(example, column) if example else ""
    yield Insertion(words.UNCHANGED, spelled, cell, is_usual=False)
    if example is None:
        return
    kinds = merge.kinds_of(drafts.settings, drafts.sheet.columns)
    next(iter(kinds.study(drafts.people)), None)
    examples = column_examples.Examples(drafts.settings, drafts.sheet.columns, kinds)
    for entry in sorted(merge.FILTERS, key=lambda entry: kind not in entry.kinds):
        said = examples.through(example, column.index, entry.code) if entry.says else ""
        is_likely = kind in entry.kinds or (said != cell and _may_suit(entry, kind))
        if said and is_likely:
            yield Insertion(entry.label, f"{spelled} | {entry.code}", said, is_usual=False)


def usual_fallback(column: models.Column, kind: models.Kind) -> str:
    """Return what is usually said where a name is missing, empty for other columns."""
    if kind == "company":
        return "your company"
    return "there" if new_campaign.says_first_name(column, kind) else ""


def _may_suit(entry: merge.FilterEntry, kind: models.Kind) -> bool:
    """Return whether a filter may be wanted for a column of another kind; a name is of one kind only."""
    is_name = kind in _NAMES and not _NAMES.isdisjoint(entry.kinds)
    return entry.name in _OF_ANY and not is_name
