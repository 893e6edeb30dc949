"""Costs: how many characters of work a filter, a test or a method takes on a text or a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from batchgen.merge.templates import limits

_SEARCHED = 100
"""Characters of a text that is looked for, up to which Python may compare each of them at every place."""
_BY_ITEM = frozenset(
    {"sort", "unique", "groupby", "dictsort", "map", "select", "reject", "selectattr", "rejectattr"}
    | {"sum", "min", "max", "join", "batch", "slice", "list", "in"}
)
_BY_SQUARE = frozenset({"striptags", "urlize", "pprint"})
"""Filters of Jinja that go over the rest of a text at each mark that they find in it."""
_BY_SET = frozenset({"trim", "strip", "lstrip", "rstrip"})
"""What compares every character at an end with each of those that it is given."""


def of_filter(name: str, value: object, arguments: Iterable[object]) -> int:
    """Return what a filter or test costs before it begins. Raises LimitError for too large a value."""
    given = list(arguments)
    whole, texts = limits.weight(value), sum(limits.weight(argument) for argument in given)
    if name in _BY_ITEM and not isinstance(value, str):
        # An attribute such as "a.b,c" is looked up part by part, for each item.
        return limits.FILTER + whole * (1 + texts // 16)
    if name in _BY_SQUARE:
        return limits.FILTER + whole * (1 + whole // 1_000)
    return limits.FILTER + whole + texts + _of_search(name, limits.size(value), given)


def of_method(name: str, owner: object, arguments: Iterable[object]) -> int:
    """Return what a call costs before it begins; `owner` is what a method belongs to."""
    given = list(arguments)
    texts = sum(limits.weight(argument) for argument in given)
    return limits.STEP + limits.size(owner) + texts + _of_search(name, limits.size(owner), given)


def _of_search(name: str, length: int, arguments: list[object]) -> int:
    longest = max((len(text) for text in arguments if isinstance(text, str)), default=0)
    return length * longest // 64 if name in _BY_SET else length * min(longest, _SEARCHED) // 16


Before = Callable[..., None]


def _replace(text: object, old: object = "", new: object = "", *_count: object) -> None:
    limits.replacing(str(text), str(old), str(new))


def _join(items: object, between: object = "", *_attribute: object) -> None:
    if isinstance(items, list | tuple | str):
        limits.joined([str(item) if isinstance(item, str) else "" for item in items], len(str(between)))


def _format(pattern: object, *values: object) -> None:
    limits.formatting(str(pattern), values)


def _indent(text: object, width: object = 4, *_how: object) -> None:
    limits.indenting(str(text), width)


def _tojson(value: object, indent: object = 0) -> None:
    if isinstance(indent, int) and indent:
        limits.indenting("\n" * (limits.weight(value) // limits.ITEM), indent)


BEFORE: Mapping[str, Before] = {
    "replace": _replace,
    "join": _join,
    "format": _format,
    "indent": _indent,
    "tojson": _tojson,
}
"""What looks at a filter's arguments first, since its result could fill the memory."""
