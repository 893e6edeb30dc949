"""Script branches: a few people who together hear as many ways through the script as there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from batchgen import models
    from batchgen.editing import drafts

MOST = 300
"""People among whom the few are looked for: some seconds of merging with a long script."""
_SENTENCES = re.compile(r"[.!?\n]+")
_WORDS = re.compile(r"\w{3,}")


def covering(found: drafts.Drafts, some: int) -> list[int]:
    """Return the row numbers of so many people, fewer only if fewer can be sent.

    Each next one hears most that nobody before heard, or has cells empty or filled as nobody before. Raises
    errors.TemplateError for a script that cannot be read.
    """
    judge = found.examiner()
    used = [column for name, column in found.columns.items() if name in judge.merger.used]
    marks = {}
    for row in found.people[:MOST]:
        one = judge.examine(row)
        if one.request is not None and not any(problem.severity == "error" for problem in one.problems):
            marks[row.number] = _heard(one.request.script, row) | {(c.index, _is_empty(row, c)) for c in used}
    chosen: list[int] = []
    seen: set[object] = set()
    while marks and len(chosen) < some:
        number = max(marks, key=lambda number: (len(marks[number] - seen), -number))
        seen |= marks.pop(number)
        chosen.append(number)
    return sorted(chosen)


def _heard(script: str, row: models.Row) -> set[object]:
    """Return the sentences that hold no word of the row's own cells: they tell which way was taken."""
    own = {word for cell in row.cells for word in _WORDS.findall(cell.casefold())}
    sentences = {" ".join(text.split()) for text in _SENTENCES.split(script)}
    return {text for text in sentences if text and not own.intersection(_WORDS.findall(text.casefold()))}


def _is_empty(row: models.Row, column: models.Column) -> bool:
    return column.index >= len(row.cells) or not row.cells[column.index].strip()
