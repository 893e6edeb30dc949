"""Writing back: results by identity into the sheet's copy, failures, and jobs without a row (design 5.8)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING

from batchgen import errors, models, sheets, state
from batchgen.engine import identity, paths, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from batchgen.settings import Settings

HEADERS = "result_headers"
"""Key of the state file's meta: the headers that we added, as JSON."""

_UNMATCHED = ("key", "label", *models.RESULT_COLUMNS)
Extras = dict[str, "Callable[[state.Job], str]"]


@dataclasses.dataclass
class Writeback:
    """Writes the results of one batch. `hook` is called in the middle of writing (tests crash there).

    `extras` are more columns after our eight: what each says of a job.
    """

    settings: Settings
    sheet: sheets.Sheet
    store: state.StateFile
    hook: Callable[[str], None] | None = None
    extras: Extras = dataclasses.field(default_factory=dict)
    dated: bool = False
    _told: bool = False
    _beside: Path | None = None

    @property
    def target(self) -> Path:
        """Where the results go."""
        return paths.output(self.settings, self.sheet.suffix)

    def check(self) -> None:
        """Raise errors.PlanError when the results, or the failures file, could not be written."""
        if self.sheet.path is None and self.settings.output is None:
            return
        try:
            sheets.check_writable(self.target)
            if self.settings.failures is not None:
                sheets.check_writable(self.settings.failures)
        except errors.SheetLockedError as error:
            raise errors.PlanError(f"{error.message} Nothing was sent.", hint=error.hint) from error

    def write(self) -> list[models.Event]:
        """Write all files and return what happened; a locked target gives a dated file beside it."""
        events = self._write_results()
        if self.settings.failures is not None:
            events += self._guarded(self.settings.failures, self._write_failures)
        if not paths.is_failures(self.sheet.path):
            events += self._guarded(paths.unmatched(self.settings), self._write_unmatched)
        return events

    def _write_results(self) -> list[models.Event]:
        sheet = self._main_sheet()
        finder = _Finder(sheet, self.store)
        values = self._values(finder)
        if self.sheet.path is None and self.settings.output is None:
            report = sheets.write_results(sheet, "-", values, extra=tuple(self.extras))
            return [models.Wrote("-", report.rows)]
        try:
            report = sheets.write_results(sheet, self.target, values, extra=tuple(self.extras))
        except errors.SheetLockedError as error:
            return self._write_dated(sheet, values, error)
        self._remember(report)
        notes = [models.Notice(note) for note in report.notes] if not self._told else []
        self._told = True
        return [*notes, models.Wrote(str(report.path), report.rows)]

    def _main_sheet(self) -> sheets.Sheet:
        """Return the sheet that the results belong to: for a failures file, the campaign's results file."""
        if not paths.is_failures(self.sheet.path) or not self.target.exists():
            return self.sheet
        recorded = json.loads(self.store.meta(HEADERS) or "[]")
        return sheets.open_sheet(self.target, worksheet=self.settings.worksheet, recorded=recorded)

    def _values(self, finder: _Finder) -> Callable[[models.Row], Mapping[str, str] | None]:
        count = 0

        def values(row: models.Row) -> Mapping[str, str] | None:
            nonlocal count
            count += 1
            if self.hook is not None and count == 2:
                self.hook("during_sheet")
            job = finder.find(row)
            if job is None:
                return None
            return shown.results(job) | {name: say(job) for name, say in self.extras.items()}

        return values

    def _write_dated(
        self,
        sheet: sheets.Sheet,
        values: Callable[[models.Row], Mapping[str, str] | None],
        error: errors.SheetLockedError,
    ) -> list[models.Event]:
        # One a run: a workbook that is open for hours shall not leave a file every five minutes.
        target = self._beside or paths.dated(self.target, dt.datetime.now().astimezone())
        try:
            report = sheets.write_results(sheet, target, values, extra=tuple(self.extras))
        except errors.SheetLockedError:
            text = (
                f"{error.message} The results are safe in {self.store.path}: `batchgen export` writes them."
            )
            self.dated, self._beside = True, None
            return [models.Notice(text, level="warning")]
        self.dated, self._beside = True, target
        text = f"{error.message} The results went to {report.path} instead."
        return [models.Notice(text, level="warning"), models.Wrote(str(report.path), report.rows)]

    def _remember(self, report: sheets.WriteReport) -> None:
        known = json.loads(self.store.meta(HEADERS) or "[]")
        merged = [*known, *(header for header in report.added if header not in known)]
        if merged != known and not self.store.reading:
            self.store.set_meta(HEADERS, json.dumps(merged, ensure_ascii=False))

    def _guarded(self, target: Path, write: Callable[[Path], int]) -> list[models.Event]:
        try:
            rows = write(target)
        except errors.SheetLockedError as error:
            return [models.Notice(error.message, level="warning")]
        return [models.Wrote(str(target), rows)] if rows else []

    def _write_failures(self, target: Path) -> int:
        finder = _Finder(self.sheet, self.store)
        found = [(row, job) for row in self.sheet.rows() if (job := finder.find(row)) and shown.failed(job)]
        rows = ((row, (str(job.row or row.number), shown.results(job)["error"])) for row, job in found)
        sheets.write_rows(self.sheet, target, rows, extra_headers=sheets.FAILURE_HEADERS)
        return len(found)

    def _write_unmatched(self, target: Path) -> int:
        lines = [_unmatched(job) for job in self.store.gone()]
        if lines or target.exists():
            sheets.write_table(target, _UNMATCHED, lines)
        return len(lines)


def joined(sheet: sheets.Sheet, store: state.StateFile) -> Iterator[tuple[models.Row, state.Job | None]]:
    """Yield every row of a sheet with the job that is its own, if it has one."""
    finder = _Finder(sheet, store)
    for row in sheet.rows():
        yield row, finder.find(row)


class _Finder:
    """Finds the job of a row that is being written."""

    def __init__(self, sheet: sheets.Sheet, store: state.StateFile) -> None:
        key = tuple(json.loads(store.meta("key") or "[]"))
        self._identity = identity.Identity(sheet.columns, key)
        self._store = store
        self._each = store.meta("duplicates") == "each"
        self._seen: dict[str, int] = {}

    def find(self, row: models.Row) -> state.Job | None:
        mark = self._identity.mark(row)
        known = mark.key_hash or mark.cells_hash
        occurrence = 0
        if self._each:
            occurrence = self._seen.get(known, 0)
            self._seen[known] = occurrence + 1
        found = self._store.find(key_hash=mark.key_hash, cells_hash=mark.cells_hash, occurrence=occurrence)
        if found is None and mark.key_hash:
            # A campaign that got its key later knows some jobs by their cells only.
            found = self._store.find(key_hash="", cells_hash=mark.cells_hash, occurrence=occurrence)
        return found


def _unmatched(job: state.Job) -> list[str]:
    texts = shown.results(job)
    return [job.key, job.label, *(texts[name] for name in models.RESULT_COLUMNS)]
