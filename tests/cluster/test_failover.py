"""A standby that takes over without the last commits: nothing is sent before the account was searched."""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import enginekit
import faketavus
import pgkit
import psycopg
import pytest

from batchgen import campaign, models, stop_request
from batchgen.cluster import parts, plain_loop
from batchgen.settings import database_url

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the servers' sockets are files")

ROWS = 60


@pytest.fixture
def server() -> Iterator[pgkit.Server]:
    made = pgkit.Server()
    yield made
    made.end()


def run(desk: enginekit.Desk) -> tuple[int, str]:
    """Run as a person does, in real time; return the exit code and the warnings."""
    settings = desk.settings(settle=0.2, rate=60.0, connections=4)
    told = []
    with campaign.Batch.open(settings, api_key=enginekit.KEY) as batch:
        batch.hear = told.append  # type: ignore[attr-defined]
        events = list(batch.run(batch.plan(tell=told.append)))
    assert isinstance(events[-1], models.Finished)
    notices = [event.text for event in [*told, *events] if isinstance(event, models.Notice)]
    return events[-1].exit_code, "\n".join([events[-1].stopped, *notices])


def gone_back_in_time(desk: enginekit.Desk, server: pgkit.Server) -> tuple[int, str]:
    """Let a standby take over in the middle of a run that does not know the last commits."""
    api, data = desk.api, []

    def watch(post: faketavus.Post) -> str:
        if post.number == 20:
            data.append(server.copy())
        if post.number == 40:
            server.fail_over(*data)
        return ""

    api.fault_of = watch
    return run(desk)


def work(desk: enginekit.Desk) -> str:
    """Be one more worker; return why it sends nothing."""
    url = desk.settings().database
    assert url is not None
    loop = plain_loop.PlainLoop(
        url,
        parts.Account(enginekit.KEY),
        connections=4,
        stop=stop_request.Stop(),
        emit=lambda _: None,
    )
    return loop.run(once=True)


@pytest.fixture
def make_desk(tmp_path: Path, server: pgkit.Server) -> Callable[[faketavus.FakeTavus], enginekit.Desk]:
    url = dataclasses.replace(database_url.parsed(server.address), lease=2.0)
    return lambda api: enginekit.desk(tmp_path, api, enginekit.people(ROWS), database=url)


def test_a_standby_without_the_last_commits_pays_nothing_twice_and_loses_nothing(
    server: pgkit.Server, make_desk: Callable[[faketavus.FakeTavus], enginekit.Desk]
) -> None:
    with faketavus.FakeTavus() as api:
        desk = make_desk(api)
        code, told = gone_back_in_time(desk, server)
        sent = len(api.posts)
        why = work(desk)
        sent_by_a_worker = len(api.posts) - sent
        again, told_again = run(desk)
        with contextlib.closing(desk.address.read()) as store:
            lost = api.made_ids() - store.known_ids(deleted=True)

        assert code == 4
        assert "was restored or another server took over" in told or "earlier copy" in told
        assert "was restored or another server took over" in why
        assert sent_by_a_worker == 0
        assert "for everything to arrive" in told_again
        assert again == 0
        assert api.paid_twice() == {}
        assert lost == set()
        assert {row["status"] for row in desk.results()} == {"ready"}


def test_without_its_mark_the_server_would_send_what_it_forgot_again(
    server: pgkit.Server, make_desk: Callable[[faketavus.FakeTavus], enginekit.Desk]
) -> None:
    """The blind form of the test above."""
    with faketavus.FakeTavus() as api:
        desk = make_desk(api)
        desk.run(limit=1)
        with psycopg.connect(server.address, autocommit=True) as db:
            db.execute("SET search_path = batchgen")
            db.execute(
                "CREATE OR REPLACE FUNCTION server_mark() RETURNS TEXT LANGUAGE sql AS $$ SELECT 'same' $$"
            )
        gone_back_in_time(desk, server)
        work(desk)

        assert len(api.paid_twice()) > 0
