"""Signals stop a run gently, then at once, then hard; off the main thread nothing is touched."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import faketavus
import pytest

from batchgen.cli.console import signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_signal_asks_to_stop_and_the_old_handler_comes_back(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    stops: list[int] = []

    with signals.stopping(lambda: stops.append(1)):
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)

    assert len(stops) == 2
    assert signal.getsignal(number) == before


def test_windows_closing_its_window_asks_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "SIGBREAK", signal.SIGUSR1, raising=False)
    stops: list[int] = []

    with signals.stopping(lambda: stops.append(1)):
        os.kill(os.getpid(), signal.SIGUSR1)

    assert stops == [1]


def test_a_third_signal_ends_the_process_with_130() -> None:
    code = (
        "import os, signal\nfrom batchgen.cli.console import signals\n"
        "with signals.stopping(lambda: None):\n"
        "    for _ in range(3): os.kill(os.getpid(), signal.SIGINT)\n"
        "print('still here')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=30
    )

    assert done.returncode == 130
    assert done.stdout == ""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_question_that_is_interrupted_ends_with_130_and_holds_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "list.csv").write_text("first_name\nAnn\n")
    (tmp_path / "t.j2").write_text("Hi {{ first_name }}, this is about your company and how we may help.")
    code = (
        "import os, signal, sys\nfrom batchgen import cli\nfrom batchgen.cli.console import confirmation\n"
        "confirmation.can_ask = lambda: True\n"
        f"confirmation.confirm = lambda question: os.kill(os.getpid(), signal.{name})\n"
        "cli.main(sys.argv[1:])\n"
    )
    order = ["run", "list.csv", "-t", "t.j2", "-r", "r90bbd427f71"]
    with faketavus.FakeTavus() as api:
        done = subprocess.run(
            [sys.executable, "-c", code, *order],
            cwd=tmp_path,
            env={**os.environ, "TAVUS_API_KEY": "0123456789abcdef", "TAVUS_API_URL": api.url},
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )

    assert (done.returncode, api.posts) == (130, [])
    assert "un the same command again" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"list.csv", "t.j2"}


def test_a_program_that_shall_survive_a_hang_up_does() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    stops: list[int] = []
    try:
        with signals.as_ctrl_c(), signals.stopping(lambda: stops.append(1)):
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)

    assert stops == []


def test_off_the_main_thread_no_handler_is_touched() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen: list[object] = []

    def work() -> None:
        with signals.stopping(lambda: None):
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen == [before]
