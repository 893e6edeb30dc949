"""What proves a protocol of many workers: stores beside each other, step by step, and rules taken out.

A protocol has a test, and its blind form: the same steps without the rule, which must do the harm.
"""

from __future__ import annotations

import contextlib
import dataclasses
import threading
import time
from typing import TYPE_CHECKING, Any

import clusterkit
import pgkit
import psycopg
import statejobs

from batchgen import models, state
from batchgen.state.postgres import (
    claims,
    database_store,
    joint_work,
    membership,
    server_connection,
    sql_dialect,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import pytest

SERVICE = "http://127.0.0.1:1"
LEASE = 600.0
"""Seconds: no heartbeat comes between the steps of a test."""


def without(monkeypatch: pytest.MonkeyPatch, room: Any, name: str, rule: str, instead: str = "") -> None:
    """Take a rule out of a statement, or put another in its place."""
    text = getattr(room, name)
    assert text.count(rule) == 1, text
    monkeypatch.setattr(room, name, text.replace(rule, instead))


class Scene:
    """A campaign of some rows; `store` is the run that plans it."""

    def __init__(self, folder: Path, rows: int) -> None:
        self.url = dataclasses.replace(pgkit.url(), lease=LEASE)
        self.place = state.Address(folder / "list.batchgen.db", self.url, "list")
        self.store = self._checked(self.place.open(service=SERVICE))
        self.go = statejobs.plan(self.store, (clusterkit.new_job(n) for n in range(rows)))
        joint(self.store).release(self.go, key_mark="m", top_rate=None, settle=120.0)
        self.db = self._admin()
        self.paid: list[int] = []

    def _checked(self, opened: state.Store) -> database_store.DatabaseStore:
        assert isinstance(opened, database_store.DatabaseStore)
        return opened

    def _admin(self) -> psycopg.Connection[tuple[Any, ...]]:
        return server_connection.connect(self.url)

    def close(self) -> None:
        self.db.close()
        self.store.close()

    def change(self, sql: str, *values: object) -> None:
        self.db.execute(sql.encode(), values)

    @contextlib.contextmanager
    def worker(self) -> Iterator[database_store.DatabaseStore]:
        with contextlib.closing(self._checked(state.join(self.url, "list", SERVICE))) as joined:
            yield joined

    # a worker's steps

    def claim(self, store: database_store.DatabaseStore) -> state.Attempt | None:
        claimed = joint(store).claim()
        return claimed.attempt if isinstance(claimed, claims.Claimed) else None

    def pay(self, store: database_store.DatabaseStore, attempt: state.Attempt) -> None:
        """Let the service make the video, and answer."""
        self.paid.append(attempt.job_id)
        facts = state.VideoFacts(f"v{len(self.paid)}", models.Stage.QUEUED)
        store.finish_made_soon(attempt.id, facts).wait()

    def send_all(self, store: database_store.DatabaseStore) -> int:
        """Send what is due; return how many rows that were."""
        count = 0
        while (attempt := self.claim(store)) is not None:
            self.pay(store, attempt)
            count += 1
        return count

    def twice(self) -> int:
        """Return how many rows were paid more than once."""
        return len(self.paid) - len(set(self.paid))

    def give_up_lost(self) -> None:
        membership.give_up_lost(self.db)

    def prove_absent(self) -> None:
        """Do what two looks do that find no video of the unknown attempts."""
        for attempt in self.store.unknown_attempts():
            self.not_made(attempt)

    def not_made(self, attempt: state.Attempt) -> None:
        self.store.finish_not_made(attempt.id, reason="absent", stage=models.Stage.NEW, words="absent")

    # steps that meet

    @contextlib.contextmanager
    def claiming(self, store: database_store.DatabaseStore) -> Iterator[list[state.Attempt | None]]:
        """Have a claim that is about to be committed; on leaving it is, and the list has what came of it."""
        commits = store._commits
        assert commits is not None
        reached, released = threading.Event(), threading.Event()

        def probe(point: str) -> None:
            if point == "commit":
                reached.set()
                released.wait()

        found: list[state.Attempt | None] = []
        commits._probe = probe
        thread = threading.Thread(target=lambda: found.append(self.claim(store)))
        thread.start()
        reached.wait()
        try:
            yield found
        finally:
            released.set()
            thread.join()

    def begin(self, store: database_store.DatabaseStore, step: Callable[[], object]) -> threading.Thread:
        """Begin a step of a worker; return when it is done, or waits for another one's lock."""
        thread = threading.Thread(target=step)
        thread.start()
        name = membership.session_name(self.url.schema, store._worker)
        waits = "SELECT 1 FROM pg_stat_activity WHERE application_name = %s AND wait_event_type = 'Lock'"
        while thread.is_alive() and self.db.execute(waits, (name,)).fetchone() is None:
            time.sleep(0.005)
        return thread


def joint(store: database_store.DatabaseStore) -> joint_work.JointWork:
    assert store.joint is not None
    return store.joint


class _Answers(sql_dialect.CampaignTables):
    """Loses the link at the first commit: before the server heard of it, or before its answer came."""

    def __init__(self, tables: sql_dialect.CampaignTables, *, heard: bool) -> None:
        super().__init__(tables.connection, tables.campaign)
        self._heard = heard

    def raw(self, sql: str, values: Sequence[Any] = ()) -> psycopg.RawCursor[tuple[Any, ...]]:
        if sql != "COMMIT":
            return super().raw(sql, values)
        if self._heard:
            super().raw(sql)
            self.connection.execute("SELECT 1").fetchone()
        self.connection.close()
        raise psycopg.OperationalError("the connection is lost")


def lose_link(store: database_store.DatabaseStore, *, heard: bool) -> None:
    """Let the link of a store be lost at its next commit."""
    writer = store._commits
    assert writer is not None
    writer._tables = _Answers(writer._tables or writer._connect(), heard=heard)
