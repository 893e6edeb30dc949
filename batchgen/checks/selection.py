"""Which rows of the sheet a run is about: forgotten, hidden, --rows, not a person, --where, --exclude."""

from __future__ import annotations

import bisect
import random
import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from batchgen import errors, models
from batchgen import settings as settings_module
from batchgen.checks import words
from batchgen.checks.people import forgotten, suppression
from batchgen.merge import Expression
from batchgen.merge import kinds as kinds_module


class Judged(NamedTuple):
    """Why a row is left out, or an empty string; a row with problems is not, and is not sent either."""

    left_out: str
    problems: tuple[models.Problem, ...] = ()


class Selection:
    """Tells of each row whether it is chosen. `key` are the folded names of the key columns, if any.

    `kinds` say how --where reads the cells; `rows` reads the sheet, to see which columns hold addresses.

    Raises UsageError for a `--rows`, `--where` or `--exclude` that cannot be carried out.
    """

    def __init__(
        self,
        settings: settings_module.Settings,
        columns: Sequence[models.Column],
        *,
        key: Sequence[str] = (),
        kinds: kinds_module.Kinds | None = None,
        rows: suppression.Rows = suppression.no_rows,
    ) -> None:
        self._include_hidden = settings.include_hidden
        self._include_odd = settings.include_odd_rows
        self._spans = parse_rows(settings.rows) if settings.rows.strip() else None
        self._where = Expression(settings.where, columns, kinds) if settings.where.strip() else None
        self._forgotten = forgotten.Rows(settings, columns, rows)
        self.suppression: suppression.Suppression | None = None
        if settings.exclude is not None:
            self.suppression = suppression_of(settings, columns, key=key, rows=rows)

    def judge(self, row: models.Row) -> Judged:
        """Return why a row is left out, if it is, and the cells that --where cannot compare."""
        problems: tuple[models.Problem, ...] = ()
        # Each row is asked for, so that an entry that matches nobody is known.
        is_listed = self.suppression is not None and self.suppression.holds(row)
        if self._forgotten.holds(row):
            return Judged("forgotten")
        if row.hidden and not self._include_hidden:
            return Judged("hidden")
        if self._spans is not None and not within(row.number, self._spans):
            return Judged("rows")
        if row.odd and not self._include_odd:
            return Judged("odd")
        if self._where is not None:
            holds, problems = self._where.judge(row)
            if not holds and not problems:
                return Judged("where")
        if is_listed:
            return Judged("excluded")
        return Judged("", problems)

    def left_out(self, row: models.Row) -> str:
        """Return why a row is left out: one of models.UNSELECTED, "excluded", or an empty string."""
        return self.judge(row).left_out


def suppression_of(
    settings: settings_module.Settings,
    columns: Sequence[models.Column],
    *,
    key: Sequence[str] = (),
    rows: suppression.Rows = suppression.no_rows,
) -> suppression.Suppression:
    """Return the suppression list that the settings name. Raises as suppression.read does."""
    assert settings.exclude is not None
    return suppression.read(
        settings.exclude,
        columns,
        rows=rows,
        on=settings.exclude_on,
        key=key,
        encoding=settings.encoding,
    )


def parse_rows(text: str) -> list[tuple[int, int]]:
    """Return the spans of "2-10,15", sorted. Raises UsageError for anything else."""
    spans = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        match = re.fullmatch(r"(\d+)(?:\s*[-–:]\s*(\d*))?", part)
        if not match:
            raise errors.UsageError(words.not_a_range(text, part), hint=words.RANGE_EXAMPLE)
        first = int(match[1])
        last = first if match[2] is None else int(match[2] or 2**31)
        if last < first or first < 1:
            raise errors.UsageError(words.empty_range(text, part))
        spans.append((first, last))
    if not spans:
        raise errors.UsageError(words.no_rows(text))
    return sorted(spans)


def within(number: int, spans: list[tuple[int, int]]) -> bool:
    """Return whether a row number is in one of the spans that `parse_rows` returned."""
    before = spans[: bisect.bisect_right(spans, (number, 2**62))]
    return any(first <= number <= last for first, last in before)


def sample(numbers: Collection[int], count: int, seed: int) -> frozenset[int]:
    """Return `count` of the row numbers, by chance, the same ones for the same seed."""
    ordered = sorted(numbers)
    chance = random.Random(seed)  # noqa: S311 (a sample to look at, no secret)
    return frozenset(ordered if len(ordered) <= count else chance.sample(ordered, count))
