"""The last line of a text table that was cut: a copy or a download that ended too early."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from batchgen import models
from batchgen.sheets import words
from batchgen.sheets.text import backslash, dialect

_TAIL = 1 << 18


class Ending:
    """How the file of a text table ends, as far as its last line may have been cut."""

    def __init__(self, source: Path, form: dialect.TextForm) -> None:
        line = _last_line(source, form)
        self.is_short = bool(line.strip()) and not line.endswith(("\n", "\r"))
        self.is_open = is_open(line, form)

    def __bool__(self) -> bool:
        return self.is_short or self.is_open

    def marked(
        self, rows: Iterable[models.Row], *, begins_earlier: Callable[[], bool]
    ) -> Iterator[models.Row]:
        """Yield rows, the last one `odd` if it was cut.

        `begins_earlier` is asked at the end, whether the last record begins on a line above.
        """
        held: models.Row | None = None
        shortest = sys.maxsize
        for row in rows:
            if held is not None:
                shortest = min(shortest, _fields(held))
                yield held
            held = row
        if held is not None:
            yield held if begins_earlier() else held._replace(odd=self._why(held, shortest))

    def _why(self, last: models.Row, shortest: int) -> str:
        if self.is_open:
            return words.QUOTE_LEFT_OPEN
        is_cut = self.is_short and last.ragged is None and _fields(last) < shortest < sys.maxsize
        return words.ENDS_EARLY if is_cut else ""


def is_open(record: str, form: dialect.TextForm) -> bool:
    """Return whether a quote is opened in a record and never closed: one more field is no field then."""
    if form.quote not in record:
        return False
    body = record.removesuffix("\n").removesuffix("\r")
    try:
        [fields] = backslash.reader([f"{body}{form.delimiter}x"], form)
    except (csv.Error, ValueError):
        return False
    return fields[-1] != "x"


def _fields(row: models.Row) -> int:
    """Return how many fields the line of a row has; one that has all of them counts as whole."""
    return min(row.faults, default=len(row.cells))


def _last_line(source: Path, form: dialect.TextForm) -> str:
    """Return the last line that has a text, with the newline, as far as the end of the file shows it."""
    size = source.stat().st_size
    with source.open("rb") as stream:
        # Each character of UTF-32 begins at a multiple of 4.
        stream.seek(max(0, size - _TAIL) & ~3)
        text = stream.read().decode(form.codec, "replace")
    lines = [line for line in io.StringIO(text, newline="") if line.strip("\ufeff \t\r\n")]
    return lines[-1] if lines else ""
