"""From the first schema of the state file to the second, in which a video stands in one place: its attempt.

The first one had a job's video in the job, and in JSON what a redo might have to give back: `kept` in the
job (the earlier video) and `before` in the attempt (the job's columns before it was sent).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from batchgen import models
from batchgen.state import records

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

_SAME_IN_JOBS = (
    "id, key, key_hash, cells, cells_hash, occurrence, row, label, stage, request_json, request_hash,"
    " left_out, minutes, go, redo, changed_at"
)
_SAME_IN_ATTEMPTS = (
    "id, job_id, token, request_json, start_seq, end_seq, started_at, ended_at, outcome, reason, other_ids,"
    " looks, looked_at"
)
_UNSENT = "('new', 'invalid', 'excluded')"
_FINAL = {str(models.Stage.READY), str(models.Stage.ERROR), str(models.Stage.DELETED)}

_OUTCOMES = (
    "CASE WHEN j.stage IN ('sending', 'unknown') THEN 'unknown' WHEN j.stage = 'rejected' THEN 'not_made'"
    " ELSE 'made' END"
)
_OWN_STAGE = (
    "CASE a.outcome WHEN '' THEN 'sending' WHEN 'unknown' THEN 'unknown'"
    " WHEN 'not_made' THEN"
    " CASE WHEN a.reason = 'rejected' OR j.stage = 'rejected' THEN 'rejected' ELSE 'new' END"
    f" ELSE CASE WHEN j.id IS NOT NULL AND j.stage NOT IN {_UNSENT} THEN j.stage"
    " ELSE coalesce(nullif(a.stage, ''), 'generating') END END"
)
_LINKS = ", ".join(
    f"CASE WHEN j.video_id <> '' THEN j.{name} ELSE a.{name} END" for name in ("video_id", *records.LINKS)
)


def set_aside(db: sqlite3.Connection) -> None:
    """Move the first schema's tables out of the way, without their indexes."""
    names = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    for (name,) in db.execute(names).fetchall():
        db.execute(f'DROP INDEX "{name}"')
    for table in ("attempts", "jobs"):
        db.execute(f"ALTER TABLE {table} RENAME TO old_{table}")


def take_over(db: sqlite3.Connection) -> None:
    """Fill the tables of the second schema from those that were set aside, and drop these."""
    db.execute("CREATE INDEX old_attempts_job ON old_attempts (job_id)")
    _copy_jobs(db)
    _copy_attempts(db)
    _give_attempts(db)
    for values in db.execute(
        "SELECT id, stage_before, before FROM old_attempts"
        " WHERE before LIKE '%\"attempt\"%' OR before LIKE '%\"kept\"%' ORDER BY id"
    ).fetchall():
        _take_before(db, *values)
    # Last, since what a job says of its earlier video is newer than what its attempts say.
    for job_id, kept in db.execute("SELECT id, kept FROM old_jobs WHERE kept <> ''").fetchall():
        attempt = db.execute("SELECT attempt FROM jobs WHERE id = ?", (job_id,)).fetchone()[0]
        if attempt is not None:
            _keep(db, job_id, attempt, json.loads(kept))
    db.execute("DROP TABLE old_attempts")
    db.execute("DROP TABLE old_jobs")


def _copy_jobs(db: sqlite3.Connection) -> None:
    unsent = f"stage IN {_UNSENT} AND kept = ''"
    db.execute(
        f"INSERT INTO jobs ({_SAME_IN_JOBS}, attempt, error) SELECT {_SAME_IN_JOBS},"
        f" CASE WHEN {unsent} THEN NULL ELSE attempt END, CASE WHEN {unsent} THEN error ELSE '' END"
        " FROM old_jobs"
    )


def _copy_attempts(db: sqlite3.Connection) -> None:
    """Copy the attempts; those in force take their job's video, which is newer than theirs."""
    same = ", ".join(f"a.{name.strip()}" for name in _SAME_IN_ATTEMPTS.split(","))
    db.execute(
        f"INSERT INTO attempts ({_SAME_IN_ATTEMPTS}, request_hash, words, stage, video_id,"
        f" {', '.join(records.LINKS)}, error, details, progress, seconds, accepted_hash, outdated)"
        f" SELECT {same}, coalesce(nullif(j.sent_hash, ''), a.request_hash),"
        " CASE WHEN a.words = '' AND a.outcome <> 'made' THEN coalesce(j.error, '') ELSE a.words END,"
        f" {_OWN_STAGE}, {_LINKS}, CASE WHEN a.outcome = 'made' THEN coalesce(j.error, '') ELSE '' END,"
        " coalesce(j.details, ''), coalesce(j.progress, ''), j.seconds, coalesce(j.accepted_hash, ''),"
        " coalesce(j.outdated, '') FROM old_attempts a LEFT JOIN old_jobs j"
        " ON j.id = a.job_id AND j.attempt = a.id"
    )


