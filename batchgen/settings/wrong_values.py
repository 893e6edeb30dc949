"""Wrong values: what a setting must be, from what pydantic found wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen.settings import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pydantic_core import ErrorDetails


def sentences(found: Sequence[ErrorDetails], place: Callable[[str], str]) -> Iterator[str]:
    """Yield a sentence for each wrong setting; `place` says in words where one stands.

    A wrong value in a table is named itself; of a setting that may be a number or a table, both are named.
    """
    by_name: dict[str, list[ErrorDetails]] = {}
    for item in found:
        by_name.setdefault(str(item["loc"][0]), []).append(item)
    for name, items in by_name.items():
        deepest = max(len(item["loc"]) for item in items)
        meant = [item for item in items if len(item["loc"]) == deepest]
        wanted = words.OR.join(dict.fromkeys(map(_wanted, meant)))
        yield words.wrong_value(place(name), _shown(meant[0]["input"]), wanted)


def _shown(value: object) -> object:
    """Return a value as TOML has it: a path, or a date, as its text."""
    return value if isinstance(value, str | int | float | list | dict) else str(value)


def _wanted(item: ErrorDetails) -> str:
    known = words.WANTED.get(item["type"])
    return known.format(**item.get("ctx", {})) if known else item["msg"].removeprefix("Value error, ")
