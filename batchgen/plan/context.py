"""What the rooms of one run share: the state file, the way to the service, the clock, and where news go."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen.plan import hints as hints_module

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen import models, state, stop_request, tavus
    from batchgen.tavus import contact


@dataclasses.dataclass(frozen=True)
class Session:
    """One run on one state file.

    `make_client` is called once in each thread that speaks to the service; `emit` takes events from any
    thread; `clock` is monotonic seconds; `hook` is called at the named crash points of the tests, or None;
    `hints` are videos that a callback named, asked about at once.
    """

    store: state.StateFile
    make_client: Callable[[], tavus.Client]
    emit: Callable[[models.Event], None]
    stop: stop_request.Stop
    contact: contact.Contact
    clock: Callable[[], float]
    hook: Callable[[str], None] | None = None
    hints: hints_module.Hints = dataclasses.field(default_factory=hints_module.Hints)

    def reach(self, point: str) -> None:
        """Tell the tests that a crash point was reached."""
        if self.hook is not None:
            self.hook(point)
