"""Mended: which jobs the rows of a failures file are, though their cells and the list have changed."""

from __future__ import annotations

import collections
import dataclasses
import functools
import json
from typing import TYPE_CHECKING

from batchgen import identity, models, sheets, state
from batchgen.plan import known_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FAILED = (models.Stage.ERROR, models.Stage.REJECTED, models.Stage.INVALID)
_COMMON = 1000
_LEAST = 2
_SEVERAL = 3


@dataclasses.dataclass(frozen=True, slots=True)
class _Seen:
    """A row of the failures file: `original` is the number that it carries, 0 if it has none."""

    number: int
    original: int
    mark: identity.Mark
    cells: Mapping[str, str]


class Matcher:
    """Finds the job of each row of a failures file, one to one.

    In this order: the row number that it carries, as it was when the file was written; its key; its cells;
    and, where the number says too little, the cells that were not mended, if they fit one failed job alone.
    `jobs` go by row number, `clashes` say in words what row has the key of another; `rows` is how many there
    are. `key` is another than the state file's if rows are to be known by it from now on.
    """

    def __init__(
        self, sheet: sheets.Sheet, store: state.StateFile, key: tuple[str, ...] | None = None
    ) -> None:
        self._sheet = sheet
        self._store = store
        self._key = tuple(json.loads(store.meta("key") or "[]")) if key is None else key
        self._listings, self._trusted = _listings(sheet, store)
        mends = store.mends().items()
        self._mended_keys = {mend.key_hash: job for job, mend in mends if mend.key_hash}
        self._mended_cells = {mend.cells_hash: job for job, mend in mends}
        self._taken: dict[int, identity.Mark] = {}
        self._original = original_column(sheet)
        self.jobs: dict[int, int] = {}
        self.clashes: dict[int, str] = {}
        self.rows = 0
        self._match()

    def _match(self) -> None:
        # A formula of the list is no cell of its row, and in the failures file it is only its value.
        formulas = {name for one in self._listings for name in one.formulas}
        marker = identity.Identity(self._sheet.columns, self._key, without=formulas)
        numbers = self._numbers()
        left: list[_Seen] = []
        copies: list[_Seen] = []
        for row in self._sheet.rows():
            self.rows += 1
            cells = json.loads(marker.cells(row))
            seen = _Seen(row.number, original(row, self._original), marker.mark(row), cells)
            if numbers[seen.original] > 1:
                copies.append(seen)
            else:
                self._settle(seen, left)
        # Of lines that were copied to make another of them, the one that is most itself is first.
        for seen in sorted(copies, key=self._likeness, reverse=True):
            self._settle(seen, left)
        for seen in left:
            if seen.number not in self.clashes and (job := self._likely(seen)) is not None:
                self._take(seen, job)

    def _numbers(self) -> collections.Counter[int]:
        """Count the rows by the number that they carry; those without one are none of another."""
        if self._original < 0:
            return collections.Counter()
        found = collections.Counter(original(row, self._original) for row in self._sheet.rows())
        del found[0]
        return found

    def _settle(self, seen: _Seen, left: list[_Seen]) -> None:
        job = self._certain(seen)
        if job is None:
            left.append(seen)
        else:
            self._take(seen, job)

    def _likeness(self, seen: _Seen) -> tuple[bool, int]:
        """Return how much a row is the job whose number it carries: by key or cells, and equal cells."""
        numbered, known = self._numbered(seen.original), self._by_identity(seen)
        score = max((self._score(seen, job) for job in numbered), default=0)
        return known is not None and known.id in numbered, score

    def _take(self, seen: _Seen, job: int) -> None:
        self.jobs[seen.number] = job
        self._taken.setdefault(job, seen.mark)

    def _free(self, seen: _Seen, job: int) -> bool:
        """Return whether a job is nobody's yet, or of a row that is the very same."""
        other = self._taken.get(job)
        return other is None or other.cells_hash == seen.mark.cells_hash

    # what is certain

    def _certain(self, seen: _Seen) -> int | None:
        job, other = self._by_number(seen), self._by_identity(seen)
        if job is not None and other is not None and not self._same_person(job, other):
            if other.cells_hash != seen.mark.cells_hash and self._store.job(job).row is not None:
                self._clash(seen, other)
                return None
            # The list was mended too, and has been read since: that row has a job of its own by now.
            job = other.id
        if job is None:
            job = other.id if other is not None else self._mended_cells.get(seen.mark.cells_hash)
        return job if job is not None and self._free(seen, job) else None

    def _by_number(self, seen: _Seen) -> int | None:
        """Return the job of the row's original number, if there is one alone."""
        numbered = self._numbered(seen.original)
        if len(numbered) != 1:
            return None
        job = next(iter(numbered))
        proved = self._resembles(seen, job) if self._trusted else self._alike(seen, job)
        return job if proved and self._free(seen, job) else None

    def _same_person(self, job: int, other: state.Job) -> bool:
        """Return whether two jobs are one, or of rows that are equal (--duplicates each)."""
        one = self._store.job(job)
        if one.key_hash and other.key_hash:
            return one.key_hash == other.key_hash
        return one.id == other.id or one.cells_hash == other.cells_hash

    def _alike(self, seen: _Seen, job: int) -> bool:
        """Return whether half of a job's cells stand in a row: a number proves little in a renamed file."""
        return 2 * self._score(seen, job) >= max(len(self._cells_of(job) or {}), 1)

    def _resembles(self, seen: _Seen, job: int) -> bool:
        """Return whether any cell is left of a job of several: where none is, the row is somebody else's."""
        return len(self._cells_of(job) or {}) < _SEVERAL or self._score(seen, job) > 0

    def _clash(self, seen: _Seen, other: state.Job) -> None:
        where = f"row {other.row}" if other.row else "another row"
        self.clashes[seen.number] = f"{where} of the list has this key, {other.key}"

    def _numbered(self, original: int) -> set[int]:
        found = {one.rows[original] for one in self._listings if original in one.rows}
        return {job for job in found if self._cells_of(job) is not None}

    def _by_identity(self, seen: _Seen) -> state.Job | None:
        """Return the job that has the row's key, or else its cells."""
        key = seen.mark.key_hash
        if key:
            found = self._store.find(key_hash=key, cells_hash="")
            if found is None and key in self._mended_keys:
                found = self._store.job(self._mended_keys[key])
            if found is not None:
                return found
        found = self._store.find(key_hash="", cells_hash=seen.mark.cells_hash)
        return found if found is not None and not (found.key_hash and key) else None

    # what is likely

    def _likely(self, seen: _Seen) -> int | None:
        numbered = self._numbered(seen.original)
        if numbered:
            # One number, several jobs: files of one name were written at different times.
            return self._best(seen, numbered, least=1)
        if self._original >= 0 and not seen.original:
            # A line that the user added is nobody's.
            return None
        candidates = self._candidates(seen)
        if (at := self._failed_rows.get(seen.original)) is not None:
            score, best = self._score(seen, at), max((self._score(seen, c) for c in candidates), default=0)
            if self._free(seen, at) and score >= best and self._alike(seen, at):
                return at
        return self._best(seen, candidates, least=_LEAST)

    def _best(self, seen: _Seen, candidates: Iterable[int], *, least: int) -> int | None:
        """Return the one job that shares most cells with a row, if these are enough."""
        scores = sorted(
            ((self._score(seen, job), job) for job in candidates if self._free(seen, job)), reverse=True
        )
        if not scores or (len(scores) > 1 and scores[0][0] == scores[1][0]):
            return None
        score, job = scores[0]
        size = len(self._cells_of(job) or {})
        return job if score >= least and (least < _LEAST or 3 * score >= 2 * size) else None

    def _score(self, seen: _Seen, job: int) -> int:
        cells = self._cells_of(job) or {}
        return sum(1 for name, text in cells.items() if seen.cells.get(name) == text)

    def _candidates(self, seen: _Seen) -> set[int]:
        found: set[int] = set()
        for cell in seen.cells.items():
            known = self._index.get(cell, [])
            if len(known) <= _COMMON:
                found.update(known)
        return found

    @functools.cached_property
    def _pool(self) -> dict[int, state.Job]:
        """The jobs that may be meant: failed ones, listed ones, and those without a row."""
        found = {job.id: job for job in self._store.jobs(*_FAILED)}
        found |= {job.id: job for job in self._store.gone()}
        for number in {job for one in self._listings for job in one.rows.values()} - set(found):
            if self._cells_of(number) is not None:
                found[number] = self._store.job(number)
        return found

    @functools.cached_property
    def _failed_rows(self) -> dict[int, int]:
        return {job.row: job.id for job in self._pool.values() if job.row and job.stage in _FAILED}

    @functools.cached_property
    def _index(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = collections.defaultdict(list)
        for job in self._pool:
            for cell in (self._cells_of(job) or {}).items():
                found[cell].append(job)
        return found

    @functools.cache  # noqa: B019 - a matcher lives as long as one look at its sheet
    def _cells_of(self, job: int) -> dict[str, str] | None:
        try:
            return dict(json.loads(self._store.job(job).cells or "{}"))
        except LookupError:
            return None


def original_column(sheet: sheets.Sheet) -> int:
    """Return where a failures file has the row number of the list that it comes from, -1 if nowhere."""
    name = sheets.FAILURE_HEADERS[0]
    return next((column.index for column in sheet.columns if column.ours and column.name == name), -1)


def original(row: models.Row, column: int) -> int:
    """Return the row number that a row of a failures file carries, 0 if it has none."""
    text = row.cells[column].strip() if 0 <= column < len(row.cells) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def formulas_of(sheet: sheets.Sheet, store: state.StateFile) -> set[int]:
    """Return the columns of a failures file that had a formula in the list."""
    names = {name for one in _listings(sheet, store)[0] for name in one.formulas}
    return {column.index for column in sheet.columns if column.name in names}


def _listings(sheet: sheets.Sheet, store: state.StateFile) -> tuple[tuple[known_files.Listing, ...], bool]:
    """Return what is known of this very file, and True; else of all that look like it, and False."""
    known = known_files.load(store.meta(known_files.FAILURES))
    path, folder = sheet.path, store.path.parent
    own = tuple(one for one in known if path is not None and one.place.is_of(path, folder))
    return own or tuple(one for one in known if one.fits(sheet.columns)), bool(own)
