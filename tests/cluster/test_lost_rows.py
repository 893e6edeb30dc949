"""Rows of a worker that is gone: found, or proved missing, before anybody sends them again."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import clusterkit
import faketavus
import pgkit
import protocolkit
import pytest

from batchgen import state, stop_request, tavus
from batchgen.cluster import parts, plain_loop
from batchgen.state.postgres import claims, database_store, membership, server_connection
from batchgen.tavus import name_tokens

LEASE = 600.0


@pytest.fixture
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus() as running:
        yield running


def campaign(folder: Path, api: faketavus.FakeTavus, rows: int) -> clusterkit.Campaign:
    url = dataclasses.replace(pgkit.url(), lease=LEASE)
    return clusterkit.Campaign(folder, url, api, rows, rate=1000.0, settle=0.05)


@contextlib.contextmanager
def worker(made: clusterkit.Campaign) -> Iterator[database_store.DatabaseStore]:
    with contextlib.closing(state.join(made.url, clusterkit.NAME, made.api.url)) as joined:
        assert isinstance(joined, database_store.DatabaseStore)
        yield joined


def claim(store: database_store.DatabaseStore) -> claims.Claimed:
    claimed = protocolkit.joint(store).claim()
    assert claimed is not None
    return claimed


def give_up(made: clusterkit.Campaign, gone: database_store.DatabaseStore) -> None:
    with contextlib.closing(server_connection.connect(made.url)) as db:
        db.execute("UPDATE workers SET state = 'lost' WHERE id = %s", (gone._worker,))
        membership.give_up_lost(db)


def send_what_is_due(made: clusterkit.Campaign) -> None:
    """Be a worker for one turn."""
    part = parts.Parts(
        made.url,
        parts.Account(clusterkit.KEY),
        connections=1,
        stop=stop_request.Stop(),
        emit=lambda _: None,
    )
    with contextlib.closing(part):
        part.note(state.at_work(made.url))
        part.turn(clusterkit.NAME, made.api.url)


def work(made: clusterkit.Campaign) -> None:
    loop = plain_loop.PlainLoop(
        made.url,
        parts.Account(clusterkit.KEY),
        connections=2,
        stop=stop_request.Stop(),
        emit=lambda _: None,
    )
    loop.run(once=True)


# the reserve


def lose_the_row_before_the_last(folder: Path, api: faketavus.FakeTavus) -> tuple[int, int, int]:
    """Let a worker die that claimed a row and never sent it, while the last row is due."""
    made = campaign(folder, api, 2)
    with worker(made) as gone:
        claim(gone)
        send_what_is_due(made)
        give_up(made, gone)
    work(made)
    return made.result()


def test_the_last_row_is_the_later_video_that_proves_a_lost_one_missing(
    tmp_path: Path, api: faketavus.FakeTavus
) -> None:
    assert lose_the_row_before_the_last(tmp_path, api) == (0, 0, 0)


def test_without_the_reserve_a_row_would_be_left(
    tmp_path: Path, api: faketavus.FakeTavus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blind form of the test above."""
    protocolkit.without(
        monkeypatch, claims, "_PICK", "k < cnt OR (cnt = 1 AND NOT EXISTS", "true OR (NOT EXISTS"
    )

    assert lose_the_row_before_the_last(tmp_path, api) == (0, 0, 1)


# not remembered is not "not sent"


def die_after_sending(folder: Path, api: faketavus.FakeTavus) -> tuple[int, int, int]:
    """Let a worker die whose row was made, before it heard of that."""
    made = campaign(folder, api, 3)
    with worker(made) as gone, tavus.Client(clusterkit.KEY, api.url) as client:
        job, attempt = claim(gone)
        name = name_tokens.video_name(attempt.token, job.label)
        client.create_video({**job.request().body(), "video_name": name})
        give_up(made, gone)
    work(made)
    return made.result()


def test_a_row_of_a_worker_that_is_gone_is_looked_for_before_it_is_sent_again(
    tmp_path: Path, api: faketavus.FakeTavus
) -> None:
    assert die_after_sending(tmp_path, api) == (0, 0, 0)
    assert len(api.posts) == 3


def test_taken_for_not_sent_it_would_be_paid_twice(
    tmp_path: Path, api: faketavus.FakeTavus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blind form of the test above."""
    protocolkit.without(
        monkeypatch,
        membership,
        "_SWEEP",
        "SET outcome = 'unknown', stage = 'unknown'",
        "SET outcome = 'not_made', stage = 'new'",
    )
    protocolkit.without(
        monkeypatch,
        membership,
        "_SWEEP",
        "UPDATE all_jobs j SET stage = 'unknown'",
        "UPDATE all_jobs j SET stage = 'new'",
    )

    twice, lost, _ = die_after_sending(tmp_path, api)

    assert (twice, lost) == (1, 1)
