"""The sandbox's own replicas: who they are, how they look, how they speak. Imports no picture library."""

from __future__ import annotations

import dataclasses
import hashlib


@dataclasses.dataclass(frozen=True, slots=True)
class StockReplica:
    """A presenter that comes with the sandbox.

    `look` names the drawing; `voice` is an espeak-ng voice with its variant ("en-us+f2"), of which the
    language part gives way to the language of the script; `pitch` is espeak's, 0 to 99.
    """

    id: str
    name: str
    look: str
    voice: str
    words_per_minute: int
    pitch: int
    description: str

    def slug(self) -> str:
        """Return the name of this one's voice in `GET /v2/voices`."""
        return self.name.lower().replace(" ", "-")

    def order(self) -> dict[str, object]:
        """Return what a film order says of its replica."""
        return dataclasses.asdict(self)


STOCK: tuple[StockReplica, ...] = (
    StockReplica("rlocal0maya", "Maya", "maya", "en-us+f2", 160, 55, "navy blazer, bright office"),
    StockReplica("rlocal0omar", "Omar", "omar", "en-us+m3", 158, 38, "beard, green jacket, library at dusk"),
    StockReplica("rlocal0ingrid", "Ingrid", "ingrid", "en-gb-x-rp+f4", 152, 48, "silver bob, glasses, study"),
    StockReplica(
        "rlocal0kenji", "Kenji", "kenji", "en-us+m7", 165, 46, "grey sweater, loft with a brick wall"
    ),
    StockReplica(
        "rlocal0amara", "Amara", "amara", "en-gb+f5", 156, 52, "curls, mustard top, room with plants"
    ),
    StockReplica(
        "rlocal0voice", "Voice and captions", "card", "en-us+f3", 160, 50, "no face: the words, spoken"
    ),
)
"""In the order of `GET /v2/replicas`. The last one is a card without a face."""

_PEOPLE = tuple(replica for replica in STOCK if replica.look != "card")
_BY_ID = {replica.id: replica for replica in STOCK}


def find(replica_id: str) -> StockReplica | None:
    """Return the stock replica of this id, or None."""
    return _BY_ID.get(replica_id)


def stand_in(replica_id: str) -> StockReplica:
    """Return who plays a foreign replica: always the same person for the same id, on every machine."""
    digest = hashlib.sha256(replica_id.encode("utf-8", "surrogatepass")).digest()
    return _PEOPLE[digest[0] % len(_PEOPLE)]
