"""Joint work: what the workers of a campaign do together, and how it stands for all of them."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, Literal, NamedTuple

from batchgen import errors
from batchgen.state.postgres import claims, shared_budgets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from batchgen.state.postgres import membership
    from batchgen.state.postgres.patient_connection import PatientConnection

Role = Literal["settle", "follow"]

_STANDING = (
    "SELECT c.state, coalesce(a.state, 'open'), coalesce(a.why, ''),"
    " coalesce(a.server_mark, '') <> server_mark(),"
    " EXISTS (SELECT 1 FROM all_jobs j WHERE j.campaign = c.id AND j.go = c.go AND j.due),"
    " (SELECT count(*) FROM all_attempts t WHERE t.campaign = c.id AND t.outcome = ''),"
    " (SELECT count(*) FROM all_attempts t WHERE t.campaign = c.id AND t.outcome = 'unknown'),"
    " c.go, c.settle, coalesce(a.key_mark, '')"
    " FROM campaigns c LEFT JOIN accounts a ON a.id = c.account WHERE c.id = $1"
)
_ACCOUNT = (
    "INSERT INTO accounts (service, key_mark, top_rate, server_mark)"
    " SELECT service, $2, $3, server_mark() FROM campaigns WHERE id = $1"
    " ON CONFLICT (service, key_mark) DO UPDATE SET state = 'open', why = '', top_rate = excluded.top_rate,"
    # What was learned below another limit of the user's says nothing.
    " pace = CASE WHEN excluded.top_rate IS NOT DISTINCT FROM accounts.top_rate THEN accounts.pace"
    " ELSE '' END,"
    # Who runs it again has changed something, so what was refused is tried again.
    " streaks = '',"
    " pace_version = accounts.pace_version + 1, server_mark = excluded.server_mark, doubt_since = NULL"
    " RETURNING id"
)
_DOUBT = (
    "UPDATE accounts SET doubt_since = coalesce(doubt_since, clock_timestamp())"
    " WHERE id = (SELECT account FROM campaigns WHERE id = $1) AND server_mark NOT IN ('', server_mark())"
    " RETURNING extract(epoch FROM doubt_since + $2 * interval '1 s' - clock_timestamp())::float8"
)
LANDED = 5.0
"""Leases after which nothing that a server forgot is in the air: a lease, and the time of a create."""
_RELEASE = "UPDATE campaigns SET go = $2, settle = $3, asks = $4, state = 'sending' WHERE id = $1"
_TAKE = (
    "INSERT INTO roles (campaign, name, worker) VALUES ($1, $2, $3) ON CONFLICT (campaign, name) DO UPDATE"
    " SET worker = excluded.worker WHERE roles.worker = excluded.worker"
    " OR NOT EXISTS (SELECT 1 FROM workers w WHERE w.id = roles.worker AND w.state = 'alive'"
    " AND w.lease_until > clock_timestamp())"
)
_OURS = "a.campaign = $1 AND a.video_id = h.video_id AND a.video_id <> ''"
_GATE = "SELECT pg_advisory_xact_lock($1::int, $2::int)"
_COUNTS_TO_ANALYZE = frozenset({30, 200, 1000, 5000})
"""Rows that this worker has claimed: later the server's own housekeeping (autovacuum) is soon enough."""

_PAUSE = 0.2
"""Seconds between two looks whether everything came down from the air."""


class Standing(NamedTuple):
    """How a campaign stands: `in_doubt` says that the server is not the one whose memory was compared.

    `is_due` that there are rows to send; `air` and `unknown` are attempts.
    """

    state: str
    account_state: str
    why: str
    in_doubt: bool
    is_due: bool
    air: int
    unknown: int
    go: int
    settle: float
    key_mark: str

    @property
    def is_sending(self) -> bool:
        """Whether rows that are due may be claimed now."""
        return self.state == "sending" and self.account_state == "open" and not self.in_doubt


class Memory(NamedTuple):
    """What all workers of an account know together: pace and streaks as JSON, and the user's rate.

    `version` is that of all of them; `now` is the database's time in seconds.
    """

    pace: str
    streaks: str
    top_rate: float | None
    version: int
    now: float


