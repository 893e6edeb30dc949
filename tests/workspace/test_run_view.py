"""What a page of a run is told: from the state file, its lock, and the events of the last run."""

import datetime as dt
import json
import socket
from pathlib import Path

import appkit
import pytest

from batchgen import new_campaign, state, workspace
from batchgen.workspace import run_view


@pytest.fixture
def place(tmp_path: Path) -> workspace.Place:
    new_campaign.write(tmp_path / "autumn", new_campaign.sample_files())
    return workspace.Place("autumn", tmp_path / "autumn")


def test_a_refused_run_says_why_and_what_to_do(place):
    event = {
        "event": "error",
        "kind": "no-key",
        "text": "There is no key.",
        "hint": "Add it.",
        "exit_code": 2,
    }
    (place.folder / ".batchgen").mkdir()
    (place.folder / ".batchgen" / "run-1-run.jsonl").write_text(json.dumps(event) + "\n", encoding="utf-8")

    now = run_view.snapshot(place, sandbox=False)

    assert now["wrong"] == "There is no key. Add it."
    assert now["running"] is False


def test_the_run_of_another_program_is_shown(place):
    path = place.folder / "prospects.batchgen.db"
    with state.open_state(path, service="http://127.0.0.1:1"), appkit.started(place.folder.parent) as app:
        listed = app.ask("GET", "/", app.cookie())

        assert "A run is going on" in listed.text


def test_the_run_of_a_terminal_says_where_it_was_started_and_how_to_stop_it(place):
    path = place.folder / "prospects.batchgen.db"
    with state.open_state(path, service="http://127.0.0.1:1"):
        now = run_view.snapshot(place, sandbox=False)

    assert now["running"] is True
    assert str(now["elsewhere"]).startswith(f"Started in a terminal on {socket.gethostname()} at ")
    assert str(now["elsewhere"]).endswith("You can watch it here. To stop it, press Ctrl+C there.")


def test_the_run_of_an_app_that_died_is_its_own(place):
    path = place.folder / "prospects.batchgen.db"
    (place.folder / ".batchgen").mkdir()
    moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%f")
    (place.folder / ".batchgen" / f"run-{moment}-run.jsonl").touch()
    with state.open_state(path, service="http://127.0.0.1:1"):
        now = run_view.snapshot(place, sandbox=False)

    assert (now["running"], now["elsewhere"]) == (True, "")


def test_a_download_of_films_is_no_run(place):
    path = place.folder / "prospects.batchgen.db"
    (place.folder / ".batchgen").mkdir()
    moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%f")
    (place.folder / ".batchgen" / f"films-{moment}-download.jsonl").touch()
    with state.open_state(path, service="http://127.0.0.1:1"):
        now = run_view.snapshot(place, sandbox=False)

    assert (now["running"], now["elsewhere"]) == (False, "")
