"""Rows of a failures file: each carries a mark of the job that it fixes, and is found by that alone."""

from __future__ import annotations

import collections
import dataclasses
import json
from typing import TYPE_CHECKING

from batchgen import identity, models, sheets, state
from batchgen.plan import known_files
from batchgen.plan.failures_file import words

if TYPE_CHECKING:
    from collections.abc import Iterator

ORIGINAL, _, MARK = sheets.FAILURE_HEADERS
_CHECK = 2
"""Letters of a mark that must fit the rest: of 256 marks with a slip one goes unseen."""

_FROM_FILE = words.copy_mark(MARK)


@dataclasses.dataclass(frozen=True, slots=True)
class RowMark:
    """What a failures file says about a row: its number in the list then, the campaign's id and the job."""

    row: int
    campaign: str
    job: int

    def text(self) -> str:
        """Return the mark as a cell: by its letters no program takes it for a number or a time."""
        return _checked(f"{self.row}:{self.campaign}:{self.job}")

    @classmethod
    def of(cls, text: str) -> RowMark | None:
        """Read a cell; None if it holds no mark as it was written."""
        written = text.strip().lower()
        parts = written.split(":")
        if written != _checked(written.rpartition(":")[0]) or len(parts) != 4:
            return None
        return cls(int(parts[0]), parts[1], int(parts[2]))


def _checked(mark: str) -> str:
    """Return a mark with two letters that fit it alone: filling a column down counts its numbers up."""
    return f"{mark}:{identity.digest(mark)[:_CHECK].translate(_LETTERS)}"


_LETTERS = str.maketrans("0123456789abcdef", "bcdfghjkmnpqrstv")


def column(sheet: sheets.Sheet, name: str) -> int:
    """Return where one of the columns of a failures file stands, -1 if nowhere."""
    return next((found.index for found in sheet.columns if found.ours and found.name == name), -1)


def cell(row: models.Row, index: int) -> str:
    """Return a cell's text, trimmed; empty where the row has none."""
    return row.cells[index].strip() if 0 <= index < len(row.cells) else ""


def number(row: models.Row, sheet: sheets.Sheet) -> int:
    """Return the number that a failures file's row had in the list, 0 if it carries none."""
    mark = RowMark.of(cell(row, column(sheet, MARK)))
    text = cell(row, column(sheet, ORIGINAL))
    written = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return mark.row if mark is not None else written


@dataclasses.dataclass(frozen=True, slots=True)
class _Seen:
    """A row of the failures file: what it carries, and what it is known by."""

    number: int
    carried: str
    original: int
    mark: identity.Mark


