"""Replica names: which replica a name in a sheet, a setting or a command means."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping

from batchgen import characters, did_you_mean
from batchgen.checks import words

_ID = re.compile(r"r[0-9a-f]{8,20}", re.ASCII)
"""What ids look like in all samples (tavus-api 2): `r` and 9 or 11 hexadecimal digits."""
TROUBLE = "!"
"""A text in a table of names that begins with this is no id but says why there is none."""


def looks_like_id(text: str) -> bool:
    """Return whether a text is taken for a replica's id without asking the account."""
    return _ID.fullmatch(text.strip()) is not None


def fold(name: str) -> str:
    """Return a name as names are compared: NFKC, blanks as one, no difference of case."""
    return " ".join(characters.normalized("NFKC", name).split()).casefold()


@dataclasses.dataclass(frozen=True, slots=True)
class Meant:
    """What a text means: `replica_id`, or `trouble` (and perhaps `hint`) in words for people."""

    replica_id: str = ""
    trouble: str = ""
    hint: str = ""


class ReplicaNames:
    """The replicas of an account by id and by name, read once. Can be pickled.

    `pairs` are (id, name) of every replica, own and stock.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._names: dict[str, str] = dict(pairs)
        self._ids: dict[str, list[str]] = {}
        for replica_id, name in self._names.items():
            if fold(name):
                self._ids.setdefault(fold(name), []).append(replica_id)

    @property
    def by_id(self) -> Mapping[str, str]:
        """Names by id."""
        return self._names

    def meant(self, text: str) -> Meant:
        """Return the replica that an id or a name means; a text that looks like an id is one."""
        text = text.strip()
        if text in self._names:
            return Meant(text)
        found = self._ids.get(fold(text), [])
        if len(found) == 1:
            return Meant(found[0])
        if found:
            trouble = words.several_replicas(len(found), text, ", ".join(found))
            return Meant(trouble=trouble, hint=words.WRITE_ID)
        if looks_like_id(text):
            return Meant(text)
        return Meant(trouble=words.unknown_replica(text), hint=self._near(text))

    def _near(self, text: str) -> str:
        close = did_you_mean.nearest(fold(text), self._ids)
        if close:
            return words.did_you_mean(self._names[self._ids[close][0]])
        return words.SEE_REPLICAS
