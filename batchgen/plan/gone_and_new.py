"""Gone and new: a paid job whose row is gone and a new row that seem to be one person, edited (design 4)."""

from __future__ import annotations

import collections
import dataclasses
import itertools
import json
from typing import TYPE_CHECKING

from batchgen import identity, merge, state
from batchgen.plan import scratch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from batchgen import sheets

    Cells = Mapping[str, str]

_SEVERAL = 0
"""The owner of a mark that several rows have. No row and no job has this number."""

_MOST_COMPARED = 400
"""So many comparisons of rows that have one name and one place: beyond, they go in the order of the sheet."""


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """A new row that waits: the number and name that it has, and those of the row that is gone.

    `was_row` is None when that row was gone before.
    """

    row: int
    name: str
    was_row: int | None
    was: str


def find(roster: scratch.Roster, store: state.Store, sheet: sheets.Sheet, key: Sequence[str]) -> None:
    """Let the new rows wait that seem to be the persons of paid jobs whose rows are gone.

    Its cost grows with the rows, not with gone rows times new ones.
    """
    if not roster.may_have_pairs():
        return
    marker = identity.Identity(sheet.columns)
    roster.add_cells(marker.cells(row) for row in sheet.rows())
    search = _Search(roster, store, key)
    search.run()
    roster.wait((n, job) for job, n in search.pairs.items())


def waiting(roster: scratch.Roster) -> tuple[Pair, ...]:
    """Return the pairs of a roster whose rows are decided, in the order of the sheet."""
    return tuple(
        Pair(row, key or label, was or None, name or f"job {job}")
        for row, key, label, was, name, job in roster.waiting_pairs()
    )


@dataclasses.dataclass(slots=True)
class _Side:
    """One of the two lists: who alone has a cell there, and the names of those who may be paired."""

    owners: dict[int, int] = dataclasses.field(default_factory=dict)
    names: dict[int, str] = dataclasses.field(default_factory=dict)
    _earlier: set[int] = dataclasses.field(default_factory=set)

    def add(self, one: int, cells: Cells) -> None:
        self.names[one] = identity.normal(merge.name_of(cells))
        for mark in _marks(cells).values():
            self.owners[mark] = _SEVERAL if mark in self.owners else one

    def add_earlier(self, one: int, cells: Cells) -> None:
        """Take a row of an earlier list: the latest one has what nobody of the last list has."""
        self.names[one] = identity.normal(merge.name_of(cells))
        self._earlier.add(one)
        for mark in _marks(cells).values():
            if mark not in self.owners or self.owners[mark] in self._earlier:
                self.owners[mark] = one

    def add_other(self, cells: Cells) -> None:
        """Take a row that cannot be paired: what it has is nobody's alone."""
        for mark in _marks(cells).values():
            if mark in self.owners:
                self.owners[mark] = _SEVERAL

    def own(self, one: int, cells: Cells) -> dict[str, int]:
        """Return the cells that stand in no other row of this list."""
        return {name: mark for name, mark in _marks(cells).items() if self.owners.get(mark) == one}


