"""The execution of a plan: what the roster decided becomes jobs, in one transaction of the state file."""

from __future__ import annotations

import dataclasses
import itertools
import json
from typing import TYPE_CHECKING

from batchgen import identity, models
from batchgen.state import attempt_life, fixes, meta, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from batchgen.state import sql_tables

STAGES = {"send": "new", "invalid": "invalid", "excluded": "excluded"}
"""The stage that an unpaid job gets by what was decided about its row; others keep theirs."""

_PAID = frozenset(str(stage) for stage in models.PAID_STAGES)


@dataclasses.dataclass(frozen=True, slots=True)
class Orders:
    """How a plan is carried out.

    `redo` is the mark for paid jobs that are sent again; `partial` keeps the identity of jobs that the sheet,
    a failures file, does not show, and adds none; `only_known` adds no job (a look at an edited
    sheet). `explain(sent, now)` says how two requests differ, `explain_pair(was, difference)` that a row
    seems to be somebody whose row is gone, `complain(problems)` gives the words of an invalid row. `rekey`
    takes over the jobs' new keys. `meta` is remembered with the plan.
    """

    explain: Callable[[str, str], str]
    explain_pair: Callable[[str, str], str]
    complain: Callable[[str], str]
    redo: str = ""
    rekey: bool = False
    partial: bool = False
    only_known: bool = False
    meta: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A row about which something was decided. `faults` counts what keeps it from being sent.

    `adopted` is JSON: the video that the account has for it. A `fixed` row asks for what its job asks for; a
    `paired` one only seems to be its job's person; a `reworded` one keeps its video whatever it asks for now.
    """

    row: int
    key: str
    key_hash: str
    cells: str
    cells_hash: str
    occurrence: int
    request_json: str
    request_hash: str
    label: str
    minutes: float
    decision: str
    problems: str
    adopted: str
    faults: int
    fixed: int
    paired: int
    reworded: int

    def waits(self, orders: Orders) -> bool:
        """Return whether the row only seems to be its job's person, so that the job stays who it was."""
        ordered = self.decision == "accept" or (self.decision in {"send", "later"} and bool(orders.redo))
        return bool(self.paired) and not ordered


@dataclasses.dataclass(frozen=True, slots=True)
class Changes:
    """A plan as records; each part is read once, in this order, and may be long.

    `unseen` jobs had a row and have none now, `gone` ones have none. `keys` are key, key hash and id of every
    job. `known` are changed rows and `pairs` those in pairs, each with its job's id; `released` jobs were in
    a pair whose row is new after all. `fresh` are rows that need a job, by their number in the plan.
    `shared` are the key hash, or else the cells hash, of rows that share the video of another one of their
    address, with its number in the plan and its job if it has one.
    """

    unseen: Iterable[int]
    keys: Iterable[tuple[str, str, int]]
    known: Iterable[tuple[int, Line]]
    pairs: Iterable[tuple[int, Line]]
    gone: Iterable[int]
    released: Iterable[int]
    fresh: Iterable[tuple[int, Line]]
    shared: Iterable[tuple[str, int, int | None]] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Carried:
    """What became of a plan: the number of the run, which its jobs to send carry in `go`, and the new jobs.

    `jobs` are pairs of a row's number in the plan and its job's id.
    """

    run: int
    jobs: tuple[tuple[int, int], ...] = ()


def carry_out(
    db: sql_tables.Tables, sequence: attempt_life.Counter, *, changes: Changes, orders: Orders
) -> Carried:
    """Take a plan over into the jobs."""
    run = _next_run(db)
    if orders.redo:
        # Rows that an unfinished redo of the same kind marked are to be sent, and so marked again below.
        db.execute("UPDATE jobs SET redo = '' WHERE redo IN ('failed', 'changed', 'unknown', 'all')")
    if not orders.partial:
        db.executemany("UPDATE jobs SET row = NULL WHERE id = ?", ((job,) for job in changes.unseen))
        # A ragged line that was fixed is another row from now on; nothing was ever asked for it.
        db.execute(
            "DELETE FROM jobs WHERE row IS NULL AND stage = 'invalid' AND attempt IS NULL"
            f" AND cells_hash LIKE '{identity.RAGGED}%'"
        )
    if orders.rekey:
        db.executemany("UPDATE jobs SET key = ?, key_hash = ? WHERE id = ?", changes.keys)
    fixed = fixes.load(db)
    before = dict(fixed)
    for job_id, line in changes.known:
        _update(db, sequence, job_id, line, orders=orders, run=run, fixed=fixed)
    if fixed != before:
        fixes.save(db, fixed, before)
    if not orders.partial:
        _note_pairs(db, changes, orders)
    made: tuple[tuple[int, int], ...] = ()
    if not orders.only_known and not orders.partial:
        made = _add(db, sequence, changes, orders, run)
    if not orders.partial:
        _note_shared(db, changes, dict(made))
    for name, value in orders.meta.items():
        meta.put(db, name, value)
    return Carried(run, made)


