"""The bounds of a template: how long a text, how many steps, how large a number."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from batchgen.merge import notes as notes_module

MAX_TEXT = 100_000
"""Characters in a script, or in any value inside a template: about two hours of speech."""
MAX_STEPS = 10_000
"""Loop turns, calls and includes for one field of one row."""
MAX_NUMBER = 10_000
"""The largest width, count or repetition that a filter, a method or `range` is given."""
MAX_BITS = 4_096
"""The size of a whole number that arithmetic may give."""
MAX_SOURCE = 1_000_000
"""Bytes of a template file."""

_WIDTH = re.compile(r"\d{5,}|\*")


class LimitError(Exception):
    """A template asked for more than any script needs."""


def step(notes: notes_module.Notes) -> None:
    """Count one loop turn, call or include."""
    notes.steps += 1
    if notes.steps > MAX_STEPS:
        raise LimitError(f"more than {MAX_STEPS:,} loop turns and calls")


def turns(notes: notes_module.Notes, items: Iterable[object]) -> Iterator[object]:
    """Yield the items of a loop, counting every turn."""
    for item in items:
        step(notes)
        yield item


def checked(value: object) -> object:
    """Return a value, or raise LimitError if it, with all that it holds, is larger than a script can need."""
    if isinstance(value, str | bytes):
        _measure(len(value))
    elif isinstance(value, list | tuple | dict):
        _measure_deep(value)
    elif isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise LimitError("a number too large")
    return value


def joined(parts: Sequence[str], between: int = 0) -> None:
    """Raise LimitError before a join that would be too long."""
    _measure(sum(map(len, parts)) + between * len(parts))


def small(arguments: Iterable[object]) -> None:
    """Raise LimitError if a whole number among the arguments is larger than MAX_NUMBER."""
    for argument in arguments:
        if isinstance(argument, int) and abs(argument) > MAX_NUMBER:
            raise LimitError(f"the number {argument:,} where at most {MAX_NUMBER:,} is allowed")


def bounded_range(*arguments: int) -> range:
    """Return a `range` of at most MAX_NUMBER numbers."""
    numbers = range(*arguments)
    small((len(numbers) if abs(numbers.stop - numbers.start) < 2**62 else 2**62,))
    return numbers


def replacing(text: str, old: str, new: str) -> None:
    """Raise LimitError before a replacement that would give too long a text."""
    count = text.count(old) if old else len(text) + 1
    _measure(len(text) + count * max(0, len(new) - len(old)))


def formatting(pattern: str) -> None:
    """Raise LimitError for a format with a width that could fill the memory, or a width given as a value."""
    if _WIDTH.search(pattern) or re.search(r"\{[^{}]*\{", pattern):
        raise LimitError("a format with so large, or so hidden, a width")


def times(left: object, right: object) -> object:
    """Multiply, refusing a repetition that would be too long."""
    for some, count in ((left, right), (right, left)):
        if isinstance(some, str | bytes | list | tuple) and isinstance(count, int):
            _measure(len(some) * max(0, count))
    return checked(operator.mul(left, right))


def power(left: object, right: object) -> object:
    """Raise to a power, refusing results larger than MAX_BITS."""
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() * abs(right) > MAX_BITS:
        raise LimitError("a power too large")
    return operator.pow(left, right)


def modulo(left: object, right: object) -> object:
    """Take the remainder, or format a text with bounded widths."""
    if isinstance(left, str):
        formatting(left)
        checked(right)
    return checked(operator.mod(left, right))


def plus(left: object, right: object) -> object:
    """Add, with a bounded result."""
    return checked(operator.add(left, right))


OPERATORS: Mapping[str, Callable[[object, object], object]] = {
    "+": plus,
    "*": times,
    "**": power,
    "%": modulo,
}


def _measure_deep(value: object) -> None:
    total = 0
    open_values = [value]
    while open_values:
        item = open_values.pop()
        if isinstance(item, str | bytes | list | tuple | dict):
            total += len(item)
            _measure(total)
        if isinstance(item, list | tuple):
            open_values.extend(item)
        elif isinstance(item, dict):
            open_values.extend((*item, *item.values()))


def _measure(length: int) -> None:
    if length > MAX_TEXT:
        raise LimitError(f"a text of more than {MAX_TEXT:,} characters")
