"""Tabs: request hashes that batchgen before 0.2 got wrong for scripts with a TAB, and the right ones.

Only such hashes are touched: any other that is stored stays as it is, whatever a later version would make.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen.state import fixes, records

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen.state import sql_tables

    Read = Callable[[str], list[tuple[object, ...]]]
    """Returns the rows of a query."""

_TAB = r"instr(request_json, '\t') > 0"
"""SQL: a TAB, as JSON writes it, may stand in this request."""


def of_jobs(read: Read) -> dict[int, tuple[str, str]]:
    """Return the right request hash and accepted hash of each job whose stored ones are wrong, by its id."""
    right = {}
    for job_id, text, stored, accepted in read(
        "SELECT j.id, j.request_json, j.request_hash, coalesce(a.accepted_hash, '')"
        f" FROM jobs j LEFT JOIN attempts a ON a.id = j.attempt WHERE {_TAB.replace('request', 'j.request')}"
    ):
        request = records.request_from(str(text))
        if stored == request.tab_hash():
            true = request.hash()
            right[int(str(job_id))] = (true, true if accepted == stored else str(accepted))
    return right


def of_fixes(read: Read, text: str) -> str:
    """Return the fixes of a state file with right hashes of the rows that they stand in for."""
    fixed = fixes.parse(text)
    if not fixed:
        return text
    for job_id, sent in read(f"SELECT job_id, request_json FROM attempts WHERE {_TAB}"):
        request, fix = records.request_from(str(sent)), fixed.get(int(str(job_id)))
        if fix is not None and fix.instead == request.tab_hash() != "":
            fixed[int(str(job_id))] = dataclasses.replace(fix, instead=request.hash())
    return fixes.text_of(fixed)


def correct(db: sql_tables.Tables) -> None:
    """Write the right hashes into a state file, in the transaction of the caller."""

    def read(sql: str) -> list[tuple[object, ...]]:
        return db.execute(sql).fetchall()

    wrong = of_jobs(read)
    db.executemany(
        "UPDATE jobs SET request_hash = ?2 WHERE id = ?1",
        ((job_id, right) for job_id, (right, _) in wrong.items()),
    )
    db.executemany(
        "UPDATE attempts SET accepted_hash = ?2 WHERE id = (SELECT attempt FROM jobs WHERE id = ?1)",
        ((job_id, accepted) for job_id, (_, accepted) in wrong.items()),
    )
    for (text,) in read(f"SELECT value FROM meta WHERE name = '{fixes.META}'"):
        db.execute("UPDATE meta SET value = ? WHERE name = ?", (of_fixes(read, str(text)), fixes.META))
