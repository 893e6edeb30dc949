"""A patient connection: single statements, asked again over a new connection when the link was lost."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg

from batchgen import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from batchgen.state.postgres import sql_dialect

T = TypeVar("T")
_PAUSE = 0.5
"""Seconds between tries."""


class PatientConnection:
    """Carries out statements that do no harm when they are carried out twice. May be used from any thread.

    It waits `seconds` for a database that is away. `told` turns an error into what is said about it.
    """

    def __init__(
        self,
        connect: Callable[[], sql_dialect.CampaignTables],
        *,
        seconds: float,
        told: Callable[[Exception], errors.StateError],
    ) -> None:
        self._connect = connect
        self._seconds = seconds
        self._told = told
        self._guard = threading.RLock()
        self.tables: sql_dialect.CampaignTables | None = None

    def opened(self) -> sql_dialect.CampaignTables:
        """Return the open connection, made if need be. Raises errors.StateError."""
        if self.tables is None or self.tables.connection.closed:
            self.tables = None
            self.tables = self._connect()
        return self.tables

    def ask(self, work: Callable[[sql_dialect.CampaignTables], T]) -> T:
        """Return what `work` finds."""
        until = time.monotonic() + self._seconds
        while True:
            try:
                with self._guard:
                    return work(self.opened())
            except (psycopg.Error, errors.StateError) as error:
                is_lost = self.tables is None or self.tables.connection.closed
                if not is_lost or time.monotonic() >= until:
                    raise self._told(error) from error
            time.sleep(_PAUSE)

    def rows(self, sql: str, values: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a statement of PostgreSQL."""
        known = list(values)
        return self.ask(lambda tables: tables.raw(sql, known).fetchall())

    def change(self, sql: str, values: Iterable[object] = ()) -> int:
        """Carry out a change; return how many rows it changed."""
        known = list(values)
        return self.ask(lambda tables: tables.raw(sql, known).rowcount)

    def beside(self, sql: str) -> None:
        """Carry out a long statement on a connection of its own, once. Raises errors.StateError."""
        try:
            tables = self._connect()
            with tables.connection:
                tables.raw(sql)
        except psycopg.Error as error:
            raise self._told(error) from error

    def close(self) -> None:
        """Close it."""
        if self.tables is not None:
            self.tables.connection.close()
