"""CPU seconds and peak memory of a program with all its children."""

from __future__ import annotations

import math
import os
import subprocess
from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """CPU seconds of all processes, and the MB of the largest."""

    seconds: float
    megabytes: float


def measure(command: Sequence[str], exits: Collection[int] = (0,), *, rounds: int = 1, key: str = "") -> Cost:
    """Run a command so many times; return the least of the costs. AssertionError if it ends otherwise."""
    costs = [_once(command, exits, key) for _ in range(rounds)]
    return Cost(min(cost.seconds for cost in costs), max(cost.megabytes for cost in costs))


def growth(small: tuple[int, float], large: tuple[int, float]) -> float:
    """Return how many times the cost four times the rows would have, from two of (rows, cost)."""
    return float(4 ** (math.log(large[1] / small[1]) / math.log(large[0] / small[0])))


def _once(command: Sequence[str], exits: Collection[int], key: str) -> Cost:
    environment = {**os.environ, "TAVUS_API_KEY": key}
    # As after an installation: else each start would compile all modules again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    words = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in exits, words
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
