"""Script branches: a few people who together hear as many ways through the script as there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen.editing import drafts

if TYPE_CHECKING:
    from batchgen import models

MOST = 300
"""People among whom the few are looked for: some seconds of merging with a long script."""


def covering(found: drafts.Drafts, some: int) -> list[int]:
    """Return the row numbers of so many people, fewer only if fewer can be sent.

    Each next one takes most branches that nobody before took, or has cells empty or filled as nobody before:
    a fallback is no branch. Raises errors.TemplateError for a script that cannot be read.
    """
    judge = found.examiner(count_branches=True)
    used = [column for name, column in found.columns.items() if name in judge.merger.used]
    marks = {}
    for row in found.people[:MOST]:
        one = judge.examine(row)
        if one.request is not None and not any(problem.severity == "error" for problem in one.problems):
            filled = ((column.index, _is_empty(row, column)) for column in used)
            # The whole way too: two tests on one line of the script are told apart by nothing else.
            marks[row.number] = {one.branches, *one.branches, *filled}
    chosen: list[int] = []
    seen: set[object] = set()
    while marks and len(chosen) < some:
        number = max(marks, key=lambda number: (len(marks[number] - seen), -number))
        seen |= marks.pop(number)
        chosen.append(number)
    return sorted(chosen)


def _is_empty(row: models.Row, column: models.Column) -> bool:
    return not drafts.cell_of(row, column).strip()
