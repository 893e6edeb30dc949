"""The batch: one sheet, one state file, one service; what the CLI and the library drive."""

from __future__ import annotations

import functools
import time
from typing import TYPE_CHECKING, Self

from batchgen import errors, models, paths, state, stop_request, tavus
from batchgen.campaign import opening, planning, purchases, sessions, words
from batchgen.plan import context, decisions, known_files, orders, scratch, template_column
from batchgen.plan import plan as plans
from batchgen.plan.account_search import lookups
from batchgen.results import exit_code, row_jobs, writeback
from batchgen.results import status as statuses
from batchgen.run import deletions, pipeline, tally

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from batchgen.settings import Settings


class Batch:
    """One sheet with its state file. Use `Batch.open`, as a context manager.

    `plan` decides, `run` sends, follows and writes, `wait` follows and writes, `write` only writes. `hints`
    takes ids of videos that are said to be finished.
    """

    def __init__(
        self,
        opened: opening.Opened,
        *,
        api_key: str,
        client_factory: Callable[[], tavus.Client] | None,
        clock: Callable[[], float],
        sleep: Callable[[float], None] | None,
        hook: Callable[[str], None] | None,
        probe: Callable[[str], None] | None,
        hints: context.Hints | None,
        excluding: bool,
    ) -> None:
        self.settings = settings = opened.settings
        # As rows are merged: with what the sheet's own columns and the state file settle.
        self._merging = settings
        self.sheet = opened.sheet
        self.address = opened.address
        self.state_path = opened.address.path
        self._store = opened.store
        self._held = opened.held
        self._service = lookups.Service(settings, api_key, client_factory)
        self._clock = clock
        self._stop = stop_request.Stop(sleep=sleep)
        self._hook = hook
        self._probe = probe
        self._news = pipeline.News()
        self._planned = ""
        self._rosters: list[scratch.Roster] = []
        self._retry = False
        self._unseen = False
        self._tell: Callable[[models.Event], None] = self._news.put
        self._learned = planning.Learned()
        self.hints = hints or context.Hints()
        self._sessions = sessions.Sessions(self._service, clock, self._stop, self._news.put, hook, self.hints)
        self._extras: writeback.Extras = {}
        self._excluding = excluding
        self._purchases = purchases.Purchases(
            settings, account=self._service.mark, state_path=self.state_path, hook=hook
        )

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        api_key: str = "",
        lock: bool | state.RunLock = True,
        client_factory: Callable[[], tavus.Client] | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] | None = None,
        hook: Callable[[str], None] | None = None,
        probe: Callable[[str], None] | None = None,
        hints: context.Hints | None = None,
        excluding: bool = False,
    ) -> Batch:
        """Open the sheet and, if there is one, its state file.

        With `lock` the state file is held for a run until `close`; without, it is only read. A lock that the
        caller took before stays the caller's. Raises
        errors.SheetError, errors.StateError, errors.StateInUseError. `clock` is monotonic seconds; `hook` and
        `probe` are where tests crash the program; `hints` are ids of videos that are said to be finished;
        `excluding` shows people of the suppression list without links, although a run made their videos.
        """
        return cls(
            opening.files(settings, lock=lock, probe=probe),
            api_key=api_key,
            client_factory=client_factory,
            clock=clock,
            sleep=sleep,
            hook=hook,
            probe=probe,
            hints=hints,
            excluding=excluding,
        )

    def close(self) -> None:
        """Close the state file and give the lock back; safe to call twice."""
        for roster in self._rosters:
            roster.close()
        self._purchases.end(self._store)
        opening.keep_audio(self.address, self._learned.lengths.unsaved(), held=self._held)
        opening.release(self._store, self._held)
        self._store, self._held = None, None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        try:
            opening.explain(self._store, error)
        finally:
            self.close()

    def stop(self, why: str = "") -> None:
        """Ask the run to stop, from any thread or signal: once after what is in the air, twice now."""
        if why:
            how = words.STOPPING_NOW if self._stop.asked else words.STOPPING
            self._news.put(models.Notice(words.stopping(how, why), level="warning"))
        self._stop.ask()

    @property
    def store(self) -> state.Store:
        """The state file. Raises errors.StateError when there is none yet."""
        if self._store is None:
            raise errors.StateError(words.no_state(self.address), hint=self._where_else())
        return self._store

    def _where_else(self) -> str:
        real = not self.settings.sandbox and paths.sheet_of(self.settings) is not None
        return words.REHEARSED if real and paths.sandbox_folder(self.settings).is_dir() else words.OTHER_STATE

    @property
    def fresh(self) -> bool:
        """Whether nothing was ever sent with this state file, or there is none: one may have been lost."""
        return planning.is_fresh(self._store)

    # planning

    def plan(
        self,
        *,
        retry: bool = False,
        tell: Callable[[models.Event], None] | None = None,
        skip_invalid: bool = False,
        links: bool = False,
    ) -> plans.Plan:
        """Read the whole sheet and decide about every row; nothing is sent and no file is changed.

        With `retry` only rows that ended in error or were rejected are sent. A fresh state file looks into
        the account first, if there is a key and no error stands in the way (with `skip_invalid` that
        of a row does not); `tell` hears what the service does meanwhile. A run whose minutes or price
        decide something reads how long sound files are; with `links` it is always read.
        """
        self._tell, self._retry, self._unseen = tell or self._news.put, retry, False
        self._merging = template_column.settled(self.settings, self.sheet, self._store)
        redo = "failed" if retry else (self.settings.redo or "")
        unfinished = self._store.unfinished_redo(redo) if self._store and redo else 0
        wishes = decisions.wishes(self.settings, redo=redo, retry=retry, unfinished=unfinished)
        unknown_owner = self._sessions.unknown_owner(self._store, is_run=self._held is not None)
        made, self._unseen = planning.Planning(
            settings=self._merging,
            sheet=self.sheet,
            store=self._store,
            service=self._service,
            learned=self._learned,
            clock=self._clock,
            stop=self._stop,
            tell=self._tell,
            for_run=self._held is not None,
            skip_invalid=skip_invalid or self.settings.skip_invalid,
            links=links,
        ).make(wishes)
        self._learned.lengths.keep(self._store)
        self._planned = made.fingerprint
        self._rosters.append(made.roster)
        made = made.without(unknown_owner) if unknown_owner else made
        made = self._purchases.weighed(made, self._store, is_owner_known=not unknown_owner)
        made = made.with_redo(redo=redo, unfinished=unfinished)
        return plans.signed(made, opening.service_name(self.settings))

    def seen(self, plan: plans.Plan) -> plans.Plan:
        """Plan again without the rows that have errors, if these had put off the look into the account."""
        if not self._unseen:
            return plan
        plan.roster.close()
        return self.plan(retry=self._retry, tell=self._tell, skip_invalid=True)

    # running

    def run(self, plan: plans.Plan, *, skip_invalid: bool = False) -> Generator[models.Event, None, None]:
        """Carry out a plan: send, settle, follow, write the results; ends with models.Finished.

        Raises errors.PlanError before anything is sent when the plan must not be carried out: a refusal,
        errors in rows (unless they are skipped), a sheet that changed since. May be left at any event.
        """
        skip_invalid = skip_invalid or self.settings.skip_invalid
        plans.check(plan, self.sheet, skip_invalid=skip_invalid, confirm=self.settings.confirm)
        if plan.to_send:
            self._service.need_key()
        if self._unseen:
            plan = self.seen(plan)
            plans.check(plan, self.sheet, skip_invalid=True, confirm=self.settings.confirm)
        store = self._open_for_run()
        results = self._writeback(store)
        results.check()
        if unbooked := self._purchases.reserve(plan, store):
            yield models.Notice(unbooked, level="warning")
        carried = store.carry_out(plan.roster.changes(), self._orders(plan))
        plan.roster.set_jobs(carried.jobs)
        jobs, unfound = exit_code.selected_jobs(plan.roster), exit_code.unfound(plan.roster)
        plan.roster.close()
        yield from self._drive(store, results, go=carried.run, total=plan.to_send, jobs=jobs, unfound=unfound)

    def _open_for_run(self) -> state.Store:
        if self._held is None:
            raise errors.UsageError(words.READ_ONLY_RUN)
        if self._store is None:
            self._store = opening.store(self.address, self.settings, self._held, self._probe)
            self._learned.lengths.keep(self._store)
        return self._store

    def _orders(self, plan: plans.Plan, *, only_known: bool = False) -> state.Orders:
        return orders.make(
            plan,
            self._learned.names.into(self._merging, self._store),
            about_sheet=known_files.of_run(self.settings, self.sheet, self.state_path),
            api_key=self._service.api_key,
            only_known=only_known,
        )

    def _drive(
        self,
        store: state.Store,
        results: writeback.Writeback,
        *,
        go: int | None,
        total: int,
        jobs: set[int] | None,
        unfound: int = 0,
        first: Callable[[context.Session], str] | None = None,
    ) -> Iterator[models.Event]:
        session = self._sessions.on(store)
        runner = pipeline.Runner(session, self.settings, go=go, news=self._news, first=first)
        total = store.count_open() if go is None else total
        tracker = tally.Tracker(total, run=go, started=self._clock())
        try:
            yield from runner.events(write=lambda: self._write_safely(results)[0], tracker=tracker)
            yield models.Phase("writing")
        finally:
            last, dated = self._write_safely(results)
            last += self._purchases.settled(store)
        yield from last
        course = runner.course
        yield exit_code.finished(
            exit_code.counts(store, jobs, invalid=unfound),
            stopped=course.stop_words(),
            interrupted=course.interrupted,
            dated=dated,
            unchecked=bool(course.unchecked),
            no_wait=self.settings.no_wait,
            sent_only=go is None or course.is_left,
        )

    def _write_safely(self, results: writeback.Writeback) -> tuple[list[models.Event], bool]:
        return writeback.safely(lambda: self.write(results), results, self.store)

    def wait(self, *, all_videos: bool = False) -> Generator[models.Event, None, None]:
        """Settle, follow and write the results; never creates. `all_videos` looks for deleted ones first."""
        store = self.store
        if self._held is None:
            raise errors.UsageError(words.READ_ONLY_WAIT)
        results = self._writeback(store)
        # Before the key is noted: to that of another account every video looks deleted.
        same = self._sessions.owns(store)
        self._refresh(store)
        search = functools.partial(deletions.search, seconds=self.settings.settle, same_account=same)
        first = search if all_videos else None
        yield from self._drive(store, results, go=None, total=0, jobs=None, first=first)

    def check_deleted(self, tell: Callable[[models.Event], None]) -> deletions.Checked:
        """Note the videos that were deleted in the account; nothing else is changed."""
        session, same = self._sessions.on(self.store, emit=tell), self._sessions.owns(self.store)
        return deletions.check(session, seconds=self.settings.settle, same_account=same)

    def _refresh(self, store: state.Store) -> None:
        """Take an edited sheet or template in: rows are matched anew, nothing is added or sent."""
        self._merging = template_column.remembered(self.settings, self.sheet, store)
        if not opening.names_a_request(self._merging, self.sheet):
            return
        try:
            examiner = planning.examiner(
                self._merging, self.sheet, store, learned=self._learned, api_key=self._service.api_key
            )
            made = planning.look_again(self._merging, self.sheet, examiner, store)
        except (errors.TemplateError, errors.SettingsError, errors.UsageError):
            # Without its template the sheet still finds its jobs by key or cells; that is all writing needs.
            return
        store.carry_out(made.roster.changes(), self._orders(made, only_known=True))
        made.roster.close()
        self._planned = made.fingerprint

    # results

    def add_columns(self, columns: writeback.Extras) -> None:
        """Write more columns after our eight: what each says of a job, by header."""
        self._extras |= columns

    def _writeback(self, store: state.Store) -> writeback.Writeback:
        return writeback.Writeback(
            self.settings, self.sheet, store, self._hook, self._extras, excluding=self._excluding
        )

    def write(self, results: writeback.Writeback | None = None) -> list[models.Event]:
        """Write the results, the failures and the jobs without a row, from the state file.

        A sheet that was edited since it was planned is read and matched again first.
        """
        store = self.store
        found = results or self._writeback(store)
        if not store.reading and self.sheet.path is not None:
            known = self._planned or store.meta("fingerprint")
            if known and self.sheet.fingerprint() != known:
                self.sheet = opening.sheet(self.settings, store)
                self._refresh(store)
        events = found.write(self.sheet)
        if self._planned and found.target == self.sheet.path:
            # What changed the sheet just now was this very writing.
            self._planned = self.sheet.fingerprint()
            if not store.reading:
                store.set_meta("fingerprint", self._planned)
        return events

    def joined(self) -> Iterator[tuple[models.Row, state.Job | None]]:
        """Yield every row of the sheet with the job that is its own, if it has one."""
        return row_jobs.joined(self.settings, self.sheet, self.store, excluding=self._excluding)

    def status(self) -> statuses.StatusReport:
        """Return counts and rows from the state file; works beside a run."""
        return statuses.report(self.store)
