"""Row jobs: of several jobs with one key, a row has the one that is its own."""

from typing import NamedTuple

import enginekit
import pytest

from batchgen import identity, models, sheets
from batchgen.results import row_jobs


class Job(NamedTuple):
    """As much of a job as tells whose it is."""

    cells_hash: str
    row: int | None


ANA, BO, GONE = Job("ana", 2), Job("bo", 3), Job("cy", None)


@pytest.mark.parametrize(
    ("jobs", "cells", "number", "own"),
    [
        ([ANA, BO], "bo", 2, BO),  # the list was sorted: its cells say whose it is
        ([ANA, BO], "ana", 3, ANA),
        ([ANA, BO], "bo, edited", 3, BO),  # its cells were edited: it stands where it stood
        ([BO, ANA], "bo, edited", 3, BO),
        ([GONE, ANA], "new", 9, GONE),  # neither: what rows of this key share
        ([ANA], "new", 9, ANA),
        ([], "ana", 2, None),
    ],
)
def test_a_row_has_the_job_of_its_cells_or_else_of_its_place(
    jobs: list[Job], cells: str, number: int, own: Job | None
) -> None:
    mark = identity.Mark(key="k", key_hash="k", cells_hash=cells)

    found = row_jobs._own(jobs, mark, models.Row(number, ()))  # type: ignore[arg-type]

    assert found is own


def test_rows_of_a_failures_file_have_the_jobs_that_they_name_and_no_others(desk: enginekit.Desk) -> None:
    desk.run(limit=3)
    with desk.open(lock=False) as batch:
        first, second, *_ = (job.id for job in batch.store.jobs())

        found = row_jobs.rows_with_jobs(sheets.open_sheet(desk.sheet), batch.store, {2: second, 5: first})

        assert {row.number: job.id for row, job in found if job is not None} == {2: second, 5: first}
