"""Bulk steps: many intents, or many videos made, in a statement each, by the rules of an attempt's life."""

from __future__ import annotations

import abc
import dataclasses
from typing import TYPE_CHECKING, Any

from batchgen import errors
from batchgen.state import attempt_life, records
from batchgen.state.postgres import shared_budgets, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen.state import group_commits
    from batchgen.state.postgres import sql_dialect

    Calls = list[group_commits.Pending[object]]

_ALIVE = "SELECT 1 FROM workers WHERE id = $1 AND state = 'alive' FOR SHARE"

_ASKED = (
    f"SELECT j.id, nextval('attempt_ids'), nextval('seq'), {attempt_life.STANDING.format('t.request_json')}"
    " FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS t (job_id, request_json, n)"
    " LEFT JOIN jobs j ON j.id = t.job_id LEFT JOIN attempts a ON a.id = j.attempt ORDER BY t.n"
)
_INTENT = (
    *("id", "job_id", "token", "request_json", "request_hash"),
    *("start_seq", "started_at", "replaces", "keeps"),
)
_BEGIN = (
    "WITH v AS (SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[],"
    " $6::bigint[], $7::text[], $8::bigint[], $9::bigint[], $10::text[])"
    f" AS v ({', '.join(_INTENT)}, redo)), added AS ("
    f"INSERT INTO attempts ({', '.join(_INTENT)}) SELECT {', '.join(_INTENT)} FROM v)"
    " UPDATE jobs SET stage = 'sending', attempt = v.id, redo = v.redo, error = '', changed_at = v.started_at"
    " FROM v WHERE jobs.id = v.job_id"
)

_LOCK = (
    "SELECT 1 FROM jobs WHERE id IN (SELECT job_id FROM attempts WHERE id = ANY($1::bigint[])) ORDER BY id"
    " FOR UPDATE"
)
_WHOSE = (
    # What was taken for not made, and the job for unsent since, is the job's own again.
    "SELECT j.id, j.attempt = o.id, o.outcome = 'not_made' AND j.attempt IS NOT DISTINCT FROM o.replaces,"
    " j.redo, EXISTS ("
    + attempt_life.OWNERS.replace("?1", "t.video_id").replace("?2", "t.attempt_id")
    + "), nextval('seq'), o.token, o.outcome = 'made' AND o.video_id = t.video_id, o.outcome = 'not_made'"
    " FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS t (attempt_id, video_id, n)"
    " LEFT JOIN attempts o ON o.id = t.attempt_id LEFT JOIN jobs j ON j.id = o.job_id ORDER BY t.n"
)
_NAMES = (*attempt_life.FACTS, "stage", "seconds")
_MADE = (
    "WITH v AS (SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::boolean[], $5::boolean[],"
    + ", ".join(
        f" ${number}::{'float8' if name == 'seconds' else 'text'}[]"
        for number, name in enumerate((*_NAMES, "video_id", "ended_at"), start=6)
    )
    + f") AS v (id, job_id, end_seq, is_over, is_current, {', '.join(_NAMES)}, video_id, ended_at)),"
    " made AS (UPDATE attempts SET "
    + ", ".join(
        f"{name} = v.{name}" for name in (*attempt_life.FACTS, "stage", "video_id", "end_seq", "ended_at")
    )
    + ", seconds = coalesce(v.seconds, attempts.seconds), outcome = 'made', reason = '', other_ids = '',"
    " keeps = CASE v.stage WHEN 'ready' THEN NULL ELSE attempts.keeps END FROM v WHERE attempts.id = v.id)"
    " UPDATE jobs SET stage = v.stage, attempt = v.id, redo = CASE WHEN v.is_over OR redo = '' THEN ''"
    f" WHEN redo LIKE '%{attempt_life.SENT}' THEN redo ELSE redo || '{attempt_life.SENT}' END,"
    " go = CASE WHEN v.is_over THEN 0 ELSE go END,"
    " changed_at = CASE jobs.stage WHEN v.stage THEN changed_at ELSE v.ended_at END"
    " FROM v WHERE jobs.id = v.job_id AND v.is_current"
)


class Step(abc.ABC):
    """A step of many attempts at once."""

    @classmethod
    @abc.abstractmethod
    def carry_out(cls, tables: sql_dialect.CampaignTables, calls: Calls, *, worker: int) -> Iterator[None]:
        """Carry out the steps of many callers; each gets its result or its error.

        Up to the yield it asks, and then it reads the answers and writes: what several kinds of steps ask
        goes to the server and back together.
        """

    @abc.abstractmethod
    def __call__(self, tables: sql_dialect.CampaignTables) -> object:
        """Carry out this step alone."""


def _next(tables: sql_dialect.CampaignTables) -> int:
    row = tables.raw("SELECT nextval('seq')").fetchone()
    assert row is not None
    return int(row[0])


