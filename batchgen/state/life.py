"""The life of an attempt, as changes of the tables: intent, outcome, polls; in the writer's transactions."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from batchgen import errors, models
from batchgen.state import records

if TYPE_CHECKING:
    import sqlite3

_VIDEO = (
    *("attempt", "token", "video_id", *records.LINKS, "sent_hash", "accepted_hash", "error", "details"),
    *("progress", "kept", "outdated", "redo", "go"),
)
"""What an attempt takes from a job and gives back when nothing was made."""
_FACTS = ("video_id", *records.LINKS, "error", "details", "progress")
_EMPTY = {"attempt": None, "go": 0}
FINAL = (models.Stage.READY, models.Stage.ERROR, models.Stage.DELETED, models.Stage.REJECTED)

REDO = ("failed", "changed", "unknown", "all")
SENT = ":sent"
"""A job's `redo` is "all" from the mark to its POST, "all:sent" from there to its end."""

CROSSED = "crossed"
"""Reason of an attempt that was answered with another request's video."""

Counter = Callable[[], int]


def now() -> str:
    """Return the present time in UTC, for people."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def _sets(names: Iterable[str]) -> str:
    return ", ".join(f"{name} = ?" for name in names)


_SELECT_ATTEMPT = f"SELECT {', '.join(records.ATTEMPT_COLUMNS)} FROM attempts WHERE id = ?"
_SELECT_BEFORE = f"SELECT stage, {', '.join(_VIDEO)} FROM jobs WHERE id = ?"
_RESTORE = f"UPDATE jobs SET {_sets(_VIDEO)} WHERE id = ?"
_SET_FACTS = (
    "UPDATE jobs SET changed_at = CASE WHEN stage = ? THEN changed_at ELSE ? END,"
    f" stage = ?, {_sets(_FACTS)} WHERE id = ?"
)
"""`changed_at` is when the job reached its stage: a thumbnail that comes later does not move it."""

_CLEAR = (
    "attempt = ?, token = ?, sent_hash = ?, kept = ?, redo = ?, accepted_hash = '', outdated = '', "
    + ", ".join(f"{n} = ''" for n in _FACTS)
)
_START = f"UPDATE jobs SET stage = 'sending', {_CLEAR}, changed_at = ? WHERE id = ?"


def free_ids(db: sqlite3.Connection) -> Iterator[int]:
    """Return ids for new jobs. That of a job deleted by hand is not used again: its attempts are there."""
    jobs = db.execute("SELECT max(id) FROM jobs").fetchone()[0]
    attempts = db.execute("SELECT max(job_id) FROM attempts").fetchone()[0]
    return itertools.count(max(jobs or 0, attempts or 0) + 1)


def add(db: sqlite3.Connection, job_id: int, job: records.NewJob) -> int:
    """Add a job of stage `new`; return its id, one of `free_ids`."""
    request = job.request
    db.execute(
        "INSERT INTO jobs (id, key, key_hash, cells, cells_hash, occurrence, row, label, request_json,"
        " request_hash, minutes, go, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(job_id, job.key, job.key_hash, job.cells, job.cells_hash, job.occurrence, job.row),
            *(str(request.fields.get("video_name", "")), records.request_text(request), request.hash()),
            *(job.minutes, job.go, now()),
        ),
    )
    return job_id


def begin(
    db: sqlite3.Connection, sequence: Counter, *, job_id: int, token: str, request_json: str
) -> records.Attempt:
    """Write the intent of one POST. Raises errors.StateError when the job must not be sent now."""
    row = db.execute(_SELECT_BEFORE, (job_id,)).fetchone()
    if row is None:
        raise errors.StateError(f"There is no job {job_id} in the state file.")
    stage = models.Stage(row[0])
    before = dict(zip(_VIDEO, row[1:], strict=True))
    # Of what is sent, not of what the row asks for by now: the sheet may be edited meanwhile.
    request_hash = records.request_from(request_json).hash()
    redo = str(before["redo"])
    if stage is models.Stage.SENDING or (stage is not models.Stage.NEW and redo not in REDO):
        raise errors.StateError(f"Job {job_id} is {stage}: it must not be sent again without --redo.")
    started, start = now(), sequence()
    filled = {name: value for name, value in before.items() if value}
    cursor = db.execute(
        "INSERT INTO attempts (job_id, token, request_json, request_hash, start_seq, started_at,"
        " stage_before, before) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (job_id, token, request_json, request_hash, start, started, stage, json.dumps(filled)),
    )
    attempt_id = int(cursor.lastrowid or 0)
    marked = redo and redo + SENT
    db.execute(_START, (attempt_id, token, request_hash, _keep(stage, before), marked, started, job_id))
    return records.Attempt(
        id=attempt_id,
        job_id=job_id,
        token=token,
        request_json=request_json,
        request_hash=request_hash,
        start_seq=start,
        started_at=started,
        stage_before=stage,
    )


def _keep(stage: models.Stage, before: dict[str, str]) -> str:
    """Return the earlier video that stays in the results until the new one is ready."""
    if not before["video_id"]:
        return before["kept"]
    if stage is not models.Stage.READY and before["kept"]:
        return before["kept"]
    links = {name: before[name] for name in records.LINKS}
    return records.Kept(
        video_id=before["video_id"], sent_hash=before["sent_hash"], stage=stage, **links
    ).to_text()


def attempt(db: sqlite3.Connection, attempt_id: int) -> records.Attempt:
    """Return one attempt. Raises LookupError."""
    row = db.execute(_SELECT_ATTEMPT, (attempt_id,)).fetchone()
    if row is None:
        raise LookupError(attempt_id)
    return records.attempt_from(row)


def finish_made(
    db: sqlite3.Connection,
    sequence: Counter,
    *,
    attempt_id: int,
    facts: records.VideoFacts,
    others: Iterable[str] = (),
) -> bool:
    """Record that the attempt made a video; return whether it is still the job's current attempt.

    Raises errors.OwnedVideoError, and changes nothing, when another attempt has that video.
    """
    job_id, current, redo = _whose(db, attempt_id)
    _refuse_owned(db, attempt_id, facts.video_id)
    db.execute(
        "UPDATE attempts SET outcome = 'made', reason = '', end_seq = ?, ended_at = ?, stage = ?,"
        " video_id = ?, other_ids = ?, hosted_url = ? WHERE id = ?",
        (sequence(), now(), facts.stage, facts.video_id, _others(others), facts.hosted_url, attempt_id),
    )
    if not current:
        return False
    if redo == "unknown":
        # A lost video that is found need not be sent again.
        db.execute("UPDATE jobs SET redo = '', go = 0 WHERE id = ?", (job_id,))
    _set_facts(db, job_id, facts)
    return True


_OWNER = (
    "SELECT j.row, j.key FROM attempts a JOIN jobs j ON j.id = a.job_id"
    " WHERE a.video_id = ? AND a.video_id <> '' AND a.id <> ?"
)
"""The job of another attempt that has a video. What a job that is gone once had belongs to nobody."""

_FURTHER = (
    "SELECT j.row, j.key, a.other_ids FROM attempts a JOIN jobs j ON j.id = a.job_id"
    " WHERE a.other_ids <> '' AND a.other_ids > '' AND a.id <> ?"
)
"""Jobs of attempts for which the service made more than one video: very few."""


def _refuse_owned(db: sqlite3.Connection, attempt_id: int, video_id: str) -> None:
    owners = db.execute(_OWNER, (video_id, attempt_id)).fetchall()
    owners += [
        (row, key) for row, key, ids in db.execute(_FURTHER, (attempt_id,)) if video_id in json.loads(ids)
    ]
    for row, key in owners:
        who = f"row {row}" if row else f"{key or 'a row that is gone'}"
        raise errors.OwnedVideoError(f"Tavus gave the id {video_id}, which is the video of {who} already.")


def _whose(db: sqlite3.Connection, attempt_id: int) -> tuple[int, bool, str]:
    """Return an attempt's job, whether the attempt is the job's current one, and the job's redo mark."""
    row = db.execute(
        "SELECT jobs.id, jobs.attempt, jobs.redo FROM attempts JOIN jobs ON jobs.id = attempts.job_id"
        " WHERE attempts.id = ?",
        (attempt_id,),
    ).fetchone()
    if row is None:
        raise LookupError(attempt_id)
    return int(row[0]), row[1] == attempt_id, str(row[2])


