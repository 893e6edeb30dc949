"""Meta: what a state file remembers by name, as texts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from batchgen.state import sql_tables


ESCAPED = "\ue000"
"""Before a text that is not Unicode, as JSON, where a database has no bytes among its texts."""


def put(db: sql_tables.Tables, name: str, value: str) -> None:
    """Remember a setting. A text with the bytes of a file name that is not UTF-8 is kept as its bytes."""
    encoded = value.encode("utf-8", "surrogatepass")
    plain = encoded.decode("utf-8", "replace") == value
    kept = value if plain else encoded
    if not db.execute("UPDATE meta SET value = ? WHERE name = ?", (kept, name)).rowcount:
        db.execute("INSERT INTO meta (name, value) VALUES (?, ?)", (name, kept))


def get(db: sql_tables.Tables, name: str) -> str:
    """Return a setting, empty if it was never put."""
    row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return text(row[0]) if row else ""


def text(value: object) -> str:
    """Return a value as `put` got it."""
    if not isinstance(value, bytes):
        plain = str(value)
        return str(json.loads(plain[1:])) if plain.startswith(ESCAPED) else plain
    try:
        return value.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:  # bytes that are not from here
        return value.decode("utf-8", "replace")
