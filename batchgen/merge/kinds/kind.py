"""The kind of one column, with what its cells have settled, as the state file keeps it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import get_args

from batchgen import models

NOTHING: Mapping[str, str] = MappingProxyType({})
OPEN = "open"
"""Settled for a locale in which a column shows both: what reads two ways there stays open."""
KINDS: tuple[models.Kind, ...] = get_args(models.Kind)

FILTERS: Mapping[models.Kind, str] = MappingProxyType(
    {
        "date": "date",
        "number": "number",
        "money": "money",
        "percent": "percent",
        "person": "person",
        "company": "company",
        "web address": "domain",
    }
)
"""The filter that says a cell of a kind; what others hold is spoken as it stands."""


@dataclasses.dataclass(frozen=True, slots=True)
class ColumnKind:
    """What a column holds. `name` is its folded header.

    `settled` says by locale what the cells themselves have settled, of dates the order of day and month; an
    empty locale is that of rows for which nobody names one.
    `order` is the one that the campaign file names, and stronger. `is_doubtful` says that day and month of
    the sheet's real dates may have changed places.
    """

    name: str = ""
    header: str = ""
    kind: models.Kind = "text"
    settled: Mapping[str, str] = dataclasses.field(default_factory=lambda: NOTHING)
    order: str = ""
    is_doubtful: bool = False


NO_KIND = ColumnKind()


def dump(kinds: Iterable[ColumnKind]) -> str:
    """Return kinds as JSON for the state file; what is open, or plain text, was not decided."""
    stored = {
        found.name: {
            "kind": found.kind,
            "settled": {
                locale: _decided(what) for locale, what in sorted(found.settled.items()) if what != OPEN
            },
        }
        for found in kinds
        if found.name and found.kind != "text"
    }
    return json.dumps(stored, ensure_ascii=False, sort_keys=True) if stored else ""


def _decided(what: str) -> str:
    return "|".join("" if part == OPEN else part for part in what.split("|"))


def load(text: str) -> dict[str, ColumnKind]:
    """Read `dump`, by folded header. A kind that this version does not know was not decided.

    Raises ValueError, TypeError, LookupError or AttributeError for what `dump` does not write.
    """
    return {
        name: ColumnKind(name, kind=entry["kind"], settled=dict(entry["settled"]))
        for name, entry in (json.loads(text) if text else {}).items()
        if entry.get("kind") in KINDS
    }
