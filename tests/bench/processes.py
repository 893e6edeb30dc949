"""CPU seconds and peak memory of a program with all its children."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """CPU seconds of all processes, and the MB of the largest."""

    seconds: float
    megabytes: float


def measure(command: Sequence[str], exits: Sequence[int] = (0,), *, rounds: int = 1) -> Cost:
    """Run a command so many times; return the least of the costs. AssertionError if it ends otherwise."""
    costs = [_once(command, exits) for _ in range(rounds)]
    return Cost(min(cost.seconds for cost in costs), max(cost.megabytes for cost in costs))


def _once(command: Sequence[str], exits: Sequence[int]) -> Cost:
    environment = {**os.environ, "TAVUS_API_KEY": ""}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    words = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in exits, words
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
