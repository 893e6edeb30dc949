"""Planning of an open batch: what the planner is given, and the names of replicas looked up on the way."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from batchgen import checks, models, state
from batchgen.campaign import words
from batchgen.plan import audio_rows, context, decisions, known_files, planner, scratch
from batchgen.plan.account_search import lookups

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen import sheets, stop_request
    from batchgen.plan import plan as plans
    from batchgen.plan.account_search import adoption
    from batchgen.settings import Settings


@dataclasses.dataclass
class Learned:
    """What was looked up for the rows of one batch: replica names, and how long sound files are."""

    names: lookups.Names = dataclasses.field(default_factory=lookups.Names)
    lengths: audio_rows.Lengths = dataclasses.field(default_factory=audio_rows.Lengths)


def is_fresh(store: state.Store | None) -> bool:
    """Return whether nothing was ever sent with a state file, or there is none: one may have been lost."""
    return store is None or store.meta("sequence", "0") == "0"


def examiner(
    settings: Settings,
    sheet: sheets.Sheet,
    store: state.Store | None,
    *,
    learned: Learned,
    api_key: str,
) -> checks.Examiner:
    """Return what checks each row, by what is known of replica names, speech, sound and kinds of columns."""
    return checks.Examiner(
        learned.names.into(settings, store),
        sheet.columns,
        known=checks.correction(store.measured() if store is not None else {}),
        api_key=api_key,
        stored_kinds=store.meta(known_files.COLUMNS) if store is not None else "",
        audio_seconds=learned.lengths.known(store),
    )


@dataclasses.dataclass(frozen=True)
class Planning:
    """Makes one plan. `for_run` says that it may be carried out; `learned` grows.

    With `links` all sound files are read, also those that are known.
    """

    settings: Settings
    sheet: sheets.Sheet
    store: state.Store | None
    service: lookups.Service
    learned: Learned
    clock: Callable[[], float]
    stop: stop_request.Stop
    tell: Callable[[models.Event], None]
    for_run: bool
    skip_invalid: bool
    links: bool

    def make(self, wishes: decisions.Wishes) -> tuple[plans.Plan, bool]:
        """Return the plan, and whether errors in rows kept the account from being searched."""
        joint = self.store.joint if self.for_run and self.store is not None else None
        if joint is not None:
            joint.quiet(lambda count: self.tell(models.Notice(words.others_send(count))))
            if seconds := joint.seconds_of_doubt():
                self.tell(models.Notice(words.server_changed(seconds), level="warning"))
                self.stop.pause(seconds)
        asker, planning = self._begun(wishes)
        if wanted := planning.read():
            # What a name means is part of a row's request, so the rows are read again with it.
            planning.close()
            self.learned.names.learn(wanted, asker)
            asker, planning = self._begun(wishes)
            planning.read()
        return planning.make(), asker.put_off

    def _begun(self, wishes: decisions.Wishes) -> tuple[lookups.Asker, planner.Planner]:
        asker = lookups.Asker(
            service=self.service,
            examiner=examiner(
                self.settings,
                self.sheet,
                self.store,
                learned=self.learned,
                api_key=self.service.api_key,
            ),
            clock=self.clock,
            stop=self.stop,
            tell=self.tell,
            for_run=self.for_run,
            skip_invalid=self.skip_invalid,
            home=self._home,
        )
        look = self._look(asker)
        materials = context.Materials(
            settings=self.settings,
            sheet=self.sheet,
            examiner=asker.examiner,
            store=self.store,
            keep=self.for_run or look is not None,
            wishes=wishes,
            look=look,
            ask_replicas=asker.replicas if self.service.known else None,
            names=self.learned.names.known(self.store) if self.service.known else None,
            hear=self._ear(),
        )
        return asker, planner.Planner(materials)

    def _home(self) -> str | None:
        """Return the mark of the database that the campaign is in, or will be in; None for a file."""
        # A rehearsal shares no rate and no budget with anybody.
        if self.settings.sandbox:
            return None
        if self.store is not None:
            return self.store.home
        database = self.settings.database
        return state.home_of(database) if database is not None else None

    def _ear(self) -> Callable[[scratch.Roster, Callable[[models.Problem], None]], None] | None:
        """Return what reads the lengths of sound files, or None where they decide nothing."""
        if not self.links and not (self.for_run and audio_rows.counts(self.settings)):
            return None
        return audio_rows.Ear(self.learned.lengths, self.settings, self.tell, links=self.links).hear

    def _look(self, asker: lookups.Asker) -> Callable[[scratch.Roster], adoption.Found] | None:
        """Return what searches the account for videos of a lost or older state file (design 4), or None."""
        fresh = is_fresh(self.store)
        if self.settings.ignore_account or not self.service.known:
            return None
        return functools.partial(asker.look, store=None if fresh else self.store)


def look_again(
    settings: Settings, sheet: sheets.Sheet, examiner: checks.Examiner, store: state.Store
) -> plans.Plan:
    """Match the rows of an edited sheet with the known jobs; nothing is chosen, asked or sent."""
    materials = context.Materials(
        settings=settings.model_copy(update={"limit": None, "sample": None, "key": (), "accept_new": None}),
        sheet=sheet,
        examiner=examiner,
        store=store,
        keep=True,
        wishes=decisions.Wishes(),
    )
    rows = planner.Planner(materials)
    rows.read()
    return rows.make()
