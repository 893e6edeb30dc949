"""Integrity: whether every value of a state file is of the kind that belongs there, whoever changed it."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING

from batchgen import errors, models
from batchgen.state import fixes, meta, records, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    Kinds = Mapping[str, Callable[[str], object]]
    """Name in meta -> what reads it, and raises if it cannot."""

    Read = Callable[..., list[tuple[object, ...]]]
    """Returns the rows of a query, given its values."""

OF_WRONG_VALUES = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What code raises that meets a value of another kind than it expects."""
NO_KINDS: Kinds = MappingProxyType({})

_JSON = {
    "jobs": {"cells": "object", "request_json": "object", "fixed_from": "object", "kept": "object"},
    "attempts": {"request_json": "object", "other_ids": "array", "before": "object"},
    "audio": {},
    "pages": {"made": "object", "sent": "object"},
}
_WORDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("jobs", "stage"): tuple(models.Stage),
    ("attempts", "stage"): ("", *models.Stage),
    ("attempts", "stage_before"): tuple(models.Stage),
    ("attempts", "outcome"): ("", "made", "not_made", "unknown"),
}
_LARGEST = 1e15
"""No count, number of a row or length is greater; SQLite's numbers may be infinite."""


def check(read: Read, path: Path, kinds: Kinds = NO_KINDS) -> None:
    """Read the whole file; raise errors.StateError that names the first wrong value, if there is one.

    `kinds` are readers of what the caller keeps in meta, by name.
    """
    found = next(wrong(read, kinds), None)
    if found:
        raise errors.StateError(words.damaged(path, found), hint=words.RESTORE)


def wrong(read: Read, kinds: Kinds) -> Iterator[str]:
    """Yield where a value is of the wrong kind, in words. Reads the whole file, once.

    `kinds` are what other rooms keep in meta.
    """
    if not read("SELECT count(*) FROM sqlite_master", ())[0][0]:
        return
    for table in ("jobs", "attempts"):
        yield from _wrong_in(read, table)
    if has_table(read, "audio"):
        yield from _wrong_audio(read)
    if has_table(read, "pages"):
        yield from _wrong_in(read, "pages", "job_id")
    yield from wrong_meta(read, kinds)


def has_table(read: Read, name: str) -> bool:
    """Return whether a file has a table."""
    return bool(read("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)))


def _wrong_in(read: Read, table: str, key: str = "id") -> Iterator[str]:
    columns = [(str(c[1]), str(c[2]), bool(c[3])) for c in read(f"PRAGMA table_info({table})", ())]
    rules = {name: _rule(table, name, kind, needed=needed) for name, kind, needed in columns}
    everything = " AND ".join(f"ifnull({rule}, 0)" for rule in rules.values())
    found = read(f"SELECT {key} FROM {table} WHERE NOT ({everything}) LIMIT 1", ())
    for name, rule in rules.items() if found else ():
        sql = f"SELECT {name} FROM {table} WHERE {key} = ? AND NOT ifnull({rule}, 0)"
        for (value,) in read(sql, (found[0][0],)):
            yield _words(table, found[0][0], name, value)


def _wrong_audio(read: Read) -> Iterator[str]:
    rule = _rule("audio", "seconds", "REAL", needed=True)
    for url, value in read(f"SELECT url, seconds FROM audio WHERE NOT ifnull({rule}, 0) LIMIT 1", ()):
        yield _words("audio", url, "seconds", value)


def _words(table: str, key: object, column: str, value: object) -> str:
    return words.wrong_value(table, key, column, str(value)[:60])


def _rule(table: str, name: str, kind: str, *, needed: bool) -> str:
    """Return the condition that a value of a column meets, in SQL."""
    if allowed := _WORDS.get((table, name)):
        rule = f"{name} IN ({', '.join(repr(str(word)) for word in allowed)})"
    elif shape := _JSON[table].get(name):
        valid = f"CASE WHEN json_valid({name}) THEN json_type({name}) = '{shape}' ELSE 0 END"
        rule = f"typeof({name}) = 'text' AND ({name} = '' OR {valid})"
    elif kind == "TEXT":
        rule = f"typeof({name}) = 'text'"
    elif name == "id":
        return f"(id BETWEEN 1 AND {_LARGEST})"
    else:
        rule = f"typeof({name}) IN ('integer', 'real') AND {name} BETWEEN 0 AND {_LARGEST}"
        if kind == "INTEGER":
            rule = f"typeof({name}) = 'integer' AND {name} BETWEEN 0 AND {_LARGEST}"
    return f"({rule})" if needed else f"({name} IS NULL OR ({rule}))"


def wrong_meta(read: Read, more: Kinds) -> Iterator[str]:
    """Yield which values of meta cannot be read, in words; `more` are kinds that other rooms keep there."""
    kinds = _KINDS | dict(more)
    for key, value in read("SELECT name, value FROM meta", ()):
        name, text = meta.text(key), meta.text(value)
        if name in kinds and text and not _can(kinds[name], text):
            yield _words("meta", name, "value", text)


def _can(parse: Callable[[str], object], text: str) -> bool:
    """Return whether a text can be read by who reads it."""
    try:
        parse(text)
    except (ValueError, TypeError, LookupError, AttributeError):
        return False
    return True


def _texts(text: str) -> None:
    found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise ValueError(text)


def _object(text: str) -> None:
    if not isinstance(json.loads(text), dict):
        raise TypeError(text)


_KINDS: dict[str, Callable[[str], object]] = {
    "sequence": int,
    "run": int,
    "key": _texts,
    "cleaned_ids": _texts,
    "result_headers": _texts,
    fixes.META: fixes.parse,
    records.PAIRS: records.pairs_from,
    records.SHARED: records.shared_from,
    "replica_names": _object,
    "column_kinds": _object,
    "written": _object,
}
"""What is no plain text in meta, but for what other rooms keep there."""
