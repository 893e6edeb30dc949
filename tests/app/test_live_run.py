"""A paid run as its page tells of it: paused and gone on with, refused in between, stopped by the account."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import appkit
import appruns
import faketavus

from batchgen import new_campaign, state, workspace
from batchgen.workspace import run_view

ROWS = 12


def now(folder: Path) -> Any:
    """Return what the page of the run is told."""
    return run_view.snapshot(workspace.Place("spring", folder), sandbox=False)


def ended(app: appkit.App, known: dict[str, str]) -> Callable[[], bool]:
    return lambda: not appruns.is_running(app, known)


def test_a_run_is_paused_and_the_rest_is_sent_later(tmp_path: Path):
    with faketavus.FakeTavus(key=appruns.KEY, make_seconds=0.2, latency=0.3) as api:
        folder = appruns.campaign(tmp_path / "spring", api.url, rows=ROWS, connections=1)
        with appkit.started(tmp_path) as app:
            known = app.cookie()
            appruns.send(app, known, "spring")
            appruns.waited(lambda: len(api.posts) >= 2, "two videos")
            said = appruns.post(app, known, "/c/spring/api/run/stop", kind="send")
            appruns.waited(ended(app, known), "the end of the paused run")
            paused, first = now(folder), len(api.posts)
            appruns.send(app, known, "spring")
            appruns.waited(lambda: len(api.posts) == ROWS, "the rest")
            appruns.waited(ended(app, known), "the end of the run")

    assert json.loads(said.text)["said"] == "Stopping. The films being made now are kept."
    assert first < ROWS
    assert (paused["ready"] + paused["making"], paused["failed"]) == (first, 0)
    assert (now(folder)["ready"], now(folder)["failed"]) == (ROWS, 0)
    assert api.paid_twice() == {}


def test_refusals_and_lost_answers_on_the_way_cost_nothing(tmp_path: Path):
    with faketavus.FakeTavus(key=appruns.KEY, make_seconds=0.1) as api:
        folder = appruns.campaign(tmp_path / "spring", api.url, rows=ROWS, connections=2, settle=0)
        api.faults.extend(["429:1", "", "reset_after_body", "", "html:503", "429:1"])
        with appkit.started(tmp_path) as app:
            known = app.cookie()
            appruns.send(app, known, "spring")
            appruns.waited(lambda: len(api.made_ids()) == ROWS, "all videos")
            appruns.waited(ended(app, known), "the end of the run")
            shown = now(folder)
        with state.read_state(folder / "people.batchgen.db") as store:
            counts = {str(stage): count for stage, count in store.counts().items()}

    assert api.paid_twice() == {}
    assert shown["ready"] == counts["ready"]
    assert shown["ready"] + shown["making"] == ROWS


def test_an_account_without_credits_stops_the_run_and_says_so(tmp_path: Path):
    with faketavus.FakeTavus(key=appruns.KEY, credits=3) as api:
        folder = appruns.campaign(tmp_path / "spring", api.url, rows=ROWS, connections=1)
        with appkit.started(tmp_path) as app:
            known = app.cookie()
            appruns.send(app, known, "spring")
            appruns.waited(lambda: len(api.posts) >= 4, "the refusal")
            appruns.waited(ended(app, known), "the end of the run")
            shown = now(folder)
            appruns.plan(app, known, "spring")
            page = app.ask("GET", "/c/spring/send", known).text

    assert shown["ready"] + shown["making"] == 3
    assert re.search(r"credit|402", json.dumps(shown), re.IGNORECASE)
    assert "Send 9 videos and pay" in page


def test_a_refused_key_sends_nothing(tmp_path: Path):
    with faketavus.FakeTavus(key="another-key-of-another-account-000") as api:
        appruns.campaign(tmp_path / "spring", api.url, rows=3)
        with appkit.started(tmp_path) as app:
            known = app.cookie()

            def looked() -> str:
                text = app.ask("GET", "/c/spring/send", known).text
                return text if "data-wait" not in text else ""

            page = appruns.waited(looked, "the look at the account")

    assert "and pay" not in page.split("<main")[1].split("You can stop")[0]
    assert api.posts == []


def test_what_is_heard_is_what_preview_says_of_every_row(tmp_path: Path):
    new_campaign.write(tmp_path / "autumn", new_campaign.sample_files())
    command = [sys.executable, "-m", "batchgen", "preview", "-c", str(tmp_path / "autumn" / "campaign.toml")]
    done = subprocess.run(
        [*command, "--rows", "2-21", "--json"], capture_output=True, text=True, check=True, timeout=120
    )
    spoken = {row["row"]: row["request"]["script"] for row in map(json.loads, done.stdout.splitlines())}
    template = (tmp_path / "autumn" / "templates" / "outreach.txt.j2").read_text("utf-8")
    with appkit.started(tmp_path) as app:
        known = app.cookie()
        heard = {}
        for row in spoken:
            answer = appruns.post(app, known, "/c/autumn/api/script/preview", text=template, row=str(row))
            heard[row] = "".join(piece[0] for piece in json.loads(answer.text)["pieces"])

    assert len(spoken) == 20
    assert heard == spoken