def _next_run(db: sql_tables.Tables) -> int:
    run = int(meta.get(db, "run") or 0) + 1
    meta.put(db, "run", str(run))
    return run


def _update(
    db: sql_tables.Tables,
    sequence: attempt_life.Counter,
    job_id: int,
    line: Line,
    *,
    orders: Orders,
    run: int,
    fixed: dict[int, fixes.Fix],
) -> None:
    stage, earlier, sent, accepted, attempt, asked, cells = db.execute(
        "SELECT j.stage, a.keeps, a.request_hash, a.accepted_hash, j.attempt, j.request_hash, j.cells"
        " FROM jobs j LEFT JOIN attempts a ON a.id = j.attempt WHERE j.id = ?",
        (job_id,),
    ).fetchone()
    if line.waits(orders):
        _wait(db, job_id, line, orders=orders, attempt=attempt)
        return
    paid = stage in _PAID or earlier is not None
    if not orders.partial:
        db.execute(
            "UPDATE jobs SET row = ?, key = ?, key_hash = ?, cells = ?, cells_hash = ?, occurrence = ?"
            " WHERE id = ?",
            (line.row, line.key, line.key_hash, line.cells, line.cells_hash, line.occurrence, job_id),
        )
    if orders.only_known and not paid:
        # What was confirmed goes out as it was confirmed; the next plan takes the edit in.
        return
    fixes.note(fixed, job_id, line, partial=orders.partial, asked=asked, cells=cells)
    if line.fixed:
        line = _as_fixed(db, job_id, line)
    elif line.request_hash:
        db.execute(
            "UPDATE jobs SET request_json = ?, request_hash = ?, label = ?, minutes = ? WHERE id = ?",
            (line.request_json, line.request_hash, line.label, line.minutes, job_id),
        )
    if line.adopted and not paid:
        _adopt(db, sequence, job_id, line, orders)
        return
    again = line.decision == "send" and bool(orders.redo)
    if not paid and not (again and stage == "rejected"):
        renewed = stage == "rejected" and line.request_hash not in {"", asked}
        _set_unpaid(db, job_id, line, orders=orders, run=run, renewed=renewed)
        return
    accepts = line.decision == "accept" or line.reworded == 1
    content = accepts or line.reworded or line.request_hash in {sent, accepted}
    outdated = "" if content else _difference(db, attempt, line, orders)
    reworded = 0 if line.decision == "accept" else line.reworded
    db.execute("UPDATE attempts SET outdated = ?, reworded = ? WHERE id = ?", (outdated, reworded, attempt))
    _leave_out(db, job_id, line)
    if accepts:
        now = "(SELECT request_hash FROM jobs WHERE id = ?)"
        db.execute(f"UPDATE attempts SET accepted_hash = {now} WHERE id = ?", (job_id, attempt))
    if again or (line.decision == "later" and orders.redo):
        go = run if again else 0
        db.execute("UPDATE jobs SET redo = ?, go = ? WHERE id = ?", (orders.redo, go, job_id))


def _leave_out(db: sql_tables.Tables, job_id: int, line: Line) -> None:
    if line.decision not in models.UNSELECTED:
        left_out = "excluded" if line.decision == "excluded" else ""
        db.execute("UPDATE jobs SET left_out = ? WHERE id = ?", (left_out, job_id))


def _wait(db: sql_tables.Tables, job_id: int, line: Line, *, orders: Orders, attempt: int | None) -> None:
    """Keep a job what it was beside a row that seems to be its person; it takes that row's place."""
    was = db.execute("SELECT coalesce(nullif(key, ''), label) FROM jobs WHERE id = ?", (job_id,)).fetchone()[
        0
    ]
    words = orders.explain_pair(str(was), _difference(db, attempt, line, orders))
    db.execute("UPDATE jobs SET row = ? WHERE id = ?", (line.row, job_id))
    db.execute("UPDATE attempts SET outdated = ? WHERE id = ?", (words, attempt))
    _leave_out(db, job_id, line)


def _note_pairs(db: sql_tables.Tables, changes: Changes, orders: Orders) -> None:
    """Remember the rows that wait; a job that is in no pair any more is what it was before."""
    before = records.pairs_from(meta.get(db, records.PAIRS))
    waiting = {job: (line.key_hash, line.cells_hash) for job, line in changes.pairs if line.waits(orders)}
    gone, released = set(changes.gone), set(changes.released)
    for job in before.keys() & gone:
        _part(db, job, orders)
    pairs = {job: marks for job, marks in before.items() if job in gone - released}
    meta.put(db, records.PAIRS, json.dumps(pairs | waiting))


def _note_shared(db: sql_tables.Tables, changes: Changes, made: Mapping[int, int]) -> None:
    """Remember whose video the rows show that share one by their address."""
    jobs = {mark: job or made.get(n) for mark, n, job in changes.shared}
    meta.put(db, records.SHARED, json.dumps({mark: job for mark, job in jobs.items() if job}))


