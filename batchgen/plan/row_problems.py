"""Problems of rows as the roster keeps them, as texts, and the ones that the plan finds itself."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING

from batchgen import models
from batchgen.plan import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FORM = 2
"""The form of marshal that is the same for the same problems; it takes a fifth of the time of JSON."""


def dump(problems: Sequence[models.Problem]) -> str:
    """Write problems as a text for this process alone, empty for none."""
    return marshal.dumps([*map(tuple, problems)], _FORM).decode("latin-1") if problems else ""


def load(text: str) -> list[models.Problem]:
    """Read `dump`."""
    found = marshal.loads(text.encode("latin-1")) if text else ()  # noqa: S302 (what this process wrote)
    return [*map(models.Problem._make, found)]


def adder(problem: models.Problem) -> Callable[[str], str]:
    """Return what adds a problem to those of a text of `dump`."""
    return lambda text: dump([*load(text), problem])


def complain(text: str) -> str:
    """Return the first error of dumped problems in words."""
    problems = load(text)
    worst = next((p for p in problems if p.severity == "error"), problems[0] if problems else None)
    if worst is None:
        return ""
    return words.in_column(worst.column, worst.message) if worst.column else worst.message


def no_key(row: int) -> models.Problem:
    """Return the problem of a row whose key cell is empty."""
    return models.Problem("empty-key", words.NO_KEY, row=row, hint=words.FILL_KEY)