@dataclasses.dataclass(frozen=True, slots=True)
class Begin(Step):
    """The intent of one POST. A worker that was given up begins none."""

    job_id: int
    token: str
    request_json: str

    @classmethod
    def carry_out(cls, tables: sql_dialect.CampaignTables, calls: Calls, *, worker: int) -> Iterator[None]:
        """Write the intents, all in two statements."""
        steps = [work(call, cls) for call in calls]
        alive = tables.raw(_ALIVE, [worker])
        asked = tables.raw(_ASKED, [[step.job_id for step in steps], [step.request_json for step in steps]])
        yield
        if alive.fetchone() is None:
            for call in calls:
                call.fail(given_up())
            return
        intents: list[tuple[records.Attempt, str]] = []
        begun: set[int] = set()
        for call, step, row in zip(calls, steps, asked.fetchall(), strict=True):
            standing = ("sending", *row[4:]) if step.job_id in begun else row[3:]
            try:
                intent = dataclasses.replace(step.intended(standing if row[0] else None, row[2]), id=row[1])
            except errors.StateError as error:
                call.fail(error)
                continue
            begun.add(step.job_id)
            call.result = intent
            intents.append((intent, row[4]))
        write_intents(tables, intents)

    def intended(self, standing: tuple[Any, ...] | None, sequence: int) -> records.Attempt:
        """Return the attempt. Raises errors.StateError when the job must not be sent now."""
        return attempt_life.intended(
            standing,
            lambda: sequence,
            job_id=self.job_id,
            token=self.token,
            request_json=self.request_json,
        )

    def __call__(self, tables: sql_dialect.CampaignTables) -> records.Attempt:
        """Write this intent."""
        return attempt_life.begin(
            tables,
            lambda: _next(tables),
            job_id=self.job_id,
            token=self.token,
            request_json=self.request_json,
        )


def write_intents(tables: sql_dialect.CampaignTables, intents: list[tuple[records.Attempt, str]]) -> None:
    """Write intents in one statement, each with the redo mark that its job has."""
    if intents:
        rows = [
            [*(getattr(intent, name) for name in _INTENT), redo and redo + attempt_life.SENT]
            for intent, redo in intents
        ]
        tables.raw(_BEGIN, [list(column) for column in zip(*rows, strict=True)])


def given_up() -> errors.StateError:
    """Return what a run is told that another person declared gone."""
    return errors.StateError(words.GIVEN_UP, hint=words.RUN_AGAIN)


def forgotten(video_id: str) -> errors.StateError:
    """Return what is said of a video whose intent the database lost."""
    return errors.StateError(words.forgotten(video_id), hint=words.RUN_AGAIN)


@dataclasses.dataclass(frozen=True, slots=True)
class Made(Step):
    """A video was made by an attempt: a fact, which is taken from a worker that was given up, too.

    `token` is the attempt's: a database that lost commits gives its number out again. "" is not compared.
    """

    attempt_id: int
    facts: records.VideoFacts
    token: str = ""

    @classmethod
    def carry_out(cls, tables: sql_dialect.CampaignTables, calls: Calls, *, worker: int) -> Iterator[None]:  # noqa: ARG003
        """Write the ids, all in two statements, but for what is owned or named twice."""
        steps = [work(call, cls) for call in calls]
        numbers = [step.attempt_id for step in steps]
        tables.raw(_LOCK, [numbers])
        asked = tables.raw(_WHOSE, [numbers, [step.facts.video_id for step in steps]])
        yield
        found = asked.fetchall()
        rows: list[list[Any]] = []
        alone = []
        seen: set[object] = set()
        for call, step, row in zip(calls, steps, found, strict=True):
            job_id, is_current, is_back, redo, owned, sequence, token, is_known, is_unmade = row
            if step.token and step.token != token:
                call.fail(forgotten(step.facts.video_id))
                continue
            if is_known:
                # Found in the account before its late answer, it may be ready by now.
                call.result = bool(is_current)
                continue
            if job_id is None or owned or not seen.isdisjoint((step.facts.video_id, step.attempt_id)):
                alone.append(call)
                continue
            seen.update((step.facts.video_id, step.attempt_id))
            call.result = bool(is_current or is_back)
            if is_unmade:
                shared_budgets.take_again(tables, step.attempt_id)
            # A lost video that is found need not be sent again.
            is_over = redo == "unknown" or step.facts.stage in attempt_life.FINAL
            rows.append(
                [
                    *(step.attempt_id, job_id, sequence, is_over, call.result),
                    *(_text(getattr(step.facts, name)) for name in _NAMES),
                    *(step.facts.video_id, attempt_life.now()),
                ]
            )
        if rows:
            tables.raw(_MADE, [list(column) for column in zip(*rows, strict=True)])
        for call in alone:
            _alone(tables, call)

    def __call__(self, tables: sql_dialect.CampaignTables) -> bool:
        """Write this id."""
        return attempt_life.finish_made(
            tables, lambda: _next(tables), attempt_id=self.attempt_id, facts=self.facts
        )


def _alone(tables: sql_dialect.CampaignTables, call: group_commits.Pending[object]) -> None:
    # It complains before it changes anything.
    try:
        call.run(tables)
    except (errors.BatchgenError, LookupError, ValueError) as error:
        call.fail(error)


def _text(value: object) -> object:
    return str(value) if isinstance(value, str) else value


def work(call: group_commits.Pending[object], kind: type[Any]) -> Any:
    """Return the step of a call."""
    assert isinstance(call.work, kind)
    return call.work
