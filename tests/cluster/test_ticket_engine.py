"""Workers on tickets of procrastinate: a campaign ends, whatever happens to a worker or a ticket."""

import contextlib
import dataclasses
import signal
import types
from collections.abc import Iterator
from pathlib import Path

import clusterkit
import faketavus
import pgkit
import psycopg
import pytest
from procrastinate import exceptions, manager

from batchgen import errors, models, stop_request
from batchgen.cluster import parts, ticket_engine, ticket_office, tickets
from batchgen.settings import database_url
from batchgen.state.postgres import campaign_list

LEASE = 3.0


@pytest.fixture
def url() -> database_url.DatabaseUrl:
    return dataclasses.replace(pgkit.url(), lease=LEASE)


@pytest.fixture
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus() as running:
        yield running


@pytest.fixture
def stop() -> stop_request.Stop:
    return stop_request.Stop()


def engine(
    url: database_url.DatabaseUrl,
    stop: stop_request.Stop,
    *,
    key: str = clusterkit.KEY,
    kinds: tuple[tickets.Kind, ...] = tickets.KINDS,
    heard: list[models.Event] | None = None,
) -> ticket_engine.TicketEngine:
    emit = [].append if heard is None else heard.append
    return ticket_engine.TicketEngine(
        url, parts.Account(key), connections=4, stop=stop, emit=emit, kinds=kinds
    )


def ask(url: database_url.DatabaseUrl, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.text, autocommit=True) as connection:
        connection.execute("SELECT set_config('search_path', %s, false)", (url.schema,))
        return connection.execute(sql.encode()).fetchall()


def test_one_worker_sends_and_follows_a_campaign_to_its_end(
    tmp_path: Path, url: database_url.DatabaseUrl, api: faketavus.FakeTavus, stop: stop_request.Stop
) -> None:
    heard: list[models.Event] = []
    campaign = clusterkit.Campaign(tmp_path, url, api, 120, settle=0.2)

    why = engine(url, stop, heard=heard).run(once=True)

    assert (why, campaign.result()) == ("", (0, 0, 0))
    assert models.Notice("Working on campaign list.") in heard
    assert models.Notice("There is nothing to do for campaign list now.") in heard
    assert ask(url, "SELECT DISTINCT state FROM workers") == [("ended",)]


def test_tickets_come_from_the_journal() -> None:
    def at_work(name: str, due: int, *, is_open: bool = False, is_followed: bool = False) -> object:
        return campaign_list.AtWork(
            name, "s", "sending", "k", 1.0, due, is_sending=True, is_open=is_open, is_followed=is_followed
        )

    found = [at_work("big", 800), at_work("small", 101, is_open=True), at_work("over", 0, is_open=True)]
    followed = [at_work("watched", 1, is_open=True, is_followed=True)]

    made = [(one.kind, one.campaign, one.number) for one in tickets.wanted([*found, *followed])]  # type: ignore[list-item]

    assert made[:8] == [("send", "big", number) for number in range(8)]
    assert made[8:] == [
        ("send", "small", 0),
        ("send", "small", 1),
        ("follow", "small", 0),
        ("settle", "over", 0),
        ("follow", "over", 0),
        ("send", "watched", 0),
    ]


def test_a_worker_for_some_tickets_leaves_the_others(
    tmp_path: Path, url: database_url.DatabaseUrl, api: faketavus.FakeTavus, stop: stop_request.Stop
) -> None:
    campaign = clusterkit.Campaign(tmp_path, url, api, 20, settle=0.2)

    with clusterkit.Crew() as crew:
        crew.start(url, engine="tickets", kinds=["follow"])
        sender = engine(url, stop, kinds=("send", "settle"))
        why = sender.run(once=True)

    assert (why, campaign.result()) == ("", (0, 0, 0))
    followers = ask(
        url, "SELECT DISTINCT w.pid FROM roles r JOIN workers w ON w.id = r.worker WHERE r.name = 'follow'"
    )
    assert followers == [(crew.pids[0],)]


def test_a_key_of_another_account_is_refused_before_anything_is_sent(
    tmp_path: Path, url: database_url.DatabaseUrl, api: faketavus.FakeTavus, stop: stop_request.Stop
) -> None:
    clusterkit.Campaign(tmp_path, url, api, 2)

    with pytest.raises(errors.SettingsError, match="belongs to another account than campaign list"):
        engine(url, stop, key="f" * 32).run(once=True)
    assert api.posts == []


