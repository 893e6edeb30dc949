"""Progress counts what a run sends itself."""

from batchgen import models
from batchgen.run import tally

Stage = models.Stage


def event(row: int, stage: Stage, run: int) -> models.JobChanged:
    return models.JobChanged(row, f"p{row}", stage, run=run)


def test_videos_that_an_earlier_run_left_open_do_not_count() -> None:
    tracker = tally.Tracker(2, run=7, started=0.0)
    for row, run in ((2, 7), (3, 7), (4, 5), (5, 5)):
        tracker.note(event(row, Stage.READY, run))

    at = tracker.progress(1.0)

    assert (at.submitted, at.ready, at.total) == (2, 2, 2)


def test_waiting_counts_all_that_is_open() -> None:
    tracker = tally.Tracker(3, run=None, started=0.0)
    tracker.note(event(2, Stage.READY, 5))

    at = tracker.progress(1.0)

    assert (at.submitted, at.ready, at.total) == (3, 1, 3)


def test_the_number_of_the_run_is_not_in_the_json() -> None:
    assert "run" not in event(2, Stage.READY, 7).to_json()