def _part(db: sql_tables.Tables, job_id: int, orders: Orders) -> None:
    """Let a job that waited as a pair say again how its own row, now gone, and its video differ."""
    attempt, same, sent, now = db.execute(
        "SELECT a.id, j.request_hash IN (a.request_hash, a.accepted_hash), coalesce(a.request_json, ''),"
        " j.request_json FROM jobs j LEFT JOIN attempts a ON a.id = j.attempt WHERE j.id = ?",
        (job_id,),
    ).fetchone()
    words = "" if same else orders.explain(str(sent), str(now))
    db.execute("UPDATE attempts SET outdated = ? WHERE id = ?", (words, attempt))


def _as_fixed(db: sql_tables.Tables, job_id: int, line: Line) -> Line:
    """Return a line of the list that asks for what its job was fixed to."""
    request_json, request_hash, label = db.execute(
        "SELECT request_json, request_hash, label FROM jobs WHERE id = ?", (job_id,)
    ).fetchone()
    return dataclasses.replace(line, request_json=request_json, request_hash=request_hash, label=label)


def _set_unpaid(
    db: sql_tables.Tables, job_id: int, line: Line, *, orders: Orders, run: int, renewed: bool
) -> None:
    # What was refused and asks for something else now is new, even if this run does not send it.
    stage = STAGES.get(line.decision, "new" if renewed else None)
    if stage is None:
        return
    words = orders.complain(line.problems) if stage == "invalid" else ""
    go = run if line.decision == "send" else 0
    db.execute(
        "UPDATE jobs SET stage = ?, error = ?, go = ?, attempt = NULL, left_out = '', changed_at = ?"
        " WHERE id = ?",
        (stage, words, go, attempt_life.now(), job_id),
    )


def _difference(db: sql_tables.Tables, attempt: int | None, line: Line, orders: Orders) -> str:
    if line.faults or not line.request_hash:
        return orders.complain(line.problems)
    sent = db.execute("SELECT request_json FROM attempts WHERE id = ?", (attempt,)).fetchone()
    return orders.explain(str(sent[0]) if sent else "", line.request_json)


_ADD = (
    "INSERT INTO jobs (id, row, key, key_hash, cells, cells_hash, occurrence, request_json,"
    " request_hash, label, minutes, stage, error, go, changed_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_CHUNK = 1000
"""Rows that are written at once."""


def _add(
    db: sql_tables.Tables, sequence: attempt_life.Counter, changes: Changes, orders: Orders, run: int
) -> tuple[tuple[int, int], ...]:
    """Add the rows that need a job; return their numbers in the plan, and the new jobs."""
    made: list[tuple[int, int]] = []
    ids, fresh = attempt_life.free_ids(db), iter(changes.fresh)
    while lines := list(itertools.islice(fresh, _CHUNK)):
        jobs = [(next(ids), line) for _, line in lines]
        db.executemany(_ADD, [_new_job(job_id, line, orders, run) for job_id, line in jobs])
        made += [(n, job_id) for (n, _), (job_id, _) in zip(lines, jobs, strict=True)]
        for job_id, line in jobs:
            if line.adopted:
                _adopt(db, sequence, job_id, line, orders)
    return tuple(made)


def _new_job(job_id: int, line: Line, orders: Orders, run: int) -> tuple[object, ...]:
    stage = STAGES.get(line.decision, "new")
    words = orders.complain(line.problems) if stage == "invalid" else ""
    go = run if line.decision == "send" else 0
    return (
        *(job_id, None if orders.partial else line.row, line.key, line.key_hash, line.cells),
        *(line.cells_hash, line.occurrence, line.request_json, line.request_hash, line.label),
        *(line.minutes, stage, words, go, attempt_life.now()),
    )


def _adopt(
    db: sql_tables.Tables, sequence: attempt_life.Counter, job_id: int, line: Line, orders: Orders
) -> None:
    """Give an unpaid job the video that the account has for it already."""
    found = json.loads(line.adopted)
    facts = records.VideoFacts(**{**found["facts"], "stage": models.Stage(found["facts"]["stage"])})
    db.execute(
        "UPDATE jobs SET stage = 'new', error = '', redo = '', go = 0, attempt = NULL WHERE id = ?", (job_id,)
    )
    token, request_json = found["token"], found["request_json"]
    attempt = attempt_life.begin(db, sequence, job_id=job_id, token=token, request_json=request_json)
    attempt_life.finish_made(db, sequence, attempt_id=attempt.id, facts=facts, others=found["others"])
    db.execute("UPDATE attempts SET reason = 'adopted' WHERE id = ?", (attempt.id,))
    attempt_life.record_polls(db, [records.PollUpdate(job_id, facts)])
    if found["request_hash"] != line.request_hash:
        db.execute(
            "UPDATE attempts SET outdated = ? WHERE id = ?",
            (orders.explain(found["request_json"], line.request_json), attempt.id),
        )
