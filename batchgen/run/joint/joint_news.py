"""Joint news: what other workers do to a campaign, told by the run that is attached to it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from batchgen import models
from batchgen.plan.account_search import video_facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen import state, stop_request

EVERY = 2.0
"""Seconds between two looks."""

OVERLAP = dt.timedelta(seconds=10)
"""Of one look and the next: the clocks of the workers may differ."""

_MOST = 1000


class JointNews:
    """Hears what this process tells, passes it on, and adds what the others did."""

    def __init__(self, store: state.Store, emit: Callable[[models.Event], None]) -> None:
        self._store = store
        self._emit = emit
        self._stages: dict[tuple[int, str], models.Stage] = {}
        self._since = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")

    def hear(self, event: models.Event) -> None:
        """Take an event of this process, from any thread."""
        if isinstance(event, models.JobChanged):
            self._stages[event.row, event.key] = event.stage
        self._emit(event)

    def watch(self, stop: stop_request.Stop, is_over: Callable[[], bool]) -> None:
        """Tell what the others do until it is over."""
        while not is_over():
            stop.pause(EVERY)
            self.look()
        self.look()

    def look(self) -> None:
        """Tell what the others did since the last look."""
        moment = (dt.datetime.fromisoformat(self._since) - OVERLAP).isoformat(timespec="milliseconds")
        while jobs := self._store.changed_since(moment, limit=_MOST):
            for job in jobs:
                if self._stages.get((job.row or 0, job.key)) is not job.stage:
                    self.hear(video_facts.changed(job, video_facts.of_job(job)))
            self._since = jobs[-1].changed_at or self._since
            if len(jobs) < _MOST or jobs[-1].changed_at == moment:
                return
            moment = jobs[-1].changed_at
