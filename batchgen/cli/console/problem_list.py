"""The problem list: what is wrong with a sheet, by kind, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from batchgen.cli.console import text, words
from batchgen.settings import Settings

if TYPE_CHECKING:
    from batchgen import checks
    from batchgen.checks.problems import problem_report


def lines(report: checks.ProblemReport, settings: Settings) -> Iterator[str]:
    """Yield problems grouped by kind, the first of each kind in full."""
    from batchgen.checks import problem_wording

    for group in report.groups():
        title = problem_wording.of(group.kind).title
        yield f"{group.severity}: {group.kind}, {text.count(group.count, 'time')}: {title}"
        hints = {problem.hint for problem in group.first}
        hint = hints.pop() if len(hints) == 1 else ""
        for trouble in group.shown:
            problem = trouble.problem
            own = f". {problem.hint}" if problem.hint and problem.hint != hint else ""
            yield f"  {text.clean(_said(trouble))}{own}"
        if group.rest:
            rest = words.ALL_OF_THEM if settings.problems is None else words.all_in(settings.problems)
            yield words.more(group.rest, rest)
        if hint:
            yield f"  {text.clean(hint)}"


def _said(trouble: problem_report.Trouble) -> str:
    """Return a problem in one row, or: "PIXELPARK AG" in company: 35 rows (2, 3, 5 …): capitals …"."""
    from batchgen import checks

    problem = trouble.problem
    value = f'"{text.short(problem.value, 40)}"' if problem.value else ""
    if trouble.count == 1 or not trouble.rows:
        shown = f" ({value})" if value and problem.value not in problem.message else ""
        return f"{checks.sentence(problem)}{shown}"
    rows = ", ".join(map(str, trouble.rows)) + (" …" if trouble.count > len(trouble.rows) else "")
    place = f" in {problem.column}" if problem.column and value else f"column {problem.column}"
    what = f"{value}{place if problem.column else ''}"
    return f"{what}{': ' if what else ''}{text.count(trouble.count, 'row')} ({rows}): {problem.message}"


def totals(report: checks.ProblemReport) -> str:
    """Return "2 errors in 2 rows, 1 warning"."""
    parts = []
    if report.errors:
        where = f" in {text.count(report.rows_with_errors, 'row')}" if report.rows_with_errors else ""
        parts.append(f"{text.count(report.errors, 'error')}{where}")
    if report.warnings:
        parts.append(text.count(report.warnings, "warning"))
    return ", ".join(parts) or words.NO_PROBLEMS
