"""The exit code of a run, from where each selected row stands (design 6)."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

from batchgen import models
from batchgen.plan import scratch
from batchgen.results import result_cells

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from batchgen import state

ALL_WELL, SOME_FAILED, STOPPED, INTERRUPTED = 0, 1, 4, 130
_OPEN = {str(stage) for stage in models.OPEN_STAGES}
_WELL = {str(models.Stage.READY), result_cells.EXCLUDED}
_NEVER_SENT = "new"


def selected_jobs(roster: scratch.Roster) -> set[int]:
    """Return the ids of the jobs that the rows of this run have, shared ones once."""
    return roster.jobs_of_run(models.UNSELECTED)


def unfound(roster: scratch.Roster) -> int:
    """Count the rows of a failures file that were not sent, since nothing tells whose they are."""
    return roster.count_unfound()


def counts(store: state.Store, jobs: Container[int] | None = None, *, invalid: int = 0) -> dict[str, int]:
    """Count jobs, or those among `jobs`, by the word that the sheet shows ("new" for none).

    `invalid` are rows without a job.
    """
    tally = collections.Counter({str(models.Stage.INVALID): invalid} if invalid else {})
    for outline in store.outlines():
        if jobs is None or outline.id in jobs:
            tally[result_cells.status(outline) or _NEVER_SENT] += 1
    return dict(tally)


def exit_code(found: Mapping[str, int], *, no_wait: bool = False, sent_only: bool = False) -> int:
    """Return 0 when every counted row has its video (with `no_wait`: was accepted), else 1.

    `sent_only` does not mind rows that were never sent (`wait`).
    """
    well = _WELL | (_OPEN if no_wait else set()) | ({_NEVER_SENT} if sent_only else set())
    return ALL_WELL if all(word in well for word, count in found.items() if count) else SOME_FAILED


def finished(
    found: Mapping[str, int],
    *,
    stopped: str,
    interrupted: bool,
    dated: bool,
    unchecked: bool,
    no_wait: bool,
    sent_only: bool,
) -> models.Finished:
    """Return the last event of a run. `dated` says that results did not reach the place asked for.

    `unchecked` says that something that was asked for could not be looked up.
    """
    code = exit_code(found, no_wait=no_wait, sent_only=sent_only)
    if dated or unchecked:
        code = SOME_FAILED
    if interrupted:
        code = INTERRUPTED
    elif stopped:
        code = STOPPED
    return models.Finished(code, found, stopped=stopped, dated=dated)
