"""Problem rows: the rows that a group of problems stands in, as people see and change them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from batchgen import errors, models, sheets
from batchgen.checks.problems import problem_groups
from batchgen.editing import drafts as drafts_module
from batchgen.editing import problem_answers, words

_COLUMNS = 6
_LONGEST = 80


class Line(NamedTuple):
    """A row of a group: its cells by the columns that are shown; `why` says why it cannot be changed here."""

    number: int
    cells: tuple[str, ...]
    why: str


class Shown(NamedTuple):
    """A group as people see it: `at` is the place of the wrong column among `columns`, None for none.

    `seen` is a mark of its cells, which differs once somebody changed one.
    """

    group: problem_groups.ProblemGroup
    title: str
    answers: Sequence[problem_answers.Answer]
    columns: Sequence[models.Column]
    at: int | None
    lines: Sequence[Line]
    seen: str


def shown(
    group: problem_groups.ProblemGroup, drafts: drafts_module.Drafts, *, most: int, page: int = 1
) -> Shown:
    """Return a group with one page of its rows, `most` on a page."""
    wrong, rows = drafts.columns.get(group.column), _rows(group, drafts)
    columns = _columns(drafts, wrong)
    at = columns.index(wrong) if wrong else None
    return Shown(
        group=group,
        title=_title(group, wrong.header if wrong else ""),
        answers=problem_answers.answers_to(group, drafts),
        columns=columns,
        at=at,
        lines=[_line(row, columns, at) for row in rows[(page - 1) * most : page * most]],
        seen=_mark(rows, wrong),
    )


def edits(
    group: problem_groups.ProblemGroup, drafts: drafts_module.Drafts, *, seen: str, new: str
) -> sheets.Edits:
    """Return the edits that write one text into all cells of a group.

    Raises errors.UsageError if the cells are not those that were `seen`.
    """
    wrong, rows = drafts.columns.get(group.column), _rows(group, drafts)
    if wrong is None or _mark(rows, wrong) != seen:
        raise errors.UsageError(words.CELLS_CHANGED, hint=words.LOOK_AT_THEM)
    return {(row.number, wrong.index): (drafts_module.cell_of(row, wrong), new) for row in rows}


def _title(group: problem_groups.ProblemGroup, header: str) -> str:
    value = group.value if len(group.value) <= _LONGEST else f"{group.value[: _LONGEST - 1]}…"
    if group.value:
        return words.value_in(value, header) if header else f"“{value}”"
    if group.kind == "blank" and header:
        return words.is_empty(header)
    return f"{header}: {group.title}" if header else group.title


def _columns(drafts: drafts_module.Drafts, wrong: models.Column | None) -> list[models.Column]:
    """Return the columns that are shown, in their order: the wrong one, those of the script, then others."""
    merger = drafts.examiner().merger
    used = merger.labelling | merger.used
    headed = [column for column in drafts.sheet.columns if column.header and not column.ours]
    ranked = sorted(headed, key=lambda column: (column != wrong, column.name not in used))
    return sorted(ranked[:_COLUMNS], key=lambda column: column.index)


def _rows(group: problem_groups.ProblemGroup, drafts: drafts_module.Drafts) -> list[models.Row]:
    numbers = frozenset(group.rows)
    return [row for row in drafts.rows if row.number in numbers]


def _line(row: models.Row, columns: Sequence[models.Column], at: int | None) -> Line:
    why = row.ragged.why if row.ragged else ""
    if at is not None and columns[at].index in row.formulas:
        why = words.FORMULA
    return Line(row.number, tuple(drafts_module.cell_of(row, column) for column in columns), why)


def _mark(rows: Sequence[models.Row], wrong: models.Column | None) -> str:
    cells = [(row.number, drafts_module.cell_of(row, wrong)) for row in rows] if wrong else []
    return hashlib.sha256(repr(cells).encode("utf-8", "surrogatepass")).hexdigest()[:16]
