"""Parts: this process's part in each campaign of a database, begun when there is something to do in it."""

from __future__ import annotations

import dataclasses
import threading
from typing import TYPE_CHECKING

from batchgen import errors, models, state, tavus
from batchgen.cluster import campaign_part, words
from batchgen.plan.account_search import lookups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from batchgen import stop_request
    from batchgen.settings import database_url
    from batchgen.state.postgres import campaign_list

SANDBOX = "sandbox"
"""The service of all rehearsals, and the key that their account goes by."""


@dataclasses.dataclass(frozen=True, slots=True)
class Account:
    """Whose videos a worker makes. `sandbox` is the address and the key of a rehearsal's own service.

    With `campaign` it works for no other campaign.
    """

    api_key: str
    campaign: str = ""
    sandbox: tuple[str, str] | None = None

    @property
    def mark(self) -> str:
        """What tells the account's key from others, and does not give it away."""
        return lookups.mark_of_key(SANDBOX if self.sandbox else self.api_key)

    def has(self, found: campaign_list.AtWork) -> bool:
        """Return whether this account makes the videos of a campaign, and this worker may."""
        return self.reaches(found) and found.key_mark == self.mark and self.campaign in {"", found.name}

    def reaches(self, found: campaign_list.AtWork) -> bool:
        """Return whether a campaign is on a service that there is: a rehearsal's lives with its run."""
        return (found.service == SANDBOX) == (self.sandbox is not None)

    def client(self, service: str) -> tavus.Client:
        """Return a client of the service that a campaign uses."""
        if self.sandbox is not None:
            return tavus.Client(self.sandbox[1], self.sandbox[0])
        return tavus.Client(self.api_key, service)


class Parts:
    """The parts of one process, whose turns are taken one after another. Thread-safe."""

    def __init__(
        self,
        url: database_url.DatabaseUrl,
        account: Account,
        *,
        connections: int,
        stop: stop_request.Stop,
        emit: Callable[[models.Event], None],
        hook: Callable[[str], None] | None = None,
    ) -> None:
        self._url = url
        self._account = account
        self._connections = connections
        self._stop = stop
        self._emit = emit
        self._hook = hook
        self._busy = threading.RLock()
        self._parts: dict[tuple[str, str], campaign_part.Part] = {}
        self._at_work: dict[tuple[str, str], campaign_list.AtWork] = {}
        self._reasons: dict[tuple[str, str], str] = {}
        self._was_checked = False
        self.stopped = self.why = ""
        """Why this process, or the campaign of the last turn, sends nothing more; empty while it goes on."""

    def note(self, found: Iterable[campaign_list.AtWork]) -> list[campaign_list.AtWork]:
        """Note which campaigns there are now; return those that are this account's, and leave the others.

        Raises errors.SettingsError, the first time, if all are other accounts'.
        """
        known = [one for one in found if self._account.reaches(one)]
        ours = [one for one in known if self._account.has(one)]
        if not self._was_checked and known and not ours and not self._account.campaign:
            raise errors.SettingsError(words.other_account(known[0].name, self._url), hint=words.USE_ITS_KEY)
        self._was_checked = True
        self._at_work = {(one.name, one.service): one for one in ours}
        # A part that is at its turn is left the next time.
        if self._busy.acquire(blocking=False):
            try:
                self._leave([key for key in self._parts if key not in self._at_work])
            finally:
                self._busy.release()
        return ours

    def _leave(self, keys: Iterable[tuple[str, str]]) -> None:
        for key in keys:
            self._parts.pop(key).close()
            # A worker that has said why it sends nothing more does not say that nothing is left.
            if not self._reasons.pop(key, ""):
                self._emit(models.Notice(words.done(key[0])))

    def why_left(self) -> str:
        """Return why rows are left, empty if none are. Raises errors.StateError."""
        account = self._account
        return self.stopped or self.why or state.why_stopped(self._url, account.mark, account.campaign)

    def turn(self, campaign: str, service: str) -> bool:
        """Send what is due, and settle what is to be settled; return whether more is due.

        Raises errors.StateError, and what following came to when that failed.
        """
        with self._busy:
            one = self._part((campaign, service))
            if one is None:
                return False
            standing, why = one.send()
            if (said := why or one.left) and said != self.why:
                self.why = said
                self._emit(models.Notice(said, level="warning"))
            self._reasons[campaign, service] = why
            # What others may go on with, this worker cannot: a new one is to take its place.
            self.stopped = self.stopped or (why if one.joint.is_lost or standing.is_sending else "")
            return standing.is_sending and standing.is_due

    @property
    def is_stuck(self) -> bool:
        """Whether no campaign goes on, each for a reason that this worker met."""
        return bool(self._at_work) and all(self._reasons.get(key) for key in self._at_work)

    def follow(self, campaign: str, service: str) -> None:
        """Begin to follow videos beside sending, whenever no other worker does."""
        with self._busy:
            if (one := self._part((campaign, service))) is not None:
                one.follow()

    def _part(self, key: tuple[str, str]) -> campaign_part.Part | None:
        found = self._at_work.get(key)
        if found is not None and key not in self._parts and not self._stop.asked:
            self._parts[key] = campaign_part.Part(
                self._url,
                found,
                make_client=lambda: self._account.client(found.service),
                connections=self._connections,
                stop=self._stop,
                emit=self._emit,
                hook=self._hook,
            )
            self._emit(models.Notice(words.joined(found.name)))
        return self._parts.get(key)

    def check(self) -> None:
        """Raise what following came to when that failed."""
        for one in list(self._parts.values()):
            one.check()

    def close(self) -> None:
        """End all parts; what they sent is safe."""
        with self._busy:
            for key in list(self._parts):
                self._parts.pop(key).close()
