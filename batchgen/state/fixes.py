"""Fixes: jobs that ask for what a failures file says, as long as the list has their row as it was."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

from batchgen.state import meta

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from batchgen.state import plan_execution, sql_tables


@dataclasses.dataclass(frozen=True, slots=True)
class Fix:
    """A job asks for what a row of a failures file says, in the place of its own row in the list.

    `cells_hash` and `key_hash` are of the fixed row; `instead` is the request hash of the list's row, empty
    if that could not be sent, and `fixed_from` its cells as JSON, as the list had them when the fix was taken
    (empty before 0.2). The fix stands while the list has these cells, or asks for `instead`.
    """

    cells_hash: str
    key_hash: str
    instead: str
    fixed_from: str = ""


META = "mends"
"""Key of the meta: JSON object, fixes by job id."""


def parse(text: str) -> dict[int, Fix]:
    """Read `text_of`."""
    found = json.loads(text) if text else {}
    return {int(job): Fix(*fix) for job, fix in found.items()}


def text_of(fixes: Mapping[int, Fix]) -> str:
    """Return fixes as JSON, without the cells: these stand in the jobs."""
    return json.dumps({job: (m.cells_hash, m.key_hash, m.instead) for job, m in fixes.items()})


def with_cells(fixes: Mapping[int, Fix], cells: Iterable[Sequence[object]]) -> dict[int, Fix]:
    """Return the fixes with what their jobs have as `fixed_from`, given by job id."""
    known = {int(str(row[0])): str(row[1]) for row in cells}
    return {job: dataclasses.replace(m, fixed_from=known.get(job, m.fixed_from)) for job, m in fixes.items()}


CELLS = "SELECT id, fixed_from FROM jobs WHERE fixed_from <> ''"
"""SQL: for `with_cells`."""


def load(db: sql_tables.Tables) -> dict[int, Fix]:
    """Return all fixes, by job id."""
    return with_cells(parse(meta.get(db, META)), db.execute(CELLS))


def save(db: sql_tables.Tables, fixed: Mapping[int, Fix], before: Mapping[int, Fix]) -> None:
    """Write all fixes in the place of those that were there `before`."""
    meta.put(db, META, text_of(fixed))
    cells = {job: fixed[job].fixed_from if job in fixed else "" for job in before.keys() | fixed.keys()}
    db.executemany("UPDATE jobs SET fixed_from = ? WHERE id = ?", ((c, job) for job, c in cells.items()))


def note(
    fixed: dict[int, Fix], job_id: int, line: plan_execution.Line, *, partial: bool, asked: str, cells: str
) -> None:
    """Keep that a failures file fixed a job, until the list's own row asks for something new.

    `asked` and `cells` are the list's row: its request hash, and its cells.
    """
    if not partial:
        if not line.fixed:
            fixed.pop(job_id, None)
        return
    if line.request_hash and line.request_hash != asked:
        before = fixed.get(job_id)
        instead, fixed_from = (before.instead, before.fixed_from) if before is not None else (asked, cells)
        fixed[job_id] = Fix(line.cells_hash, line.key_hash, instead, fixed_from)
        if line.request_hash == instead:
            del fixed[job_id]
