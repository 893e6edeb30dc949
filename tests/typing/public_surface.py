"""Everything that the package offers to other programs; `mypy --strict` reads it (test_public_surface.py)."""

from collections.abc import Mapping
from pathlib import Path
from typing import assert_type

import pandas as pd

import batchgen
from batchgen import BatchgenError, Campaign, Event, Plan, Problem, Results

VERSION: str = batchgen.__version__


def hear(event: Event) -> None:
    assert_type(event.to_json(), dict[str, object])


def of_a_path() -> Campaign:
    return Campaign("list.csv", template="t.j2", replica_id="r90bbd427f71", limit=1, sandbox=True)


def of_a_frame(frame: pd.DataFrame) -> Campaign:
    return Campaign(frame, name="autumn", template=Path("t.j2"), replica_id="r90bbd427f71")


def look(campaign: Campaign) -> Plan:
    plan = campaign.plan(api_key="key")
    assert_type(plan.to_send, int)
    assert_type(plan.minutes, float)
    assert_type(plan.price, float | None)
    assert_type(plan.refusal, str)
    assert_type(plan.notes, tuple[str, ...])
    assert_type(plan.problems, tuple[Problem, ...])
    assert_type(campaign.problems, tuple[Problem, ...])
    for problem in plan.problems:
        assert_type(problem.row, int | None)
        assert_type(problem.message, str)
    rows: pd.DataFrame = plan.to_frame()
    now: pd.DataFrame = campaign.to_frame()
    print(len(rows), len(now), plan.rows, plan.done, plan.outdated, plan.invalid, plan.excluded, plan.digest)
    return plan


def send(campaign: Campaign) -> Results:
    try:
        results = campaign.run(api_key="key", on_event=hear, progress=True)
    except BatchgenError as error:
        print(error.message, error.hint, error.exit_code)
        results = campaign.wait(all_videos=True, on_event=hear, progress=False)
    assert_type(results.ok, bool)
    assert_type(results.counts, Mapping[str, int])
    assert_type(results.exit_code, int)
    assert_type(results.path, Path | None)
    assert_type(results.stopped, str)
    assert_type(results.notices, tuple[str, ...])
    frame: pd.DataFrame = results.to_frame()
    print(len(frame))
    return results
