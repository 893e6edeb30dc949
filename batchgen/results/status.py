"""The status of a batch: counts and rows as the state file has them, unknown ones explained in words."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen import models, state
from batchgen.results import exit_code, result_cells
from batchgen.run import lost_answers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class StatusRow:
    """A row as `status` shows it. `row` is None when the sheet has it no more; `status` is never empty.

    `label` says whose it is where no key column does, as the name of its video.
    """

    row: int | None
    key: str
    label: str
    status: str
    video_id: str
    hosted_url: str
    error: str

    @property
    def failed(self) -> bool:
        """Whether it ended in error, was rejected, or is invalid."""
        return self.status in models.FIXABLE_STAGES

    @property
    def lacks_video(self) -> bool:
        """Whether something is wrong with it: what `status --failed` shows, lost and changed rows too."""
        return self.status in {*models.FAILED_STAGES, models.Stage.UNKNOWN, result_cells.OUTDATED}

    @property
    def gone(self) -> bool:
        """Whether the sheet has the row no more."""
        return self.row is None


@dataclasses.dataclass(frozen=True, slots=True)
class StatusReport:
    """Counts by status, and the rows, streamed from the state file at each call of `rows`.

    `run` is who holds the run lock, None when no run is going on.
    """

    counts: Mapping[str, int]
    store: state.Store
    run: state.Holder | None = None

    def rows(self) -> Iterator[StatusRow]:
        """Yield every row, in the order of the sheet as it was first seen. The batch must be open."""
        unknown = {attempt.job_id: attempt for attempt in self.store.open_attempts()}
        for job in self.store.jobs():
            texts = result_cells.results(job)
            attempt = unknown.get(job.id)
            error = texts["error"]
            if attempt is not None and job.stage in models.DOUBTFUL_STAGES:
                error = lost_answers.explain(attempt)
            status = texts["status"] or str(job.stage)
            yield StatusRow(
                job.row, job.key, job.label, status, texts["video_id"], texts["hosted_url"], error
            )

    def to_json(self) -> dict[str, object]:
        """Return `{"counts": …, "run": …, "rows": […]}` as `status --json` prints it."""
        return self.as_json(self.rows())

    def as_json(self, rows: Iterable[StatusRow]) -> dict[str, object]:
        """Return the same with only some of the rows."""
        run = {"pid": self.run.pid, "host": self.run.host, "since": self.run.since} if self.run else None
        return {"counts": dict(self.counts), "run": run, "rows": [dataclasses.asdict(row) for row in rows]}


def report(store: state.Store) -> StatusReport:
    """Return the status of a state file."""
    return StatusReport(exit_code.counts(store), store, store.holder())
