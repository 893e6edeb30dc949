"""Each distinct replica is asked for once before a run."""

import pytest

from batchgen import errors
from batchgen.checks import replica_checks
from batchgen.checks.problems import row_numbers
from batchgen.tavus import answers as tavus_answers

NEW = {"model_name": "phoenix-4.5", "replica_type": "user"}
"""A replica with two stages (docs.tavus.io/sections/faces/phoenix-45-preview-and-status)."""


def Replica(name="Ana", status="completed", progress="100/100", **more):  # noqa: N802
    """What the client makes of an answer."""
    answer = {"replica_id": "r1", "replica_name": name, "status": status, "training_progress": progress}
    return tavus_answers.replica({**answer, **more})


def asked(answers, rows=None, **how):
    calls = []

    def read(replica_id):
        calls.append(replica_id)
        answer = answers[replica_id]
        if isinstance(answer, Exception):
            raise answer
        return answer

    check = replica_checks.replica_problems(rows or {name: [2, 3, 4] for name in answers}, read, **how)
    assert len(calls) == len(set(calls))
    return check


def test_a_trained_replica_is_no_problem_and_is_named():
    check = asked({"r1": Replica(), "r2": Replica(name="Ben", status="ready")})

    assert (check.problems, check.not_checked, check.names) == ((), "", {"r1": "Ana", "r2": "Ben"})


@pytest.mark.parametrize(
    ("status", "words"), [(400, "Invalid replica_id"), (404, "Replica not found"), (404, "no r1 here")]
)
def test_a_missing_replica_is_an_error_of_its_rows_only(status, words):
    check = asked(
        {"r1": errors.RefusedError(words, status=status), "r2": Replica()}, {"r1": [3, 7], "r2": [2]}
    )

    assert [(p.row, p.severity, p.column, p.value) for p in check.problems] == [
        (3, "error", "replica_id", "r1"),
        (7, "error", "replica_id", "r1"),
    ]
    assert check.not_checked == ""


def test_a_replica_in_training_is_a_warning_with_its_progress():
    check = asked({"r1": Replica(status="started", progress="37/100")}, {"r1": [2, 3, 4, 9]})

    assert [(p.severity, p.row) for p in check.problems] == [("warning", None)]
    assert "(37/100), so the videos of rows 2-4, 9 wait until it is ready" in check.problems[0].message


def test_a_replica_whose_training_failed_is_an_error_of_its_rows():
    check = asked({"r1": Replica(status="error")}, {"r1": [2]})

    assert [(p.severity, p.row) for p in check.problems] == [("error", 2)]


@pytest.mark.parametrize(
    ("tuning", "words", "advice"),
    [
        (None, "first look, so its videos would carry a watermark", "batchgen replicas wait r1"),
        ("training", "first look, so its videos would carry a watermark", "batchgen replicas wait r1"),
        ("errored", 'carry the watermark "tuning failed"', "Train another one"),
    ],
)
def test_a_replica_that_marks_its_videos_stops_its_rows(tuning, words, advice):
    check = asked({"r1": Replica(**NEW, finetune_status=tuning)}, {"r1": [2, 5]})

    assert [(p.row, p.severity, p.column) for p in check.problems] == [
        (2, "error", "replica_id"),
        (5, "error", "replica_id"),
    ]
    assert words in check.problems[0].message
    assert advice in check.problems[0].hint
    assert "--allow-watermark" in check.problems[0].hint


def test_an_answer_without_a_type_is_of_an_own_replica():
    more = {"model_name": "phoenix-4.5", "finetune_status": "training"}

    check = asked({"r0123456789a": Replica(**more)})

    assert {problem.severity for problem in check.problems} == {"error"}


def test_rows_of_a_replica_before_its_first_look_stop_since_their_videos_would_be_made_at_it():
    check = asked({"r1": Replica(status="started", progress="0/100", **NEW, finetune_status=None)})

    assert {p.severity for p in check.problems} == {"error"}
    assert "its first videos would carry a watermark" in check.problems[0].message


@pytest.mark.parametrize("tuning", [None, "training", "errored"])
def test_a_watermark_that_is_allowed_is_a_warning(tuning):
    check = asked({"r1": Replica(**NEW, finetune_status=tuning)}, {"r1": [2, 5]}, allow_watermark=True)

    assert [(p.row, p.severity) for p in check.problems] == [(None, "warning")]
    assert "watermark" in check.problems[0].message
    assert "rows 2, 5" in check.problems[0].message


@pytest.mark.parametrize(
    "more",
    [
        {**NEW, "finetune_status": "completed"},
        NEW,  # the field is absent: as before there were two stages
        {**NEW, "replica_type": "system", "finetune_status": None},
        {**NEW, "model_name": "phoenix-4", "finetune_status": None},
        {"finetune_status": None},
    ],
)
def test_a_replica_that_is_done_is_no_problem(more):
    assert asked({"r1": Replica(**more)}).problems == ()


@pytest.mark.parametrize(
    "error",
    [
        errors.RefusedError("Not Found", status=404),
        errors.RefusedError("Invalid access token", status=401),
        errors.BadAnswerError("an HTML page", status=404),
        errors.NotSentError("connection refused"),
        errors.NoAnswerError("time-out"),
    ],
)
def test_a_service_that_cannot_be_asked_is_not_checked_and_never_a_stop(error):
    check = asked({"r1": error})

    assert check.problems == ()
    assert check.not_checked.startswith("not checked: ")


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([7], "row 7"),
        ([7, 7], "row 7"),
        ([2, 3, 4, 9], "rows 2-4, 9"),
        (range(2, 100, 2), "rows 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24 and 37 more"),
    ],
)
def test_row_numbers_are_said_shortly(numbers, words):
    assert row_numbers.rows(numbers) == words
