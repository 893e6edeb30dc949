"""Purchases: the budgets that a batch counts in, and what its run reserves and books."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors, models, paths, spending
from batchgen import settings as settings_module
from batchgen.campaign import opening, words
from batchgen.plan import caps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from batchgen import state
    from batchgen.plan import plan as plans
    from batchgen.settings import Settings


class Purchases:
    """What one batch spends. A rehearsal spends nothing: nothing is read or written for it.

    `account` is the mark of the key; `hook` is where tests crash the program.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        account: str,
        state_path: Path,
        hook: Callable[[str], None] | None,
    ) -> None:
        self._settings = settings
        self._account = account
        self._service = opening.service_name(settings)
        self._state_path = state_path
        self._hook = hook
        self._reservation: spending.Reservation | None = None

    def weighed(
        self, plan: plans.Plan, store: state.Store | None, *, is_owner_known: bool = True
    ) -> plans.Plan:
        """Return the plan with what is left of its budgets; one that passes them is refused.

        `is_owner_known` says that the key is of the account of the videos that were made before.
        """
        if store is not None and is_owner_known and not self._settings.sandbox:
            self._join(store)
        found = tuple(spending.caps(self._settings))
        known = [cap for cap in found if cap.scope == "campaign" or self._account]
        if not found:
            return plan
        try:
            with spending.opened(make=False) as file:
                if file is not None:
                    _settle_if_possible(file, store)
                allowances = tuple(self._allowances(file, known, store))
        except errors.SpendingError as error:
            unkept = self._unkept(error, found)
            return plan.refused(str(unkept))
        plan = dataclasses.replace(plan, allowances=allowances)
        plan = plan.refused(*caps.over_budgets(plan, allowances, self._settings))
        for cap in found:
            if cap not in known:
                plan = plan.without(words.no_key(cap.words()))
        return plan

    def _join(self, store: state.Store) -> None:
        """Let a key that was renewed in its account share the budget of the one before it."""
        before = store.meta("account")
        if before and self._account and before != self._account and store.known_ids():
            with contextlib.suppress(errors.SpendingError), spending.opened(make=False) as file:
                if file is not None:
                    file.join(before, self._account)

    def _allowances(
        self, file: spending.SpendingFile | None, known: Iterable[spending.Cap], store: state.Store | None
    ) -> Iterator[spending.Allowance]:
        price = self._settings.price_per_minute
        for cap in known:
            yield spending.of_cap(file, cap, self._payer(store), price=price)

    def _payer(self, store: state.Store | None) -> spending.Payer:
        campaign = self._settings.campaign
        return spending.Payer(
            self._account,
            self._service,
            store.campaign_id() if store is not None else "",
            os.path.realpath(campaign) if campaign is not None else "",
        )

    def reserve(self, plan: plans.Plan, store: state.Store) -> str:
        """Hold what a plan may cost until `end`; return why the ledger does not have it, empty if it has.

        Raises errors.PlanError when another run was quicker and too little is left, errors.SpendingError when
        a budget cannot be kept: then nothing was sent.
        """
        if self._settings.sandbox or not plan.to_send:
            return ""
        self._reach("before_reserve")
        found = tuple(spending.caps(self._settings))

        def check(file: spending.SpendingFile) -> None:
            self._reach("during_reserve")
            allowances = tuple(self._allowances(file, found, store))
            if over := caps.over_budgets(plan, allowances, self._settings).words:
                raise errors.PlanError(over, hint=words.NOTHING_SENT, kind="plan-refused")

        try:
            self._reservation = spending.reserve(self._purchase(plan, store), store, check=check)
        except errors.SpendingError as error:
            if found:
                raise self._unkept(error, found) from error
            return words.not_in_ledger(error.message)
        self._reach("after_reserve")
        return ""

    def _purchase(self, plan: plans.Plan, store: state.Store) -> spending.Purchase:
        sheet, need = paths.sheet_of(self._settings), caps.need(plan, self._settings)
        return spending.Purchase(
            id=spending.new_id(),
            payer=self._payer(store),
            name=self._settings.name or (paths.stem(sheet) if sheet is not None else self._state_path.stem),
            state=self._state_path.resolve(),
            mark=int(store.meta("sequence", "0")),
            started_at=dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
            person=_person(self._settings),
            videos=need.videos,
            minutes=need.minutes,
            cost=need.cost,
            price=need.price,
            currency=need.currency,
        )

    def end(self, store: state.Store | None) -> list[models.Event]:
        """Book what was sent and give the rest back; safe to call twice.

        What could not be booked, a later run books.
        """
        reservation, self._reservation = self._reservation, None
        if reservation is None or store is None:
            return []
        self._reach("before_settle")
        try:
            reservation.end(store)
        except (errors.SpendingError, errors.StateError) as error:
            text = words.booked_later(error.message)
            return [models.Notice(text, level="warning")]
        self._reach("after_settle")
        return []

    def settled(self, store: state.Store) -> list[models.Event]:
        """End as `end` does; where nothing was sent, book what became of earlier answers that were lost."""
        if self._reservation is None and not self._settings.sandbox:
            # What cannot be written now, a later run or `ledger` writes.
            with contextlib.suppress(errors.SpendingError), spending.opened(make=False) as file:
                if file is not None:
                    spending.settle(file, store)
        return self.end(store)

    def _unkept(self, error: errors.SpendingError, found: Iterable[spending.Cap]) -> errors.SpendingError:
        """Return the error of budgets that cannot be kept, since nothing can be written down."""
        named_caps = " and ".join(cap.words() for cap in found)
        files = {"account": settings_module.user_file(), "campaign": self._settings.campaign}
        named = " and ".join(str(files[cap.scope] or "the settings") for cap in found)
        return errors.SpendingError(
            words.cannot_keep(error.message, named_caps),
            hint=words.take_out(error.hint, named),
        )

    def _reach(self, point: str) -> None:
        if self._hook is not None:
            self._hook(point)


def _settle_if_possible(file: spending.SpendingFile, store: state.Store | None) -> None:
    """Settle what dead runs left; a file that can only be read counts it as held."""
    with contextlib.suppress(errors.SpendingError):
        spending.settle(file, store)


def _person(settings: Settings) -> str:
    """Return who confirms a run, and how, unless it was asked at the terminal."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        name = "nobody known"
    how = "--confirm" if settings.confirm else "--yes" if settings.yes else ""
    return f"{name} ({how})" if how else name
