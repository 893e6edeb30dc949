"""The dialect: the shared statements, which are SQLite's, as PostgreSQL takes them.

What is left of the difference stands in the schema: functions `json_extract`, `json_each` and `instr`, and
views that show the tables of one campaign.
"""

from __future__ import annotations

import enum
import functools
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg

from batchgen.state import meta

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_TOKEN = re.compile(r"'(?:[^']|'')*'|\?(\d*)|(?<!:):([a-z_]\w*)|(\S+) COLLATE NOCASE|\bLIKE\b|\bIN \(\)")
_INSERT = re.compile(r"INSERT INTO (\w+) \(([\w, ]+)\) VALUES \([?, ]+\)")


class Statement(NamedTuple):
    """A statement with `$1`, `$2`, …; `names` are those of its values, none where they come in a row."""

    sql: str
    names: tuple[str, ...]


@functools.lru_cache(maxsize=2048)
def translated(sql: str) -> Statement:
    """Return a statement of SQLite as PostgreSQL takes it."""
    names: list[str] = []
    count = 0

    def one(found: re.Match[str]) -> str:
        nonlocal count
        number, name, column = found.groups()
        if column is not None:
            return f"lower({column})"
        if name is not None:
            if name not in names:
                names.append(name)
            return f"${names.index(name) + 1}"
        if number is not None:
            count += 1
            return f"${number or count}"
        # SQLite's LIKE does not mind the case of ASCII letters, as ILIKE does not with the collation "C".
        return {"LIKE": "ILIKE", "IN ()": "IN (NULL)"}.get(found.group(), found.group())

    return Statement(_TOKEN.sub(one, sql), tuple(names))


def bound(statement: Statement, values: Sequence[Any] | Mapping[str, Any]) -> list[Any]:
    """Return the values of a statement in their order, as PostgreSQL takes them."""
    if statement.names:
        assert not isinstance(values, (list, tuple))
        return [_plain(values[name]) for name in statement.names]  # type: ignore[call-overload]
    return [_plain(value) for value in values]


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, bytes):
        # A text that is not Unicode; PostgreSQL has no other texts.
        return meta.ESCAPED + json.dumps(value.decode("utf-8", "surrogatepass"))
    if isinstance(value, str) and "\x00" in value:
        return value.replace("\x00", "\N{SYMBOL FOR NULL}")
    return value


class CampaignTables:
    """The tables of one campaign over a connection that is set to it."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]], campaign: int) -> None:
        self.connection = connection
        self.campaign = campaign

    def execute(
        self, sql: str, values: Sequence[Any] | Mapping[str, Any] = (), /
    ) -> psycopg.RawCursor[tuple[Any, ...]]:
        """Carry out a shared statement."""
        statement = translated(sql)
        return self.raw(statement.sql, bound(statement, values))

    def raw(self, sql: str, values: Sequence[Any] = ()) -> psycopg.RawCursor[tuple[Any, ...]]:
        """Carry out a statement of PostgreSQL."""
        cursor = psycopg.RawCursor(self.connection)
        cursor.execute(sql.encode(), values or None)
        return cursor

    def executemany(self, sql: str, rows: Iterable[Any], /) -> None:
        """Carry out a shared statement for many rows; new ones go in by COPY."""
        if found := _INSERT.fullmatch(sql):
            self._copy(found[1], found[2], rows)
            return
        statement = translated(sql)
        psycopg.RawCursor(self.connection).executemany(
            statement.sql.encode(), (bound(statement, row) for row in rows)
        )

    def _copy(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        sql = f"COPY all_{table} (campaign, {columns}) FROM STDIN"
        with psycopg.RawCursor(self.connection) as cursor, cursor.copy(sql.encode()) as copy:
            for row in rows:
                copy.write_row((self.campaign, *map(_plain, row)))
