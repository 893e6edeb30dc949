r"""Backslashes: text tables that write a quote within quotes as `\"`, as MySQL and Spark do, and not as `""`.

In such a table `\\` is one backslash, and a line break may have one before it. A backslash before any other
character stands for itself. The csv module's own `escapechar` would eat that one.
"""

from __future__ import annotations

import collections
import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from batchgen.sheets.text import dialect

# Code points that Unicode keeps free for a program's own use: no text has them.
_QUOTE, _BACKSLASH = "\ufdd0", "\ufdd1"
_BREAK = re.compile(r"\\(\r\n|\r|\n)")


class Reader(Protocol):
    """What `csv.reader` returns, which has no public name."""

    @property
    def line_num(self) -> int:
        """How many lines were read."""

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


def reader(lines: Iterable[str], form: dialect.TextForm, *, strict: bool = False) -> Reader:
    """Return a reader of records in a table's form; a `strict` one raises csv.Error for any odd quote."""
    if form.escapes:
        return _Unescaped(lines, form, strict=strict)
    return csv.reader(lines, delimiter=form.delimiter, quotechar=form.quote, strict=strict)


def hidden(text: str, quote: str) -> str:
    """Return a text with its escaped quotes and backslashes hidden from the csv module."""
    return re.sub(rf"\\([\\{quote}])", lambda found: _BACKSLASH if found[1] == "\\" else _QUOTE, text)


def escaped(text: str, quote: str) -> str:
    """Return a text as it stands between quotes."""
    return text.replace("\\", "\\\\").replace(quote, f"\\{quote}")


class _Unescaped:
    """Reads hidden lines and shows in the fields what they hide."""

    def __init__(self, lines: Iterable[str], form: dialect.TextForm, *, strict: bool) -> None:
        self._quote = form.quote
        shielded = (hidden(line, form.quote) if "\\" in line else line for line in lines)
        self._reader = csv.reader(shielded, delimiter=form.delimiter, quotechar=form.quote, strict=strict)

    @property
    def line_num(self) -> int:
        return self._reader.line_num

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        return [
            text if text.isascii() and "\\" not in text else self._shown(text) for text in next(self._reader)
        ]

    def _shown(self, text: str) -> str:
        return _BREAK.sub(r"\1", text).replace(_QUOTE, self._quote).replace(_BACKSLASH, "\\")


def fits_better(path: Path, doubling: dialect.TextForm, escaping: dialect.TextForm) -> bool:
    r"""Return whether a table's quotes fit together only, or better, if backslashes escape them.

    A cell that ends with a backslash (`"C:\x\"`) looks like an escaped quote: so the whole table is read in
    both ways. In doubt quotes are doubled, as RFC 4180 has it.
    """
    mark = f"\\{doubling.quote}"
    with path.open(encoding=doubling.encoding, newline="") as stream:
        found = False
        for line in stream:
            found = found or mark in line
            if _QUOTE in line or _BACKSLASH in line:
                return False
    return found and _misfits(path, escaping) < _misfits(path, doubling)


def _misfits(path: Path, form: dialect.TextForm) -> tuple[int, int]:
    """Return how many quotes stand where none can, and how many records are of another length than most."""
    wrong, widths = 0, collections.Counter[int]()
    with path.open(encoding=form.encoding, newline="") as stream:
        records = reader(stream, form, strict=True)
        while True:
            try:
                widths[len(next(records))] += 1
            except StopIteration:
                break
            except csv.Error:  # the csv module goes on with the next line
                wrong += 1
    del widths[0]
    return wrong, widths.total() - max(widths.values(), default=0)
