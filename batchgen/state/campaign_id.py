"""The campaign's own id: random letters that its state file keeps and its failures files carry."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen.state import sql_tables

META = "campaign_id"
"""Key of the state file's meta."""

_LETTERS = "bcdfghjkmnpqrstvwxz"
# Without digits and vowels no spreadsheet program reads a number, a date or a word. 19 ** 12 is 2 ** 51.
_LENGTH = 12


def of(read: Callable[[str], list[tuple[object, ...]]]) -> str:
    """Return the id of a state file; `read` answers a query on it.

    A file that no run of this version has opened yet gets, from its first attempt, the id that it will keep:
    so `export` may mark a failures file without writing to the state file. Empty if nothing was ever sent.
    """
    if stored := read(f"SELECT value FROM meta WHERE name = '{META}'"):
        return str(stored[0][0])
    first = read("SELECT token, started_at FROM attempts ORDER BY id LIMIT 1")
    if not first:
        return ""
    digest = hashlib.blake2b(repr([str(text) for text in first[0]]).encode(), digest_size=_LENGTH).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest)


def keep(db: sql_tables.Tables) -> None:
    """Write the id down, if it is not yet."""
    made = of(lambda sql: db.execute(sql).fetchall()) or "".join(
        secrets.choice(_LETTERS) for _ in range(_LENGTH)
    )
    db.execute("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", (META, made))
