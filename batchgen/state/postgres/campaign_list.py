"""The campaigns of a database: which there are, and how each stands."""

from __future__ import annotations

import contextlib
import dataclasses
from typing import TYPE_CHECKING, Literal, NamedTuple

import psycopg

from batchgen.state.postgres import (
    campaign_rows,
    membership,
    server_connection,
    shared_budgets,
    versions,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen.settings import database_url


@dataclasses.dataclass(frozen=True, slots=True)
class Summary:
    """A campaign: its name, its service, how many jobs are in each stage, and who runs it ("" nobody).

    `state` says whether its rows may be sent, `workers` how many processes work on it, the run among them.
    `moved` counts the rows that something happened to in the last minute, `quiet` the seconds since anything
    did (None: never). `why` says why the account takes nothing more. `budgets` are those it shares in.
    `in_doubt` says that the server is not the one whose memory was compared with the account.
    """

    name: str
    service: str
    counts: dict[str, int]
    worker: str
    state: str
    workers: int
    moved: int
    quiet: float | None
    why: str
    budgets: tuple[shared_budgets.Used, ...] = ()
    in_doubt: bool = False

    @property
    def is_moving(self) -> bool:
        """Whether workers have, or should have, something to do."""
        stages = ("sending", "unknown", "queued", "generating")
        return self.state == "sending" or any(self.counts.get(stage) for stage in stages)


@dataclasses.dataclass(frozen=True, slots=True)
class Worker:
    """A process that works: `name` is host:pid, `silent` how many seconds ago it was last heard of.

    `campaign` are the names of those that it works on, with commas between, empty while there is none.
    """

    name: str
    campaign: str
    since: str
    silent: float
    version: str


class AtWork(NamedTuple):
    """A campaign with rows to send or videos to follow; `key_mark` tells whose account sends them.

    `due` counts the rows that may be sent now, up to MOST_DUE. `is_sending` says whether anything is left to
    send or to settle, `is_open` whether there are videos to follow, `is_followed` that somebody does.
    """

    name: str
    service: str
    state: str
    key_mark: str
    settle: float
    due: int
    is_sending: bool
    is_open: bool
    is_followed: bool


MOST_DUE = 800

AT_WORK = (
    "SELECT c.name, c.service, c.state, a.key_mark, c.settle, (SELECT count(*) FROM (SELECT 1 FROM all_jobs j"
    f" WHERE s.sending AND j.campaign = c.id AND j.go = c.go AND j.due LIMIT {MOST_DUE}) d),"
    " s.sending, s.open, EXISTS (SELECT 1 FROM roles r JOIN workers w ON w.id = r.worker"
    " WHERE r.campaign = c.id AND r.name = 'follow' AND w.state = 'alive'"
    " AND w.lease_until > clock_timestamp())"
    " FROM campaigns c JOIN accounts a ON a.id = c.account CROSS JOIN LATERAL"
    " (SELECT c.state = 'sending' AND a.state = 'open' AS sending, EXISTS (SELECT 1 FROM all_jobs j"
    " WHERE j.campaign = c.id AND j.stage IN ('queued', 'generating')) AS open) s"
    " WHERE s.sending OR s.open ORDER BY c.id"
)


_WHY_STOPPED = (
    "SELECT a.why FROM accounts a JOIN campaigns c ON c.account = a.id WHERE a.key_mark = %s"
    " AND a.state = 'stopped' AND c.state = 'sending' AND (c.name = %s OR %s = '') LIMIT 1"
)


@contextlib.contextmanager
def _opened(url: database_url.DatabaseUrl) -> Iterator[server_connection.Connection | None]:
    """Open a database that has our tables, None where it has none. Raises errors.StateError."""
    connection = server_connection.connect(url)
    try:
        yield connection if versions.check(connection, url) else None
    except psycopg.Error as error:
        raise server_connection.unreachable(url, error) from error
    finally:
        connection.close()


def exists(url: database_url.DatabaseUrl, name: str, service: str) -> bool:
    """Return whether there is a campaign of a name; of any service if that is empty."""
    with _opened(url) as connection:
        return connection is not None and campaign_rows.find(connection, name, service) is not None


def has(url: database_url.DatabaseUrl, name: str) -> bool:
    """Return whether there is a campaign of a name, of whichever services."""
    with _opened(url) as connection:
        sql = "SELECT 1 FROM campaigns WHERE name = %s LIMIT 1"
        return connection is not None and connection.execute(sql, (name,)).fetchone() is not None


def home(url: database_url.DatabaseUrl) -> str:
    """Return the mark of a database, empty if it has no tables yet."""
    with _opened(url) as connection:
        return "" if connection is None else campaign_rows.home(connection)


def all_of(url: database_url.DatabaseUrl) -> list[Summary]:
    """Return the campaigns of a database, by name."""
    with _opened(url) as connection:
        if connection is None:
            return []
        counts: dict[int, dict[str, int]] = {}
        for campaign, stage, count in connection.execute(
            "SELECT campaign, stage, count(*) FROM all_jobs GROUP BY campaign, stage ORDER BY campaign, stage"
        ):
            counts.setdefault(int(campaign), {})[str(stage)] = int(count)
        rows = connection.execute(
            "SELECT c.id, c.name, c.service, coalesce(w.name, ''), c.state, (SELECT count(*) FROM workers o"
            " WHERE o.campaign = c.id AND o.state = 'alive' AND o.lease_until > clock_timestamp()),"
            " (SELECT count(*) FROM all_jobs j WHERE j.campaign = c.id AND j.changed_at >= to_char("
            " clock_timestamp() AT TIME ZONE 'UTC' - interval '60 s', 'YYYY-MM-DD\"T\"HH24:MI:SS')),"
            " (SELECT greatest(0, extract(epoch FROM clock_timestamp()"
            " - max(j.changed_at)::timestamptz))::float8 FROM all_jobs j"
            " WHERE j.campaign = c.id AND j.changed_at <> ''),"
            " CASE WHEN a.state = 'stopped' AND c.state = 'sending' THEN a.why ELSE '' END,"
            " c.state = 'sending' AND coalesce(a.server_mark, '') NOT IN ('', server_mark())"
            " FROM campaigns c LEFT JOIN workers w ON w.id = c.worker AND w.state = 'alive'"
            " LEFT JOIN accounts a ON a.id = c.account ORDER BY c.name, c.service"
        ).fetchall()
        budgets: dict[int, tuple[shared_budgets.Used, ...]] = {}
        for campaign, *budget in connection.execute(shared_budgets.OF_ALL):
            budgets[campaign] = (*budgets.get(campaign, ()), shared_budgets.Used(*budget))
        return [
            dataclasses.replace(
                Summary(name, service, counts.get(number, {}), *rest),
                budgets=budgets.get(number, ()),
                in_doubt=in_doubt,
            )
            for number, name, service, *rest, in_doubt in rows
        ]


def why_stopped(url: database_url.DatabaseUrl, key_mark: str, name: str = "") -> str:
    """Return why an account takes nothing more although rows are left, "" if it is open, or none are.

    With a name, rows of that campaign.
    """
    with _opened(url) as connection:
        found = (
            None
            if connection is None
            else connection.execute(_WHY_STOPPED, (key_mark, name, name)).fetchone()
        )
    return str(found[0]) if found else ""


def at_work(url: database_url.DatabaseUrl) -> list[AtWork]:
    """Return the campaigns that workers have something to do for, oldest first."""
    with _opened(url) as connection:
        found = [] if connection is None else connection.execute(AT_WORK).fetchall()
        return [AtWork(*row) for row in found]


Move = Literal["pause", "resume", "stop"]
_MOVES: dict[Move, tuple[tuple[str, ...], str]] = {
    "pause": (("sending",), "paused"),
    # A run that was killed while it planned leaves its campaign planned.
    "resume": (("paused", "planned"), "sending"),
    "stop": (("sending", "paused", "planned"), "stopped"),
}


def move_on(url: database_url.DatabaseUrl, name: str, move: Move) -> str:
    """Pause, resume or stop a campaign for all its workers; return its state before, "" if there is none.

    Where it cannot be done from that state, nothing is changed.
    """
    before, after = _MOVES[move]
    with _opened(url) as connection:
        found = None if connection is None else campaign_rows.find(connection, name, "")
        if connection is None or found is None:
            return ""
        row = connection.execute("SELECT state FROM campaigns WHERE id = %s", (found[0],)).fetchone()
        connection.execute(
            "UPDATE campaigns SET state = %s WHERE id = %s AND state = ANY(%s) AND go <> 0",
            (after, found[0], list(before)),
        )
        return str(row[0]) if row else ""


def workers(url: database_url.DatabaseUrl) -> list[Worker]:
    """Return the runs that are going on, or that nobody said were gone."""
    with _opened(url) as connection:
        found = [] if connection is None else membership.workers(connection)
        return [
            Worker(name, campaign, f"{since:%Y-%m-%d %H:%M}", float(silent), version)
            for name, campaign, since, silent, version in found
        ]


def forget_worker(url: database_url.DatabaseUrl, name: str) -> int:
    """Note that a run is gone for good; return how many of that name were."""
    with _opened(url) as connection:
        return 0 if connection is None else membership.forget(connection, name)


def upgrade(url: database_url.DatabaseUrl) -> tuple[int, int]:
    """Make the tables or bring them up to date; return the version before and now."""
    connection = server_connection.connect(url)
    try:
        return versions.bring_up(connection, url), versions.NEWEST
    finally:
        connection.close()


def check(url: database_url.DatabaseUrl) -> str:
    """Return in words what a database is; raise errors.StateError for what it lacks."""
    connection = server_connection.connect(url)
    try:
        version = connection.info.server_version
        tables = versions.found(connection, url.schema)
        versions.check(connection, url)
    except psycopg.Error as error:
        raise server_connection.unreachable(url, error) from error
    finally:
        connection.close()
    return words.database_found(f"{version // 10_000}.{version % 10_000}", url.schema, tables)
