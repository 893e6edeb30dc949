"""Job pages: the SQL of one page of jobs, chosen and sorted as a table on a screen is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from batchgen import models

if TYPE_CHECKING:
    from collections.abc import Collection

    from batchgen.state import records

Order = Literal["row", "key", "status", "changed"]
"""What jobs are sorted by: the sheet's row as last seen (gone rows last), their key, the word of their
status, or when they reached their stage, the latest first."""

_PAID_STAGES = ", ".join(f"'{stage}'" for stage in sorted(models.PAID_STAGES))
_PAID = f"(j.stage IN ({_PAID_STAGES}) OR a.keeps IS NOT NULL)"
STATUS = (
    f"CASE WHEN j.left_out = 'excluded' AND {_PAID} THEN 'excluded'"
    f" WHEN coalesce(a.outdated, '') <> '' AND {_PAID} AND j.stage NOT IN ('error', 'deleted')"
    f" THEN '{models.OUTDATED}' WHEN j.stage = 'sending' THEN 'unknown' ELSE j.stage END"
)
"""SQL: the word that the sheet's column `status` shows of a job ("new" where it is empty).

The sheet's own rule is `results.result_cells.status`; a test compares both over all jobs that there can be.
"""

_ORDERS: dict[Order, str] = {
    "row": "j.row IS NULL, j.row, j.id",
    "key": "j.key COLLATE NOCASE, j.id",
    "status": f"{STATUS}, j.row IS NULL, j.row, j.id",
    "changed": "j.changed_at DESC, j.id DESC",
}
_JOINED = "FROM jobs j LEFT JOIN attempts a ON a.id = j.attempt"
# The names of the columns are in `cells`, too: only their values are searched.
_LIKE = "LIKE ?{0} ESCAPE '\\'"
_IN_CELLS = f"EXISTS (SELECT 1 FROM json_each(nullif(j.cells, '')) c WHERE c.value {_LIKE})"
_HOLDS = f"(j.key {_LIKE} OR j.label {_LIKE} OR (j.cells {_LIKE} AND {_IN_CELLS}))"


class Page(NamedTuple):
    """Some jobs, in their order, and how many there are of all that were asked for."""

    jobs: tuple[records.Job, ...]
    total: int


class Query(NamedTuple):
    """The SQL of the ids of a page, and of the number of all that are meant, with its values."""

    ids: str
    total: str
    values: tuple[object, ...]


def query(status: Collection[str], words: str, order: Order, *, offset: int, limit: int) -> Query:
    """Return what reads a page: jobs of some status (none: all) that hold every one of the words.

    A word is looked for in key, name and cells. Case does not matter.
    """
    wanted, values = ["TRUE"], list[object]()
    if status:
        values += status
        wanted.append(f"{STATUS} IN ({', '.join(f'?{n}' for n in range(1, len(values) + 1))})")
    for word in words.split():
        # SQLite's LIKE knows the case of ASCII letters only.
        others = () if word.isascii() else (word.lower(), word.upper(), word.capitalize())
        places = []
        for form in dict.fromkeys((word, *others)):
            values.append(f"%{_escaped(form)}%")
            places.append(_HOLDS.format(len(values)))
        wanted.append(f"({' OR '.join(places)})")
    source = _JOINED if status or order == "status" else "FROM jobs j"
    where = f"{source} WHERE {' AND '.join(wanted)}"
    ids = f"SELECT j.id {where} ORDER BY {_ORDERS[order]} LIMIT {limit:d} OFFSET {offset:d}"
    return Query(ids, f"SELECT count(*) {where}", tuple(values))


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
