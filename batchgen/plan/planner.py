"""Planning: one streaming pass over the whole sheet, matched with the known jobs. Nothing is sent."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from typing import TYPE_CHECKING

from batchgen import characters, checks, errors, identity, models, state
from batchgen.plan import (
    context,
    decisions,
    duplicates,
    gone_and_new,
    known_files,
    row_problems,
    scratch,
    sheet_rows,
    speech_version,
    summary,
    words,
    wrong_sheet,
)
from batchgen.plan import plan as plans
from batchgen.plan.account_search import lookups
from batchgen.plan.failures_file import failures_match

if TYPE_CHECKING:
    from collections.abc import Iterator


class Planner:
    """Makes one plan."""

    def __init__(self, materials: context.Materials) -> None:
        self._m = materials
        self._settings = materials.settings
        self._roster = scratch.Roster()
        self._partial = materials.settings.failures_of is not None
        self._notes: list[str] = []
        self._problems: list[models.Problem] = []
        self._names: dict[str, str] = {}
        self._rekeyed = False
        self._duplicates = 0
        self._doubt = ""
        self._not_looked_up: list[str] = []
        self._followed: list[tuple[int, str, str]] = []
        self._fingerprint = self._read_at = ""
        self._wording = speech_version.Wording(materials, self._roster, self._partial)
        self._key: tuple[str, ...] = ()
        self._odd: tuple[plans.OddRow, ...] = ()

    def close(self) -> None:
        """Give the rows up."""
        self._roster.close()

    def read(self) -> frozenset[str]:
        """Read the sheet's rows, and return the names of replicas in them that nobody has looked up yet.

        Raises errors.BatchgenError of sheet or settings.
        """
        with self._closing():
            # Before reading: an edit while the rows are read must not look as if it were taken in.
            self._read_at = speech_version.now()
            self._fingerprint = self._m.sheet.fingerprint()
            self._key = self._read()
            return self._unknown_names()

    def make(self) -> plans.Plan:
        """Decide about every row that was read. Raises errors.BatchgenError of sheet or settings."""
        with self._closing():
            return self._make(self._key, self._fingerprint)

    @contextlib.contextmanager
    def _closing(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.close()
            raise

    def _make(self, key: tuple[str, ...], fingerprint: str) -> plans.Plan:
        same_key = self._mark_duplicates(key)
        before = self._before(fingerprint)
        self._match(key, before)
        self._wording.keep(before)
        self._find_repeats(key, same_key)
        self._choose()
        self._let_in()
        self._look()
        self._ask_replicas()
        if self._m.hear is not None:
            self._m.hear(self._roster, self._add)
        if self._settings.limit is not None:
            self._roster.limit(self._settings.limit)
        summed = summary.Summary(
            settings=self._settings,
            sheet=self._m.sheet,
            examiner=self._m.examiner,
            roster=self._roster,
            key=key,
            duplicates=self._duplicates,
            partial=self._partial,
            odd=self._odd,
            is_explained=self._wording.is_refused,
            heard=self._m.hear is not None,
            followed=self._followed,
        )
        self._notes += self._wording.notes()
        refusal, suspects = self._guard(summed)
        made = summed.plan(refusal=refusal, notes=self._notes, problems=self._problems, suspects=suspects)
        return dataclasses.replace(
            made,
            fingerprint=fingerprint,
            read_at=self._read_at,
            rekeyed=self._rekeyed,
            replica_names=self._names,
            doubt=self._doubt if made.to_send else "",
            not_looked_up=tuple(self._not_looked_up),
            column_kinds=self._m.examiner.kinds.to_text(),
        )

    # reading

    def _read(self) -> tuple[str, ...]:
        stored, wanted = self._stored_key(), identity.asked(self._settings.key)
        fixed = wanted if wanted is not None else stored
        if self._m.store is not None:
            self._roster.add_known(self._m.store.known())
            self._roster.add_fixes(self._m.store.fixes())
        if fixed is not None and stored is not None and stored != fixed:
            self._rekey(fixed)
        elif stored:
            self._renew_keys(stored)
        usage = checks.Usage(self._m.examiner) if self._settings.verbose else None
        reader = sheet_rows.Reader(
            sheet=self._m.sheet,
            settings=self._settings,
            examiner=self._m.examiner,
            roster=self._roster,
            keep=self._m.keep,
            known=self._m.store is not None,
            usage=usage,
        )
        key = reader.read(fixed)
        self._odd = tuple(reader.odd)
        self._notes += reader.notes
        if usage is not None:
            self._notes += usage.lines(key)
        return key

    def _stored_key(self) -> tuple[str, ...] | None:
        text = self._m.store.meta("key") if self._m.store else ""
        return tuple(json.loads(text)) if text else None

    def _rekey(self, key: tuple[str, ...]) -> None:
        assert self._m.store is not None
        found = ((job_id, *identity.of_cells(cells, key)) for job_id, cells in self._m.store.cells())
        self._roster.rekey_known(found)
        twins = self._roster.colliding()
        if twins:
            value, row, other = twins[0]
            raise errors.PlanError(
                words.keys_collide(", ".join(key), value, row, other, len(twins)), hint=words.MORE_COLUMNS
            )
        self._rekeyed = True
        self._notes.append(words.recognised_by(plans.key_words(key)))

    def _renew_keys(self, key: tuple[str, ...]) -> None:
        """Compare keys without invisible characters; two paid jobs that would be one stay apart."""
        assert self._m.store is not None
        hidden = {
            job_id for job_id, text in self._roster.keys_beyond_ascii() if characters.visible(text) != text
        }
        cells = self._m.store.cells() if hidden else ()
        renewed = [(job_id, *identity.of_cells(text, key)) for job_id, text in cells if job_id in hidden]
        self._rekeyed |= self._roster.rekey_known(renewed, apart=True)

    def _unknown_names(self) -> frozenset[str]:
        if self._m.names is None:
            return frozenset()
        return lookups.unknown(self._roster.replicas(), self._m.names)

    # matching

    def _before(self, fingerprint: str) -> scratch.Before:
        store = self._m.store
        if store is None:
            return scratch.Before()
        same_worksheet = (
            known_files.main_of(store.meta(known_files.LIST)).worksheet == self._settings.worksheet
        )
        same_file = same_worksheet and store.meta("fingerprint") == fingerprint
        return scratch.Before(same_file, is_older=not store.meta(state.PAIRS), waiting=store.pairs())

    def _match(self, key: tuple[str, ...], before: scratch.Before) -> None:
        if not self._partial:
            self._roster.match(by_key=bool(key), before=before)
            self._followed = self._follow_requests(key)
            if self._m.store is not None:
                gone_and_new.find(self._roster, self._m.store, self._m.sheet, key)
            return
        assert self._m.store is not None
        found = failures_match.Matcher(self._m.sheet, self._m.store, key)
        self._roster.give(found.jobs, earlier=self._m.store.earlier_requests())
        for row, message in found.clashes.items():
            self._add_fault(duplicates.same_key(row, message))
        for problem in found.problems.values():
            self._add_fault(problem)

    def _follow_requests(self, key: tuple[str, ...]) -> list[tuple[int, str, str]]:
        """Let few rows whose key was corrected keep their videos, unless the user says that they are new."""
        if not key or self._settings.accept_new is not None:
            return []
        changes = self._changes(decided=False)
        if not changes.gone or not changes.new or wrong_sheet.suspicious(changes, accept_new=None):
            return []
        return self._roster.follow_requests()

    def _changes(self, *, decided: bool) -> wrong_sheet.Changes:
        """Count what the guard looks at; rows that are not sent are new only before all are `decided`."""
        gone = self._roster.count_gone() + self._roster.count_pairs_left()
        if not gone:
            # The usual case: then all rows of a large sheet need not be counted.
            return wrong_sheet.Changes(paid=0, gone=0, new=0)
        return wrong_sheet.Changes(
            paid=self._roster.count_paid(),
            gone=gone,
            new=self._roster.count_new(decided=decided),
        )

    def _mark_duplicates(self, key: tuple[str, ...]) -> frozenset[int | None]:
        """Return the rows that have another row's key."""
        self._duplicates, problems = duplicates.of_key(
            self._roster, by_key=bool(key), how=self._settings.duplicates
        )
        for problem in problems:
            self._add_fault(problem)
        return frozenset(problem.row for problem in problems)

    def _find_repeats(self, key: tuple[str, ...], same_key: frozenset[int | None]) -> None:
        """Find people who stand twice by their addresses; a failures file's rows are whose they are."""
        if self._partial:
            return
        marker = identity.Identity(self._m.sheet.columns, key)
        found = duplicates.of_address(
            self._roster,
            lambda: (marker.cells(row) for row in self._m.sheet.rows()),
            how=self._settings.duplicates,
        )
        self._duplicates += len(found.shares)
        self._notes += found.notes()
        for problem in (p for p in found.problems if p.row not in same_key):
            self._add_fault(problem)

    def _add_fault(self, problem: models.Problem) -> None:
        assert problem.row is not None
        self._roster.add_fault(problem.row, row_problems.adder(problem))

    def _look(self) -> None:
        if self._m.look is None:
            return
        found = self._m.look(self._roster)
        self._notes += found.notes
        self._doubt = found.doubt
        if found.doubt:
            self._miss(words.search_incomplete(found.doubt))

    def _miss(self, note: str) -> None:
        """Take note of what the service could not be asked."""
        self._notes.append(note)
        self._not_looked_up.append(note)

    # choosing

    def _choose(self) -> None:
        if self._settings.sample is not None:
            numbers = self._roster.selected()
            self._roster.keep_only(checks.sample(numbers, self._settings.sample, self._settings.seed))
        self._decide()

    def _decide(self) -> None:
        wishes = self._m.wishes
        self._roster.decide(lambda case: decisions.decide(case, wishes))

    def _let_in(self) -> None:
        """Let the rows that wait as pairs be new, if the user says so."""
        accept_new = self._settings.accept_new
        if accept_new is None or self._m.wishes.only_redo:
            return
        waiting = self._roster.count_waiting()
        if waiting and wrong_sheet.lets_in(self._changes(decided=True), pairs=waiting, accept_new=accept_new):
            self._roster.release()
            self._decide()

    def _ask_replicas(self) -> None:
        if self._m.ask_replicas is None:
            return
        rows: dict[str, list[int]] = {}
        for row, replica in self._roster.replicas_to_send():
            rows.setdefault(replica, []).append(row)
        if not rows:
            return
        answer = self._m.ask_replicas(rows)
        self._names = dict(answer.names)
        if answer.not_checked:
            self._miss(words.replicas(answer.not_checked))
        for problem in answer.problems:
            self._add(problem)

    def _add(self, problem: models.Problem) -> None:
        """Note what was found outside the sheet: a replica, a sound file."""
        problem = self._m.examiner.named(problem)
        if problem.row is None:
            self._problems.append(problem)
            return
        add = self._roster.void if problem.severity == "error" else self._roster.warn
        add(problem.row, row_problems.adder(problem))

    def _guard(self, summed: summary.Summary) -> tuple[str, int]:
        """Return why the run must stop, or empty (design 4), and how many new rows make it do so."""
        if self._partial:
            return "", 0
        changes = self._changes(decided=True)
        if self._m.store is None or not wrong_sheet.suspicious(changes, accept_new=self._settings.accept_new):
            return "", 0
        return summed.refusal(changes, self._m.store), changes.new
