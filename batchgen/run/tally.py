"""Progress of a run: what its events say, added up."""

from __future__ import annotations

from batchgen import models

Stage = models.Stage


class Tracker:
    """Adds up the events of `total` jobs; `started` is the clock's time at the beginning.

    With the number of a `run` only jobs count that it sends itself, not those that earlier ones left open;
    without one, all were submitted before, and all events count.
    """

    def __init__(self, total: int, *, run: int | None, started: float) -> None:
        self._total = total
        self._run = run
        self._started = started
        self._stages: dict[tuple[int, str], Stage] = {}
        self._counts: dict[Stage, int] = {}

    def note(self, event: models.Event) -> None:
        """Take an event in."""
        if not isinstance(event, models.JobChanged) or self._run not in {None, event.run}:
            return
        name = (event.row, event.key)
        before = self._stages.get(name)
        if before is not None:
            self._counts[before] -= 1
        self._stages[name] = event.stage
        self._counts[event.stage] = self._counts.get(event.stage, 0) + 1

    def progress(self, now: float) -> models.Progress:
        """Return where the run stands."""
        ready = self._counts.get(Stage.READY, 0)
        failed = sum(self._counts.get(stage, 0) for stage in models.FAILED_STAGES)
        sent = sum(count for stage, count in self._counts.items() if stage is not Stage.NEW)
        return models.Progress(
            total=self._total,
            submitted=self._total if self._run is None else min(self._total, sent),
            ready=ready,
            failed=failed,
            unknown=self._counts.get(Stage.UNKNOWN, 0),
            seconds_left=self._left(ready + failed, now),
        )

    def _left(self, finished: int, now: float) -> float | None:
        if not finished or finished >= self._total:
            return None
        return (self._total - finished) * (now - self._started) / finished
