"""Look-ups before a run: whose account it is, its videos for a fresh state file, its replicas. Only reads."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import threading
from typing import TYPE_CHECKING

from batchgen import checks, errors, models, tavus
from batchgen.checks import replica_names
from batchgen.plan import scratch
from batchgen.plan.account_search import adoption, words
from batchgen.tavus import contact, keys, list_pages, name_tokens, retry, video_list_walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from batchgen import state, stop_request
    from batchgen.plan import context
    from batchgen.settings import Settings

_NO_SUCH_PLACE = 404
"""The status of an id that is not there, and of a service without such a call."""

LOOKING_SECONDS = 2.0
"""Seconds that `check` waits for a service that does not answer."""

TELL_EVERY = 5.0
"""Seconds between two words about a long search."""

AT_WORK = dt.timedelta(hours=1)
"""A database whose last video is older counts as out of use."""

_ASKED = 3
"""Videos of the campaign that are looked for with a new key: one may have been deleted."""

_SALT = b"batchgen account"

NAMES_META = "replica_names"
"""Key of the state file's meta: JSON of folded names and the ids that they stood for."""

_NAMED = 5
"""So many names are told."""


@dataclasses.dataclass(frozen=True)
class Service:
    """The way to the service: `factory` makes clients for tests, else the key does.

    `answered` is set once it has said anything.
    """

    settings: Settings
    api_key: str = ""
    factory: Callable[[], tavus.Client] | None = None
    answered: threading.Event = dataclasses.field(default_factory=threading.Event, compare=False)

    @property
    def known(self) -> bool:
        """Whether there is a key, so that the service can be asked."""
        return bool(self.api_key or self.factory)

    @property
    def mark(self) -> str:
        """What tells the key's account apart from others; empty without a key."""
        return mark_of_key(self.api_key) if self.api_key else ""

    def need_key(self) -> None:
        """Raise errors.SettingsError when there is none."""
        if not self.known:
            raise keys.no_key()

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
    errors in rows kept the account from being searched; with `skip_invalid` they do not. `home` returns the
    mark of the database that the campaign is in, "" if it has none yet, or None for a file.
    """

    service: Service
    examiner: checks.Examiner
    clock: Callable[[], float]
    stop: stop_request.Stop
    tell: Callable[[models.Event], None]
    for_run: bool
    skip_invalid: bool = False
    put_off: bool = False
    home: Callable[[], str | None] = lambda: None

    def look(self, roster: scratch.Roster, store: state.Store | None = None) -> adoption.Found:
        """Find videos of the rows in the account. Mistakes are told first, with or without a network.

        `store` is a state file that is not fresh, but may be an older copy of itself: then there may be
        videos of the rows to send that it knows nothing of. Raises errors.StateError while another database
        sends videos to the account.
        """
        if not adoption.worth_a_look(roster, store):
            return adoption.Found(0)
        if self._is_blocked(roster):
            self.put_off = True
            return adoption.Found(0)
        self.tell(models.Phase("searching"))
        met = self.contact()
        try:
            with self.service.client() as client:
                return adoption.look(
                    roster,
                    self._refusing(self._telling(video_list_walk.patient(met, client.list_videos))),
                    lambda video_id: met.read(lambda: client.get_video(video_id, verbose=False)),
                    store,
                )
        except errors.ServiceError as error:
            if self.for_run or isinstance(error, errors.AccountRefusedError):
                raise
            return adoption.Found(0, doubt=error.message)

    def _telling(self, ask: video_list_walk.Ask) -> video_list_walk.Ask:
        """Return `ask` that says every few seconds how far a long list was read."""
        last_notice, seen = self.clock(), 0

        def asked(page: int, limit: int) -> tavus.VideoPage:
            nonlocal last_notice, seen
            found = ask(page, limit)
            seen += len(found.videos)
            if self.clock() - last_notice >= TELL_EVERY:
                last_notice = self.clock()
                self.tell(models.Notice(words.searching(seen, found.total)))
            return found

        return asked

    def _refusing(self, ask: video_list_walk.Ask) -> video_list_walk.Ask:
        """Return `ask` that shows no account to which another database sends."""
        home = self.home()
        if home is None:
            return ask

        def asked(page: int, limit: int) -> tavus.VideoPage:
            found = ask(page, limit)
            for video in found.videos:
                _refuse_other_database(video, home)
            return found

        return asked

    def contact(self) -> contact.Contact:
        """Return the patience: a run waits for the service, somebody who only looks does not."""
        limit = contact.LIMIT if self.for_run else LOOKING_SECONDS
        return contact.Contact(
            clock=self.clock,
            stop=self.stop,
            emit=self.tell,
            limit=limit,
            answered=self.service.answered,
        )

    def _is_blocked(self, roster: scratch.Roster) -> bool:
        if any(problem.severity == "error" for problem in self.examiner.problems):
            return True
        return not self.skip_invalid and roster.has_fault()

    def replicas(self, rows: Mapping[str, list[int]]) -> checks.ReplicaCheck:
        """Ask for each replica once; what cannot be asked is "not checked" and stops nothing.

        But a run stops at a service that has not answered at all yet.
        """
        if self.put_off:
            return checks.ReplicaCheck({}, ())
        first = self.contact() if self.for_run and not self.service.answered.is_set() else None
        with self.service.client() as client:
            return checks.replica_problems(
                rows,
                lambda replica_id: _replica(client, replica_id, first),
                allow_watermark=self.service.settings.allow_watermark,
            )


def _refuse_other_database(video: tavus.Video, home: str) -> None:
    other, made = name_tokens.home(video.video_name), video.created_at
    if other in {"", home} or made is None or dt.datetime.now(dt.UTC) - made > AT_WORK:
        return
    raise errors.StateError(
        words.other_database(video.video_id, f"{made:%H:%M}"),
        hint=words.one_database(f"{made + AT_WORK:%H:%M}"),
    )


def _replica(client: tavus.Client, replica_id: str, first: contact.Contact | None) -> tavus.Replica:
    def ask() -> tavus.Replica:
        return client.get_replica(replica_id)

    try:
        return first.greet(ask) if first is not None else ask()
    except errors.RefusedError as refusal:
        if retry.is_of_account(refusal.status):
            raise errors.AccountRefusedError(refusal.message, hint=refusal.hint) from refusal
        if refusal.status == _NO_SUCH_PLACE:
            # Is the replica not there, or the whole endpoint? The list tells; its refusal is no RefusedError.
            _need_list(client)
        raise


def _need_list(client: tavus.Client) -> None:
    try:
        client.list_replicas(1, 1)
    except errors.RefusedError as refusal:
        raise errors.ServiceError(refusal.message) from refusal


class Names:
    """The replica names of one campaign: those that the state file keeps, and those looked up just now."""

    def __init__(self) -> None:
        self._fresh: dict[str, str] = {}

    def known(self, store: state.Store | None) -> dict[str, str]:
        """Return what folded names mean: an id, or words that begin with TROUBLE."""
        stored = dict(json.loads(store.meta(NAMES_META, "{}"))) if store is not None else {}
        return {**stored, **self._fresh}

    def into(self, settings: Settings, store: state.Store | None) -> Settings:
        """Return settings by which rows are merged with these names."""
        return settings.model_copy(update={"replica_names": self.known(store)})

    def learn(self, names: frozenset[str], asker: Asker) -> None:
        """Read the account's replicas once to learn what names mean. Only a run minds a missing network."""
        try:
            with asker.service.client() as client:
                self._fresh |= look_up(names, lambda: pairs(client, asker.contact()))
        except errors.ServiceError as error:
            if isinstance(error, errors.RefusedError) and asker.for_run:
                raise _not_looked_up(names, error) from error
            if asker.for_run:
                raise
            text = words.names_not_read(error.message)
            asker.tell(models.Notice(text, level="warning"))
            self._fresh |= {replica_names.fold(name): name for name in names}


