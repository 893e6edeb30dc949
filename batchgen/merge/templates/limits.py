"""The bounds of a template: how long a text, how much work, how large a number.

Work is counted in characters that are read or written, never in seconds: a row is the same on every machine.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from batchgen.merge.templates import render_notes as notes_module
from batchgen.merge.templates import words

MAX_TEXT = 100_000
"""Characters in a script, or in any value inside a template: about two hours of speech."""
MAX_WORK = 3_000_000
"""Characters that all templates of one row may read and write: about as long as a thousand rows take."""
MAX_NUMBER = 10_000
"""The largest width, count or repetition that a filter, a method or `range` is given."""
MAX_BITS = 4_096
"""The size of a whole number that arithmetic may give."""
MAX_SOURCE = 1_000_000
"""Bytes of a template file."""

# What a step counts for, in characters: measured, with 15 nanoseconds for a character.
STEP = 200
"""A loop turn, a call or an include."""
FILTER = 100
"""A call of a filter, beside the characters that it is given."""
OUTPUT = 20
"""A value that is written."""
ITEM = 30
"""An item of a list that is looked at."""
NODE = 5
"""A part of a template, each time that it is run again: in a loop, a macro or an include."""
SPOKEN = 3_000
"""A spoken date, number or name: the libraries take their time."""
SPOKEN_CHARACTER = 20
"""A character of what is spoken."""
LONGEST_STORED = 1_000
"""Characters of a text whose spoken form is remembered: long ones would fill the memory."""

_TEXTS = (str, bytes)
_WIDTH = re.compile(r"\d{5,}|\*")
_NUMBER = re.compile(r"\d+")
_FIELD = re.compile(r"[%{]")


class LimitError(Exception):
    """A template asked for more than any script needs."""


def charge(notes: notes_module.Notes, characters: int) -> None:
    """Count work. Raises LimitError when it is more than a row may ask for."""
    notes.work += characters  # here, and not in a method: some ten times in each row
    if notes.work > MAX_WORK:
        raise LimitError(words.too_much_work(MAX_WORK))


def charge_speech(notes: notes_module.Notes, value: object) -> None:
    """Count the work of saying a value. Raises LimitError."""
    charge(notes, SPOKEN + SPOKEN_CHARACTER * weight(value))


def remembering(function: Callable[..., str]) -> Callable[..., str]:
    """Return a function of a text that remembers what it said of short ones."""
    cached = functools.lru_cache(maxsize=20_000)(function)

    def said(text: str, *args: object, **kwargs: object) -> str:
        return (cached if len(text) <= LONGEST_STORED else function)(text, *args, **kwargs)

    return said


def turns(notes: notes_module.Notes, items: Iterable[object], parts: int) -> Iterator[object]:
    """Yield the items of a loop whose body has so many parts, counting every turn."""
    for item in items:
        charge(notes, STEP + NODE * parts)
        yield item


def counted(notes: notes_module.Notes, items: Iterable[object]) -> Iterator[object]:
    """Yield what a filter gives one by one, counting every item."""
    for item in items:
        charge(notes, ITEM)
        yield item


def size(value: object) -> int:
    """Return the length of a text or a list, without a look at its items; 1 for all else."""
    return len(value) if isinstance(value, str | bytes | list | tuple | dict | range) else 1


def weight(value: object) -> int:
    """Return how many characters of work a value is, with all that it holds.

    Raises LimitError if it is larger than a script can need.
    """
    if isinstance(value, _TEXTS):
        _measure(len(value))
        return len(value)
    if isinstance(value, list | tuple | dict):
        return _weight_of_all(value)
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise LimitError(words.NUMBER_TOO_LARGE)
    return ITEM * len(value) if isinstance(value, range) else 1


def checked(notes: notes_module.Notes, value: object) -> object:
    """Return a value after counting it. Raises LimitError if it is too large."""
    charge(notes, weight(value))
    return value


def written(notes: notes_module.Notes, value: object) -> object:
    """Return a value that goes into the text after counting it."""
    charge(notes, OUTPUT + weight(value))
    return value


def joined(parts: Sequence[str], between: int = 0) -> None:
    """Raise LimitError before a join that would be too long."""
    _measure(sum(map(len, parts)) + between * len(parts))


def small(arguments: Iterable[object]) -> None:
    """Raise LimitError if a whole number among the arguments is larger than MAX_NUMBER."""
    for argument in arguments:
        if isinstance(argument, int) and abs(argument) > MAX_NUMBER:
            raise LimitError(words.number_over(argument, MAX_NUMBER))


def bounded_range(*arguments: int) -> range:
    """Return a `range` of at most MAX_NUMBER numbers."""
    numbers = range(*arguments)
    small((len(numbers) if abs(numbers.stop - numbers.start) < 2**62 else 2**62,))
    return numbers


def replacing(text: str, old: str, new: str) -> None:
    """Raise LimitError before a replacement that would give too long a text."""
    count = text.count(old) if old else len(text) + 1
    _measure(len(text) + count * max(0, len(new) - len(old)))


def indenting(text: str, width: object) -> None:
    """Raise LimitError before an indentation that would give too long a text."""
    each = width if isinstance(width, int) else size(width)
    _measure(len(text) + (len(text.splitlines()) + 1) * max(0, each))


def formatting(pattern: str, values: Iterable[object] = ()) -> None:
    """Raise LimitError for a format that could fill the memory: by a width, or by values again and again.

    A width may not be given as a value, where it cannot be seen.
    """
    if _WIDTH.search(pattern) or re.search(r"\{[^{}]*\{", pattern):
        raise LimitError(words.WIDTH_TOO_LARGE)
    _measure(sum(int(digits) for digits in _NUMBER.findall(pattern)))
    longest = max((weight(value) for value in values), default=0)
    # Not every value stands in every field, so only what is far too long is known to be so.
    _measure(longest * len(_FIELD.findall(pattern)) // 10)


def times(left: object, right: object) -> object:
    """Multiply, refusing a repetition that would be too long."""
    for some, count in ((left, right), (right, left)):
        if isinstance(some, str | bytes | list | tuple) and isinstance(count, int):
            _measure(len(some) * max(0, count))
    return operator.mul(left, right)


def power(left: object, right: object) -> object:
    """Raise to a power, refusing results larger than MAX_BITS."""
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() * abs(right) > MAX_BITS:
        raise LimitError(words.POWER_TOO_LARGE)
    return operator.pow(left, right)


def modulo(left: object, right: object) -> object:
    """Take the remainder, or format a text with bounded widths."""
    if isinstance(left, str):
        formatting(left, right if isinstance(right, tuple) else (right,))
    return operator.mod(left, right)


OPERATORS: Mapping[str, Callable[[object, object], object]] = {
    "+": operator.add,
    "*": times,
    "**": power,
    "%": modulo,
}


def _weight_of_all(value: object) -> int:
    total, items = 0, 0
    open_values = [value]
    while open_values:
        item = open_values.pop()
        items += 1
        if isinstance(item, str | bytes | list | tuple | dict):
            total += len(item)
            _measure(total)
        if isinstance(item, list | tuple):
            open_values.extend(item)
        elif isinstance(item, dict):
            open_values.extend((*item, *item.values()))
    return total + ITEM * items


def _measure(length: int) -> None:
    if length > MAX_TEXT:
        raise LimitError(words.text_too_long(MAX_TEXT))
