"""The problem report."""

import csv
import json

import pytest

from batchgen import checks, errors, models, settings
from batchgen.cli.console import problem_list


def problem(number, kind="blank", severity="error", **more):
    return models.Problem(kind, f"message {number}", severity, number, "company", **more)


def test_problems_are_counted_and_grouped_and_the_first_ones_kept():
    report = checks.ProblemReport()
    report.extend(problem(n) for n in range(2, 102))
    report.extend(problem(n, "url", "warning") for n in range(2, 5))
    report.add(models.Problem("missing-column", "the sheet has no column x", "error"))

    groups = [(g.kind, g.count, len(g.first)) for g in report.groups()]

    assert groups == [("missing-column", 1, 1), ("blank", 100, 20), ("url", 3, 3)]
    assert (report.errors, report.warnings, report.rows_with_errors) == (101, 3, 100)


def test_strict_makes_warnings_errors():
    report = checks.ProblemReport(strict=True)
    report.add(problem(2, "url", "warning"))

    assert (report.errors, report.warnings) == (1, 0)


def test_json_has_all_problems_when_all_are_kept():
    report = checks.ProblemReport(keep_all=True)
    report.extend(problem(n, hint="Fill it") for n in range(2, 52))

    data = json.loads(json.dumps(report.to_json()))

    assert len(data["errors"]) == 50
    assert data["warnings"] == []
    assert data["errors"][0] == {
        "row": 2,
        "column": "company",
        "kind": "blank",
        "message": "message 2. Fill it",
        "value": "",
    }


def test_a_file_gets_every_problem_and_runs_no_formula(tmp_path):
    path = tmp_path / "problems.csv"
    with checks.ProblemReport(path) as report:
        report.extend(problem(n, value="=1+1", hint="Fill the cell") for n in range(2, 52))

    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))

    assert len(rows) == 50
    assert rows[0] == {
        "row": "2",
        "severity": "error",
        "kind": "blank",
        "column": "company",
        "value": "'=1+1",
        "message": "message 2",
        "hint": "Fill the cell",
    }


def test_a_file_is_written_even_without_problems(tmp_path):
    path = tmp_path / "problems.csv"
    checks.ProblemReport(path).close()

    assert path.read_text(encoding="utf-8-sig").splitlines() == [
        "row,severity,kind,column,value,message,hint"
    ]


def test_a_file_that_cannot_be_written_is_one_clear_line(tmp_path):
    with pytest.raises(errors.SheetLockedError, match="Cannot write to"):
        checks.ProblemReport(tmp_path / "no" / "problems.csv").close()


def test_a_problem_is_a_sentence_with_its_place():
    blank = models.Problem("blank", "empty, used in outreach.txt.j2 line 3", row=7, column="company")
    whole = models.Problem("missing-column", "the sheet has no column x", column="x")

    assert checks.sentence(blank) == "row 7, column company: empty, used in outreach.txt.j2 line 3"
    assert checks.sentence(whole) == "the sheet has no column x"


def test_the_same_trouble_is_kept_once_with_its_count_and_first_rows():
    report = checks.ProblemReport()
    for row in range(2, 37):
        report.add(models.Problem("all-caps", "capitals", "warning", row, "company", "PIXELPARK AG"))
    report.add(models.Problem("all-caps", "capitals", "warning", 40, "company", "ACME AG"))

    group = report.groups()[0]
    found = [(t.problem.value, t.count, t.rows) for t in group.troubles.values()]

    assert found == [("PIXELPARK AG", 35, [2, 3, 4, 5, 6]), ("ACME AG", 1, [40])]
    assert (group.count, group.rest) == (36, 0)
    assert report.to_json()["by_value"][0] == {
        "severity": "warning",
        "column": "company",
        "kind": "all-caps",
        "message": "capitals",
        "value": "PIXELPARK AG",
        "title": "Written in capitals",
        "explanation": "The presenter may spell out words in capitals.",
        "count": 35,
        "rows": [2, 3, 4, 5, 6],
        "ranges": [(2, 36)],
        "fixes": [
            {"slug": "filter:company", "argument": "company"},
            {"slug": "filter:person", "argument": "company"},
            {"slug": "allow", "argument": "PIXELPARK AG"},
            {"slug": "pronounce", "argument": "PIXELPARK AG"},
        ],
    }


def test_with_all_kept_every_value_is_a_group_with_all_its_rows_and_people_see_the_first_ones():
    report = checks.ProblemReport(keep_all=True)
    for row in range(2, 92):
        report.add(models.Problem("url", "an address", "warning", row, "site", f"site{row % 30}.com"))

    by_value = report.to_json()["by_value"]
    lines = list(problem_list.lines(report, settings.Settings()))

    assert len(by_value) == 30
    assert by_value[0]["ranges"] == [(2, 2), (32, 32), (62, 62)]
    assert sum(group["count"] for group in by_value) == 90
    assert len([line for line in lines if "site" in line]) == 20
    assert lines[-1] == "  … and 30 more; to get them all: --problems FILE"


def test_the_same_trouble_is_one_line():
    report = checks.ProblemReport()
    for row in range(2, 37):
        report.add(models.Problem("all-caps", "capitals", "warning", row, "company", "PIXELPARK AG"))

    lines = list(problem_list.lines(report, settings.Settings()))

    assert lines == [
        "warning: all-caps, 35 times: Written in capitals",
        '  "PIXELPARK AG" in company: 35 rows (2, 3, 4, 5, 6 …): capitals',
    ]


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ('the presenter would say "nan"', '  row 2, column company: the presenter would say "nan"'),
        ("brackets would be read out", '  row 2, column company: brackets would be read out ("nan")'),
    ],
)
def test_a_value_is_said_once(message, line):
    report = checks.ProblemReport()
    report.add(models.Problem("junk-value", message, "warning", 2, "company", "nan"))

    assert list(problem_list.lines(report, settings.Settings()))[1] == line