def _not_looked_up(names: frozenset[str], refusal: errors.RefusedError) -> errors.ServiceError:
    """Return what was looked for, and how to do without it."""
    listed = ", ".join(f'"{name}"' for name in sorted(names)[:_NAMED])
    return errors.ServiceError(
        words.names_refused(listed, refusal.message),
        hint=words.GIVE_REPLICA_ID,
    )


def text_of(names: Mapping[str, str]) -> str:
    """Return names for the state file; those that mean nothing are asked about again next time."""
    stored = {name: meant for name, meant in names.items() if not meant.startswith(replica_names.TROUBLE)}
    return json.dumps(stored, ensure_ascii=False, sort_keys=True)


def unknown(values: Iterable[str], names: Mapping[str, str]) -> frozenset[str]:
    """Return the values that are names, and not known yet; what looks like an id is one."""
    return frozenset(
        value
        for value in values
        if value and not replica_names.looks_like_id(value) and replica_names.fold(value) not in names
    )


def look_up(names: Iterable[str], read: Callable[[], Iterable[tuple[str, str]]]) -> dict[str, str]:
    """Return what names mean: an id, or words that begin with TROUBLE. `read` gives (id, name) of all."""
    account = replica_names.ReplicaNames(read())
    found = {}
    for name in names:
        meant = account.meant(name)
        trouble = f"{meant.trouble} {meant.hint}".strip()
        found[replica_names.fold(name)] = meant.replica_id or replica_names.TROUBLE + trouble
    return found


def pairs(client: tavus.Client, met: contact.Contact) -> Iterator[tuple[str, str]]:
    """Yield (id, name) of every replica, own and stock."""

    def page(number: int) -> tuple[tuple[tavus.Replica, ...], int | None]:
        found = met.read(lambda: client.list_replicas(number, list_pages.LIMIT))
        return found.replicas, found.total

    for replica in list_pages.walk(page, lambda replica: replica.replica_id):
        yield replica.replica_id, replica.name


def mark_of_key(api_key: str) -> str:
    """Return 32 hex characters that tell two keys apart and do not give the key away."""
    return hashlib.blake2b(api_key.encode(), key=_SALT, digest_size=16).hexdigest()


def check_owner(store: state.Store, session: context.Session, api_key: str) -> bool:
    """Return whether a key is known to be the one that the videos were made with.

    Raises errors.StateError when a new key does not see any of them; one that was renewed in the same account
    does. Nothing is asked while the key is the same.
    """
    known = store.meta("account")
    if not known or not api_key or known == mark_of_key(api_key):
        return bool(known and api_key)
    ids = sorted(store.known_ids())[:_ASKED]
    if not ids:
        return False
    with session.make_client() as client:
        if any(_sees(session, client, video_id) for video_id in ids):
            return False
    raise errors.StateError(
        words.other_account(store.place),
        hint=words.FIRST_KEY,
    )


def _sees(session: context.Session, client: tavus.Client, video_id: str) -> bool:
    try:
        session.contact.read(lambda: client.get_video(video_id, verbose=False))
    except errors.RefusedError:
        return False
    return True
