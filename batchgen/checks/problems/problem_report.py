"""The problem report: every problem counted, grouped by kind, streamed to a CSV."""

from __future__ import annotations

import array
import csv
import dataclasses
import itertools
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from batchgen import errors, models, sheets
from batchgen.checks.problems import problem_wording, row_numbers, words

KEPT = 20
"""Different problems of a kind that are shown and held in memory."""
NAMED_ROWS = 5
"""Rows of one problem that are named; the rest is counted."""
HEADERS = ("row", "severity", "kind", "column", "value", "message", "hint")


@dataclasses.dataclass(slots=True)
class Trouble:
    """One and the same problem in some rows: the first of it, how many there are, and all the rows."""

    problem: models.Problem
    count: int = 0
    all_rows: array.array[int] = dataclasses.field(default_factory=lambda: array.array("q"))

    @property
    def rows(self) -> list[int]:
        """The first rows, in the order in which they were met."""
        return self.all_rows[:NAMED_ROWS].tolist()

    def add(self, row: int | None) -> None:
        """Count it once more."""
        self.count += 1
        if row is not None:
            self.all_rows.append(row)

    def to_json(self) -> dict[str, object]:
        """Return it as `check --json` has it: the problem, its words and fixes, `count` and rows."""
        shown = as_json(self.problem)
        del shown["row"]
        return {
            "severity": self.problem.severity,
            **shown,
            **problem_wording.of(self.problem.kind)._asdict(),
            "count": self.count,
            "rows": self.rows,
            "ranges": row_numbers.ranges(self.all_rows),
            "fixes": [fix._asdict() for fix in problem_wording.fixes(self.problem)],
        }


@dataclasses.dataclass(slots=True)
class Group:
    """The problems of one kind and severity: different ones, and how many there are.

    At most `kept` different ones are held. For people the first KEPT of them are `shown`.
    """

    kind: str
    severity: models.Severity
    kept: int = KEPT
    count: int = 0
    troubles: dict[tuple[object, ...], Trouble] = dataclasses.field(default_factory=dict)
    """By the problem without its row."""

    @property
    def shown(self) -> list[Trouble]:
        """The different problems that are shown to people."""
        return list(itertools.islice(self.troubles.values(), KEPT))

    @property
    def first(self) -> list[models.Problem]:
        """The problems that are shown, each with its first row."""
        return [trouble.problem for trouble in self.shown]

    @property
    def rest(self) -> int:
        """How many problems are none of those that are shown."""
        return self.count - sum(trouble.count for trouble in self.shown)

    def add(self, problem: models.Problem) -> None:
        """Count a problem, and keep it if it is among the first that differ."""
        self.count += 1
        kind, message, severity, row, *others = problem
        same = (kind, message, severity, *others)
        trouble = self.troubles.get(same)
        if trouble is None and len(self.troubles) < self.kept:
            trouble = self.troubles[same] = Trouble(problem)
        if trouble is not None:
            trouble.add(row)


class ProblemReport:
    """Collects problems; with `keep_all` it holds every one (for JSON), with `path` it writes all to a CSV.

    The file is complete after `close()`. Raises SheetLockedError if it cannot be written.
    """

    def __init__(self, path: Path | None = None, *, keep_all: bool = False, strict: bool = False) -> None:
        self.errors = 0
        self.warnings = 0
        self.rows_with_errors = 0
        self._last_error_row: int | None = None
        self._strict = strict
        self._all: list[models.Problem] | None = [] if keep_all else None
        self._groups: dict[tuple[str, str], Group] = {}
        self._path = path
        self._file: TextIO | None = None

    def add(self, problem: models.Problem) -> None:
        """Count a problem and keep it if it is among the first of its kind; `strict` makes it an error."""
        if self._strict and problem.severity == "warning":
            problem = problem._replace(severity="error")
        self._count(problem)
        key = (problem.severity, problem.kind)
        group = self._groups.get(key)
        if group is None:
            kept = KEPT if self._all is None else sys.maxsize
            group = self._groups[key] = Group(problem.kind, problem.severity, kept)
        group.add(problem)
        if self._all is not None:
            self._all.append(problem)
        if self._path is not None:
            self._write(problem)

    def extend(self, problems: Iterable[models.Problem]) -> None:
        """Add several problems."""
        for problem in problems:
            self.add(problem)

    def groups(self) -> list[Group]:
        """Return the groups: problems of the whole sheet first, then errors, then warnings, by first row."""
        order = {"error": 0, "warning": 1}

        def place(group: Group) -> tuple[int, int, int]:
            first = group.first[0].row
            return order[group.severity], first is not None, first or 0

        return sorted(self._groups.values(), key=place)

    def problems(self, severity: models.Severity) -> Sequence[models.Problem]:
        """Return the kept problems of a severity: all of them with `keep_all`."""
        kept = self._all if self._all is not None else [p for g in self.groups() for p in g.first]
        return [problem for problem in kept if problem.severity == severity]

    def to_json(self) -> dict[str, list[dict[str, object]]]:
        """Return `{"by_value": […], "errors": […], "warnings": […]}` of `check --json` (design 6)."""
        return {
            "by_value": [t.to_json() for group in self.groups() for t in group.troubles.values()],
            "errors": [as_json(problem) for problem in self.problems("error")],
            "warnings": [as_json(problem) for problem in self.problems("warning")],
        }

    def close(self) -> None:
        """Finish the CSV; it is written even when there was no problem."""
        if self._path is not None and self._file is None:
            self._open(self._path)
        if self._file is not None:
            self._file.close()
            self._file = None
        self._path = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()

    def _count(self, problem: models.Problem) -> None:
        if problem.severity == "warning":
            self.warnings += 1
            return
        self.errors += 1
        if problem.row is not None and problem.row != self._last_error_row:
            self.rows_with_errors += 1
            self._last_error_row = problem.row

    def _write(self, problem: models.Problem) -> None:
        if self._file is None:
            assert self._path is not None
            self._open(self._path)
        assert self._file is not None
        row = "" if problem.row is None else problem.row
        texts = (
            problem.severity,
            problem.kind,
            problem.column or "",
            problem.value,
            problem.message,
            problem.hint,
        )
        csv.writer(self._file).writerow([row, *map(guarded, texts)])

    def _open(self, path: Path) -> None:
        try:
            self._file = sheets.followed(path).open("w", encoding="utf-8-sig", errors="replace", newline="")
        except OSError as error:
            raise errors.SheetLockedError(words.cannot_write(path, error.strerror or error)) from error
        csv.writer(self._file).writerow(HEADERS)


def guarded(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula (OWASP, CSV injection)."""
    return (
        "'" + text
        if text.lstrip()[:1] in {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"} and text
        else text
    )


def as_json(problem: models.Problem) -> dict[str, object]:
    """Return a problem as JSON data; `row`, `column`, `kind` and `message` are promised (design 6).

    `template` and `line` are there if it stands in a script, and not in a row.
    """
    place = {"template": problem.template, "line": problem.line} if problem.line else {}
    return {
        "row": problem.row,
        "column": problem.column,
        "kind": problem.kind,
        "message": f"{problem.message}. {problem.hint}" if problem.hint else problem.message,
        "value": problem.value,
        **place,
    }


def sentence(problem: models.Problem) -> str:
    """Return a problem as people read it: "row 7, column company: empty, used in outreach.txt.j2 line 3"."""
    where = ", ".join(
        filter(
            None,
            (
                words.row(problem.row) if problem.row is not None else "",
                words.column(problem.column) if problem.column and problem.row is not None else "",
            ),
        )
    )
    return f"{where}: {problem.message}" if where else problem.message
