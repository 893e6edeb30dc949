"""Worker children: more worker processes beside a run on this computer, for as long as it lasts."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen.settings import database_url

_ENDING = 150.0
"""Seconds that a worker has to end in order: what is on its way is waited for."""


@contextlib.contextmanager
def beside(url: database_url.DatabaseUrl, *, api_key: str, count: int, connections: int) -> Iterator[None]:
    """Run so many workers of a database while the block runs."""
    # An environment is not shown to other users, as arguments are.
    environment = {**os.environ, "BATCHGEN_STATE": url.whole(), "TAVUS_API_KEY": api_key}
    command = [sys.executable, "-m", "batchgen", "worker", "--quiet", "--connections", str(connections)]
    children: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(count):
            child = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)  # noqa: S603 - our own
            children.append(child)
        yield
    finally:
        for child in children:
            child.terminate()
        for child in children:
            try:
                child.wait(_ENDING)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