class JointWork:
    """One worker's part in a campaign. Thread-safe."""

    def __init__(
        self,
        claim: Callable[[], claims.Claimed | shared_budgets.OverBudget | None],
        desk: PatientConnection,
        *,
        campaign: int,
        worker: int,
        lease: membership.Lease,
    ) -> None:
        self._claim = claim
        self.over_budget = ""
        self._count = 0
        self._desk = desk
        self._campaign = campaign
        self._worker = worker
        self._lease = lease
        self._was_sending = False

    @property
    def is_lost(self) -> bool:
        """Whether this worker was given up."""
        return self._lease.is_lost

    @property
    def until(self) -> float:
        """When it must not send any more, by the clock of leases."""
        return self._lease.until

    def claim(self) -> claims.Claimed | None:
        """Take the next row that may be sent, and write its intent; None when there is none now.

        `over_budget` then names the budget that has no room for it, if that is why.
        """
        claimed = self._claim()
        if isinstance(claimed, shared_budgets.OverBudget):
            self.over_budget = claimed.words
            return None
        self._count += claimed is not None
        if self._count in _COUNTS_TO_ANALYZE:
            threading.Thread(target=self._analyze, name="batchgen-analyze", daemon=True).start()
        return claimed

    def _analyze(self) -> None:
        """Let the server count its rows: what it guesses of a table that has just grown is far too little."""
        with contextlib.suppress(errors.StateError):
            self._desk.beside("ANALYZE all_jobs, all_attempts")

    def standing(self) -> Standing:
        """Return how the campaign stands."""
        [row] = self._desk.rows(_STANDING, [self._campaign])
        return Standing(*row)

    def release(
        self,
        go: int,
        *,
        key_mark: str,
        top_rate: float | None,
        settle: float,
        price: float | None = None,
        asks: bool = False,
        budgets: Iterable[shared_budgets.Budget] = (),
    ) -> None:
        """Let all workers send the rows of run `go`. A stopped account is open again by it.

        With `asks`, what a lost worker sent is not sent again before somebody says that the worker is off.
        """
        [[account]] = self._desk.rows(_ACCOUNT, [self._campaign, key_mark, top_rate])
        self._desk.change(
            "UPDATE campaigns SET account = $2, price = $3 WHERE id = $1", [self._campaign, account, price]
        )
        named = list(budgets)
        self._desk.ask(lambda tables: shared_budgets.name(tables, named))
        self._desk.change(_RELEASE, [self._campaign, go, settle, asks])
        self._was_sending = False

    def seconds_of_doubt(self) -> float:
        """Return how long to wait before the account is searched: the server may have forgotten creates."""
        rows = self._desk.rows(_DOUBT, [self._campaign, LANDED * self._lease.seconds])
        return max(0.0, float(rows[0][0])) if rows else 0.0

    def quiet(self, tell: Callable[[int], None] = lambda _: None) -> None:
        """Let nobody claim rows while this run plans; return when nothing is in the air.

        `tell` hears once of how many creates that is waited for. What an earlier plan did not send is no
        promise (design 5.6).
        """
        moved = self._desk.change(
            "UPDATE campaigns SET state = 'planned' WHERE id = $1 AND state = 'sending'", [self._campaign]
        )
        self._was_sending = self._was_sending or bool(moved)
        # Claims that saw the old state are committed once this lock is given.
        self._desk.rows(_GATE, [claims.GATE_CLASS, self._campaign])
        is_told = False
        while air := self.standing().air:
            if not is_told:
                tell(air)
            is_told = True
            time.sleep(_PAUSE)

    def resume(self) -> None:
        """Let the others go on after `quiet`, when nothing came of the plan."""
        if self._was_sending:
            self._was_sending = False
            sql = "UPDATE campaigns SET state = 'sending' WHERE id = $1 AND state = 'planned'"
            self._desk.change(sql, [self._campaign])

    def pause(self) -> None:
        """Let no worker send rows of the campaign, until somebody resumes it or runs it again."""
        sql = "UPDATE campaigns SET state = 'paused' WHERE id = $1 AND state = 'sending'"
        self._desk.change(sql, [self._campaign])

    def finish(self, go: int) -> None:
        """Note that there is nothing more to send of a run."""
        sql = "UPDATE campaigns SET state = 'done' WHERE id = $1 AND state = 'sending' AND go = $2"
        self._desk.change(sql, [self._campaign, go])

    def stop(self, why: str) -> None:
        """Let no worker send anything to the account any more, until somebody runs it again."""
        sql = (
            "UPDATE accounts SET state = 'stopped', why = $2 WHERE state = 'open'"
            " AND id = (SELECT account FROM campaigns WHERE id = $1)"
        )
        self._desk.change(sql, [self._campaign, why])

    def has_help(self, key_mark: str) -> bool:
        """Return whether a worker lives that sends whichever campaigns an account has."""
        sql = (
            "SELECT 1 FROM workers WHERE key_mark = $1 AND key_mark <> '' AND state = 'alive'"
            " AND lease_until > clock_timestamp() LIMIT 1"
        )
        return bool(self._desk.rows(sql, [key_mark]))

    def has_role(self, name: Role) -> bool:
        """Return whether this worker does something for all; it takes what nobody alive does."""
        return bool(self._desk.change(_TAKE, [self._campaign, name, self._worker]))

    # what callbacks say

    def has_hints(self) -> bool:
        """Return whether a callback named a video of this campaign."""
        sql = f"SELECT EXISTS (SELECT 1 FROM hints h, all_attempts a WHERE {_OURS})"
        [[found]] = self._desk.rows(sql, [self._campaign])
        return bool(found)

    def take_hints(self) -> list[str]:
        """Return the videos of this campaign that callbacks named, and forget them."""
        sql = f"DELETE FROM hints h USING all_attempts a WHERE {_OURS} RETURNING h.video_id"
        return [str(row[0]) for row in self._desk.rows(sql, [self._campaign])]

    # evidence of absence

    def now(self) -> float:
        """Return the database's time, in seconds."""
        [[seconds]] = self._desk.rows("SELECT extract(epoch FROM clock_timestamp())::float8")
        return float(seconds)

    def absent_before(self, attempt: int, ended: float) -> float | None:
        """Note that a look, ended then, did not show an attempt's video; return when an earlier one ended."""
        sql = (
            "WITH before AS (SELECT absent_since FROM all_attempts WHERE campaign = $1 AND id = $2)"
            " UPDATE all_attempts SET absent_since = coalesce(absent_since, to_timestamp($3))"
            " WHERE campaign = $1 AND id = $2"
            " RETURNING extract(epoch FROM (SELECT absent_since FROM before))::float8"
        )
        [[seconds]] = self._desk.rows(sql, [self._campaign, attempt, ended])
        return None if seconds is None else float(seconds)

    def waits_for(self, attempt: int) -> str:
        """Return the lost worker that must be off before its attempt counts as not made, "" if none must."""
        sql = (
            "SELECT w.name FROM campaigns c, all_attempts a JOIN workers w ON w.id = a.worker"
            " WHERE c.id = $1 AND c.asks AND a.campaign = c.id AND a.id = $2 AND w.state = 'lost'"
            " AND NOT w.is_off"
        )
        return "".join(str(row[0]) for row in self._desk.rows(sql, [self._campaign, attempt]))

    # the memory of the account

    def memory(self) -> Memory:
        """Return what all workers of the account know together."""
        sql = (
            "SELECT pace, streaks, top_rate, pace_version, extract(epoch FROM clock_timestamp())::float8"
            " FROM accounts WHERE id = (SELECT account FROM campaigns WHERE id = $1)"
        )
        [row] = self._desk.rows(sql, [self._campaign])
        return Memory(*row)

    def keep(self, pace: str, streaks: str, version: int) -> bool:
        """Keep pace and streaks; False when another worker was quicker: nothing is changed then.

        No lock is held meanwhile, so a worker whose link is cut holds up nobody.
        """
        sql = (
            "UPDATE accounts SET pace = $2, streaks = $3, pace_version = pace_version + 1"
            # A crash may undo it: no flush to disk is waited for.
            " FROM (SELECT set_config('synchronous_commit', 'off', true)) AS quick WHERE pace_version = $4"
            " AND id = (SELECT account FROM campaigns WHERE id = $1)"
        )
        return bool(self._desk.change(sql, [self._campaign, pace, streaks, version]))

    def close(self) -> None:
        """Let the others go on, and close the connection."""
        self.resume()
        self._desk.close()
