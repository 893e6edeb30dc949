"""What a query costs: whatever runs once per row or request finds its rows by an index, never by a scan."""

from __future__ import annotations

import collections
import functools
import itertools
import sqlite3
from pathlib import Path

import enginekit
import faketavus
import pytest

from batchgen.cli import error_boundary

SMALL, LARGE = 6, 18
FIXED = 8
"""Growth below this is chance: commits are grouped, and what waits asks again."""

Plans = dict[str, list[str]]
Counts = collections.Counter[str]


def recording(counts: Counts, plans: Plans) -> type[sqlite3.Connection]:
    class Recording(sqlite3.Connection):
        def execute(self, sql, parameters=(), /):  # type: ignore[no-untyped-def]
            self._note(sql, parameters, 1)
            return super().execute(sql, parameters)

        def executemany(self, sql, parameters, /):  # type: ignore[no-untyped-def]
            known = list(parameters)
            if known:
                self._note(sql, known[0], len(known))
            return super().executemany(sql, known)

        def _note(self, sql: str, parameters: object, times: int) -> None:
            counts[sql] += times
            if sql not in plans and sql.split(None, 1)[0].upper() in {"SELECT", "UPDATE", "DELETE", "INSERT"}:
                plans[sql] = []
                found = super().execute(f"EXPLAIN QUERY PLAN {sql}", parameters)  # type: ignore[arg-type]
                plans[sql] = [str(row[3]) for row in found]

    return Recording


def campaign(
    folder: Path, monkeypatch: pytest.MonkeyPatch, rows: int, **options: object
) -> tuple[Counts, Plans]:
    """Play every step of a campaign with a key; return how often each statement ran, and its plan."""
    counts, plans = Counts(), {}
    folder.mkdir()
    with monkeypatch.context() as patch, faketavus.FakeTavus() as api:
        connect = functools.partial(sqlite3.connect, factory=recording(counts, plans))
        patch.setattr(sqlite3, "connect", connect)
        people = enginekit.people(rows)
        desk = enginekit.desk(folder, api, people, **options)
        faults = itertools.cycle(["", "429:0", "html", "", "refuse:400:Not allowed", "close_after_body"])
        api.fault_of = lambda _: next(faults)
        desk.run(no_wait=True)
        desk.wait()
        people[1]["company"] = "Another"
        desk.write([*people[2:], *people[:2], *enginekit.people(2, first=900)])
        desk.run()
        desk.run(redo="changed")
        for command in (["status"], ["export"], ["report", "--no-thumbnails"]):
            state = folder / "list.batchgen.db"
            assert error_boundary.run([*command, str(desk.sheet), "--state", str(state)]) in {0, 1}
    return counts, plans


@pytest.mark.parametrize("options", [{}, {"key": ("none",)}, {"duplicates": "each"}])
def test_no_statement_that_runs_per_row_scans_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, object]
) -> None:
    few, _ = campaign(tmp_path / "few", monkeypatch, SMALL, **options)

    many, plans = campaign(tmp_path / "many", monkeypatch, LARGE, **options)

    growing = {sql for sql in many if many[sql] - few[sql] >= FIXED}
    scans = {
        sql: plans[sql] for sql in growing if any(line.startswith("SCAN") for line in plans.get(sql, []))
    }
    assert len(growing) > 10
    assert scans == {}