def _others(ids: Iterable[str]) -> str:
    known = list(ids)
    return json.dumps(known) if known else ""


def _is_current(db: sqlite3.Connection, known: records.Attempt) -> bool:
    row = db.execute("SELECT attempt FROM jobs WHERE id = ?", (known.job_id,)).fetchone()
    return row is not None and row[0] == known.id


def _set_facts(db: sqlite3.Connection, job_id: int, facts: records.VideoFacts) -> None:
    values = (getattr(facts, name) for name in _FACTS)
    db.execute(_SET_FACTS, (facts.stage, now(), facts.stage, *values, job_id))
    if facts.seconds is not None:
        db.execute("UPDATE jobs SET seconds = ? WHERE id = ?", (facts.seconds, job_id))
    if facts.stage in FINAL:
        db.execute("UPDATE jobs SET redo = '', go = 0 WHERE id = ?", (job_id,))
    if facts.stage is models.Stage.READY:
        db.execute("UPDATE jobs SET kept = '' WHERE id = ?", (job_id,))


def finish_not_made(
    db: sqlite3.Connection,
    sequence: Counter,
    *,
    attempt_id: int,
    reason: str,
    stage: models.Stage,
    words: str,
) -> None:
    """Record that nothing was made: the job is `stage` (new or rejected), an earlier video is given back."""
    known = attempt(db, attempt_id)
    before = json.loads(db.execute("SELECT before FROM attempts WHERE id = ?", (attempt_id,)).fetchone()[0])
    db.execute(
        "UPDATE attempts SET outcome = 'not_made', reason = ?, words = ?, end_seq = ?, ended_at = ?"
        " WHERE id = ?",
        (reason, words, sequence(), now(), attempt_id),
    )
    if not _is_current(db, known):
        return
    if stage is models.Stage.REJECTED:
        db.execute(
            "UPDATE jobs SET stage = ?, error = ?, redo = '', go = 0, changed_at = ? WHERE id = ?",
            (stage, words, now(), known.job_id),
        )
        return
    db.execute(_RESTORE, (*(before.get(name, _EMPTY.get(name, "")) for name in _VIDEO), known.job_id))
    db.execute(
        "UPDATE jobs SET stage = ?, changed_at = ? WHERE id = ?", (known.stage_before, now(), known.job_id)
    )


