"""Flat JSON: objects of texts and truth values, one of every row, as Python's encoder writes them.

The encoder prepares itself again for every object, which takes longer than to write a small one.
"""

from __future__ import annotations

from collections.abc import Iterable
from json import encoder


def written(pairs: Iterable[tuple[str, str | bool]]) -> str:
    """Return names and values as a JSON object without blanks; no letter is escaped that need not be."""
    return "{" + ",".join([f"{_quoted(name)}:{_value(value)}" for name, value in pairs]) + "}"


_quoted = encoder.encode_basestring


def _value(value: str | bool) -> str:  # noqa: FBT001 (a value, and no switch)
    if value is True or value is False:
        return "true" if value else "false"
    return _quoted(value)