def test_a_rehearsal_that_was_left_is_nobodys_work(
    tmp_path: Path, url: database_url.DatabaseUrl, api: faketavus.FakeTavus, stop: stop_request.Stop
) -> None:
    clusterkit.Campaign(tmp_path, url, api, 2)
    ask(url, "UPDATE campaigns SET service = 'sandbox' RETURNING 1")

    assert engine(url, stop, key="f" * 32).run(once=True) == ""
    assert api.posts == []


def leave_stalled_tickets(url: database_url.DatabaseUrl, kind: tickets.Kind = "send") -> None:
    """Be a worker that is gone: a ticket whose like waits already, and one that nobody asks for again."""
    ticket_office.make_tables(url)
    mark = parts.Account(clusterkit.KEY).mark
    ask(
        url,
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 day') RETURNING 1",
    )
    for status, lock in (("doing", "a"), ("todo", "a"), ("doing", "b")):
        ask(
            url,
            "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args, status, worker_id)"
            " VALUES"
            f" ('{kind}:{mark}', '{kind}', '{lock}', jsonb_build_object('kind', '{kind}', 'campaign', 'gone',"
            f" 'service', 's', 'number', 1), '{status}',"
            f" CASE '{status}' WHEN 'doing' THEN 1 END) RETURNING 1",
        )


def stalled_tickets(url: database_url.DatabaseUrl) -> list[str]:
    rows = ask(url, "SELECT queueing_lock FROM procrastinate_jobs WHERE status = 'doing' ORDER BY 1")
    return [str(lock) for (lock,) in rows]


def test_a_stalled_ticket_goes_to_another_worker_and_one_too_many_ends(
    tmp_path: Path, url: database_url.DatabaseUrl, api: faketavus.FakeTavus, stop: stop_request.Stop
) -> None:
    campaign = clusterkit.Campaign(tmp_path, url, api, 10, settle=0.2)
    leave_stalled_tickets(url)

    why = engine(url, stop).run(once=True)

    assert (why, campaign.result()) == ("", (0, 0, 0))
    assert ask(url, "SELECT queueing_lock FROM procrastinate_jobs WHERE queueing_lock IN ('a', 'b')") == []


