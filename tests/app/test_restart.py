"""The app is killed in the middle of a run: it goes on, a new app finds it, and nothing is paid twice."""

import os
import signal
from pathlib import Path

import appkit
import appruns
import faketavus
import pytest

ROWS = 40


@pytest.mark.parametrize("kills", [3, pytest.param(10, marks=pytest.mark.long)])
def test_a_killed_app_loses_no_run(tmp_path: Path, kills: int):
    with faketavus.FakeTavus(latency=0.15, make_seconds=0.3, key=appruns.KEY) as api:
        appruns.campaign(tmp_path / "spring", api.url, rows=ROWS, rate=8)
        with appkit.started(tmp_path) as app:
            known = app.cookie()
            appruns.send(app, known, "spring")
            appruns.waited(lambda: api.posts, "a first video")
            os.kill(app.process.pid, signal.SIGKILL)
        for kill in range(1, kills):
            with appkit.started(tmp_path) as app:
                known = app.cookie()
                assert appruns.is_running(app, known) or len(api.posts) == ROWS
                wanted = ROWS * kill // kills
                appruns.waited(lambda least=wanted: len(api.posts) >= least, "more videos")
                os.kill(app.process.pid, signal.SIGKILL)
        with appkit.started(tmp_path) as app:
            known = app.cookie()
            appruns.waited(lambda: not appruns.is_running(app, known), "the end of the run")
            listed = app.ask("GET", "/", known).text

    assert api.paid_twice() == {}
    assert len(api.made_ids()) == ROWS
    assert "40 of 40 ready" in listed


def test_a_run_that_was_killed_goes_on_when_asked(tmp_path: Path):
    with faketavus.FakeTavus(make_seconds=0.2, key=appruns.KEY) as api:
        folder = appruns.campaign(tmp_path / "spring", api.url, rows=24, connections=2)
        with appkit.started(tmp_path) as app:
            known = app.cookie()
            for _ in range(3):
                api.set(latency=3.0)  # so that no more than a few are sent before the run is killed
                seen = len(api.posts)
                appruns.send(app, known, "spring")
                appruns.waited(lambda least=seen + 2: len(api.posts) >= least, "two more videos")
                os.kill(_child(folder), signal.SIGKILL)
                appruns.waited(lambda: not appruns.is_running(app, known), "the end of the killed run")
            api.set(latency=0.0)
            appruns.send(app, known, "spring")
            appruns.waited(lambda: "24 of 24 ready" in app.ask("GET", "/", known).text, "all videos")

    assert api.paid_twice() == {}
    assert len(api.made_ids()) == 24


def _child(folder: Path) -> int:
    """Return the process that runs the campaign, as the lock of its state file says."""
    from batchgen import state

    holder = state.holder(folder / "people.batchgen.db")
    assert holder is not None
    assert holder.pid
    return holder.pid
