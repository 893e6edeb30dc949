"""The cast: who plays a replica id: a trained replica, a stock presenter, or a stand-in for a foreign one."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen.sandbox import words
from batchgen.sandbox.api import request_checks
from batchgen.sandbox.studio import phoenix, stock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen.sandbox.files.places import Places
    from batchgen.sandbox.files.sandbox_records import Replica
    from batchgen.sandbox.files.sandbox_store import Store


_ORDERS = {actor.id: actor.order() for actor in stock.STOCK}


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """Who plays: `look` is for the renderer, `presenter` the name for people, `said` what to tell them.

    `look["stamp"]` is the watermark that Tavus burns into every film of this replica.
    `trained` is set for a replica that was trained here, `stock` for a stock presenter, a stand-in or not.
    """

    look: Mapping[str, object]
    presenter: str
    said: str = ""
    trained: Replica | None = None
    stock: stock.StockReplica | None = None


class Cast:
    """Finds the part of a replica id."""

    def __init__(self, store: Store, places: Places, *, strict: bool) -> None:
        self._places = places
        self._store = store
        self._strict = strict

    def _look(self, trained: Replica) -> Mapping[str, object]:
        """Return the look of a trained replica, whose pack is found where the folder is now."""
        look = {**trained.look, "stamp": phoenix.stamp(trained)}
        pack = str(trained.look.get("pack") or "")
        place = self._places.replica_folder(trained.id) / Path(pack).name
        return {**look, "pack": str(place)} if pack else look

    def part(self, replica_id: str) -> Part | None:
        """Return who plays this id, or None if Tavus would refuse it."""
        own = stock.find(replica_id)
        if own is not None:
            return Part(_ORDERS[own.id], own.name, stock=own)
        trained = self._store.replica(replica_id)
        if trained is not None:
            return Part(self._look(trained), trained.name, _words_on_stamp(trained), trained=trained)
        if self._strict or not request_checks.REAL_REPLICA.fullmatch(replica_id):
            return None
        actor = stock.stand_in(replica_id)
        said = words.stands_in(actor.name, replica_id)
        return Part(_ORDERS[actor.id], actor.name, said, stock=actor)


def _words_on_stamp(trained: Replica) -> str:
    stamp = phoenix.stamp(trained)
    if not stamp:
        return ""
    return words.watermark(stamp, trained.id)