def finish_unknown(
    db: sqlite3.Connection, sequence: Counter, *, attempt_id: int, reason: str, why: str
) -> None:
    """Record that the POST's outcome is not known; its end is where this became known."""
    known = attempt(db, attempt_id)
    db.execute(
        "UPDATE attempts SET outcome = 'unknown', reason = ?, words = ?, end_seq = ?, ended_at = ?"
        " WHERE id = ?",
        (reason, why, sequence(), now(), attempt_id),
    )
    if _is_current(db, known):
        db.execute(
            "UPDATE jobs SET stage = 'unknown', error = ?, changed_at = ? WHERE id = ?",
            (why, now(), known.job_id),
        )


def disown(db: sqlite3.Connection, sequence: Counter, *, job_id: int, why: str) -> None:
    """Take a job's video away, since it is another request's: what its attempt came to is not known."""
    attempt_id = db.execute("SELECT attempt FROM jobs WHERE id = ?", (job_id,)).fetchone()[0]
    empty = ", ".join(f"{name} = ''" for name in ("stage", "video_id", *records.LINKS))
    db.execute(f"UPDATE attempts SET {empty} WHERE id = ?", (attempt_id,))
    empty = ", ".join(f"{name} = ''" for name in _FACTS)
    db.execute(f"UPDATE jobs SET {empty} WHERE id = ?", (job_id,))
    finish_unknown(db, sequence, attempt_id=attempt_id, reason=CROSSED, why=why)


def note_look(db: sqlite3.Connection, *, attempt_id: int, words: str) -> None:
    """Record that the account was searched for an unknown attempt and what was seen."""
    known = attempt(db, attempt_id)
    db.execute(
        "UPDATE attempts SET looks = looks + 1, looked_at = ?, words = ? WHERE id = ?",
        (now(), words, attempt_id),
    )
    if known.outcome == "unknown" and _is_current(db, known):
        db.execute("UPDATE jobs SET error = ? WHERE id = ? AND stage = 'unknown'", (words, known.job_id))


def note_deleted(db: sqlite3.Connection, *, video_id: str) -> None:
    """Record that a video is gone from the account."""
    stage = models.Stage.DELETED
    db.execute("UPDATE attempts SET stage = ? WHERE video_id = ?", (stage, video_id))
    db.execute("UPDATE jobs SET stage = ?, changed_at = ? WHERE video_id = ?", (stage, now(), video_id))


def record_polls(db: sqlite3.Connection, updates: Iterable[records.PollUpdate]) -> None:
    """Take over what the service says about videos that the jobs still have."""
    for update in updates:
        row = db.execute("SELECT video_id, attempt FROM jobs WHERE id = ?", (update.job_id,)).fetchone()
        if row is None or row[0] != update.facts.video_id:
            continue
        _set_facts(db, update.job_id, update.facts)
        _mirror(db, row[1], update.facts)


def _mirror(db: sqlite3.Connection, attempt_id: int | None, facts: records.VideoFacts) -> None:
    """Keep what came of a finished video in its attempt, where a redo does not erase it."""
    if facts.stage in FINAL:
        db.execute(
            "UPDATE attempts SET stage = ?, hosted_url = ?, download_url = ?, stream_url = ?,"
            " thumbnail_url = ?, gif_url = ? WHERE id = ?",
            (facts.stage, *(getattr(facts, name) for name in records.LINKS), attempt_id),
        )


def recover(db: sqlite3.Connection, sequence: Counter) -> tuple[int, ...]:
    """Turn attempts that a dead run left in the air to unknown; return the jobs' ids."""
    lost = db.execute("SELECT id, job_id FROM attempts WHERE outcome = ''").fetchall()
    why = "the run ended while this request was going out; it is looked for in the account"
    for attempt_id, _ in lost:
        finish_unknown(db, sequence, attempt_id=attempt_id, reason="crash", why=why)
    return tuple(job_id for _, job_id in lost)


def facts_of(job: records.Job) -> records.VideoFacts:
    """Return a job's video columns as facts."""
    values = {
        f.name: getattr(job, f.name) for f in dataclasses.fields(records.VideoFacts) if f.name != "stage"
    }
    return records.VideoFacts(stage=job.stage, **values)