class Matcher:
    """Finds the job of each row of a failures file.

    `jobs` go by row number. `problems` say of the other rows what is wrong and what to do; `clashes` say in
    words what row of the list has the key of another. `key` is another than the state file's if rows are to
    be known by it from now on.
    """

    def __init__(self, sheet: sheets.Sheet, store: state.Store, key: tuple[str, ...] | None = None) -> None:
        self._sheet = sheet
        self._store = store
        self._key = tuple(json.loads(store.meta("key") or "[]")) if key is None else key
        self.jobs: dict[int, int] = {}
        self.problems: dict[int, models.Problem] = {}
        self.clashes: dict[int, str] = {}
        seen = list(self._read())
        find = self._marked if column(sheet, MARK) >= 0 else _Older(self).find
        twice = _twice(seen)
        for row in seen:
            self._match(row, twice.get(row.number, 0), find(row))
        self._part_unlike(seen)

    @property
    def store(self) -> state.Store:
        """The campaign's state file."""
        return self._store

    def _read(self) -> Iterator[_Seen]:
        marker = identity.Identity(self._sheet.columns, self._key, without=formulas(self._store))
        # Files of batchgen before 0.2 carry the row number alone.
        at, original = (column(self._sheet, name) for name in (MARK, ORIGINAL))
        for row in self._sheet.rows():
            carried = cell(row, at if at >= 0 else original)
            yield _Seen(row.number, carried, number(row, self._sheet), marker.mark(row))

    def _match(self, seen: _Seen, twin: int, found: int | tuple[str, str]) -> None:
        if twin:
            self._refuse(seen, words.same_mark(twin, self._carrier), f"{words.KEEP_ONE} {words.NEW_PEOPLE}")
        elif isinstance(found, tuple):
            self._refuse(seen, *found)
        else:
            self._settle(seen, found)

    @property
    def _carrier(self) -> str:
        return MARK if column(self._sheet, MARK) >= 0 else ORIGINAL

    def _refuse(self, seen: _Seen, message: str, hint: str) -> None:
        self.problems[seen.number] = models.Problem(
            "failures-row", words.not_sent(message), "warning", seen.number, MARK, seen.carried, hint
        )

    def _marked(self, seen: _Seen) -> int | tuple[str, str]:
        """Return the job that a row's mark names, else what is wrong and what to do."""
        if not seen.carried:
            return words.no_mark(MARK), f"{_FROM_FILE} {words.NEW_PEOPLE}"
        mark = RowMark.of(seen.carried)
        if mark is None:
            return words.changed_mark(MARK), _FROM_FILE
        if mark.campaign != self._store.campaign_id():
            return words.mark_of_another(MARK), words.RUN_THERE
        return mark.job if self._job(mark.job) is not None else (words.mark_of_none(MARK), _FROM_FILE)

    def _job(self, number: int) -> state.Job | None:
        try:
            return self._store.job(number)
        except LookupError:
            return None

    def _settle(self, seen: _Seen, number: int) -> None:
        """Take the job that a row names, or the one that its row of the list has by now."""
        job, other = self._store.job(number), self.known(seen)
        if other is not None and not _same_person(job, other):
            if job.row is not None and other.cells_hash != seen.mark.cells_hash:
                self.clashes[seen.number] = words.key_taken(other.row, other.key)
                return
            # The list was fixed too, and has been read since: that row has a job of its own.
            job = other
        if job.row is None and not job.paid:
            self._refuse(seen, words.LEFT_THE_LIST, words.FIX_IN_LIST)
        else:
            self.jobs[seen.number] = job.id

    def known(self, seen: _Seen) -> state.Job | None:
        """Return the job that has the row's key, or else its very cells."""
        key = seen.mark.key_hash
        if key and (found := self._store.find(key_hash=key, cells_hash="")) is not None:
            return found
        found = self._store.find(key_hash="", cells_hash=seen.mark.cells_hash)
        return found if found is not None and not (found.key_hash and key) else None

    def _part_unlike(self, seen: list[_Seen]) -> None:
        """Refuse rows that share one video in the list and are fixed in different ways."""
        of_job = collections.defaultdict[int, list[_Seen]](list)
        for row in seen:
            if row.number in self.jobs:
                of_job[self.jobs[row.number]].append(row)
        for rows in of_job.values():
            if len({row.mark.cells_hash for row in rows}) > 1:
                for row in rows:
                    others = ", ".join(str(other.number) for other in rows if other is not row)
                    del self.jobs[row.number]
                    self._refuse(row, words.shares_video(others), words.FIX_ALIKE)


class _Older:
    """Finds the rows of a failures file that batchgen before 0.2 wrote: by row number, else by key."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._jobs = collections.defaultdict[int, set[int]](set)
        for written in known_files.older_of(matcher.store.meta(known_files.OLDER)):
            for row, job in written.rows.items():
                self._jobs[row].add(job)

    def find(self, seen: _Seen) -> int | tuple[str, str]:
        """Return the job of a row, else what is wrong and what to do."""
        numbered = self._jobs.get(seen.original, set())
        if len(numbered) == 1:
            return next(iter(numbered))
        known = self._matcher.known(seen)
        if known is not None:
            return known.id
        return words.row_unclear(ORIGINAL), words.EXPORT_AGAIN


def _twice(seen: list[_Seen]) -> dict[int, int]:
    """Return, by number, another row that carries the same as a row."""
    rows = collections.defaultdict[str, list[int]](list)
    for row in seen:
        if row.carried:
            rows[row.carried.lower()].append(row.number)
    return {row: next(n for n in same if n != row) for same in rows.values() if len(same) > 1 for row in same}


def _same_person(one: state.Job, other: state.Job) -> bool:
    """Return whether two jobs are one, or of rows that are equal (--duplicates each)."""
    if one.key_hash and other.key_hash:
        return one.key_hash == other.key_hash
    return one.id == other.id or one.cells_hash == other.cells_hash


def formulas(store: state.Store) -> set[str]:
    """Return the list's columns that have formulas: a failures file has only their values."""
    older = known_files.older_of(store.meta(known_files.OLDER))
    stored = known_files.formulas_of(store.meta(known_files.FORMULAS))
    return stored.union(*(one.formulas for one in older))


def campaigns(sheet: sheets.Sheet) -> list[str]:
    """Return the campaigns whose marks stand in a sheet, the most frequent first."""
    at = column(sheet, MARK)
    marks = (RowMark.of(cell(row, at)) for row in sheet.rows()) if at >= 0 else ()
    return [name for name, _ in collections.Counter(mark.campaign for mark in marks if mark).most_common()]
