"""What templates made of the sheet: rows by branch, and columns that nothing uses; told with -v."""

from __future__ import annotations

import collections
from collections.abc import Collection, Iterator

from batchgen.checks import words
from batchgen.checks.examiner import Examined, Examiner


class Usage:
    """Counts over the rows that are added. The examiner has to count branches (verbose settings)."""

    def __init__(self, examiner: Examiner) -> None:
        self._examiner = examiner
        self._arms: dict[str, collections.Counter[str]] = {}
        self._rows = 0

    def add(self, examined: Examined) -> None:
        """Count one row."""
        self._rows += 1
        for branch in set(examined.branches):
            where, _, arm = branch.rpartition(": ")
            self._arms.setdefault(where, collections.Counter())[arm] += 1

    @property
    def branches(self) -> dict[str, tuple[int, int]]:
        """How many rows took each `if`, and how many did not, by its place: "outreach.txt.j2 line 7"."""
        return {where: (arms["yes"], arms["no"]) for where, arms in self._arms.items()}

    def unused(self, also: Collection[str] = ()) -> tuple[str, ...]:
        """Headers of the columns that no template, no request field and no video's name is made of.

        `also` are folded names that something else uses, the key for one.
        """
        wanted = self._examiner.merger.used | self._examiner.merger.labelling | set(also)
        return tuple(
            column.header
            for column in self._examiner.columns
            if column.header and column.name not in wanted and not column.ours
        )

    def lines(self, also: Collection[str] = ()) -> Iterator[str]:
        """Yield the lines to tell; `also` as in `unused`."""
        for where, (taken, not_taken) in sorted(self.branches.items()):
            yield words.branch_taken(where, taken, taken + not_taken)
        unused = self.unused(also)
        if unused:
            yield words.unused_columns(", ".join(unused))
