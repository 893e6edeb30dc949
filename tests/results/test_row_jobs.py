"""Row jobs: of several jobs with one key, a row has the one that is its own."""

from typing import NamedTuple

import pytest

from batchgen import identity, models
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
