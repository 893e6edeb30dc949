"""The roster: the rows of one reading of the sheet beside the known jobs, on a private scratch disk."""

from __future__ import annotations

import dataclasses
import functools
import sqlite3
import typing
from typing import TYPE_CHECKING

from batchgen import identity, models, state
from batchgen.plan.scratch import changes, pair_questions, pairing, recordings, rewording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_GROUP = 2000
"""Rows that are inserted at once: enough that SQLite's own work prevails, few in memory."""
_NOTHING = pairing.Before()
# Before `decide` a decision means nothing: it begins with the usual one, so that few rows are rewritten.
_TABLES = """
CREATE TABLE rows (
  n INTEGER PRIMARY KEY, row INTEGER, key TEXT DEFAULT '', key_hash TEXT DEFAULT '',
  cells_hash TEXT DEFAULT '', request_hash TEXT, replica TEXT, label TEXT DEFAULT '', minutes REAL,
  left_out TEXT DEFAULT '', faults INTEGER DEFAULT 0, problems TEXT DEFAULT '', video_id TEXT DEFAULT '',
  occurrence INTEGER DEFAULT 0, same_as INTEGER, job INTEGER,
  decision TEXT DEFAULT 'send', adopted TEXT DEFAULT '', fixed INTEGER DEFAULT 0, template TEXT DEFAULT '',
  unscripted INTEGER DEFAULT 0,
  pair INTEGER, by_address INTEGER DEFAULT 0, reworded INTEGER DEFAULT 0, audio TEXT DEFAULT '');
CREATE TABLE mailboxes (n INTEGER, address INTEGER);
CREATE TABLE fixes (
  job INTEGER PRIMARY KEY, cells_hash TEXT, key_hash TEXT, instead TEXT, fixed_from_hash TEXT);
CREATE TABLE bodies (n INTEGER PRIMARY KEY, request_json TEXT, cells TEXT);
CREATE TABLE known (
  id INTEGER PRIMARY KEY, key_hash TEXT, cells_hash TEXT, occurrence INTEGER, request_hash TEXT,
  sent_hash TEXT, accepted_hash TEXT, stage TEXT, redo TEXT, has_earlier INTEGER, row INTEGER, left_out TEXT,
  outdated TEXT, error TEXT, key TEXT, minutes REAL, video TEXT, reworded INTEGER,
  n INTEGER);
"""

_APART = """ AND ?3 NOT IN ('', key_hash) AND NOT EXISTS
  (SELECT 1 FROM known o WHERE o.key_hash = ?3 AND o.occurrence = known.occurrence)"""


class RosterRow(typing.NamedTuple):
    """A row of the sheet as the plan needs it.

    `faults` counts what keeps it from being sent; `problems` is the plan's own text of them; `video_id` is
    what stands in our own column, `template` the name of the script's; `unscripted` as in Merged,
    `audio` the link of the sound file that is spoken instead.
    """

    row: int
    key: str
    key_hash: str
    cells_hash: str
    request_hash: str
    replica: str
    label: str
    minutes: float
    left_out: str
    faults: int
    problems: str
    video_id: str = ""
    template: str = ""
    unscripted: bool = False
    audio: str = ""


class Body(typing.NamedTuple):
    """What a run keeps of a row and a mere look does not need: its request and its cells, as JSON."""

    request_json: str
    cells: str


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """What a decision about a row depends on. `stage` is empty when the row has no job yet.

    `paired` rows only seem to be their job's person; `reworded` ones keep their video (see `rewording`).
    """

    left_out: str
    faults: bool
    rendered: bool
    stage: str
    has_earlier: bool
    same: bool
    sent: bool
    redo: str
    error: str
    paired: bool = False
    reworded: bool = False


