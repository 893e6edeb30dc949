"""Meta: what a state file remembers by name, as texts."""

from __future__ import annotations

import sqlite3


def put(db: sqlite3.Connection, name: str, value: str) -> None:
    """Remember a setting. A text with the bytes of a file name that is not UTF-8 is kept as its bytes."""
    encoded = value.encode("utf-8", "surrogatepass")
    plain = encoded.decode("utf-8", "replace") == value
    db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value if plain else encoded))


def get(db: sqlite3.Connection, name: str) -> str:
    """Return a setting, empty if it was never put."""
    row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return text(row[0]) if row else ""


def text(value: object) -> str:
    """Return a value as `put` got it."""
    if not isinstance(value, bytes):
        return str(value)
    try:
        return value.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:  # bytes that are not from here
        return value.decode("utf-8", "replace")
