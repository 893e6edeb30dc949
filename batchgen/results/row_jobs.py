"""Row jobs: the job that is a row's own, when results are written or read beside the rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from batchgen import checks, identity
from batchgen.plan.failures_file import failures_match
from batchgen.results import forgotten_rows, result_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from batchgen import models, sheets, state
    from batchgen.settings import Settings


class Finder:
    """Finds the jobs of one sheet's rows, asked in their order."""

    def __init__(self, sheet: sheets.Sheet, store: state.Store) -> None:
        key = tuple(json.loads(store.meta("key") or "[]"))
        self._identity = identity.Identity(sheet.columns, key)
        self._store = store
        self._each = store.meta("duplicates") == "each"
        fixes = store.fixes().items()
        self._by_fix = {h: job for job, fix in fixes for h in (fix.key_hash, fix.cells_hash) if h}
        # A row that seems to be somebody shows whose video it is about.
        self._by_fix |= {h: job for job, marks in store.pairs().items() for h in marks if h}
        self._shared = store.shared()
        self._seen: dict[str, int] = {}

    def find(self, row: models.Row) -> state.Job | None:
        """Return the job of a row, None if it has none."""
        mark = self._identity.mark(row)
        known = mark.key_hash or mark.cells_hash
        if not self._each and (shared := self._shared.get(known)) is not None:
            return self._store.job(shared)
        occurrence = 0
        if self._each:
            occurrence = self._seen.get(known, 0)
            self._seen[known] = occurrence + 1
        if mark.key_hash and not self._each:
            found = _own(self._store.of_key(mark.key_hash), mark, row)
        else:
            found = self._store.find(
                key_hash=mark.key_hash, cells_hash=mark.cells_hash, occurrence=occurrence
            )
        if found is None and mark.key_hash:
            # A campaign that got its key later knows some jobs by their cells only.
            found = self._store.find(key_hash="", cells_hash=mark.cells_hash, occurrence=occurrence)
        if found is None:
            # The list may have been fixed as the failures file was.
            job = self._by_fix.get(mark.key_hash) or self._by_fix.get(mark.cells_hash)
            found = self._store.job(job) if job is not None else None
        return found


def _own(jobs: list[state.Job], mark: identity.Mark, row: models.Row) -> state.Job | None:
    """Return the job of a row among those of its key: its own, else the one that rows of the key share."""
    if len(jobs) > 1:
        for is_own in (lambda job: job.cells_hash == mark.cells_hash, lambda job: job.row == row.number):
            if (own := next(filter(is_own, jobs), None)) is not None:
                return own
    return jobs[0] if jobs else None


def matched_jobs(sheet: sheets.Sheet, store: state.Store) -> dict[int, int]:
    """Return the jobs of a failures file's rows, by row number."""
    return failures_match.Matcher(sheet, store).jobs


def joined(
    settings: Settings, sheet: sheets.Sheet, store: state.Store, *, excluding: bool = False
) -> Iterator[tuple[models.Row, state.Job | None]]:
    """Yield every row of a sheet with the job that is its own, if it has one.

    `excluding` is that of Writeback. Raises errors.UsageError for a suppression list that does not fit.
    """
    partial = settings.failures_of is not None
    rows = rows_with_jobs(sheet, store, matched_jobs(sheet, store) if partial else None)
    if not excluding:
        return rows
    withhold = withholding(settings, sheet, store)
    return ((row, withhold(row, job)) for row, job in rows)


def withholding(
    settings: Settings, sheet: sheets.Sheet, store: state.Store
) -> Callable[[models.Row, state.Job | None], state.Job | None]:
    """Return what shows a row's job as excluded if its person was forgotten or is on the suppression list."""
    is_forgotten = forgotten_rows.of(settings, sheet)
    key = json.loads(store.meta("key") or "[]")
    listed = None
    if settings.exclude is not None:
        listed = checks.suppression_of(settings, sheet.columns, key=key, rows=sheet.rows)

    def withhold(row: models.Row, job: state.Job | None) -> state.Job | None:
        if job is None or not (is_forgotten(row) or (listed is not None and listed.holds(row))):
            return job
        return result_cells.excluded(job)

    return withhold


def rows_with_jobs(
    sheet: sheets.Sheet, store: state.Store, mine: Mapping[int, int] | None
) -> Iterator[tuple[models.Row, state.Job | None]]:
    """Do as `joined`; `mine` are the jobs of a failures file's rows."""
    finder = Finder(sheet, store) if mine is None else None
    for row in sheet.rows():
        if finder is not None:
            yield row, finder.find(row)
        else:
            known = mine.get(row.number) if mine is not None else None
            yield row, store.job(known) if known is not None else None
