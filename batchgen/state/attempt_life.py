"""The life of an attempt, as changes of the tables: intent, outcome, polls; in the writer's transactions."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from batchgen import errors, models
from batchgen.state import records, sound_lengths, words

if TYPE_CHECKING:
    from batchgen.state import sql_tables

FINAL = (models.Stage.READY, models.Stage.ERROR, models.Stage.DELETED, models.Stage.REJECTED)

REDO = ("failed", "changed", "unknown", "all")
SENT = ":sent"
"""A job's `redo` is "all" from the mark to its POST, "all:sent" from there to its end."""

CROSSED = "crossed"
"""Reason of an attempt that was answered with another request's video."""

WORKER_LOST = "worker_lost"
"""Reason of an attempt whose worker was given up. It says nothing about the service."""

Counter = Callable[[], int]


def now() -> str:
    """Return the present time in UTC, for people."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


_SELECT_ATTEMPT = f"SELECT {', '.join(records.ATTEMPT_COLUMNS)} FROM attempts WHERE id = ?"
STANDING = (
    "j.stage, j.redo, CASE j.request_json WHEN {} THEN j.request_hash ELSE '' END,"
    " j.attempt, a.video_id, a.stage, a.keeps"
)
"""SQL: what decides whether a job may be sent, in the place of {} a request."""
_IN_FORCE = (
    f"SELECT {STANDING.format('?2')} FROM jobs j LEFT JOIN attempts a ON a.id = j.attempt WHERE j.id = ?1"
)
FACTS = (*records.LINKS, "error", "details", "progress")
_SETS = (
    f"{', '.join(f'{name} = :{name}' for name in FACTS)}, stage = :stage,"
    " seconds = coalesce(:seconds, seconds), keeps = CASE :stage WHEN 'ready' THEN NULL ELSE keeps END"
)
_SET_FACTS = f"UPDATE attempts SET {_SETS} WHERE id = :id"
# One statement and not two: at each one the writer waits for the interpreter behind the threads that send.
_MADE = (
    f"UPDATE attempts SET {_SETS}, outcome = 'made', reason = '', end_seq = :end_seq,"
    " ended_at = :ended_at, video_id = :video_id, other_ids = :other_ids WHERE id = :id"
)
_SET_STAGE = (
    "UPDATE jobs SET changed_at = CASE stage WHEN ?1 THEN changed_at ELSE ?2 END, stage = ?1 WHERE id = ?3"
)
"""`changed_at` is when the job reached its stage: a thumbnail that comes later does not move it."""


def free_ids(db: sql_tables.Tables) -> Iterator[int]:
    """Return ids for new jobs. That of a job deleted by hand is not used again: its attempts are there."""
    jobs = db.execute("SELECT max(id) FROM jobs").fetchone()[0]
    attempts = db.execute("SELECT max(job_id) FROM attempts").fetchone()[0]
    return itertools.count(max(jobs or 0, attempts or 0) + 1)


def begin(
    db: sql_tables.Tables, sequence: Counter, *, job_id: int, token: str, request_json: str
) -> records.Attempt:
    """Write the intent of one POST. Raises errors.StateError when the job must not be sent now."""
    standing = db.execute(_IN_FORCE, (job_id, request_json)).fetchone()
    intent = intended(standing, sequence, job_id=job_id, token=token, request_json=request_json)
    added = db.execute(
        "INSERT INTO attempts (job_id, token, request_json, request_hash, start_seq, started_at,"
        " replaces, keeps) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            *(job_id, token, request_json, intent.request_hash, intent.start_seq, intent.started_at),
            *(intent.replaces, intent.keeps),
        ),
    )
    attempt_id = int(added.fetchone()[0])
    marked = standing[1] and standing[1] + SENT
    db.execute(
        "UPDATE jobs SET stage = 'sending', attempt = ?, redo = ?, error = '', changed_at = ? WHERE id = ?",
        (attempt_id, marked, intent.started_at, job_id),
    )
    return dataclasses.replace(intent, id=attempt_id)


def intended(
    standing: tuple[Any, ...] | None, sequence: Counter, *, job_id: int, token: str, request_json: str
) -> records.Attempt:
    """Return the attempt, still without an id, that sends a job which stands like this (STANDING).

    Raises errors.StateError when the job must not be sent now.
    """
    if standing is None:
        raise errors.StateError(words.no_job(job_id))
    stage, redo, replaces = models.Stage(standing[0]), str(standing[1]), standing[3]
    if stage is models.Stage.SENDING or (stage is not models.Stage.NEW and redo not in REDO):
        raise errors.StateError(words.not_again(job_id, stage))
    return records.Attempt(
        id=0,
        job_id=job_id,
        token=token,
        request_json=request_json,
        # Of what is sent, not of what the row asks for by now: the sheet may be edited meanwhile.
        request_hash=standing[2] or records.request_from(request_json).hash(),
        start_seq=sequence(),
        started_at=now(),
        stage=models.Stage.SENDING,
        replaces=replaces,
        keeps=_keeps(*standing[3:]),
    )


def _keeps(replaces: int | None, video_id: str | None, stage: str | None, keeps: int | None) -> int | None:
    """Return the attempt whose video stays in the results until the new one is ready."""
    if video_id and (stage == models.Stage.READY or keeps is None):
        return replaces
    return keeps


def attempt(db: sql_tables.Tables, attempt_id: int) -> records.Attempt:
    """Return one attempt. Raises LookupError."""
    row = db.execute(_SELECT_ATTEMPT, (attempt_id,)).fetchone()
    if row is None:
        raise LookupError(attempt_id)
    return records.attempt_from(row)


def finish_made(
    db: sql_tables.Tables,
    sequence: Counter,
    *,
    attempt_id: int,
    facts: records.VideoFacts,
    others: Iterable[str] = (),
) -> bool:
    """Record that the attempt made a video; return whether it is still the job's current attempt.

    Raises errors.OwnedVideoError, and changes nothing, when another attempt has that video.
    """
    job_id, current, redo = _whose(db, attempt_id, facts.video_id)
    end = {
        "end_seq": sequence(),
        "ended_at": now(),
        "video_id": facts.video_id,
        "other_ids": _others(others),
    }
    db.execute(_MADE, _fact_values(attempt_id, facts) | end)
    if not current:
        return False
    if redo == "unknown":
        # A lost video that is found need not be sent again.
        db.execute("UPDATE jobs SET redo = '', go = 0 WHERE id = ?", (job_id,))
    _set_stage(db, job_id, facts.stage)
    return True


OWNERS = (
    "SELECT j.row, j.key, '' FROM attempts a JOIN jobs j ON j.id = a.job_id"
    " WHERE a.video_id = ?1 AND a.video_id <> '' AND a.id <> ?2"
    " UNION ALL SELECT j.row, j.key, a.other_ids FROM attempts a JOIN jobs j ON j.id = a.job_id"
    " WHERE a.other_ids <> '' AND a.other_ids > '' AND a.id <> ?2"
)
"""The job of another attempt that has a video. What a job that is gone once had belongs to nobody.

