"""What can be asked of a state file: jobs, attempts, counts, ids; streamed where there may be many."""

from __future__ import annotations

import abc
import array
import functools
import json
from typing import TYPE_CHECKING

from batchgen import models
from batchgen.state import attempt_life, campaign_id, fixes, meta, records, sound_lengths
from batchgen.state.reading import job_pages
from batchgen.state.sqlite.upgrade import tabs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

CLEANED = "cleaned_ids"
"""Key of the meta: JSON list of the videos whose names no longer carry their token."""

_CHUNK = 1000
"""Rows of one reading, so that no read stays open while the caller works; below SQLite's 32,766 values."""
_OF_KEY = "j.key_hash = ? AND j.key_hash <> ''"
"""SQLite uses the partial index `jobs_key` only where the query repeats the condition of that index."""

_JOBS = records.JOBS
_HAS_JOB = "EXISTS (SELECT 1 FROM jobs WHERE jobs.id = attempts.job_id)"
_ATTEMPTS = f"SELECT {', '.join(records.ATTEMPT_COLUMNS)} FROM attempts"


class Queries(abc.ABC):
    """The reading half of a state file."""

    @abc.abstractmethod
    def _read(self, sql: str, values: Iterable[object] = ()) -> list[tuple[object, ...]]:
        """Return the rows of a query."""

    @abc.abstractmethod
    def _has_table(self, name: str) -> bool:
        """Return whether there is a table: a file of before, which is only read, may not have it."""

    def meta(self, name: str, default: str = "") -> str:
        """Return a remembered setting: service, key, name, rate, result_headers, ..."""
        rows = self._read("SELECT value FROM meta WHERE name = ?", (name,))
        return meta.text(rows[0][0]) if rows else default

    def campaign_id(self) -> str:
        """Return the random id of this campaign; empty if a file of before 0.2 sent nothing."""
        return campaign_id.of(self._read)

    def job(self, job_id: int) -> records.Job:
        """Return one job. Raises LookupError."""
        rows = self._read(f"{_JOBS} WHERE j.id = ?", (job_id,))
        if not rows:
            raise LookupError(job_id)
        return records.job_from(rows[0])

    def of_video(self, video_id: str) -> records.Job | None:
        """Return the job that has this video now, None if none has."""
        rows = self._read(f"{_JOBS} WHERE a.video_id = ? AND a.video_id <> '' LIMIT 1", (video_id,))
        return records.job_from(rows[0]) if rows else None

    def jobs(self, *stages: models.Stage, go: int | None = None) -> Iterator[records.Job]:
        """Stream jobs in the order of the sheet as first seen; of some stages, or confirmed by run `go`."""
        where, values = ["TRUE"], list[object]()
        if stages:
            where.append(f"j.stage IN ({', '.join('?' * len(stages))})")
            values += stages
        if go is not None:
            where.append("j.go = ?")
            values.append(go)
        yield from self._pages(" AND ".join(where), values)

    def jobs_by_row(self) -> Iterator[list[records.Job]]:
        """Stream all jobs, up to 1,000 at once, in the order of the sheet as last seen; gone rows last."""
        rows = self._read("SELECT id FROM jobs ORDER BY row IS NULL, row, id")
        ids = array.array("q", (int(str(row[0])) for row in rows))
        del rows
        for start in range(0, len(ids), _CHUNK):
            yield self._of_ids(ids[start : start + _CHUNK])

    def page(
        self,
        *,
        status: Collection[str] = (),
        words: str = "",
        order: job_pages.Order = "row",
        offset: int = 0,
        limit: int = 100,
    ) -> job_pages.Page:
        """Return some of the jobs, and the number of all that are meant.

        `status` are words of the sheet's status column, "new" for none (empty: all); each of the `words`
        stands in the key, the name or a cell.
        """
        query = job_pages.query(status, words, order, offset=offset, limit=min(limit, _CHUNK))
        ids = [int(str(row[0])) for row in self._read(query.ids, query.values)]
        total = int(str(self._read(query.total, query.values)[0][0]))
        return job_pages.Page(tuple(self._of_ids(ids)), total)

    def changed_since(self, moment: str, *, limit: int = 1000) -> list[records.Job]:
        """Return jobs that reached their stage at a moment or later, in that order; at most 1,000.

        `moment` is a job's `changed_at`, with which the next look can go on: those of that very moment come
        again, since more of them may have come. Progress within a stage is not a change.
        """
        sql = f"{_JOBS} WHERE j.changed_at >= ? ORDER BY j.changed_at, j.id LIMIT {min(limit, _CHUNK):d}"
        return [records.job_from(row) for row in self._read(sql, (moment,))]

    def _of_ids(self, ids: Sequence[int]) -> list[records.Job]:
        """Return jobs, 1,000 at most, in the order of their ids; those that are gone are left out."""
        found = self._read(f"{_JOBS} WHERE j.id IN ({', '.join('?' * len(ids))})", ids)
        jobs = {job.id: job for job in map(records.job_from, found)}
        return [jobs[job_id] for job_id in ids if job_id in jobs]

    def _pages(self, where: str, values: list[object]) -> Iterator[records.Job]:
        sql = f"{_JOBS} WHERE j.id > ? AND {where} ORDER BY j.id LIMIT {_CHUNK}"
        last = 0
        while rows := self._read(sql, [last, *values]):
            for row in rows:
                yield records.job_from(row)
            last = int(str(rows[-1][0]))

    def counts(self) -> dict[models.Stage, int]:
        """Return how many jobs are in each stage."""
        rows = self._read("SELECT stage, count(*) FROM jobs GROUP BY stage")
        return {models.Stage(str(stage)): int(str(count)) for stage, count in rows}

    def count_open(self) -> int:
        """Return how many videos the service has not finished."""
        found = self.counts()
        return sum(found.get(stage, 0) for stage in models.OPEN_STAGES)

    def attempts(self, job_id: int) -> list[records.Attempt]:
        """Return all attempts of a job, oldest first."""
        return self._attempts("job_id = ? ORDER BY id", job_id)

    def attempt(self, attempt_id: int) -> records.Attempt:
        """Return one attempt. Raises LookupError."""
        found = self._attempts("id = ?", attempt_id)
        if not found:
            raise LookupError(attempt_id)
        return found[0]

    def unknown_attempts(self) -> list[records.Attempt]:
        """Return all attempts whose outcome is not known, of redone jobs too, oldest first.

        What belongs to a job that is gone is nobody's: its video is taken over like a stranger's.
        """
        return self._attempts(f"outcome = 'unknown' AND {_HAS_JOB} ORDER BY id")

    def open_attempts(self) -> list[records.Attempt]:
        """Return the unknown attempts, and those that are in the air or were so when a run died."""
        return self._attempts("outcome IN ('unknown', '') ORDER BY id")

    def _attempts(self, where: str, *values: object) -> list[records.Attempt]:
        return [records.attempt_from(row) for row in self._read(f"{_ATTEMPTS} WHERE {where}", values)]

    def start_times(self, attempts: Iterable[int]) -> dict[int, str]:
        """Return when some attempts (a few thousand at most) were started (UTC), by their ids."""
        wanted = tuple(attempts)
        marks = ", ".join("?" * len(wanted))
        rows = self._read(f"SELECT id, started_at FROM attempts WHERE id IN ({marks})", wanted)
        return {int(str(row[0])): str(row[1]) for row in rows}

    def known_ids(self, *, deleted: bool = False) -> set[str]:
        """Return the ids of all videos ever made here, those that the service deleted only if asked for."""
        also = "" if deleted else " AND stage <> 'deleted'"
        return {
            str(row[0]) for row in self._read(f"SELECT video_id FROM attempts WHERE video_id <> ''{also}")
        }

    def tokens_by_id(self) -> dict[str, str]:
        """Return the token of every video made here that the service has not deleted, by video id.

        Videos whose names were cleaned of it on purpose (`videos rename --clean`) are left out.
        """
        rows = self._read("SELECT video_id, token FROM attempts WHERE video_id <> '' AND stage <> 'deleted'")
        cleaned = set(json.loads(self.meta(CLEANED, "[]")))
        return {str(row[0]): str(row[1]) for row in rows if row[0] not in cleaned}

    def spoken_for(self) -> set[str]:
        """Return the tokens whose videos have their job, or are looked for: all but those never made."""
        sql = f"SELECT token FROM attempts WHERE outcome <> 'not_made' AND {_HAS_JOB}"
        return {str(row[0]) for row in self._read(sql)}

    def owned_ids(self) -> set[str]:
        """Return the ids of all videos that a job has or had."""
        rows = self._read(f"SELECT video_id, other_ids FROM attempts WHERE video_id <> '' AND {_HAS_JOB}")
        others = [json.loads(str(row[1])) for row in rows if row[1]]
        return {str(row[0]) for row in rows}.union(*others)

    def made_since(self, sequence: int) -> set[str]:
        """Return ids of videos of ours whose POST was started after `sequence` (an attempt's `end_seq`)."""
        rows = self._read("SELECT video_id FROM attempts WHERE start_seq > ? AND video_id <> ''", (sequence,))
        return {str(row[0]) for row in rows}

    def in_the_air(self) -> int:
        """Return how many creates have neither an outcome nor an end on disk."""
        return int(str(self._read("SELECT count(*) FROM attempts WHERE outcome = ''")[0][0]))

    def sent_since(self, sequence: int) -> Iterator[records.Sent]:
        """Stream the attempts that were started after a number of the counter, without adopted ones."""
        last = 0
        sql = f"{records.SENT} AND a.id > ? AND a.start_seq > ? ORDER BY a.id LIMIT 10000"
        while rows := self._read(sql, (last, sequence)):
            yield from map(records.sent_from, rows)
            last = int(str(rows[-1][-1]))

    def sent_as(self, token: str) -> records.Sent | None:
        """Return the attempt with a token, if there is one."""
        rows = self._read(f"{records.SENT} AND a.token = ?", (token,))
        return records.sent_from(rows[0]) if rows else None

    def cells(self) -> Iterator[tuple[int, str]]:
        """Stream the cells of every job, as JSON by folded header, with its id."""
        last = 0
        while rows := self._read("SELECT id, cells FROM jobs WHERE id > ? ORDER BY id LIMIT 10000", (last,)):
            for job_id, cells in rows:
                yield int(str(job_id)), str(cells)
            last = int(str(rows[-1][0]))

    def has_cell(self, name: str) -> bool:
        """Return whether a job's row fills the column with this folded header. Reads all jobs, at worst."""
        cell = f"trim(coalesce(json_extract(nullif(cells, ''), '$.\"{name}\"'), ''))"
        return bool(self._read(f"SELECT 1 FROM jobs WHERE {cell} <> '' LIMIT 1"))

    def find(self, *, key_hash: str, cells_hash: str, occurrence: int = 0) -> records.Job | None:
        """Return the job that a row is known by: its key if it has one, else its cells."""
        where, value = (_OF_KEY, key_hash) if key_hash else ("j.cells_hash = ?", cells_hash)
        rows = self._read(f"{_JOBS} WHERE {where} AND j.occurrence = ? LIMIT 1", (value, occurrence))
        return records.job_from(rows[0]) if rows else None

    def of_key(self, key_hash: str) -> list[records.Job]:
        """Return all jobs with a key: rows that share it and ask for different videos have one each."""
        rows = self._read(f"{_JOBS} WHERE {_OF_KEY} ORDER BY j.occurrence, j.id", (key_hash,))
        return [records.job_from(row) for row in rows]

    def fixes(self) -> dict[int, fixes.Fix]:
        """Return the jobs whose request was fixed in a failures file, and how."""
        fixed = fixes.parse(tabs.of_fixes(self._read, self.meta(fixes.META)))
        return fixes.with_cells(fixed, self._read(fixes.CELLS)) if fixed else {}

    def earlier_requests(self) -> list[tuple[int, str]]:
        """Return jobs, by id, and the request hashes of their attempts before the last one."""
        found = self._read(
            "SELECT DISTINCT a.job_id, a.request_hash FROM attempts a JOIN jobs j ON j.id = a.job_id"
            " WHERE a.id <> j.attempt"
        )
        return [(int(str(job)), str(text)) for job, text in found]

    def last_start(self) -> str:
        """Return when the last attempt began, in UTC; empty if there is none."""
        return str(self._read("SELECT coalesce(max(started_at), '') FROM attempts")[0][0])

    def pairs(self) -> dict[int, tuple[str, str]]:
        """Return key hash and cells hash of the rows that wait, by the job whose person each seems to be."""
        return records.pairs_from(self.meta(records.PAIRS))

    def shared(self) -> dict[str, int]:
        """Return the jobs whose videos rows of other keys or cells show, by their key hash or cells hash."""
        return records.shared_from(self.meta(records.SHARED))

    def outlines(self) -> Iterator[records.Outline]:
        """Stream what is needed to count all jobs."""
        last = 0
        sql = (
            "SELECT j.id, j.stage, coalesce(a.outdated, '') <> '', j.left_out, a.keeps IS NOT NULL"
            " FROM jobs j LEFT JOIN attempts a ON a.id = j.attempt WHERE j.id > ? ORDER BY j.id LIMIT 10000"
        )
        while rows := self._read(sql, (last,)):
            for job_id, stage, outdated, left_out, earlier in rows:
                yield records.Outline(
                    int(str(job_id)), models.Stage(str(stage)), bool(outdated), str(left_out), bool(earlier)
                )
            last = int(str(rows[-1][0]))

    def measured(self) -> dict[str, tuple[float, float]]:
        """Return, by replica, the estimated and real minutes of finished, spoken videos of known length."""
        rows = self._read(
            "SELECT json_extract(j.request_json, '$.replica_id'), sum(j.minutes), sum(a.seconds) / 60.0"
            " FROM jobs j JOIN attempts a ON a.id = j.attempt WHERE a.seconds IS NOT NULL AND j.minutes > 0"
            " AND j.stage = 'ready' AND a.request_hash = j.request_hash"
            # The length of a sound file is no estimate of how fast a replica speaks.
            " AND json_extract(j.request_json, '$.audio_url') IS NULL GROUP BY 1"
        )
        return {str(name): (float(str(planned)), float(str(real))) for name, planned, real in rows if name}

    def audio_seconds(self, url: str) -> float | None:
        """Return the length of a sound file, if it was read before."""
        if not self._keeps_audio:
            return None
        rows = self._read(sound_lengths.SECONDS, (url,))
        return float(str(rows[0][0])) if rows else None

    @functools.cached_property
    def _keeps_audio(self) -> bool:
        return self._has_table("audio")

    def unfinished_redo(self, kind: str) -> int:
        """Count the jobs that a --redo of this kind marked and that are not finished."""
        rows = self._read("SELECT count(*) FROM jobs WHERE redo IN (?, ?)", (kind, kind + attempt_life.SENT))
        return int(str(rows[0][0]))

    def count_found(self) -> int:
        """Return how many jobs have a video that was found in the account, where no answer named it."""
        # What was made has words only if its answer was lost first; an old file's jobs are numbered 0.
        sql = (
            "SELECT count(*) FROM jobs j JOIN attempts a ON a.id = j.attempt WHERE a.outcome = 'made'"
            " AND (a.words <> '' OR a.reason = 'adopted') AND a.start_seq > 0"
        )
        return int(str(self._read(sql)[0][0]))

    def without_row(self) -> Iterator[records.Job]:
        """Stream the jobs that have a video, or had one asked for, and no row in the sheet any more."""
        yield from self._pages("j.row IS NULL AND j.attempt IS NOT NULL", [])

    def known(self) -> Iterator[records.Known]:
        """Stream the identity of every job, for a Roster."""
        right = tabs.of_jobs(self._read)
        last = 0
        while rows := self._read(
            f"{records.KNOWN} WHERE j.id > ? ORDER BY j.id LIMIT {_CHUNK * 10}", (last,)
        ):
            for row in rows:
                job = records.Known(*row)  # type: ignore[arg-type]
                hashes = right.get(job.id, (job.request_hash, job.accepted_hash))
                yield job._replace(request_hash=hashes[0], accepted_hash=hashes[1]) if right else job
            last = int(str(rows[-1][0]))
