"""The plan: what a run would do about each row, in numbers and sentences."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
from typing import TYPE_CHECKING, NamedTuple

from batchgen import errors
from batchgen.plan import scratch, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen import checks, sheets, spending
    from batchgen.plan import gone_and_new


_DIGEST = 16
"""Hex digits of a digest: 64 bits, few enough to be compared by eye."""


class OddRow(NamedTuple):
    """A row that is left out since it is not a person, and what it is: "a total"."""

    row: int
    why: str


class Changed(NamedTuple):
    """A row whose video, that of `job`, says something else than the row asks for now: so many minutes."""

    row: int
    name: str
    job: int
    minutes: float


class First(NamedTuple):
    """The plan of the first videos alone, as --limit makes it: its digest, its rows and its minutes."""

    digest: str
    rows: int
    minutes: float


@dataclasses.dataclass(frozen=True)
class Plan:
    """What a run would do about each row. Counts are rows of the sheet, `gone` counts jobs.

    `to_send` are rows that go out; `new` those without a job yet; `left_out` counts by reason ("hidden",
    "where", "rows", "odd", "sample", "limit"); `key` says what rows are known by; `refusal` why the run must
    stop (empty: it may go on); `notes` are sentences to show. `price` is None when no price is set;
    `paying_again` counts rows that have, or may have, a video already; `pairs` are new rows that wait, since
    each seems to be somebody who has one and whose row was edited. `replicas` and `templates` count the rows
    to send of each. `replica_names` are for people, where the service told them; `odd` are rows that are
    not people; `doubt` says why videos of the rows to send may be in the account all the same (empty: they
    are not); `not_looked_up` are the notes that say what the service could not be asked;
    `unmeasured` counts rows to send whose audio has an unknown length, which `minutes` and `price` leave out,
    and `heard` says that it was asked for; `digest` stands for what goes out, and where to, so that one who
    read the plan can say yes to this very one; `first` is the plan of its first video alone, `fitting` of the
    first that `fits` where a cap refuses all; `changed` are the rows of `outdated` and `pairs`; `allowances`
    are what is left of each budget. What follows `notes` else is for carrying the plan out.
    """

    rows: int
    selected: int
    to_send: int
    done: int
    outdated: int
    new: int
    gone: int
    unknown: int
    failed: int
    duplicates: int
    hidden: int
    empty: int
    excluded: int
    invalid: int
    left_out: Mapping[str, int]
    replicas: Mapping[str, int]
    templates: Mapping[str, int]
    columns_used: tuple[str, ...]
    key: str
    key_columns: tuple[str, ...]
    minutes: float
    price: float | None
    problems: checks.ProblemReport
    refusal: str
    notes: tuple[str, ...]
    roster: scratch.Roster
    fingerprint: str
    partial: bool = False
    odd: tuple[OddRow, ...] = ()
    paying_again: int = 0
    redo: str = ""
    rekeyed: bool = False
    pairs: tuple[gone_and_new.Pair, ...] = ()
    replica_names: Mapping[str, str] = dataclasses.field(default_factory=dict)
    doubt: str = ""
    not_looked_up: tuple[str, ...] = ()
    column_kinds: str = ""
    read_at: str = ""
    unmeasured: int = 0
    heard: bool = False
    digest: str = ""
    first: First | None = None
    fits: int = 0
    fitting: First | None = None
    changed: tuple[Changed, ...] = ()
    allowances: tuple[spending.Allowance, ...] = ()

    def without(self, look_up: str) -> Plan:
        """Return the plan with a sentence about what the service could not be asked."""
        return dataclasses.replace(
            self, notes=(*self.notes, look_up), not_looked_up=(*self.not_looked_up, look_up)
        )

    def refused(self, refusal: str, fits: int = 0) -> Plan:
        """Return the plan with why it is refused, unless it is already; so many of its first rows may go."""
        return self if self.refusal else dataclasses.replace(self, refusal=refusal, fits=fits)

    def with_redo(self, *, redo: str, unfinished: int) -> Plan:
        """Return the plan as one of a --redo, which may go on with an unfinished one."""
        note = (words.redo_goes_on(redo, unfinished),) if unfinished else ()
        return dataclasses.replace(self, redo=redo, notes=(*self.notes, *note))


def signed(plan: Plan, service: str) -> Plan:
    """Return a plan with its digest, with that of its first video alone, and with the rows that changed."""
    return dataclasses.replace(
        plan,
        digest=_digest_of(plan.roster, service),
        first=_first(plan.roster, service, min(1, plan.to_send)),
        fitting=_first(plan.roster, service, plan.fits),
        changed=tuple(itertools.starmap(Changed, plan.roster.changed_rows())),
    )


def _first(roster: scratch.Roster, service: str, rows: int) -> First | None:
    minutes = sum(itertools.islice(roster.minutes_to_send(), rows))
    return First(_digest_of(roster, service, most=rows), rows, minutes) if rows else None


def _digest_of(roster: scratch.Roster, service: str, *, most: int | None = None) -> str:
    """Return 16 hex digits that stand for the service, the rows to send, and what each asks and pays for.

    It is the same whenever the same would go out: the order of reading and all other rows do not matter.
    """
    known = hashlib.sha256(service.encode())
    for row, request_hash, again in itertools.islice(roster.outgoing(), most):
        known.update(f"\n{row} {request_hash} {again:d}".encode())
    return known.hexdigest()[:_DIGEST]


def confirmed(plan: Plan, digest: str) -> None:
    """Raise errors.PlanError for a plan that is another than the one somebody said yes to (empty: any)."""
    if digest and digest.strip().lower() != plan.digest:
        raise errors.PlanError(
            words.other_plan(plan.digest, digest),
            hint=words.CONFIRM_AGAIN,
            kind="other-plan",
        )


def doubted(plan: Plan) -> errors.ServiceError:
    """Return the error of a plan whose rows may have videos that the search of the account did not show."""
    return errors.ServiceError(
        words.not_searched(plan.doubt),
        hint=words.SEARCH_LATER,
        kind="not-searched",
    )


def key_words(key: tuple[str, ...]) -> str:
    """Return for people what rows are known by."""
    return ", ".join(key) if key else words.ALL_CELLS


def check(plan: Plan, sheet: sheets.Sheet, *, skip_invalid: bool, confirm: str = "") -> None:
    """Raise errors.PlanError when a plan must not be carried out: refused, errors in rows, another sheet.

    `confirm` is the digest of the only plan that may be. Raises errors.ServiceError when the account was not
    searched to its end.
    """
    confirmed(plan, confirm)
    if plan.refusal:
        raise errors.PlanError(plan.refusal, kind="plan-refused")
    if plan.doubt:
        raise doubted(plan)
    if plan.problems.errors and not skip_invalid:
        raise errors.PlanError(
            words.fix_first(plan.problems.errors),
            hint=words.SEE_PROBLEMS,
            kind="row-errors",
        )
    if sheet.fingerprint() != plan.fingerprint:
        raise errors.PlanError(
            words.sheet_changed(sheet.title),
            hint=words.RUN_AGAIN,
            kind="other-plan",
        )