def _give_attempts(db: sqlite3.Connection) -> None:
    """Give jobs that were sent, or have a video, an attempt of their own if theirs is not in the file.

    `start_seq` 0 is before every other: such an attempt proves nothing about others.
    """
    lost = (
        f"FROM old_jobs j WHERE j.stage NOT IN {_UNSENT}"
        " AND (j.attempt IS NULL OR j.attempt NOT IN (SELECT id FROM old_attempts))"
    )
    found = db.execute("SELECT value FROM meta WHERE name = 'sequence'").fetchone()
    db.execute(
        "INSERT INTO attempts (job_id, token, request_json, request_hash, start_seq, end_seq, started_at,"
        f" outcome, reason, words, stage, video_id, {', '.join(records.LINKS)}, error, details, progress,"
        " seconds, accepted_hash, outdated) SELECT j.id, j.token, j.request_json,"
        " coalesce(nullif(j.sent_hash, ''), j.request_hash), 0, ?, j.changed_at,"
        f" {_OUTCOMES}, 'adopted', j.error, CASE j.stage WHEN 'sending' THEN 'unknown' ELSE j.stage END,"
        f" j.video_id, {', '.join(f'j.{name}' for name in records.LINKS)}, j.error, j.details, j.progress,"
        f" j.seconds, j.accepted_hash, j.outdated {lost}",
        (int(found[0]) if found else 0,),
    )
    db.execute(
        "UPDATE jobs SET attempt = (SELECT max(a.id) FROM attempts a WHERE a.job_id = jobs.id)"
        f" WHERE id IN (SELECT j.id {lost})"
    )
    db.execute(
        "UPDATE jobs SET stage = 'unknown' WHERE stage = 'sending'"
        " AND attempt NOT IN (SELECT id FROM old_attempts)"
    )


def _take_before(db: sqlite3.Connection, attempt_id: int, stage: str, text: str) -> None:
    """Make pointers of what an attempt kept of its job: the attempt that it replaces, and its video."""
    before = json.loads(text)
    found = db.execute(
        "SELECT a.id, a.job_id, a.outcome, a.stage, j.attempt FROM attempts a"
        " LEFT JOIN jobs j ON j.id = a.job_id WHERE a.id = ?",
        (before.get("attempt"),),
    ).fetchone()
    if found is None:
        return
    replaced, job_id, outcome, own_stage, in_force = found
    db.execute("UPDATE attempts SET replaces = ? WHERE id = ?", (replaced, attempt_id))
    if in_force != replaced:
        newer = own_stage if outcome == "made" and own_stage in _FINAL else stage
        if outcome not in {"", "unknown"}:
            db.execute("UPDATE attempts SET stage = ? WHERE id = ?", (newer, replaced))
        _fill(db, replaced, before)
        if "kept" in before:
            _keep(db, job_id, replaced, json.loads(before["kept"]))


def _fill(db: sqlite3.Connection, attempt_id: int, facts: Mapping[str, str]) -> None:
    names = [
        name
        for name in (*records.LINKS, "details", "progress", "accepted_hash", "outdated")
        if facts.get(name)
    ]
    for name in names:
        db.execute(f"UPDATE attempts SET {name} = ? WHERE id = ?", (facts[name], attempt_id))
    if facts.get("error"):
        db.execute(
            "UPDATE attempts SET error = ? WHERE id = ? AND outcome = 'made'", (facts["error"], attempt_id)
        )


def _keep(db: sqlite3.Connection, job_id: int, attempt_id: int, kept: Mapping[str, str]) -> None:
    """Point from an attempt to the one whose video stays until its own is ready."""
    found = db.execute(
        "SELECT id FROM attempts WHERE job_id = ? AND video_id = ? ORDER BY id DESC",
        (job_id, kept["video_id"]),
    ).fetchone()
    earlier = int(found[0]) if found else _made(db, job_id, kept)
    _fill(db, earlier, {name: text for name, text in kept.items() if name in records.LINKS})
    db.execute("UPDATE attempts SET keeps = ? WHERE id = ?", (earlier, attempt_id))


def _made(db: sqlite3.Connection, job_id: int, kept: Mapping[str, str]) -> int:
    cursor = db.execute(
        "INSERT INTO attempts (job_id, token, request_json, request_hash, start_seq, end_seq, started_at,"
        " outcome, reason, stage, video_id) VALUES (?, '', '', ?, 0, 0, '', 'made', 'adopted', ?, ?)",
        (job_id, kept.get("sent_hash", ""), kept.get("stage") or "ready", kept["video_id"]),
    )
    return int(cursor.lastrowid or 0)
