"""Tables: what the shared statements need of a database, be it SQLite or PostgreSQL.

The statements are SQLite's and keep to what both have: `?` and `:name` for values, `RETURNING`. The room of
PostgreSQL gives the rest (`json_extract`, `LIKE` without case) a meaning of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


class Rows(Protocol):
    """What a statement found, or how many rows it changed."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""

    def fetchone(self) -> Any:
        """Return the next row, None after the last."""

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows that are left."""


class Tables(Protocol):
    """An open transaction, or a connection that only reads."""

    def execute(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ..., /) -> Rows:
        """Carry out a statement."""

    def executemany(self, sql: str, rows: Iterable[Any], /) -> object:
        """Carry out a statement for each of many rows of values."""