class _Search:
    """One search. `pairs` are the new rows (n) by their jobs."""

    def __init__(self, roster: scratch.Roster, store: state.Store, key: Sequence[str]) -> None:
        self._roster, self._store, self._key = roster, store, frozenset(key)
        self._lost_jobs, self._new = roster.gone_jobs(), roster.new_rows()
        self._old_side, self._new_side = _Side(), _Side()
        self.pairs: dict[int, int] = {}

    def run(self) -> None:
        """Find the pairs, what is most certain first."""
        self._read_old()
        self._read_new()
        self._as_before()
        if self._key:
            self._by_all_but_the_key()
        self._by_cells()
        self._by_place()
        if not self._store.meta(state.PAIRS):
            self._by_row_number()

    # reading

    def _read_old(self) -> None:
        for job, text in self._store.cells():
            if self._lost_jobs.get(job):
                self._old_side.add(job, _load(text))
        for job, text in self._store.cells():
            if self._lost_jobs.get(job) == 0:
                self._old_side.add_earlier(job, _load(text))
        for job, text in self._store.cells():
            if job not in self._lost_jobs:
                self._old_side.add_other(_load(text))

    def _read_new(self) -> None:
        for n, cells in self._new_cells():
            self._new_side.add(n, cells)
        for text in self._roster.cells_of_others():
            self._new_side.add_other(_load(text))

    def _new_cells(self) -> Iterator[tuple[int, Cells]]:
        """Yield the new rows that are in no pair yet, in the order of the sheet."""
        taken = set(self.pairs.values())
        for n, text in self._roster.cells_of_new():
            if n not in taken:
                yield n, _load(text)

    def _cells_of_job(self, job: int) -> Cells:
        return _load(self._store.job(job).cells)

    def _cells_of_row(self, n: int) -> Cells:
        return _load(self._roster.cells_of(n))

    # the ways in which two are one person

    def _as_before(self) -> None:
        """Keep the pairs of earlier runs, wherever the rows stand now."""
        by_mark: dict[str, int] = {}
        for n, key_hash, cells_hash in self._roster.new_marks():
            by_mark.update(dict.fromkeys((f"k{key_hash}", f"c{cells_hash}"), n))
        taken = set[int]()
        for job, (key_hash, cells_hash) in self._store.pairs().items():
            found = by_mark.get(f"c{cells_hash}") or (by_mark.get(f"k{key_hash}") if key_hash else None)
            if job in self._lost_jobs and found is not None and found not in taken:
                taken.add(found)
                self.pairs[job] = found

    def _by_all_but_the_key(self) -> None:
        rest: dict[frozenset[int], collections.deque[int]] = {}
        for job, text in self._store.cells():
            if job in self._lost_jobs and job not in self.pairs and (others := self._others(_load(text))):
                rest.setdefault(others, collections.deque()).append(job)
        for n, cells in self._new_cells():
            if jobs := rest.get(self._others(cells)):
                self.pairs[jobs.popleft()] = n

    def _others(self, cells: Cells) -> frozenset[int]:
        return frozenset(
            _marks({name: text for name, text in cells.items() if name not in self._key}).values()
        )

    def _by_cells(self) -> None:
        for n, cells in self._new_cells():
            own = self._new_side.own(n, cells)
            owners = (self._old_side.owners.get(mark, _SEVERAL) for mark in own.values())
            equal = collections.Counter(job for job in owners if job and job not in self.pairs)
            for job, count in equal.most_common():
                if count > 1 and self._is_most(job, own, count) and self._may_be(job, n):
                    self.pairs[job] = n
                    break

    def _is_most(self, job: int, own: Mapping[str, int], count: int) -> bool:
        """Return whether more than half of the cells that both have alone are equal."""
        both = own.keys() & self._old_side.own(job, self._cells_of_job(job)).keys()
        return 2 * count > len(both)

    def _may_be(self, job: int, n: int) -> bool:
        return not self._key or self._is_namesake(job, n)

    def _is_namesake(self, job: int, n: int) -> bool:
        return self._old_side.names[job] == self._new_side.names[n] != ""

    def _by_place(self) -> None:
        """Pair those of one name between the same two known rows, or a known row and the sheet's edge."""
        taken = set(self.pairs.values())
        groups: dict[tuple[int, int, str], tuple[list[int], list[int]]] = {}
        for job, gap in _gaps(self._old_order()):
            if job in self._lost_jobs and job not in self.pairs and (name := self._old_side.names[job]):
                groups.setdefault((*gap, name), ([], []))[0].append(job)
        for n, gap in _gaps(self._new_order()):
            if n not in taken and (found := groups.get((*gap, self._new_side.names[n]))):
                found[1].append(n)
        for jobs, rows in groups.values():
            self.pairs.update(self._nearest(jobs, rows))

    def _old_order(self) -> Iterator[tuple[int, int]]:
        """Yield each row of the last list as (job, 0), or as (0, job) if it is known still."""
        for job, is_known in self._roster.old_order():
            yield (0, job) if is_known else (job, 0)

    def _new_order(self) -> Iterator[tuple[int, int]]:
        """Yield each row of the sheet as (n, 0) if it is new, or as (0, job) if the last list had it."""
        for n, known in self._roster.new_order():
            yield (0, known) if known is not None else (n, 0)

    def _nearest(self, jobs: list[int], rows: list[int]) -> dict[int, int]:
        """Return the rows of jobs among namesakes in one place: the likest first, else in their order."""
        if len(jobs) == len(rows) == 1 or len(jobs) * len(rows) > _MOST_COMPARED:
            return dict(zip(jobs, rows, strict=False))
        old = [set(_marks(self._cells_of_job(job)).values()) for job in jobs]
        new = [set(_marks(self._cells_of_row(n)).values()) for n in rows]
        places = itertools.product(range(len(jobs)), range(len(rows)))
        ranked = sorted(places, key=lambda at: (-len(old[at[0]] & new[at[1]]), abs(at[0] - at[1]), at))
        found: dict[int, int] = {}
        for i, j in ranked:
            if jobs[i] not in found and rows[j] not in found.values():
                found[jobs[i]] = rows[j]
        return found

    def _by_row_number(self) -> None:
        """Pair by row number: batchgen before 0.2 may have read this very row in another way."""
        taken = set(self.pairs.values())
        stood = {row: job for job, row in self._lost_jobs.items() if row and job not in self.pairs}
        for n, row in self._new.items():
            if n not in taken and row in stood:
                self.pairs[stood[row]] = n


def _load(text: str) -> Cells:
    found: dict[str, str] = json.loads(text) if text else {}
    return found


def _marks(cells: Cells) -> dict[str, int]:
    """Return what stands for each cell, by its column; column and text both count."""
    return {name: hash((name, identity.normal(text))) for name, text in cells.items()}


def _gaps(order: Iterable[tuple[int, int]]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield each one that is not known with the known rows before and after it, 0 at the sheet's edges."""
    before, between = 0, list[int]()
    for one, known in itertools.chain(order, [(0, 0)]):
        if one:
            between.append(one)
            continue
        yield from ((each, (before, known)) for each in between)
        before, between = known, []
