"""Reading: every row of the sheet goes into the roster, marked, examined and chosen or left out."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from typing import TYPE_CHECKING

from batchgen import checks, identity, merge, models, sheets, state
from batchgen.plan import plan as plans
from batchgen.plan import row_problems, scratch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from batchgen.settings import Settings


@dataclasses.dataclass(frozen=True)
class Reader:
    """Reads one sheet once. `keep` holds what a run needs; `known` says that there are jobs to match.

    `usage` counts what templates make of the chosen rows, if that is to be told; `odd` are the rows that are
    left out since they are not people, `notes` what people should know of those who were read.
    """

    sheet: sheets.Sheet
    settings: Settings
    examiner: checks.Examiner
    roster: scratch.Roster
    keep: bool
    known: bool
    usage: checks.Usage | None = None
    odd: list[plans.OddRow] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)

    def read(self, fixed: tuple[str, ...] | None) -> tuple[str, ...]:
        """Fill the roster and return the key of its rows: the fixed one, or the first good candidate."""
        choice = identity.KeyChoice(self.sheet.columns) if fixed is None else None
        key = fixed if choice is None else choice.chosen()
        assert key is not None
        self._take_rows(key, choice)
        if choice is not None:
            self.notes.extend(choice.notes())
        if choice is not None and choice.chosen() != key:
            key = choice.chosen()
            self._mark_again(key)
        return key

    def _take_rows(self, key: tuple[str, ...], choice: identity.KeyChoice | None) -> None:
        # Before all rows are read: the sheet counts what it leaves out as it is read.
        first = list(itertools.islice(self.sheet.rows(), checks.OPT_OUTS))
        marker = identity.Identity(self.sheet.columns, key)
        chosen = checks.Selection(
            self.settings,
            self.sheet.columns,
            key=key,
            kinds=self.examiner.kinds,
            rows=self.sheet.rows,
        )
        keyed = bool(key) and choice is None
        mailboxes = [c.index for c in checks.address_columns(self.sheet.columns, first)]
        for examined in self.examiner.examine_all(self.examiner.study(self.sheet.rows())):
            row = examined.row
            left_out, incomparable = chosen.judge(row)
            is_person = left_out != "odd" and row.ragged is None
            if left_out == "odd":
                self.odd.append(plans.OddRow(row.number, row.odd))
            if choice is not None and is_person:
                choice.watch(row)
            mark = marker.mark(row)
            problems = (*examined.problems, *incomparable) if incomparable else examined.problems
            if keyed and not mark.key_hash and is_person:
                problems = (*problems, row_problems.no_key(row.number))
            if self.usage is not None and not left_out:
                self.usage.add(examined)
            body = self._body(marker, examined) if self.keep else None
            addresses = _addresses(row, mailboxes) if is_person else ()
            self.roster.add(self._record(examined, mark, left_out, problems), body, addresses)
        self.roster.flush()
        if chosen.suppression is not None:
            self.notes.extend(chosen.suppression.notes())
        self.notes.extend(self._opt_outs(first))

    def _opt_outs(self, first: list[models.Row]) -> Iterator[str]:
        """Report columns of people who opted out that nothing uses."""
        by_where = merge.columns_of(self.settings.where, self.sheet.columns)
        used = frozenset({*self.examiner.merger.used, *by_where})
        return checks.opt_outs(self.sheet.columns, first, used)

    def _record(
        self,
        examined: checks.Examined,
        mark: identity.Mark,
        left_out: str,
        problems: tuple[models.Problem, ...],
    ) -> scratch.RosterRow:
        row, request = examined.row, examined.request
        label = request.name if request is not None else ""
        key = mark.key or label
        return scratch.RosterRow(
            row.number,
            key,
            mark.key_hash,
            mark.cells_hash,
            examined.request_hash,
            request.replica_id if request is not None else "",
            label,
            examined.minutes,
            left_out,
            self._faults(problems) if problems else 0,
            row_problems.dump(problems) if problems else "",
            _cell(row, self._video_id).strip() if self._video_id >= 0 and row.ragged is None else "",
            # For people: a file's name need not be UTF-8.
            examined.template.encode("utf-8", "replace").decode(),
            examined.unscripted,
            request.audio_url if request is not None and not request.script else "",
        )

    def _faults(self, problems: tuple[models.Problem, ...]) -> int:
        return sum(1 for p in problems if self.settings.strict or p.severity == "error")

    @functools.cached_property
    def _video_id(self) -> int:
        return self.sheet.layout.existing.get("video_id", -1)

    def _body(self, marker: identity.Identity, examined: checks.Examined) -> scratch.Body:
        request = examined.request
        return scratch.Body(state.request_text(request) if request else "", marker.cells(examined.row))

    def _mark_again(self, key: tuple[str, ...]) -> None:
        """Know the rows by another key than the one that looked good at first."""
        marker = identity.Identity(self.sheet.columns, key)
        marks = (marker.mark(row) for row in self.sheet.rows())
        self.roster.rekey((n, m.key, m.key_hash, m.cells_hash) for n, m in enumerate(marks, start=1))


def _addresses(row: models.Row, columns: Iterable[int]) -> Iterable[int]:
    """Return hashes of a person's addresses: those of the first column that has one."""
    found = (checks.addresses_of(text) for i in columns if "@" in (text := _cell(row, i)))
    return map(hash, next(filter(None, found), ()))


def _cell(row: models.Row, index: int) -> str:
    return row.cells[index] if 0 <= index < len(row.cells) else ""
