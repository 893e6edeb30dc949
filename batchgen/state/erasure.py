"""Erasure: the jobs of a person who is forgotten, and every text about them, taken out of the tables.

Attempts keep token, ids, outcome and times: nothing is paid twice, and a video in the account has its owner.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from batchgen import result_columns
from batchgen.state import fixes, meta, records

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from batchgen.state import sql_tables

_TEXTS = ("request_hash", "accepted_hash", "words", "error", "details", "progress", "outdated")
_EMPTY = ", ".join(["request_json = '{}'", *(f"{name} = ''" for name in (*_TEXTS, *result_columns.LINKS))])
_REQUESTS = (
    "SELECT request_json FROM jobs WHERE id = ? UNION ALL SELECT request_json FROM attempts WHERE job_id = ?"
)
_MENTIONS = (("jobs", "error"), *(("attempts", name) for name in ("words", "error", "details", "outdated")))
"""Sentences about one row that may name another one."""


def forget(db: sql_tables.Tables, job_ids: Collection[int], mentions: Iterable[str]) -> None:
    """Erase jobs; sentences about other jobs in which one of the `mentions` stands go, too."""
    ids = [(job_id,) for job_id in job_ids]
    db.executemany("DELETE FROM audio WHERE url = ?", [(url,) for url in _sounds(db, job_ids)])
    db.executemany("DELETE FROM pages WHERE job_id = ?", ids)
    db.executemany(f"UPDATE attempts SET {_EMPTY} WHERE job_id = ?", ids)
    db.executemany("DELETE FROM jobs WHERE id = ?", ids)
    for text in filter(None, mentions):
        plain = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        for table, column in _MENTIONS:
            sql = f"UPDATE {table} SET {column} = '' WHERE {column} LIKE ? ESCAPE '\\'"
            db.execute(sql, (f"%{plain}%",))
    _forget_meta(db, frozenset(job_ids))


def _sounds(db: sql_tables.Tables, job_ids: Iterable[int]) -> Iterator[str]:
    """Yield the addresses of the sound files that jobs asked for, which may name a person."""
    for job_id in job_ids:
        for (text,) in db.execute(_REQUESTS, (job_id, job_id)).fetchall():
            if url := records.request_from(str(text)).audio_url:
                yield url


def _forget_meta(db: sql_tables.Tables, ids: frozenset[int]) -> None:
    pairs = records.pairs_from(meta.get(db, records.PAIRS))
    if not ids.isdisjoint(pairs):
        left = {job: marks for job, marks in pairs.items() if job not in ids}
        meta.put(db, records.PAIRS, json.dumps(left))
    shared = records.shared_from(meta.get(db, records.SHARED))
    if not ids.isdisjoint(shared.values()):
        others = {mark: job for mark, job in shared.items() if job not in ids}
        meta.put(db, records.SHARED, json.dumps(others))
    fixed = fixes.parse(meta.get(db, fixes.META))
    if not ids.isdisjoint(fixed):
        meta.put(db, fixes.META, fixes.text_of({job: fix for job, fix in fixed.items() if job not in ids}))
