"""Claims: a worker takes the next rows that may be sent, and their intents are written, in one commit."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, NamedTuple

from batchgen.state import attempt_life, records
from batchgen.state.postgres import bulk, shared_budgets
from batchgen.tavus import name_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen.state.postgres import sql_dialect

_GATE = "SELECT pg_advisory_xact_lock_shared($1::int, $2::int)"
GATE_CLASS = 0x6263
"""Claims of a campaign share a lock that lasts as long as their transaction; who stops them waits for it."""

_JOB = records.JOBS.replace("FROM jobs j", "FROM counted j").removeprefix("SELECT ")
# The number is written out: a plan for whatever number would read all that is due.
_PICK = (
    "WITH me AS MATERIALIZED (SELECT c.go FROM workers w, campaigns c JOIN accounts a ON a.id = c.account"
    " WHERE w.id = $1::bigint AND w.state = 'alive' AND w.lease_until > clock_timestamp()"
    " AND c.id = $2::bigint AND c.state = 'sending' AND a.state = 'open' AND a.server_mark = server_mark()),"
    # By the index of what is due, in its order: a join would read all of it first.
    " picked AS MATERIALIZED (SELECT j.* FROM all_jobs j WHERE j.campaign = $2::bigint AND j.due"
    " AND j.go = (SELECT go FROM me) ORDER BY j.id + 0 LIMIT :count + 1 FOR UPDATE SKIP LOCKED),"
    " counted AS (SELECT *, row_number() OVER (ORDER BY id) AS k, count(*) OVER () AS cnt FROM picked)"
    f" SELECT nextval('attempt_ids'), nextval('seq'), {attempt_life.STANDING.format('j.request_json')},"
    f" {_JOB} WHERE k <= :count AND (k < cnt OR (cnt = 1 AND NOT EXISTS"
    # The last row is the later video that proves missing what got lost: all others are over by then.
    " (SELECT 1 FROM all_attempts o WHERE o.campaign = $2::bigint AND o.outcome = ''))) ORDER BY j.id"
)
_STANDING = 7
"""Columns of attempt_life.STANDING."""


class Claimed(NamedTuple):
    """A row that is this worker's to send, once."""

    job: records.Job
    attempt: records.Attempt


@dataclasses.dataclass(frozen=True, slots=True)
class Claim(bulk.Step):
    """The intent of one POST, for whichever job is due.

    None when none is, or when none may be sent now; or the budget in which it has no room.
    """

    @classmethod
    def carry_out(
        cls, tables: sql_dialect.CampaignTables, calls: bulk.Calls, *, worker: int
    ) -> Iterator[None]:
        """Write the intents, all in two statements."""
        tables.raw(_GATE, [GATE_CLASS, tables.campaign])
        budgets = shared_budgets.lock(tables)
        picked = tables.raw(_PICK.replace(":count", str(len(calls))), [worker, tables.campaign])
        yield
        claimed = [cls._claimed(row) for row in picked.fetchall()]
        count, over = shared_budgets.fitting(tables, budgets.fetchall(), [one.job for one in claimed])
        bulk.write_intents(tables, [(one.attempt, one.job.redo) for one in claimed[:count]])
        for call in calls:
            call.result = over
        for call, one in zip(calls, claimed[:count], strict=False):
            call.result = one

    @staticmethod
    def _claimed(row: tuple[Any, ...]) -> Claimed:
        number, sequence, *rest = row
        job = records.job_from(tuple(rest[_STANDING:]))
        intent = attempt_life.intended(
            tuple(rest[:_STANDING]),
            lambda: int(sequence),
            job_id=job.id,
            token=name_tokens.make(job.request_hash),
            request_json=job.request_json,
        )
        return Claimed(job, dataclasses.replace(intent, id=int(number)))

    def __call__(self, tables: sql_dialect.CampaignTables) -> object:
        """Not used: claims go out together."""
        raise NotImplementedError
