"""Two runs on one batch, as two programs: one sends, the other one says who does."""

import contextlib
import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import faketavus
import pytest

from batchgen import cli, errors, state

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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not name who holds a lock")
def test_a_run_that_goes_on_is_shown_and_ends_in_order_by_a_stop_file(
    folder: Path, api: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]
) -> None:
    stop = folder / "list.batchgen.db.stop"
    stop.touch()  # left by somebody, before this run
    going = start(folder, api)
    until = time.monotonic() + 60
    while len(api.posts) < ROWS and time.monotonic() < until:
        time.sleep(0.02)
    shown = json.loads(status(folder, capsys, "--json"))
    said = status(folder, capsys)
    assert not stop.exists()

    stop.touch()
    code, words = ended(going)

    assert shown["run"]["pid"] == going.pid
    assert f"A run is going on (process {going.pid} since 2" in said
    assert code == 130, words
    assert f"Stopping after the videos that are being sent: {stop} asks for it." in words
    assert "Everything is kept. To go on, run the same command again." in words
    assert not stop.exists()
    assert "A run is going on" not in status(folder, capsys)
    assert json.loads(status(folder, capsys, "--json"))["run"] is None
    api.make_seconds = 0.0
    api.finish()
    assert ended(start(folder, api))[0] == 0
    assert (len(api.posts), api.paid_twice()) == (ROWS, {})


def status(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    with pytest.raises(SystemExit):
        cli.main(["status", str(folder / "list.csv"), *more])
    return capsys.readouterr().out


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_rehearsal_beside_another_one_says_who_uses_the_files(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    from batchgen.campaign import library

    held = folder / "list.sandbox" / "list.batchgen.db"
    with contextlib.ExitStack() as stack:
        if command == "run":
            held.parent.mkdir()
            stack.callback(state.RunLock(held).release)
        else:
            held = held.with_name("rehearsal.batchgen")
            stack.enter_context(library.rehearsing(held.parent))
        with pytest.raises(SystemExit) as refused:
            cli.main(
                [
                    command,
                    str(folder / "list.csv"),
                    "--sandbox",
                    "-t",
                    str(folder / "t.j2"),
                    "-r",
                    "r90bbd427f71",
                ]
            )

    assert refused.value.code == 2
    assert f"Another run is using {held}: this program" in capsys.readouterr().err
    assert not held.with_name(f"{held.name}.lock").exists()


def test_the_state_file_of_a_rehearsal_is_held_until_its_sandbox_has_ended(folder: Path) -> None:
    from batchgen import settings
    from batchgen.campaign import library

    found = settings.load(
        folder / "list.csv", {"sandbox": True, "template": folder / "t.j2", "replica_id": "r90bbd427f71"}
    )
    with library.opened(found) as batch:
        path = batch.state_path
        batch.close()
        with pytest.raises(errors.StateInUseError, match=r"list\.batchgen\.db"):
            state.RunLock(path)

    state.RunLock(path).release()