Then those for which the service made more than one video, with their ids: very few.
"""


def _refuse_owned(db: sql_tables.Tables, attempt_id: int, video_id: str) -> None:
    for row, key, ids in db.execute(OWNERS, (video_id, attempt_id)).fetchall():
        if ids and video_id not in json.loads(ids):
            continue
        raise errors.OwnedVideoError(words.owned(video_id, words.row_or_key(row, key)))


_WHOSE = (
    f"SELECT jobs.id, jobs.attempt, jobs.redo, EXISTS ({OWNERS})"
    " FROM attempts JOIN jobs ON jobs.id = attempts.job_id WHERE attempts.id = ?2"
)


def _whose(db: sql_tables.Tables, attempt_id: int, video_id: str) -> tuple[int, bool, str]:
    """Return an attempt's job, whether the attempt is the job's current one, and the job's redo mark.

    Raises errors.OwnedVideoError when another attempt has the video that it made.
    """
    row = db.execute(_WHOSE, (video_id, attempt_id)).fetchone()
    if row is None:
        raise LookupError(attempt_id)
    if row[3]:
        _refuse_owned(db, attempt_id, video_id)
    return int(row[0]), row[1] == attempt_id, str(row[2])


def _others(ids: Iterable[str]) -> str:
    known = list(ids)
    return json.dumps(known) if known else ""


def _is_current(db: sql_tables.Tables, known: records.Attempt) -> bool:
    row = db.execute("SELECT attempt FROM jobs WHERE id = ?", (known.job_id,)).fetchone()
    return row is not None and row[0] == known.id


def _set_facts(db: sql_tables.Tables, attempt_id: int, facts: records.VideoFacts) -> None:
    db.execute(_SET_FACTS, _fact_values(attempt_id, facts))


def _fact_values(attempt_id: int, facts: records.VideoFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in (*FACTS, "stage", "seconds")} | {"id": attempt_id}


def _set_stage(db: sql_tables.Tables, job_id: int, stage: models.Stage) -> None:
    """Give a job the stage of its attempt in force."""
    db.execute(_SET_STAGE, (stage, now(), job_id))
    if stage in FINAL:
        db.execute("UPDATE jobs SET redo = '', go = 0 WHERE id = ?", (job_id,))


def finish_not_made(
    db: sql_tables.Tables,
    sequence: Counter,
    *,
    attempt_id: int,
    reason: str,
    stage: models.Stage,
    words: str,
) -> None:
    """Record that nothing was made: `stage` is rejected, or new and the attempt before is in force again."""
    known = attempt(db, attempt_id)
    db.execute(
        "UPDATE attempts SET outcome = 'not_made', reason = ?, words = ?, stage = ?, end_seq = ?,"
        " ended_at = ? WHERE id = ?",
        (reason, words, stage, sequence(), now(), attempt_id),
    )
    if not _is_current(db, known):
        return
    if stage is models.Stage.REJECTED:
        _set_stage(db, known.job_id, stage)
        return
    db.execute(
        "UPDATE jobs SET attempt = ?1, redo = replace(redo, ?2, ''), changed_at = ?3,"
        " stage = coalesce((SELECT stage FROM attempts WHERE id = ?1), 'new') WHERE id = ?4",
        (known.replaces, SENT, now(), known.job_id),
    )


def finish_unknown(
    db: sql_tables.Tables, sequence: Counter, *, attempt_id: int, reason: str, why: str
) -> None:
    """Record that the POST's outcome is not known; its end is where this became known."""
    known = attempt(db, attempt_id)
    db.execute(
        "UPDATE attempts SET outcome = 'unknown', stage = 'unknown', reason = ?, words = ?, end_seq = ?,"
        " ended_at = ? WHERE id = ?",
        (reason, why, sequence(), now(), attempt_id),
    )
    if _is_current(db, known):
        _set_stage(db, known.job_id, models.Stage.UNKNOWN)


