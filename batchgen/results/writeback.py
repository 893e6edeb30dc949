"""Writing back: results by identity into the sheet's copy, failures, and jobs without a row (design 5.8)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
from typing import TYPE_CHECKING, Literal

from batchgen import checks, errors, models, paths, result_columns, sheets, state
from batchgen.plan import known_files
from batchgen.plan.failures_file import failures_match
from batchgen.results import backups, forgotten_rows, result_cells, row_jobs, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from batchgen.settings import Settings

HEADERS = "result_headers"
"""Key of the state file's meta: the headers that we added, as JSON."""

_UNMATCHED = ("key", "label", *result_columns.NAMES)
Extras = dict[str, "Callable[[state.Job], str]"]


@dataclasses.dataclass
class Writeback:
    """Writes the results of one batch. `hook` is called in the middle of writing (tests crash there).

    `extras` are more columns after our eight: what each says of a job. With `excluding` the people of the
    settings' suppression list are shown without links, whatever a run made for them.
    """

    settings: Settings
    sheet: sheets.Sheet
    store: state.Store
    hook: Callable[[str], None] | None = None
    extras: Extras = dataclasses.field(default_factory=dict)
    dated: bool = False
    excluding: bool = False
    _has_notes: bool = False
    _beside: Path | None = None
    _lost: int = 0
    _stranded: int = 0
    _ragged: set[int] = dataclasses.field(default_factory=set)
    _backups: backups.Backups = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self._backups = backups.Backups(self.store)

    @property
    def partial(self) -> bool:
        """Whether the sheet is a failures file, whose results belong to another sheet."""
        return self.settings.failures_of is not None

    @property
    def target(self) -> Path:
        """Where the results go."""
        return paths.output(self.settings, self.sheet.suffix)

    def check(self) -> None:
        """Raise errors.PlanError when the results, or the failures file, could not be written."""
        self._check_failures_target()
        if self.sheet.path is None and self.settings.output is None:
            return
        try:
            sheets.check_writable(self.target)
            if self.settings.failures is not None:
                sheets.check_writable(self.settings.failures)
        except errors.SheetLockedError as error:
            raise errors.PlanError(words.not_sent(error.message), hint=error.hint) from error

    def _check_failures_target(self) -> None:
        """Refuse to write the failures file over the list, or over its results."""
        target = self.settings.failures
        taken = (None if self.partial else self.sheet.path, self.settings.failures_of, self.target)
        if target is not None and any(path is not None and sheets.same(path, target) for path in taken):
            raise errors.UsageError(
                words.failures_over_sheet(target),
                hint=words.OTHER_FAILURES,
            )
        if self.partial and self.sheet.path is not None and sheets.same(self.sheet.path, self.target):
            raise errors.UsageError(
                words.results_over_failures(self.target),
                hint=words.RESULTS_OF_SHEET,
            )

    def write(self, sheet: sheets.Sheet | None = None) -> list[models.Event]:
        """Write all files and return what happened; a locked target gives a dated file beside it.

        `sheet` is the list as it is now: it may have been opened again, after an edit.
        """
        self.sheet = sheet or self.sheet
        self._check_failures_target()
        self.dated = False
        mine = row_jobs.matched_jobs(self.sheet, self.store) if self.partial else None
        found: set[int] = set()
        self._ragged.clear()
        events = [*self._write_results(found), *self._tell_stranded()]
        if self.settings.failures is not None:
            if self.sheet.path is not None and self.sheet.changed():
                # Results in place: the rows have more columns now than when the sheet was opened.
                self.sheet = sheets.reopened(self.sheet)
            events += self._guarded(
                self.settings.failures, lambda path: self._write_failures(path, mine), "failures"
            )
        lost = self._without_row(set(mine.values()) - found) if mine is not None else []
        events += self._tell_lost(lost)
        events += self._guarded(
            paths.unmatched(self.settings), lambda path: self._write_unmatched(path, lost), "unmatched"
        )
        return events

    def _without_row(self, jobs: set[int]) -> list[state.Job]:
        """Return the jobs of a failures file that have, or may have, a video, and no row in the list."""
        return [job for job in map(self.store.job, sorted(jobs)) if job.attempt is not None]

    def _spare(self, advice: str) -> Callable[[Path, Path], None]:
        return functools.partial(self._backups.look, advice=advice)

    def _spare_results(self, target: Path, new: Path) -> None:
        forgotten_rows.drop(self.settings, new, self.sheet)
        self._backups.look(target, new, advice=words.KEEP_NOTES)

    def _tell_lost(self, lost: list[state.Job]) -> list[models.Event]:
        told, self._lost = self._lost, max(self._lost, len(lost))
        if len(lost) <= told:
            return []
        text = words.without_row(len(lost), paths.unmatched(self.settings))
        return [models.Notice(text, level="warning")]

    def _tell_stranded(self) -> list[models.Event]:
        """Say where the videos of rows are that have become ragged lines, which carry no results."""
        count = sum(1 for _ in self.store.without_row()) if self._ragged else 0
        told, self._stranded = self._stranded, max(self._stranded, count)
        if count <= told:
            return []
        text = words.stranded(count, paths.unmatched(self.settings), checks.named_rows(self._ragged))
        return [models.Notice(text, level="warning")]

    def _write_results(self, found: set[int]) -> list[models.Event]:
        """Write the results; `found` gets the jobs that have a row."""
        sheet = self._main_sheet()
        values = self._values(self._finder(sheet), found)
        if self.sheet.path is None and self.settings.output is None:
            report = sheets.write_results(sheet, "-", values, extra=tuple(self.extras))
            return [models.Wrote("-", report.rows)]
        try:
            report = sheets.write_results(
                sheet, self.target, values, extra=tuple(self.extras), spare=self._spare_results
            )
        except errors.SheetLockedError as error:
            return self._write_dated(sheet, values, error)
        self._remember(report)
        notes = [models.Notice(note) for note in report.notes] if not self._has_notes else []
        self._has_notes = True
        return [*self._backups.take_notices(), *notes, models.Wrote(str(report.path), report.rows)]

    def _main_sheet(self) -> sheets.Sheet:
        """Return the sheet that the results belong to: for a failures file, the list that it comes from."""
        if not self.partial:
            return self.sheet
        settings = self.settings
        main = known_files.main_of(self.store.meta(known_files.LIST))
        path = next((p for p in (settings.failures_of, settings.list_results) if p and p.is_file()), None)
        if path is None:
            return self.sheet
        return sheets.open_sheet(
            path,
            worksheet=main.worksheet or settings.worksheet,
            header_row=main.header_row or settings.header_row,
            encoding=settings.encoding,
            recall=lambda: known_files.memory(self.store),
            recorded=json.loads(self.store.meta(HEADERS) or "[]"),
        )

    def _finder(self, sheet: sheets.Sheet) -> Callable[[models.Row], state.Job | None]:
        find = row_jobs.Finder(sheet, self.store).find
        if not self.excluding:
            return find
        withhold = row_jobs.withholding(self.settings, sheet, self.store)
        return lambda row: withhold(row, find(row))

    def _values(
        self, find: Callable[[models.Row], state.Job | None], found: set[int]
    ) -> Callable[[models.Row], Mapping[str, str] | None]:
        count = 0

        def values(row: models.Row) -> Mapping[str, str] | None:
            nonlocal count
            count += 1
            if self.hook is not None and count == 2:
                self.hook("during_sheet")
            if row.ragged is not None:
                self._ragged.add(row.number)
                return None
            job = find(row)
            if job is None:
                return None
            found.add(job.id)
            return result_cells.results(job) | {name: say(job) for name, say in self.extras.items()}

        return values

    def _write_dated(
        self,
        sheet: sheets.Sheet,
        values: Callable[[models.Row], Mapping[str, str] | None],
        error: errors.SheetLockedError,
    ) -> list[models.Event]:
        # One a run: a workbook that is open for hours shall not leave a file every five minutes.
        target = self._beside or paths.free(paths.dated(self.target, dt.datetime.now().astimezone()))
        try:
            report = sheets.write_results(
                sheet, target, values, extra=tuple(self.extras), spare=self._spare_results
            )
        except errors.SheetLockedError:
            text = f"{error.message} {self.store.where_results_are('batchgen export')}"
            self.dated, self._beside = True, None
            return [*self._backups.take_notices(), models.Notice(text, level="warning")]
        self.dated, self._beside = True, target
        text = words.written_beside(error.message, report.path)
        said = models.Notice(text, level="warning")
        return [*self._backups.take_notices(), said, models.Wrote(str(report.path), report.rows)]

    def _remember(self, report: sheets.WriteReport) -> None:
        known = json.loads(self.store.meta(HEADERS) or "[]")
        merged = [*known, *(header for header in report.added if header not in known)]
        if merged != known and not self.store.reading:
            self.store.set_meta(HEADERS, json.dumps(merged, ensure_ascii=False))

    def _guarded(
        self, target: Path, write: Callable[[Path], int], kind: Literal["failures", "unmatched"]
    ) -> list[models.Event]:
        try:
            rows = write(target)
        except errors.SheetLockedError as error:
            return [models.Notice(error.message, level="warning")]
        return [*self._backups.take_notices(), *([models.Wrote(str(target), rows, kind)] if rows else [])]

    def _write_failures(self, target: Path, mine: Mapping[int, int] | None) -> int:
        # Over the very file that is run, what is not done yet must not get lost: its cells are nowhere else.
        own = self.partial and self.sheet.path is not None and sheets.same(target, self.sheet.path)
        wanted = _unfinished if own else _failed
        campaign = self.store.campaign_id()
        formulas = failures_match.formulas(self.store)
        rows = 0

        found = row_jobs.rows_with_jobs(self.sheet, self.store, mine)
        if self.excluding:
            withhold = row_jobs.withholding(self.settings, self.sheet, self.store)
            found = ((row, withhold(row, job)) for row, job in found)

        is_forgotten = forgotten_rows.of(self.settings, self.sheet)

        def lines() -> Iterator[tuple[models.Row, tuple[str, ...]]]:
            nonlocal rows
            for row, job in found:
                if wanted(job) and not is_forgotten(row):
                    rows += 1
                    formulas.update(c.name for c in self.sheet.columns if c.index in row.formulas and c.name)
                    yield row, self._carried(row, job, campaign)

        spare = None if own else self._spare(words.RUN_COPY)
        sheets.write_rows(self.sheet, target, lines(), extra_headers=sheets.FAILURE_HEADERS, spare=spare)
        if not self.store.reading and formulas != failures_match.formulas(self.store):
            self.store.set_meta(known_files.FORMULAS, json.dumps(sorted(formulas), ensure_ascii=False))
        return rows

    def _carried(self, row: models.Row, job: state.Job | None, campaign: str) -> tuple[str, ...]:
        """Return what a row of the failures file says about itself: its number, the reason and its mark."""
        if job is None:
            # A row that was not sent, for its mark is not what it was.
            return tuple(
                failures_match.cell(row, failures_match.column(self.sheet, name))
                for name in sheets.FAILURE_HEADERS
            )
        number = failures_match.number(row, self.sheet) if self.partial else row.number
        return str(number or ""), _reason(job), failures_match.RowMark(number, campaign, job.id).text()

    def _write_unmatched(self, target: Path, lost: list[state.Job]) -> int:
        """Write the jobs whose row is gone, and those of a failures file that the list has no row for."""
        jobs = {job.id: job for job in self.store.without_row()}
        jobs |= {job.id: job for job in lost}
        if jobs or target.exists():
            rows = [_unmatched(job) for job in jobs.values()]
            sheets.write_table(target, _UNMATCHED, rows, spare=self._backups.look)
        return len(jobs)


def safely(
    write: Callable[[], list[models.Event]], results: Writeback, store: state.Store
) -> tuple[list[models.Event], bool]:
    """Write the results; a sheet that has just vanished, or is being saved, ends no run.

    Return what happened, and whether the results did not reach the place asked for.
    """
    try:
        events = write()
    except errors.BatchgenError as error:
        text = words.not_written(error.message)
        return [models.Notice(f"{text} {store.where_results_are('batchgen wait')}", level="warning")], True
    return events, results.dated


def _failed(job: state.Job | None) -> bool:
    return job is not None and result_cells.failed(job)


def _unfinished(job: state.Job | None) -> bool:
    return job is None or result_cells.status(job) != models.Stage.READY


def _reason(job: state.Job) -> str:
    return result_cells.results(job)["error"] or result_cells.status(job) or words.NOT_SENT_YET


def _unmatched(job: state.Job) -> list[str]:
    texts = result_cells.results(job)
    return [job.key, job.label, *(texts[name] for name in result_columns.NAMES)]
