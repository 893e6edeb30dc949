"""Problem groups: by kind, column and value, with every row, and what is said of the whole sheet first."""

from batchgen import models
from batchgen.checks import ProblemReport
from batchgen.checks.problems import problem_groups


def found_of(*problems: models.Problem) -> list[problem_groups.ProblemGroup]:
    report = ProblemReport(keep_all=True)
    report.extend(problems)
    return problem_groups.groups(report.to_json()["by_value"])


def caps(row: int) -> models.Problem:
    return models.Problem("all-caps", "capitals", "warning", row, "company", "ACME AG")


def test_one_value_is_one_group_whatever_is_said_of_its_cells():
    faults = [
        models.Problem("fault", f"cell D{n} holds #N/A", "error", n, "company", "#N/A") for n in (9, 2, 3)
    ]

    groups = found_of(*map(caps, range(20, 40)), *faults)

    assert [(g.kind, g.column, g.value, g.rows) for g in groups] == [
        ("fault", "company", "#N/A", (2, 3, 9)),
        ("all-caps", "company", "ACME AG", tuple(range(20, 40))),
    ]
    assert len({g.id for g in groups}) == 2


def test_what_is_said_tells_problems_without_a_value_apart():
    missing = [models.Problem("missing-column", f"no {n}", column="x") for n in "ab"]

    groups = found_of(caps(2), *missing)

    assert [g.message for g in problem_groups.sheet_errors(groups)] == ["no a", "no b"]
    assert [g.is_error for g in groups] == [True, True, False]


def test_a_group_keeps_its_id_while_its_rows_change():
    assert found_of(caps(2), caps(3))[0].id == found_of(caps(3))[0].id


def test_rows_that_are_not_sent_are_not_counted_as_worth_a_look():
    blank = models.Problem("blank", "empty", "error", 3, "city")

    assert problem_groups.to_look_at(found_of(caps(2), caps(3), caps(4), blank)) == 2


def test_an_answer_that_is_no_list_holds_no_groups():
    assert problem_groups.groups(None) == []
