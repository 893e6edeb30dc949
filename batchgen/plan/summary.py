"""The summary of a roster: counts, minutes, price, problems and notes become the plan."""

from __future__ import annotations

import collections
import dataclasses
from typing import TYPE_CHECKING

from batchgen import checks, models, state
from batchgen.plan import caps, decisions, gone_and_new, row_problems, scratch, words, wrong_sheet
from batchgen.plan import plan as plans
from batchgen.tavus import failure_causes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from batchgen import sheets
    from batchgen.settings import Settings

Decision = decisions.Decision
_UNSELECTED = models.UNSELECTED
_NAMED = 10
"""Row numbers that one sentence names."""

_SHOWN = 5
"""Pairs of a row that is gone and a new one that the guard shows."""


@dataclasses.dataclass(frozen=True)
class Summary:
    """What is told of a roster whose rows are decided. `key` are the columns that rows are known by.

    `is_explained` says that the notes tell already why rows are outdated, `heard` that the lengths of sound
    files were asked for; `followed` are rows that keep a video though their key was changed: row, name, key.
    """

    settings: Settings
    sheet: sheets.Sheet
    examiner: checks.Examiner
    roster: scratch.Roster
    key: tuple[str, ...]
    duplicates: int
    partial: bool
    odd: tuple[plans.OddRow, ...] = ()
    is_explained: bool = False
    followed: Sequence[tuple[int, str, str]] = ()
    heard: bool = False

    def plan(
        self, *, refusal: str, notes: list[str], problems: list[models.Problem], suspects: int
    ) -> plans.Plan:
        """Return the plan; a limit that it passes is its refusal, unless there is another."""
        found = self.roster.kinds()
        # A hidden row is hidden whatever it has: a video of its own, one that it shares, or one just found.
        reasons = _tally((kind.left_out, kind.rows) for kind in found)
        left_out = {reason: reasons[reason] for reason in _UNSELECTED if reasons[reason]}
        unselected = sum(left_out.values())
        tally = _tally((kind.decision, kind.rows) for kind in found if kind.left_out not in _UNSELECTED)
        going = [kind for kind in found if kind.decision == Decision.SEND]
        if later := tally.get(Decision.LATER):
            left_out["limit"] = later
        if unwanted := tally.get(Decision.UNWANTED):
            left_out["not_failed"] = unwanted
        waiting = gone_and_new.waiting(self.roster)
        # One number in the whole plan: with it all of these rows are new people.
        accept_new = suspects or len(waiting) + len(self.followed)
        total, minutes = reasons.total(), sum(kind.minutes for kind in going)
        made = plans.Plan(
            rows=total,
            selected=total - unselected,
            to_send=tally.get(Decision.SEND, 0),
            done=tally.get(Decision.DONE, 0) + tally.get(Decision.ACCEPT, 0),
            outdated=tally.get(Decision.OUTDATED, 0),
            new=sum(
                kind.rows
                for kind in found
                if kind.is_new and kind.decision in {Decision.SEND, Decision.LATER}
            ),
            gone=0 if self.partial else self.roster.count_gone(),
            unknown=tally.get(Decision.UNKNOWN, 0),
            failed=tally.get(Decision.FAILED, 0) + tally.get(Decision.HOPELESS, 0),
            duplicates=self.duplicates,
            hidden=reasons.get(Decision.HIDDEN, 0),
            empty=self.sheet.empty_rows,
            excluded=tally.get(Decision.EXCLUDED, 0),
            invalid=tally.get(Decision.INVALID, 0),
            left_out=left_out,
            replicas=dict(_tally((kind.replica, kind.rows) for kind in going).most_common()),
            templates=self.roster.templates(),
            columns_used=tuple(
                column.header for columns in self.examiner.merger.column_fields.values() for column in columns
            ),
            key=plans.key_words(self.key),
            key_columns=self.key,
            minutes=minutes,
            unmeasured=sum(kind.unmeasured for kind in going),
            heard=self.heard,
            price=checks.price(minutes, self.settings),
            problems=self._problems(problems),
            refusal=refusal,
            notes=(
                *self.sheet.notes,
                *self.sheet.stray_notes(),
                *notes,
                *_of_odd(self.odd),
                *_of_followed(self.followed, accept_new),
                *_of_pairs(waiting, accept_new),
                *self._alike(),
                *self._unscripted(),
                *self._hopeless(tally),
                *self._deleted(),
                *self._as_fixed(),
                *self._of_failures_file(tally),
                *self._template_changed(tally),
            ),
            roster=self.roster,
            fingerprint=self.sheet.fingerprint(),
            partial=self.partial,
            odd=self.odd,
            pairs=waiting,
            paying_again=self.roster.count_paying_again(),
        )
        return made.refused(*caps.over_limits(made, self.settings))

    def refusal(self, changes: wrong_sheet.Changes, store: state.Store) -> str:
        """Return why a run must stop when many paid rows are gone (design 4)."""
        jobs = [store.job(job) for job in self.roster.first_gone(_SHOWN)]
        olds = [job.key or job.label or f"job {job.id}" for job in jobs]
        news = [f"row {row} ({key or label})" for row, key, label in self.roster.first_fresh(_SHOWN)]
        waiting = gone_and_new.waiting(self.roster)
        alike = [(pair.was, f"row {pair.row} ({pair.name})") for pair in waiting]
        changes = dataclasses.replace(
            changes, pairs=(*alike, *zip(olds, news, strict=False)), alike=len(waiting)
        )
        return wrong_sheet.refusal(changes, key=plans.key_words(self.key))

    def _problems(self, found: list[models.Problem]) -> checks.ProblemReport:
        report = checks.ProblemReport(
            self.settings.problems, keep_all=self.settings.json_output, strict=self.settings.strict
        )
        ragged = self.roster.ragged_rows() | {odd.row for odd in self.odd}
        # A ragged line is reported once: as an error if it was to be sent.
        report.extend(p for p in self.sheet.problems if p.kind != models.RAGGED or p.row not in ragged)
        report.extend(self.examiner.problems)
        report.extend(found)
        # A row of a failures file without its mark is told whatever else is to be said about it.
        also = (Decision.UNWANTED, Decision.SHARED) if self.partial else ()
        for text in self.roster.problem_texts((Decision.SEND, Decision.INVALID, *also)):
            report.extend(row_problems.load(text))
        report.close()
        return report

    def _alike(self) -> Iterator[str]:
        """Yield how many rows of different people ask for the very same video: told, never merged."""
        count = self.roster.count_alike()
        if count:
            yield words.same_script(count)

    def _unscripted(self) -> Iterator[str]:
        """Yield how many rows speak the audio file of their own cell, and not the campaign's script."""
        count = self.roster.count_unscripted()
        if count:
            yield words.own_audio(count)

    def _hopeless(self, tally: Mapping[str, int]) -> Iterator[str]:
        """Yield which failed rows stay as they are, by cause."""
        count = tally.get(Decision.HOPELESS, 0)
        if not count:
            return
        for error, number, rows in self.roster.hopeless():
            yield failure_causes.sentence(error, number, rows)
        yield words.not_again(count)

    def _deleted(self) -> Iterator[str]:
        """Yield which rows that count as failed `retry` does not send: their video was there."""
        found = self.roster.deleted_rows()
        if found:
            yield words.deleted_videos(_rows(found), len(found))

    def _as_fixed(self) -> Iterator[str]:
        """Yield which rows count as they were fixed, though their cells are older."""
        found = self.roster.fixed_rows(_UNSELECTED)
        if found:
            rows = _rows(found)
            yield words.sent_newer(rows) if self.partial else words.counts_as_fixed(rows, len(found))

    def _of_failures_file(self, tally: Mapping[str, int]) -> Iterator[str]:
        """Yield what a failures file's rows are in the list that they come from."""
        main = self.settings.failures_of
        if main is None:
            return
        yield words.failures_file(main.name)
        if tally.get(Decision.FAILED):
            yield words.MAY_BE_PAID

    def _template_changed(self, tally: Mapping[str, int]) -> Iterator[str]:
        """Say so when rows become outdated that nobody edited: then the template did it."""
        count, outdated = self.roster.count_unedited(), tally.get(Decision.OUTDATED, 0)
        if not count or self.is_explained:
            return
        yield words.template_changed(count, outdated)


