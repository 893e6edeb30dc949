"""Campaigns as rows: which one has a name, and a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from batchgen.state.postgres import server_connection

_CAMPAIGN = "SELECT id FROM campaigns WHERE service = %s AND name = %s"


def find(connection: server_connection.Connection, name: str, service: str) -> tuple[int, str] | None:
    """Return a campaign and its service; "" is the only one of that name, or the one of real runs."""
    rows = connection.execute(
        "SELECT id, service FROM campaigns WHERE name = %s AND (service = %s OR %s = '')"
        " ORDER BY service = 'sandbox', id",
        (name, service, service),
    ).fetchall()
    real = [row for row in rows if row[1] != "sandbox"] or rows
    return (int(real[0][0]), str(real[0][1])) if len(real) == 1 else None


def home(connection: server_connection.Connection) -> str:
    """Return the mark of the database."""
    row = connection.execute("SELECT mark FROM home").fetchone()
    assert row is not None
    return str(row[0])


def add(connection: server_connection.Connection, name: str, service: str) -> int:
    """Make a campaign, unless it is there; return its number."""
    connection.execute(
        "INSERT INTO campaigns (service, name) VALUES (%s, %s) ON CONFLICT DO NOTHING", (service, name)
    )
    row = connection.execute(_CAMPAIGN, (service, name)).fetchone()
    assert row is not None
    return int(row[0])
