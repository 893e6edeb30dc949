"""Signals stop a run gently, then at once, then hard; off the main thread nothing is touched."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from batchgen.cli import signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_signal_asks_to_stop_and_the_old_handler_comes_back(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    stops: list[int] = []

    with signals.stopping(lambda: stops.append(1)):
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)

    assert len(stops) == 2
    assert signal.getsignal(number) == before


def test_a_third_signal_ends_the_process_with_130() -> None:
    code = (
        "import os, signal\nfrom batchgen.cli import signals\n"
        "with signals.stopping(lambda: None):\n"
        "    for _ in range(3): os.kill(os.getpid(), signal.SIGINT)\n"
        "print('still here')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=30
    )

    assert done.returncode == 130
    assert done.stdout == ""


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
