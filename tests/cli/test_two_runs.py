"""Two runs on one batch, as two programs: one sends, the other one says who does."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import faketavus
import pytest

ROWS = 12
KEY = "0123456789abcdef0123456789abcdef"


def start(folder: Path, api: faketavus.FakeTavus) -> subprocess.Popen[str]:
    order = ["run", str(folder / "list.csv"), "-t", str(folder / "t.j2"), "-r", "r90bbd427f71", "--yes"]
    return subprocess.Popen(
        [sys.executable, "-m", "batchgen", *order, "--settle", "0"],
        env={**os.environ, "TAVUS_API_KEY": KEY, "TAVUS_API_URL": api.url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(program: subprocess.Popen[str]) -> tuple[int, str]:
    _, said = program.communicate(timeout=60)
    return program.returncode, said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.j2").write_text("Hi {{ first_name }}, this is about your company and how we help.")
    with (tmp_path / "list.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["First Name"], *([f"Name{n}"] for n in range(ROWS))])
    return tmp_path


@pytest.fixture
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus(make_seconds=1e9) as served:
        yield served


def loser_of(programs: list[subprocess.Popen[str]]) -> subprocess.Popen[str]:
    """The first to end: the other one follows videos that are not finished yet."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for program in programs:
            if program.poll() is not None:
                return program
        time.sleep(0.02)
    pytest.fail("both runs go on")


def test_of_two_runs_one_sends_and_the_other_says_who_does(folder: Path, api: faketavus.FakeTavus) -> None:
    programs = [start(folder, api), start(folder, api)]
    loser = loser_of(programs)
    winner = next(program for program in programs if program is not loser)
    lost = ended(loser)
    api.make_seconds = 0.0
    api.finish()
    won = ended(winner)
    again = ended(start(folder, api))

    assert (lost[0], won[0], again[0]) == (2, 0, 0)
    assert f"Another run is using {folder / 'list.batchgen.db'}: process {winner.pid} on " in lost[1]
    assert len(api.posts) == ROWS
    assert api.paid_twice() == {}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_dead_run_holds_nothing(folder: Path, api: faketavus.FakeTavus) -> None:
    dead = start(folder, api)
    until = time.monotonic() + 60
    while not api.posts and time.monotonic() < until:
        time.sleep(0.02)
    dead.send_signal(signal.SIGKILL)
    dead.communicate(timeout=60)
    api.make_seconds = 0.0
    api.finish()

    code, said = ended(start(folder, api))

    assert code == 0, said
    assert len(api.made_ids()) == ROWS
    assert api.paid_twice() == {}
