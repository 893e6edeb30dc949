"""Asking before a run: the account's videos for a fresh state file, and each distinct replica. Only reads."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen import checks, errors, models, settings, tavus
from batchgen.plan import adoption
from batchgen.tavus import contact, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from batchgen import state, stop_request
    from batchgen.settings import Settings

_NO_SUCH_PLACE = 404
LOOKING_SECONDS = 2.0
"""Seconds that `check` waits for a service that does not answer."""

TELL_EVERY = 5.0
"""Seconds between two words about a long search."""


@dataclasses.dataclass(frozen=True)
class Service:
    """The way to the service: `factory` makes clients for tests, else the key does."""

    settings: Settings
    api_key: str = ""
    factory: Callable[[], tavus.Client] | None = None

    @property
    def known(self) -> bool:
        """Whether there is a key, so that the service can be asked."""
        return bool(self.api_key or self.factory)

    def need_key(self) -> None:
        """Raise errors.SettingsError when there is none."""
        if not self.known:
            raise settings.no_key()

    def client(self) -> tavus.Client:
        """Make a client, for one thread. Raises errors.SettingsError without a key."""
        if self.factory is not None:
            return self.factory()
        self.need_key()
        return tavus.Client(self.api_key, self.settings.api_url)


@dataclasses.dataclass
class Asker:
    """Asks for one plan.

    `for_run` makes a silent service an error, else it is only told. `put_off` says, after the plan, that
    errors in rows kept the account from being searched; with `skip_invalid` they do not.
    """

    service: Service
    examiner: checks.Examiner
    clock: Callable[[], float]
    stop: stop_request.Stop
    tell: Callable[[models.Event], None]
    for_run: bool
    skip_invalid: bool = False
    put_off: bool = False

    def look(self, roster: state.Roster, store: state.StateFile | None = None) -> adoption.Found:
        """Find videos of the rows in the account. Mistakes are told first, with or without a network.

        `store` is a state file that is not fresh, but may be an older copy of itself: then there may be
        videos of the rows to send that it knows nothing of.
        """
        if not adoption.worth_a_look(roster, store):
            return adoption.Found(0)
        if self._is_blocked(roster):
            self.put_off = True
            return adoption.Found(0)
        met = self.contact()
        try:
            with self.service.client() as client:
                return adoption.look(
                    roster,
                    self._telling(walk.patient(met, client.list_videos)),
                    lambda video_id: met.read(lambda: client.get_video(video_id, verbose=False)),
                    store,
                )
        except errors.ServiceError as error:
            if self.for_run:
                raise
            return adoption.Found(0, doubt=error.message)

    def _telling(self, ask: walk.Ask) -> walk.Ask:
        """Return `ask` that says every few seconds how far a long list was read."""
        told, seen = self.clock(), 0

        def asked(page: int, limit: int) -> tavus.VideoPage:
            nonlocal told, seen
            found = ask(page, limit)
            seen += len(found.videos)
            if self.clock() - told >= TELL_EVERY:
                told = self.clock()
                whole = f" of {found.total:,}" if found.total else ""
                self.tell(
                    models.Notice(f"Searching the account for these rows: {seen:,}{whole} videos so far.")
                )
            return found

        return asked

    def contact(self) -> contact.Contact:
        """Return the patience: a run waits for the service, somebody who only looks does not."""
        limit = contact.LIMIT if self.for_run else LOOKING_SECONDS
        return contact.Contact(clock=self.clock, stop=self.stop, emit=self.tell, limit=limit)

    def _is_blocked(self, roster: state.Roster) -> bool:
        if any(problem.severity == "error" for problem in self.examiner.problems):
            return True
        bad = "SELECT 1 FROM rows WHERE faults > 0 AND left_out = '' LIMIT 1"
        return not self.skip_invalid and bool(roster.ask(bad))

    def replicas(self, rows: Mapping[str, list[int]]) -> checks.ReplicaCheck:
        """Ask for each replica once; what cannot be asked is "not checked" and stops nothing."""
        if self.put_off:
            return checks.ReplicaCheck({}, ())
        with self.service.client() as client:
            return checks.replica_problems(rows, lambda replica_id: _replica(client, replica_id))


def _replica(client: tavus.Client, replica_id: str) -> tavus.Replica:
    try:
        return client.get_replica(replica_id)
    except errors.RefusedError as refusal:
        if refusal.status == _NO_SUCH_PLACE:
            # Is the replica not there, or the whole endpoint? The list tells; its refusal is no RefusedError.
            _need_list(client)
        raise


def _need_list(client: tavus.Client) -> None:
    try:
        client.list_replicas(1, 1)
    except errors.RefusedError as refusal:
        raise errors.ServiceError(refusal.message) from refusal