def disown(db: sql_tables.Tables, sequence: Counter, *, job_id: int, why: str) -> None:
    """Take a job's video away, since it is another request's: what its attempt came to is not known."""
    attempt_id = db.execute("SELECT attempt FROM jobs WHERE id = ?", (job_id,)).fetchone()[0]
    empty = ", ".join(f"{name} = ''" for name in ("video_id", *FACTS))
    db.execute(f"UPDATE attempts SET {empty} WHERE id = ?", (attempt_id,))
    finish_unknown(db, sequence, attempt_id=attempt_id, reason=CROSSED, why=why)


def note_look(db: sql_tables.Tables, *, attempt_id: int, words: str) -> None:
    """Record that the account was searched for an unknown attempt and what was seen."""
    db.execute(
        "UPDATE attempts SET looks = looks + 1, looked_at = ?, words = ? WHERE id = ?",
        (now(), words, attempt_id),
    )


def note_deleted(db: sql_tables.Tables, *, video_id: str) -> None:
    """Record that a video is gone from the account."""
    attempts = db.execute(
        "SELECT a.id, j.id FROM attempts a LEFT JOIN jobs j ON j.id = a.job_id AND j.attempt = a.id"
        " WHERE a.video_id = ? AND a.video_id <> ''",
        (video_id,),
    ).fetchall()
    for attempt_id, job_id in attempts:
        db.execute("UPDATE attempts SET stage = 'deleted' WHERE id = ?", (attempt_id,))
        db.execute("UPDATE jobs SET stage = 'deleted', changed_at = ? WHERE id = ?", (now(), job_id))


def note_seconds(db: sql_tables.Tables, *, video_id: str, seconds: float) -> None:
    """Record how long a finished video really is."""
    db.execute("UPDATE attempts SET seconds = ? WHERE video_id = ? AND video_id <> ''", (seconds, video_id))
    sound_lengths.learn(db, video_id)


def record_polls(db: sql_tables.Tables, updates: Iterable[records.PollUpdate]) -> None:
    """Take over what the service says about videos that the jobs still have."""
    for update in updates:
        row = db.execute(
            "SELECT a.video_id, a.id FROM jobs j JOIN attempts a ON a.id = j.attempt WHERE j.id = ?",
            (update.job_id,),
        ).fetchone()
        if row is not None and row[0] == update.facts.video_id:
            _set_facts(db, row[1], update.facts)
            _set_stage(db, update.job_id, update.facts.stage)


def recover(db: sql_tables.Tables, sequence: Counter) -> None:
    """Turn attempts that a dead run left in the air to unknown."""
    lost = db.execute("SELECT id FROM attempts WHERE outcome = ''").fetchall()
    for (attempt_id,) in lost:
        finish_unknown(db, sequence, attempt_id=attempt_id, reason="crash", why=words.ENDED_EARLY)
