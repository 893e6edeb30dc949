"""Problem groups: what `check --json` found by kind, column and value, each with all its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from batchgen.checks.problems import problem_wording


class ProblemGroup(NamedTuple):
    """Problems that one answer settles; `id` names the group for as long as it stands.

    `column` is a folded header, empty where there is none; `fixes` are those of problem_wording. `message` is
    what was said of the first of them, with what to do.
    """

    id: str
    severity: str
    kind: str
    column: str
    value: str
    message: str
    title: str
    explanation: str
    fixes: tuple[problem_wording.Fix, ...]
    rows: tuple[int, ...]

    @property
    def is_error(self) -> bool:
        """Whether its rows are not sent."""
        return self.severity == "error"

    @property
    def is_plain(self) -> bool:
        """Whether title, value and explanation say all that the message does."""
        return self.kind in problem_wording.PLAIN


def groups(by_value: object) -> list[ProblemGroup]:
    """Return the groups of a check's `by_value`, those of the whole sheet first, then errors, then counts."""
    found: dict[str, ProblemGroup] = {}
    for entry in by_value if isinstance(by_value, list) else []:
        group = _group(entry)
        if group.id in found:
            known = found[group.id]
            group = known._replace(rows=tuple(sorted({*known.rows, *group.rows})))
        found[group.id] = group
    return sorted(found.values(), key=lambda group: (not group.is_error, bool(group.rows), -len(group.rows)))


def sheet_errors(found: Iterable[ProblemGroup]) -> list[ProblemGroup]:
    """Return the errors of the whole sheet: while there are some, what its rows say matters little."""
    return [group for group in found if group.is_error and not group.rows]


def to_look_at(found: Iterable[ProblemGroup]) -> int:
    """Return how many rows are sent and have something odd."""
    odd: set[int] = set()
    wrong: set[int] = set()
    for group in found:
        (wrong if group.is_error else odd).update(group.rows)
    return len(odd - wrong)


def _group(entry: Mapping[str, object]) -> ProblemGroup:
    severity, kind, value = (str(entry.get(name) or "") for name in ("severity", "kind", "value"))
    column, message = str(entry.get("column") or ""), str(entry.get("message") or "")
    rows = tuple(_numbers(entry.get("ranges")))
    # Problems without a value differ in what is said of them: "no column city", "no column job_titel".
    told = "" if value or kind in problem_wording.PLAIN else message
    mark = repr((severity, kind, column, value, told, bool(rows)))
    fixes = entry.get("fixes")
    return ProblemGroup(
        id=hashlib.sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()[:12],
        severity=severity,
        kind=kind,
        column=column,
        value=value,
        message=message,
        title=str(entry.get("title") or ""),
        explanation=str(entry.get("explanation") or ""),
        fixes=tuple(problem_wording.Fix(**fix) for fix in fixes) if isinstance(fixes, list) else (),
        rows=rows,
    )


def _numbers(ranges: object) -> Iterator[int]:
    for first, last in ranges if isinstance(ranges, list) else []:
        yield from range(int(first), int(last) + 1)
