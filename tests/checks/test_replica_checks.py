"""Each distinct replica is asked for once before a run."""

import dataclasses

import pytest

from batchgen import errors
from batchgen.checks import replica_checks, row_numbers


@dataclasses.dataclass(frozen=True)
class Replica:
    name: str = "Ana"
    status: str = "completed"
    progress: str = "100/100"


def asked(answers, rows=None):
    calls = []

    def read(replica_id):
        calls.append(replica_id)
        answer = answers[replica_id]
        if isinstance(answer, Exception):
            raise answer
        return answer

    check = replica_checks.replica_problems(rows or {name: [2, 3, 4] for name in answers}, read)
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
    assert "(37/100): the videos of rows 2-4, 9 stay queued" in check.problems[0].message


def test_a_replica_whose_training_failed_is_an_error_of_its_rows():
    check = asked({"r1": Replica(status="error")}, {"r1": [2]})

    assert [(p.severity, p.row) for p in check.problems] == [("error", 2)]


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
