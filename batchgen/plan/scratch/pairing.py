"""Pairing: which row of a roster is which job, one to one in the order of the sheet (design 4)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen import identity, models

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

PAID = f"(k.stage IN {tuple(map(str, sorted(models.PAID_STAGES)))} OR k.has_earlier)"
"""SQL: the job `k` of the table `known` was, or may have been, paid."""

FITS = f"r.cells_hash NOT LIKE '{identity.RAGGED}%'"
"""SQL: the row `r` of the table `rows` is no ragged line."""

_FREE = "r.job IS NULL AND r.same_as IS NULL AND k.n IS NULL"


@dataclasses.dataclass(frozen=True, slots=True)
class Before:
    """What is known of the list as it was planned last.

    With `same_file` no byte of it changed: a row is the one that stood there. With `is_older` batchgen may
    have read it in another way: a row that stands where it stood, with our own id of its video, is the same.
    `waiting` jobs are in pairs, and not those of their rows.
    """

    same_file: bool = False
    is_older: bool = False
    waiting: Collection[int] = ()


def match(db: sqlite3.Connection, *, by_key: bool, before: Before) -> None:
    """Find each row's job: by key or cells, then what a failures file fixed, then equal requests.

    In between come the rows that stand where they stood, as far as `before` proves it.
    """
    if db.execute("SELECT 1 FROM known LIMIT 1").fetchone() is None:
        return
    db.execute("CREATE INDEX known_identity ON known (cells_hash)")
    _index_keys(db)
    if by_key:
        _pair(db, "r.key_hash = k.key_hash AND r.occurrence = k.occurrence AND r.key_hash <> ''")
    # Jobs of a campaign that got its key later may still be known by their cells only.
    _pair(
        db,
        "r.cells_hash = k.cells_hash AND r.occurrence = k.occurrence"
        " AND (r.key_hash = '' OR k.key_hash = '')",
    )
    if db.execute("SELECT 1 FROM fixes LIMIT 1").fetchone() is not None:
        _pair_fixes(db, by_key=by_key)
    if before.same_file or before.is_older:
        _pair_places(db, before)
    if not by_key:
        _pair_requests(db)
    keep_fixed_rows(db)


def _index_keys(db: sqlite3.Connection) -> None:
    db.execute("CREATE INDEX IF NOT EXISTS known_key ON known (key_hash)")


def has_video(db: sqlite3.Connection) -> str:
    """Return the condition of rows whose very cells have, or may have, a video under their key."""
    _index_keys(db)
    return (
        "EXISTS (SELECT 1 FROM known k WHERE k.key_hash = rows.key_hash AND k.cells_hash = rows.cells_hash"
        f" AND {PAID})"
    )


def take(db: sqlite3.Connection) -> None:
    """Note in the jobs which rows are theirs."""
    db.execute("UPDATE known SET n = rows.n FROM rows WHERE rows.job = known.id AND known.n IS NULL")


def _pair(db: sqlite3.Connection, condition: str) -> None:
    db.execute(
        f"""
        UPDATE rows SET job = found.id FROM (
          SELECT r.n AS n, min(k.id) AS id FROM rows r JOIN known k ON {condition}
          WHERE {_FREE} GROUP BY r.n
        ) AS found WHERE found.n = rows.n
        """
    )
    take(db)


def _pair_places(db: sqlite3.Connection, before: Before) -> None:
    db.execute("CREATE INDEX known_row ON known (row)")
    db.execute("CREATE TEMP TABLE waiting (job INTEGER PRIMARY KEY)")
    db.executemany("INSERT INTO waiting VALUES (?)", ((job,) for job in before.waiting))
    proof = "1" if before.same_file else "r.video_id <> '' AND r.video_id = k.video"
    # An older version may have paid for a ragged line: its video has no row then.
    fits = f"({FITS} OR (k.stage = 'invalid' AND NOT k.has_earlier))"
    _pair(
        db, f"k.row = r.row AND k.row <> 0 AND k.id NOT IN (SELECT job FROM waiting) AND {proof} AND {fits}"
    )


def wait(db: sqlite3.Connection, pairs: Iterable[tuple[int, int]]) -> None:
    """Note that new rows (n) seem to be the persons of paid jobs (id) whose rows are gone."""
    db.executemany("UPDATE rows SET job = ?2, pair = ?2 WHERE n = ?1", pairs)
    take(db)


def share(db: sqlite3.Connection, pairs: Iterable[tuple[int, int]]) -> None:
    """Let rows (n), and those that share with them, share the video of another one that has its own."""
    db.execute("CREATE TEMP TABLE shares (n INTEGER PRIMARY KEY, head INTEGER)")
    db.executemany("INSERT INTO shares VALUES (?, ?)", pairs)
    db.execute("UPDATE known SET n = NULL WHERE n IN (SELECT n FROM shares)")
    for name in ("n", "same_as"):
        db.execute(
            "UPDATE rows SET same_as = shares.head, job = NULL, by_address = 1"
            f" FROM shares WHERE shares.n = rows.{name}"
        )


def release(db: sqlite3.Connection) -> None:
    """Let the waiting rows be new after all: `pair` still says whose persons they seemed to be."""
    db.execute("UPDATE known SET n = NULL WHERE id IN (SELECT pair FROM rows WHERE decision = 'pair')")
    db.execute("UPDATE rows SET job = NULL WHERE decision = 'pair'")


def _pair_requests(db: sqlite3.Connection) -> None:
    # A table with an index: SQLite would look through all jobs for each row.
    db.execute("CREATE TEMP TABLE gone (h TEXT, i INTEGER, id INTEGER, PRIMARY KEY (h, i)) WITHOUT ROWID")
    db.execute(
        """
        INSERT INTO gone SELECT h, row_number() OVER (PARTITION BY h ORDER BY row, id), id FROM (
          SELECT id, row, CASE WHEN sent_hash <> '' THEN sent_hash ELSE request_hash END AS h
          FROM known WHERE n IS NULL
        ) WHERE h <> ''
        """
    )
    db.execute(
        """
        UPDATE rows SET job = found.id FROM (
          WITH lone AS (
            SELECT n, request_hash AS h, row_number() OVER (PARTITION BY request_hash ORDER BY n) AS i
            FROM rows WHERE job IS NULL AND same_as IS NULL AND request_hash <> ''
          )
          SELECT lone.n AS n, gone.id AS id FROM lone CROSS JOIN gone
          WHERE gone.h = lone.h AND gone.i = lone.i
        ) AS found WHERE found.n = rows.n
        """
    )
    take(db)


def follow_requests(db: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """Give rows under a new key the paid jobs that only they can be: whose row is gone.

    The request must be asked for by one row and one job alone. Returns row, its key and the job's key.
    """
    pairs = db.execute(
        f"""
        WITH lone AS (
          SELECT n, job, same_as, row, key, request_hash AS h FROM rows
          WHERE request_hash <> '' GROUP BY request_hash HAVING count(*) = 1
        ), known_by AS (
          SELECT *, CASE WHEN sent_hash <> '' THEN sent_hash ELSE request_hash END AS h FROM known
        ), gone AS (
          SELECT * FROM known_by WHERE h <> '' GROUP BY h HAVING count(*) = 1
        )
        SELECT k.id, r.n, r.row, r.key, k.key FROM lone r JOIN gone k ON k.h = r.h WHERE {_FREE} AND {PAID}
        ORDER BY r.n
        """
    ).fetchall()
    db.executemany("UPDATE rows SET job = ?1 WHERE n = ?2", (pair[:2] for pair in pairs))
    take(db)
    return [(int(row), str(key), str(old)) for _, _, row, key, old in pairs]


def _pair_fixes(db: sqlite3.Connection, *, by_key: bool) -> None:
    """Find the rows of fixed jobs that the list has as they were fixed, or else edited elsewhere."""
    _pair_fixed_rows(db, "rows", "r.cells_hash = m.cells_hash")
    if by_key:
        _pair_fixed_rows(db, "rows", "r.key_hash = m.key_hash AND r.key_hash <> ''")
    else:
        # The request that failed proves who it is only if nobody else asks for the same.
        alone = "SELECT * FROM rows WHERE request_hash <> '' GROUP BY request_hash HAVING count(*) = 1"
        _pair_fixed_rows(db, f"({alone})", "r.request_hash = m.instead")


def _pair_fixed_rows(db: sqlite3.Connection, rows: str, condition: str) -> None:
    while found := db.execute(
        f"SELECT m.job, min(r.n) FROM fixes m JOIN known k ON k.id = m.job JOIN {rows} r ON {condition}"
        f" WHERE {_FREE} GROUP BY m.job"
    ).fetchall():
        # Two jobs may have found one row: the other looks again.
        db.executemany("UPDATE rows SET job = ?1 WHERE n = ?2", found)
        take(db)


def keep_made(db: sqlite3.Connection, earlier: Iterable[tuple[int, str]], *, stages: Collection[str]) -> None:
    """Let a row of a failures file that says what failed, or nothing that can be sent, be its made video."""
    db.execute("CREATE TEMP TABLE earlier (job INTEGER, request_hash TEXT)")
    db.executemany("INSERT INTO earlier VALUES (?, ?)", earlier)
    db.execute(
        f"""
        UPDATE rows SET request_hash = k.request_hash, minutes = k.minutes, faults = 0, problems = '',
          fixed = 1
        FROM known k WHERE rows.job = k.id AND k.stage IN ({", ".join("?" * len(stages))}) AND (
          rows.faults OR (k.id, rows.request_hash) IN (SELECT job, request_hash FROM earlier)
        ) AND rows.request_hash <> k.request_hash
        """,
        tuple(stages),
    )


def keep_fixed_rows(db: sqlite3.Connection, *, stages: Collection[str] = ()) -> None:
    """Let a row whose job was fixed ask for what its job asks for, as long as it is what it was.

    `stages` are those of the jobs that this is about; all of them if none is named.
    """
    among = f" AND k.stage IN ({', '.join('?' * len(stages))})" if stages else ""
    db.execute(
        f"""
        UPDATE rows SET request_hash = k.request_hash, minutes = k.minutes, faults = 0, problems = '',
          fixed = 1
        FROM known k JOIN fixes m ON m.job = k.id
        WHERE rows.job = k.id AND (
          rows.cells_hash = m.fixed_from_hash
          OR rows.request_hash <> '' AND rows.request_hash = m.instead
          OR rows.request_hash = '' AND m.fixed_from_hash = '' AND rows.cells_hash = k.cells_hash){among}
        """,
        tuple(stages),
    )
