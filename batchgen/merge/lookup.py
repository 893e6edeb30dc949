"""Lookup tables: what a cell stands for."""

from __future__ import annotations

from collections.abc import Mapping

from batchgen import characters

Entry = Mapping[str, str]


class Table:
    """One lookup table. Keys are compared without case and outer spaces."""

    def __init__(self, name: str, entries: Mapping[str, str | Entry]) -> None:
        self.name = name
        self.keys = tuple(entries)
        self._entries: dict[str, Entry] = {
            characters.folded(key): {"value": value} if isinstance(value, str) else value
            for key, value in entries.items()
        }

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the values that entries have."""
        return tuple(dict.fromkeys(name for entry in self._entries.values() for name in entry))

    def entry(self, cell: str) -> Entry | None:
        """Return what a cell stands for, or None."""
        return self._entries.get(characters.folded(cell))


def tables(settings_lookup: Mapping[str, Mapping[str, str | Entry]]) -> dict[str, Table]:
    """Return the campaign's tables by name."""
    return {name: Table(name, given) for name, given in settings_lookup.items()}