def _of_odd(odd: Sequence[plans.OddRow]) -> Iterator[str]:
    """Return which rows are left out since they are not people, each with what it is."""
    if not odd:
        return
    if len(odd) == 1:
        yield words.odd(*odd[0])
        return
    yield words.odd_ones(checks.named_rows(row for row, _ in odd))
    for row, why in odd[:_NAMED]:
        yield words.odd_row(row, why)
    if len(odd) > _NAMED:
        yield words.and_more(len(odd) - _NAMED)


def _of_followed(followed: Sequence[tuple[int, str, str]], accept_new: int) -> Iterator[str]:
    """Yield which rows keep a video although their key was changed."""
    for row, name, old in followed[:_SHOWN]:
        yield words.key_changed(row, name, old, accept_new)
    if len(followed) > _SHOWN:
        yield words.same_of(len(followed) - _SHOWN)


def _of_pairs(waiting: Sequence[gone_and_new.Pair], accept_new: int) -> Iterator[str]:
    """Yield which new rows wait, who they seem to be, and what can be done."""
    if not waiting:
        return
    for pair in waiting[:_NAMED]:
        yield words.looks_like(pair.row, pair.name, pair.was_row, pair.was)
    if len(waiting) > _NAMED:
        yield words.same_of(len(waiting) - _NAMED)
    yield words.old_or_new(len(waiting), accept_new)


def _rows(found: list[int]) -> str:
    """Return "Row 4" or "Rows 4, 9"."""
    numbers = ", ".join(map(str, found[:_NAMED])) + (" …" if len(found) > _NAMED else "")
    return f"{'Row' if len(found) == 1 else 'Rows'} {numbers}"


def _tally(counts: Iterable[tuple[str, int]]) -> collections.Counter[str]:
    """Add counts up by name, in the order of the names."""
    found: collections.Counter[str] = collections.Counter()
    for name, count in sorted(counts):
        found[name] += count
    return found