def _insert(table: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


_ADD_ROW = _insert("rows", ("n", *RosterRow._fields))
_ADD_KNOWN = _insert("known", state.Known._fields)


class Roster(rewording.Rewordings, pair_questions.PairQuestions, recordings.Recordings):
    """Rows and jobs side by side in a private temporary database that vanishes when it is closed."""

    def __init__(self) -> None:
        # An empty name is SQLite's own temporary database: on disk when large, gone with the connection.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")
        self._rows: list[tuple[object, ...]] = []
        self._bodies: list[tuple[object, ...]] = []
        self._addresses: list[tuple[int, int]] = []
        self._added = 0

    def close(self) -> None:
        """Forget everything."""
        self._db.close()

    # filling

    def add(self, row: RosterRow, body: Body | None = None, addresses: Iterable[int] = ()) -> None:
        """Take a row in the order of the sheet; `addresses` are hashes of the person's addresses."""
        self._added += 1
        self._addresses.extend((self._added, address) for address in addresses)
        self._rows.append((self._added, *row))
        if body is not None:
            self._bodies.append((self._added, *body))
        if len(self._rows) >= _GROUP:
            self.flush()

    def flush(self) -> None:
        """Write down the rows that were added."""
        self._db.executemany(_ADD_ROW, self._rows)
        self._db.executemany("INSERT INTO bodies VALUES (?, ?, ?)", self._bodies)
        self._db.executemany("INSERT INTO mailboxes VALUES (?, ?)", self._addresses)
        self._rows.clear()
        self._bodies.clear()
        self._addresses.clear()

    def add_known(self, jobs: Iterable[state.Known]) -> None:
        """Take the jobs of the state file."""
        self._db.executemany(_ADD_KNOWN, jobs)

    def rekey(self, marks: Iterable[tuple[int, str, str, str]]) -> None:
        """Give rows, by number in the order of the sheet from 1, another key, key hash and cells hash."""
        self._db.executemany("UPDATE rows SET key = ?2, key_hash = ?3, cells_hash = ?4 WHERE n = ?1", marks)

    def rekey_known(self, keys: Iterable[tuple[int, str, str]], *, apart: bool = False) -> bool:
        """Give jobs, by id, a key and key hash (`apart`: one that no job has); return if one changed."""
        sql = f"UPDATE known SET key = ?2, key_hash = ?3 WHERE id = ?1{_APART if apart else ''}"
        return self._db.executemany(sql, keys).rowcount > 0

    def colliding(self) -> list[tuple[str, int | None, int | None]]:
        """Return pairs of jobs that have one key: that, and where the rows are now, if anywhere."""
        found = self._db.execute(
            "SELECT a.key, a.row, b.row FROM known a JOIN known b ON a.key_hash = b.key_hash AND a.id < b.id"
            " AND a.occurrence = b.occurrence WHERE a.key_hash <> '' ORDER BY a.row, a.id"
        )
        return [(key, one or None, other or None) for key, one, other in found]

    # duplicates

    def mark_duplicates(self, *, by_key: bool, share: bool) -> int:
        """Find rows with equal identity: shared ones point to the first, others are numbered; count them.

        By key, rows without a key are left alone. Rows that ask for different videos are never shared; the
        one whose video there is already comes before the others of its key.
        """
        self.flush()
        name = "key_hash" if by_key else "cells_hash"
        # Who shares a video follows a selected row, if there is one.
        order = f"left_out <> '', {pairing.has_video(self._db) if by_key else 0} DESC, n" if share else "n"
        self._db.execute(f"CREATE INDEX rows_identity ON rows ({name}) WHERE {name} <> ''")
        self._db.execute(
            "CREATE TEMP TABLE twins AS"
            " SELECT n, first_value(n) OVER w AS first, row_number() OVER w - 1 AS rank"
            f" FROM rows WHERE {name} <> '' AND {name} IN"
            f" (SELECT {name} FROM rows WHERE {name} <> '' GROUP BY {name} HAVING count(*) > 1)"
            f" WINDOW w AS (PARTITION BY {name} ORDER BY {order})"
        )
        change = "same_as = first" if share else "occurrence = rank"
        self._db.execute(f"UPDATE rows SET {change} FROM twins WHERE twins.n = rows.n AND twins.rank > 0")
        return int(self._db.execute("SELECT count(*) FROM twins WHERE rank > 0").fetchone()[0])

    def twins(self) -> Iterator[tuple[int, int, str, int, bool]]:
        """Yield row, row of the first, key, n, and whether both ask for one video, for every further twin."""
        for row, first, key, number, same in self._db.execute(
            "SELECT r.row, f.row, r.key, r.n, r.request_hash = f.request_hash FROM twins t"
            " JOIN rows r ON r.n = t.n JOIN rows f ON f.n = t.first WHERE t.rank > 0 ORDER BY r.n"
        ).fetchall():
            yield int(row), int(first), str(key), int(number), bool(same)

    def part(self, n: int) -> None:
        """Give a twin, by its number in the order of the sheet, a job of its own after all."""
        self._db.execute(
            "UPDATE rows SET same_as = NULL, occurrence = (SELECT rank FROM twins WHERE twins.n = rows.n)"
            " WHERE n = ?",
            (n,),
        )

    def share(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Let rows (n) share the video of another one, their own unpaid jobs given up."""
        pairing.share(self._db, pairs)

    def void(self, row: int, problem: Callable[[str], str]) -> None:
        """Mark a row that was to be sent as one that cannot be."""
        self.add_fault(row, problem)
        self._db.execute("UPDATE rows SET decision = 'invalid' WHERE row = ? AND decision = 'send'", (row,))

    def warn(self, row: int, problem: Callable[[str], str]) -> None:
        """Add a warning to a row's problems text."""
        found = self._db.execute("SELECT problems FROM rows WHERE row = ?", (row,)).fetchone()
        self._db.execute("UPDATE rows SET problems = ? WHERE row = ?", (problem(str(found[0])), row))

    def add_fault(self, row: int, problem: Callable[[str], str]) -> None:
        """Mark a row as one that cannot be sent; `problem` adds the reason to its problems text."""
        self._db.execute("CREATE INDEX IF NOT EXISTS rows_row ON rows (row)")
        found = self._db.execute("SELECT problems FROM rows WHERE row = ?", (row,)).fetchone()
        self._db.execute(
            "UPDATE rows SET faults = faults + 1, problems = ? WHERE row = ?", (problem(str(found[0])), row)
        )

    # matching

    def match(self, *, by_key: bool, before: pairing.Before = _NOTHING) -> None:
        """Find each row's job, one to one in the order of the sheet.

        By key: equal keys. By cells: equal cells first, then equal requests of jobs whose row is gone. What
        was fixed in a failures file is found by the fixed row, and by the list's own.
        """
        self.flush()
        pairing.match(self._db, by_key=by_key, before=before)

    def add_cells(self, cells: Iterable[str]) -> None:
        """Take the cells of every row, in the order of the sheet, unless they were taken with the rows."""
        if self._db.execute("SELECT 1 FROM bodies LIMIT 1").fetchone() is None:
            self._db.executemany("INSERT INTO bodies VALUES (?1, '', ?2)", enumerate(cells, start=1))

    def wait(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Note new rows (n) that seem to be the persons of paid jobs (id) whose rows are gone."""
        pairing.wait(self._db, pairs)

    def release(self) -> None:
        """Let the rows that wait as pairs be new; then they must be decided again."""
        pairing.release(self._db)

    def follow_requests(self) -> list[tuple[int, str, str]]:
        """Give rows under a new key the paid jobs that only they can be; return row, its key, the job's."""
        return pairing.follow_requests(self._db)

    def give(self, jobs: Mapping[int, int], *, earlier: Iterable[tuple[int, str]]) -> None:
        """Note the jobs, by row number, that rows of a failures file were found to be.

        `earlier` are request hashes that jobs had asked for before the video that they have now.
        """
        self.flush()
        self._db.executemany("UPDATE rows SET job = ?2 WHERE row = ?1 AND same_as IS NULL", jobs.items())
        pairing.take(self._db)
        # Another copy of the file may still say what failed, long after it was fixed and made.
        stages = models.PAID_STAGES - {models.Stage.ERROR, models.Stage.DELETED}
        pairing.keep_fixed_rows(self._db, stages=stages)
        pairing.keep_made(self._db, earlier, stages=stages)

    def add_fixes(self, fixes: Mapping[int, state.Fix]) -> None:
        """Take the jobs that were fixed in a failures file."""
        self._db.executemany(
            "INSERT INTO fixes VALUES (?, ?, ?, ?, ?)",
            (
                (job, fix.cells_hash, fix.key_hash, fix.instead, identity.stored_hash(fix.fixed_from))
                for job, fix in fixes.items()
            ),
        )

    # choosing

    def selected(self) -> list[int]:
        """Return the row numbers that nothing left out."""
        self.flush()
        return [
            int(row[0]) for row in self._db.execute("SELECT row FROM rows WHERE left_out = '' ORDER BY n")
        ]

    def keep_only(self, rows: Iterable[int]) -> None:
        """Leave out every selected row that is not among `rows`."""
        self._db.execute("CREATE TEMP TABLE drawn (row INTEGER PRIMARY KEY)")
        self._db.executemany("INSERT OR IGNORE INTO drawn VALUES (?)", ((row,) for row in rows))
        self._db.execute(
            "UPDATE rows SET left_out = 'sample' WHERE left_out = '' AND row NOT IN (SELECT row FROM drawn)"
        )

    def decide(self, judge: Callable[[Case], str]) -> None:
        """Write down what becomes of every row; a row that shares a video follows the first of its kind."""
        # Most rows are alike: a case that was decided once is not decided again.
        known = functools.cache(lambda *values: judge(Case(*values)))
        self._db.create_function("judge", 11, known, deterministic=True)
        fresh = "job IS NULL AND same_as IS NULL"
        case = "left_out, faults > 0, request_hash <> ''"
        for *values, before in self._ask(f"SELECT DISTINCT {case}, decision FROM rows WHERE {fresh}"):
            decision = known(*values, "", 0, 0, 0, "", "", 0, 0)
            if decision != before:
                self._db.execute(
                    f"UPDATE rows SET decision = ? WHERE {fresh} AND ({case}) = (?, ?, ?)",
                    (decision, *values),
                )
        self._db.execute(
            """
            UPDATE rows SET decision = judge(
              rows.left_out, faults > 0, rows.request_hash <> '', stage, has_earlier,
              rows.request_hash = k.request_hash,
              rows.request_hash <> '' AND rows.request_hash IN (sent_hash, accepted_hash), redo, error,
              rows.pair IS NOT NULL, rows.reworded > 0
            ) FROM known k WHERE k.id = rows.job
            """
        )
        self._db.execute("UPDATE rows SET decision = 'shared' WHERE same_as IS NOT NULL")

    def limit(self, count: int) -> None:
        """Put off all rows to send but the first `count`."""
        self._db.execute(
            "UPDATE rows SET decision = 'later' WHERE decision = 'send' AND n NOT IN"
            " (SELECT n FROM rows WHERE decision = 'send' ORDER BY n LIMIT ?)",
            (count,),
        )

    def _stream(self, sql: str) -> Iterator[tuple[object, ...]]:
        yield from self._db.cursor().execute(sql)

    def set_jobs(self, jobs: Iterable[tuple[int, int]]) -> None:
        """Note the jobs (n, id) that were made of rows."""
        self._db.executemany("UPDATE rows SET job = ?2 WHERE n = ?1", jobs)

    def adopt(self, n: int, *, decision: str, adopted: str) -> None:
        """Give an unpaid row the video that the account has for it."""
        self._db.execute("UPDATE rows SET decision = ?, adopted = ? WHERE n = ?", (decision, adopted, n))

    def _ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        return self._db.execute(sql, values).fetchall()

    def changes(self) -> state.Changes:
        """Return what the state file has to take over; read while it does."""
        return changes.of(self._stream)
