"""Naming: replica names in a sheet or a setting, each looked up once and then kept in the state file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from batchgen import errors, models
from batchgen.checks import replica_names
from batchgen.tavus import pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from batchgen import state, tavus
    from batchgen.plan import lookups
    from batchgen.settings import Settings
    from batchgen.tavus import contact

META = "replica_names"
"""Key of the state file's meta: JSON of folded names and the ids that they stood for."""

_NAMED = 5
"""So many names are told."""


class Names:
    """The replica names of one campaign: those that the state file keeps, and those looked up just now."""

    def __init__(self) -> None:
        self._fresh: dict[str, str] = {}

    def known(self, store: state.StateFile | None) -> dict[str, str]:
        """Return what folded names mean: an id, or words that begin with TROUBLE."""
        kept = dict(json.loads(store.meta(META, "{}"))) if store is not None else {}
        return {**kept, **self._fresh}

    def into(self, settings: Settings, store: state.StateFile | None) -> Settings:
        """Return settings by which rows are merged with these names."""
        return settings.model_copy(update={"replica_names": self.known(store)})

    def learn(self, names: frozenset[str], asker: lookups.Asker) -> None:
        """Read the account's replicas once to learn what names mean. Only a run minds a missing network."""
        try:
            with asker.service.client() as client:
                self._fresh |= look_up(names, lambda: pairs(client, asker.contact()))
        except errors.ServiceError as error:
            if isinstance(error, errors.RefusedError) and asker.for_run:
                raise _not_looked_up(names, error) from error
            if asker.for_run:
                raise
            text = f"Replica names were not looked up: {error.message}"
            asker.tell(models.Notice(text, level="warning"))
            self._fresh |= {replica_names.fold(name): name for name in names}


def _not_looked_up(names: frozenset[str], refusal: errors.RefusedError) -> errors.ServiceError:
    """Return what was looked for, and how to do without it."""
    listed = ", ".join(f'"{name}"' for name in sorted(names)[:_NAMED])
    return errors.ServiceError(
        f"The account's replicas were asked for the name {listed}: {refusal.message}.",
        hint="Give the replica's id instead, like r90bbd427f71: it is not looked up.",
    )


def text_of(names: Mapping[str, str]) -> str:
    """Return names for the state file; those that mean nothing are asked about again next time."""
    kept = {name: meant for name, meant in names.items() if not meant.startswith(replica_names.TROUBLE)}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


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
        words = f"{meant.trouble} {meant.hint}".strip()
        found[replica_names.fold(name)] = meant.replica_id or replica_names.TROUBLE + words
    return found


def pairs(client: tavus.Client, met: contact.Contact) -> Iterator[tuple[str, str]]:
    """Yield (id, name) of every replica, own and stock."""

    def page(number: int) -> tuple[tuple[tavus.Replica, ...], int | None]:
        found = met.read(lambda: client.list_replicas(number, pages.LIMIT))
        return found.replicas, found.total

    for replica in pages.walk(page, lambda replica: replica.replica_id):
        yield replica.replica_id, replica.name
