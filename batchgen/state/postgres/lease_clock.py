"""The clock of leases: it runs on while the computer sleeps, and nobody can set it."""

from __future__ import annotations

import time

NUMBER: int = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", 0))
"""Linux has one that counts sleep; that of macOS does so by itself (clock_gettime(2), (3))."""


def now() -> float:
    """Return its seconds."""
    return time.clock_gettime(NUMBER) if hasattr(time, "clock_gettime") else time.monotonic()
