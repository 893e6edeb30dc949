"""The wish to stop: asked for once, what is in the air is finished; asked twice, nothing is waited for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SLICE = 0.1
"""Seconds after which a pause looks whether it should end."""


class Stop:
    """A switch that may be thrown from any thread and from a signal handler: it takes no lock.

    `sleep` is for tests with a clock of their own; it is then called once for a whole pause.
    """

    def __init__(self, *, sleep: Callable[[float], None] | None = None) -> None:
        self._sleep = sleep
        self._times = 0

    def ask(self) -> None:
        """Ask to stop; a second call means at once."""
        self._times += 1

    @property
    def asked(self) -> bool:
        """Whether nothing new should be started."""
        return self._times > 0

    @property
    def at_once(self) -> bool:
        """Whether even what is in the air should not be waited for."""
        return self._times > 1

    def pause(self, seconds: float) -> None:
        """Sleep for so long, or until somebody asks to stop."""
        if self._sleep is not None:
            self._sleep(seconds)
            return
        end = time.monotonic() + seconds
        while not self.asked and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, SLICE))
