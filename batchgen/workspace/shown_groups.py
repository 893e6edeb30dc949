"""Shown groups: the problems that a page showed, as long as they are still true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen import editing
from batchgen.checks.problems import problem_groups
from batchgen.workspace import plan_looks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen import sheets, workspace
    from batchgen.workspace import campaigns


def find(
    place: workspace.Place, group_id: object
) -> tuple[problem_groups.ProblemGroup, Mapping[str, object]]:
    """Return a group by its id, and the plan that it stands in. Raises errors.UsageError if it is gone."""
    look = plan_looks.LINKS.last(place) or plan_looks.LOOKS.last(place)
    found = problem_groups.groups(look.found.get("by_value")) if look else []
    group = next((group for group in found if group.id == group_id), None)
    if group is None or look is None:
        raise editing.changed_meanwhile()
    return group, look.found


def edits(found: campaigns.Open, given: Mapping[str, object]) -> sheets.Edits:
    """Return what to write: one cell (`row`, `column`, `old`, `new`), or a group (`group`, `seen`, `new`).

    Raises errors.UsageError for what is not there any more.
    """
    new, drafts = str(given.get("new") or ""), found.drafts()
    if "group" in given:
        group, _ = find(found.place, given["group"])
        return editing.edits(group, drafts, seen=str(given.get("seen")), new=new)
    column, number = drafts.columns.get(str(given.get("column"))), str(given.get("row"))
    if column is None or not number.isdecimal():
        raise editing.changed_meanwhile()
    return {(int(number), column.index): (str(given.get("old") or ""), new)}