def test_freed_by_tickets_alone_stalled_ones_would_stay(
    tmp_path: Path,
    url: database_url.DatabaseUrl,
    api: faketavus.FakeTavus,
    stop: stop_request.Stop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The blind form of the test above: a ticket that frees the others is one of those that stall."""
    campaign = clusterkit.Campaign(tmp_path, url, api, 10, settle=0.2)
    leave_stalled_tickets(url)

    async def leave_it_to_a_ticket(*_: object) -> None:
        pass

    monkeypatch.setattr(ticket_office.TicketOffice, "_free_stalled", leave_it_to_a_ticket)
    engine(url, stop).run(once=True)

    assert stalled_tickets(url) == ["a", "b"]
    # Tickets hold no truth.
    assert campaign.result() == (0, 0, 0)


SENDING: tuple[tickets.Kind, ...] = ("send", "settle", "follow")


def test_a_stalled_ticket_of_others_whose_like_waits_holds_nobody_up(
    tmp_path: Path, url: database_url.DatabaseUrl, api: faketavus.FakeTavus, stop: stop_request.Stop
) -> None:
    campaign = clusterkit.Campaign(tmp_path, url, api, 10, settle=0.2)
    leave_stalled_tickets(url, "plan")

    why = engine(url, stop, kinds=SENDING).run(once=True)

    assert (why, campaign.result()) == ("", (0, 0, 0))
    assert stalled_tickets(url) == []


def test_if_it_were_not_ended_no_ticket_would_be_written_any_more(
    tmp_path: Path,
    url: database_url.DatabaseUrl,
    api: faketavus.FakeTavus,
    stop: stop_request.Stop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The blind form of the test above: what the database says of two such tickets ends every look."""
    clusterkit.Campaign(tmp_path, url, api, 10, settle=0.2)
    leave_stalled_tickets(url, "plan")
    looks = []

    async def look(office: ticket_office.TicketOffice, jobs: manager.JobManager) -> None:
        looks.append(jobs)
        if len(looks) > 3:
            stop.ask()
        await free_stalled(office, jobs)

    free_stalled = ticket_office.TicketOffice._free_stalled
    monkeypatch.setattr(ticket_office.TicketOffice, "_free_stalled", look)
    known = {name: getattr(exceptions, name) for name in ("ProcrastinateException", "AlreadyEnqueued")}
    deaf = types.SimpleNamespace(UniqueViolation=exceptions.TaskNotFound, **known)
    monkeypatch.setattr(ticket_office, "exceptions", deaf)
    engine(url, stop, kinds=SENDING).run(once=True)

    assert "a" in stalled_tickets(url)
    assert api.posts == []


def test_what_ends_the_writing_of_tickets_ends_the_worker(
    tmp_path: Path,
    url: database_url.DatabaseUrl,
    api: faketavus.FakeTavus,
    stop: stop_request.Stop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("out of tickets")

    clusterkit.Campaign(tmp_path, url, api, 3, settle=0.2)
    monkeypatch.setattr(ticket_office.TicketOffice, "_top_up", broken)

    with pytest.raises(RuntimeError, match="out of tickets"):
        engine(url, stop).run(once=True)


def test_the_tables_of_an_older_procrastinate_take_the_steps_they_lack(url: database_url.DatabaseUrl) -> None:
    from batchgen import state

    steps = [("1.sql", "SELECT fail"), ("2.sql", "ALTER TABLE t ADD COLUMN b INT")]
    with state.attend(url):
        state.bring_up_tickets(url, "t", "CREATE TABLE t (a INT)", steps[:1])
        state.bring_up_tickets(url, "t", "CREATE TABLE t (a INT)", steps)
        state.bring_up_tickets(url, "t", "CREATE TABLE t (a INT)", steps)

    assert ask(url, "SELECT count(b) FROM t") == [(0,)]


def kill_some(campaign: clusterkit.Campaign, *, workers: int, kills: int) -> None:
    """Kill workers one after another while rows go out, each replaced by a new one, until all is done."""
    with clusterkit.Crew() as crew:
        for _ in range(workers):
            crew.start(campaign.url, engine="tickets")
        for number in range(1, kills + 1):
            sent = campaign.rows * number // (kills + 1)
            assert campaign.wait(120, lambda sent=sent: len(campaign.api.posts) >= sent)  # type: ignore[misc]
            crew.signal(crew.living()[0], signal.SIGKILL)
            crew.start(campaign.url, engine="tickets")
        assert campaign.wait(180)


def test_no_row_is_paid_twice_or_lost_when_workers_are_killed(
    tmp_path: Path, url: database_url.DatabaseUrl, api: faketavus.FakeTavus
) -> None:
    campaign = clusterkit.Campaign(tmp_path, url, api, 300, settle=0.5)

    kill_some(campaign, workers=2, kills=2)

    assert campaign.result() == (0, 0, 0)


@pytest.mark.long
def test_no_row_is_paid_twice_or_lost_when_many_workers_are_killed(
    tmp_path: Path, url: database_url.DatabaseUrl, api: faketavus.FakeTavus
) -> None:
    campaign = clusterkit.Campaign(tmp_path, url, api, 5000, settle=4.0)

    kill_some(campaign, workers=4, kills=20)

    assert campaign.result() == (0, 0, 0)


def test_a_worker_waits_for_a_database_that_is_away(
    tmp_path: Path, url: database_url.DatabaseUrl, api: faketavus.FakeTavus
) -> None:
    link = clusterkit.Link(pgkit.server(), tmp_path)
    through = dataclasses.replace(url, text=url.text.replace(str(pgkit.server().folder), str(tmp_path)))
    campaign = clusterkit.Campaign(tmp_path, url, api, 60, rate=30.0, settle=0.5)

    with contextlib.closing(link), clusterkit.Crew() as crew:
        crew.start(through, engine="tickets")
        assert campaign.wait(60, lambda: len(api.posts) >= 10)
        link.silence()
        crew.start(url, engine="tickets")
        assert campaign.wait(120)
        link.speak()

    assert campaign.result() == (0, 0, 0)
