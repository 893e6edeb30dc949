"""Failures by their reason: which can be tried again, and what is to be fixed first."""

import afterkit

from batchgen import models
from batchgen.results import failure_groups

Stage = models.Stage


def _job(row, stage, error="", **facts):
    return afterkit.job(row=row, stage=stage, error=error, minutes=0.5, **facts)


def test_failures_of_one_reason_are_one_group_and_the_largest_is_first():
    jobs = [
        _job(4, Stage.REJECTED, "Invalid replica_id"),
        _job(11, Stage.ERROR, "An error occurred."),
        _job(12, Stage.ERROR, "An error occurred."),
        _job(2, Stage.READY),
    ]

    first, second = failure_groups.grouped(jobs)

    assert (first.reason, first.videos, first.rows, first.minutes) == ("An error occurred.", 2, (11, 12), 1.0)
    assert (first.way, first.field) == ("retry", "")
    assert (second.rows, second.way, second.field) == ((4,), "", "replica_id")


def test_deleted_videos_are_made_again_and_their_old_words_are_no_reason():
    (group,) = failure_groups.grouped([_job(3, Stage.DELETED, details="Your request has processed.")])

    assert (group.reason, group.way) == ("", "all")


def test_what_the_sheet_does_not_have_any_more_cannot_be_sent_again():
    (group,) = failure_groups.grouped([_job(None, Stage.ERROR, "Broken.")])

    assert (group.videos, group.rows, group.way) == (1, (), "")


def test_rows_that_were_never_sent_are_not_tried_again():
    (group,) = failure_groups.grouped([_job(3, Stage.INVALID, "An empty cell would be spoken.")])

    assert group.way == ""
