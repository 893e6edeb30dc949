"""Shared budgets: what all workers of an account, or of a campaign, may spend; reserved with each intent.

A share is given back when nothing was made, and kept by what is not known. Periods are those of UTC. A budget
begins with what the database knows was spent in its period before a run named it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from batchgen.state import records, sql_tables
    from batchgen.state.postgres import sql_dialect

_DUST = 1e-6
"""What sums of floating point numbers may be wrong by."""

_START = (
    "CASE b.per WHEN 'none' THEN '-infinity' ELSE date_trunc(b.per, clock_timestamp() AT TIME ZONE 'UTC') END"
)
# No text comes of -infinity.
_IS_IN_PERIOD = f"a.started_at >= coalesce(to_char({_START}, 'YYYY-MM-DD\"T\"HH24:MI:SS'), '')"
_OF_CAMPAIGN = (
    "FROM budgets b JOIN campaigns c ON b.account = c.account AND (b.campaign IS NULL OR b.campaign = c.id)"
    " WHERE c.id = $1"
)
_LOCK = (
    f"SELECT b.id, b.unit, b.amount - CASE WHEN b.since = {_START} THEN b.used ELSE 0 END, c.price, b.words"
    f" {_OF_CAMPAIGN} ORDER BY b.id FOR UPDATE OF b"
)
_TAKE = (
    f"UPDATE budgets b SET used = $2 + CASE WHEN b.since = {_START} THEN b.used ELSE 0 END, since = {_START}"
    " WHERE b.id = $1"
)
_CHANGE = (
    "UPDATE budgets b SET used = greatest(0, b.used {} CASE b.unit WHEN 'videos' THEN 1 WHEN 'minutes' THEN"
    " j.minutes ELSE j.minutes * coalesce(c.price, 0) END) FROM campaigns c, all_attempts a"
    " JOIN all_jobs j ON j.campaign = a.campaign AND j.id = a.job_id WHERE c.id = $1 AND a.campaign = c.id"
    " AND a.id = $2 AND a.outcome IN ({}) AND b.account = c.account"
    f" AND (b.campaign IS NULL OR b.campaign = c.id) AND b.since = {_START}"
    # The share of an earlier period was not taken from this one.
    f" AND {_IS_IN_PERIOD}"
)
_GIVE_BACK = _CHANGE.format("-", "'', 'unknown'")
_TAKE_AGAIN = _CHANGE.format("+", "'not_made'")
_LIFT = "DELETE FROM budgets WHERE campaign = $1 AND unit <> ALL($2::text[])"
"""A campaign's own budgets are those that its last run named."""
_NAME_AGAIN = (
    "UPDATE budgets b SET amount = $5, words = $6 FROM campaigns c WHERE c.id = $1 AND b.account = c.account"
    " AND b.campaign IS NOT DISTINCT FROM CASE WHEN $2 = 'campaign' THEN c.id END"
    " AND b.unit = $3 AND b.per = $4"
)
_NAME_FIRST = (
    "INSERT INTO budgets (account, campaign, unit, per, amount, words, since, used)"
    " SELECT c.account, CASE WHEN $2 = 'campaign' THEN c.id END, $3, b.per, $5, $6, b.since,"
    # One attempt may have made several videos. What was found in the account was paid by whoever sent it.
    " (SELECT coalesce(sum((1 + coalesce(json_array_length(nullif(a.other_ids, '')::json), 0)) * CASE $3"
    " WHEN 'videos' THEN 1 WHEN 'minutes' THEN j.minutes"
    " ELSE j.minutes * coalesce(o.price, c.price, 0) END), 0)"
    " FROM campaigns o JOIN all_attempts a ON a.campaign = o.id"
    " LEFT JOIN all_jobs j ON j.campaign = a.campaign AND j.id = a.job_id"
    " WHERE o.account = c.account AND ($2 = 'account' OR o.id = c.id)"
    f" AND a.outcome <> 'not_made' AND a.reason <> 'adopted' AND {_IS_IN_PERIOD})"
    f" FROM campaigns c, (SELECT per, {_START} AS since FROM (SELECT $4::text AS per) b) b WHERE c.id = $1"
    " ON CONFLICT (account, coalesce(campaign, 0), unit) DO UPDATE SET per = excluded.per,"
    " amount = excluded.amount, words = excluded.words, since = excluded.since, used = excluded.used"
)
# A claim that did not see a new budget is committed before what is used is counted.
_ALONE = "LOCK TABLE budgets IN EXCLUSIVE MODE"

OF_ALL = (
    "SELECT c.id, b.words, b.unit, b.amount,"
    f" CASE WHEN b.since = {_START} THEN b.used ELSE 0 END FROM budgets b"
    " JOIN campaigns c ON b.account = c.account AND (b.campaign IS NULL OR b.campaign = c.id) ORDER BY b.id"
)


class Used(NamedTuple):
    """How much of a budget is used: `words` say which, `unit` is videos, minutes or cost."""

    words: str
    unit: str
    amount: float
    used: float


class Budget(NamedTuple):
    """A budget as a run names it: `scope` is account or campaign, `words` say what it is."""

    scope: str
    unit: str
    per: str
    amount: float
    words: str


class OverBudget(NamedTuple):
    """A budget in which the next row has no room."""

    words: str


def name(tables: sql_dialect.CampaignTables, named: Sequence[Budget]) -> None:
    """Let all workers keep these budgets: the campaign's own are no others, the account's are these, too."""
    tables.raw(_LIFT, [tables.campaign, [budget.unit for budget in named if budget.scope == "campaign"]])
    for budget in named:
        values = [tables.campaign, *budget]
        if not tables.raw(_NAME_AGAIN, values).rowcount:
            with tables.connection.transaction():
                tables.raw(_ALONE)
                tables.raw(_NAME_FIRST, values)


def lock(tables: sql_dialect.CampaignTables) -> sql_tables.Rows:
    """Lock the budgets of a campaign until the transaction ends; return them for `fitting`."""
    return tables.raw(_LOCK, [tables.campaign])


def fitting(
    tables: sql_dialect.CampaignTables, budgets: Sequence[Any], jobs: Sequence[records.Job]
) -> tuple[int, OverBudget | None]:
    """Reserve the shares of the first rows that fit; return how many do, and the budget that is used up."""
    count, over = len(jobs), None
    for _, unit, left, price, words in budgets:
        fits = _count(_needs(unit, price, jobs[:count]), float(left))
        if fits < count:
            count, over = fits, OverBudget(str(words))
    for number, unit, _, price, _ in budgets:
        if count:
            tables.raw(_TAKE, [number, sum(_needs(unit, price, jobs[:count]))])
    return count, over


def _needs(unit: str, price: float | None, jobs: Iterable[records.Job]) -> list[float]:
    return [
        1.0 if unit == "videos" else job.minutes * ((price or 0.0) if unit == "cost" else 1.0) for job in jobs
    ]


def _count(needs: Iterable[float], left: float) -> int:
    count = 0
    for need in needs:
        left -= need
        if left < -_DUST:
            break
        count += 1
    return count


def give_back(tables: Any, campaign: int, attempt: int) -> None:
    """Give the share of an attempt back that made nothing; call it before that is written."""
    tables.raw(_GIVE_BACK, [campaign, attempt])


def take_again(tables: sql_dialect.CampaignTables, attempt: int) -> None:
    """Take the share of an attempt again that made a video after all; call it before that is written."""
    tables.raw(_TAKE_AGAIN, [tables.campaign, attempt])
