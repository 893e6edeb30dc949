"""Header rows: where the headers stand, how they fold to names, and which columns are ours."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from batchgen import errors, identity, models, result_columns
from batchgen.sheets import words

FAILURE_HEADERS = ("original_row", "failure_reason", "batchgen_row")
"""The columns that a failures file has after the sheet's own; the first two together are ours, not input."""

WIDEST = 16_384
"""How many columns a worksheet may have."""

_BLOCK = 1_024

_DATA = re.compile(r"\S@\S|https?://|\A[\d\s.,:/%$\u20ac+-]+$", re.MULTILINE)
_COMMON = {"status", "error"}
_WINDOW = 30
"""Filled lines in which headers are looked for: what stands above a table is shorter."""

_MOST_TITLES = 10
"""Lines of titles and notes that may stand above the headers."""


@dataclasses.dataclass(frozen=True, slots=True)
class ResultLayout:
    """Where our columns are or go: header by result field, and the index where ours already stands."""

    headers: Mapping[str, str]
    existing: Mapping[str, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A line above, at or below the headers: the spreadsheet's number of it, and its texts.

    `cells` are its own texts, `spread` has those of merged cells in their whole area.
    """

    number: int
    cells: tuple[str, ...]
    spread: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """The texts that it gives to columns."""
        return self.spread or self.cells

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(1 for text in self.cells if text.strip())


@dataclasses.dataclass(frozen=True, slots=True)
class Heading:
    """The header row that was found, and the lines that look like titles above it."""

    line: Line
    titles: tuple[Line, ...] = ()


@functools.lru_cache(maxsize=20_000)
def letter(index: int) -> str:
    """Return the spreadsheet's name of a column that is counted from 0: 2 is C, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def cut(texts: Sequence[str]) -> tuple[str, ...]:
    """Return texts without the empty ones at the end."""
    # A line of a workbook has room for all columns that there may be: blocks of nothing are passed over.
    blocks = range(len(texts), 0, -_BLOCK)
    wide = next((end for end in blocks if any(texts[max(end - _BLOCK, 0) : end])), 0)
    end = next((i + 1 for i in range(wide - 1, -1, -1) if texts[i].strip()), 0)
    return tuple(texts[:end])


def find(lines: Iterable[Line], header_row: int | None) -> Heading | None:
    """Find the headers: the first line that is not empty, after lines of one cell each (titles).

    Returns None when every line is empty. Raises errors.SheetError when `header_row` holds nothing.
    """
    if header_row is not None:
        return _forced(lines, header_row)
    window = list(itertools.islice((line for line in lines if line.filled), _WINDOW))
    if not window:
        return None
    wide = next((i for i, line in enumerate(window) if line.filled > 1), 0)
    after = window[wide + 1 :]
    table = not after or any(line.filled > 1 for line in after)
    if 0 < wide <= _MOST_TITLES and table and not _DATA.search("\n".join(window[wide].cells)):
        return Heading(window[wide], tuple(window[:wide]))
    return Heading(window[0])


def _forced(lines: Iterable[Line], header_row: int) -> Heading:
    found = next((line for line in lines if line.number >= header_row), None)
    if found is None or found.number != header_row or not found.filled:
        raise errors.SheetError(
            words.no_headers(header_row),
            hint=words.GIVE_HEADER_ROW,
        )
    return Heading(found)


def lay_out(
    names: Sequence[str], recorded: Collection[str], *, holds_ours: Callable[[Mapping[str, int]], bool]
) -> tuple[ResultLayout, frozenset[int]]:
    """Return where our result columns are or go, and the indices of every column that is ours.

    `names` are the folded headers in order. A column is ours if its header is among `recorded`, which the
    state file keeps (design 6); but a `status` or `error` that none of the links stands beside is the user's,
    who may have added it since. Columns that are not recorded are ours if all eight stand together in their
    order and `holds_ours` says so of what stands in them.
    """
    known = {identity.fold(header) for header in recorded}
    last = {name: index for index, name in enumerate(names)}
    block = _block(names)
    if block and not known.issuperset(names[index] for index in block.values()) and not holds_ours(block):
        block = {}
    existing = block or _remaining(known, last)
    ours = set(existing.values()) | _failure_columns(names)
    others = known.difference(*map(_alternatives, result_columns.NAMES))
    ours |= {last[name] for name in others if name in last}
    owned = {name for index, name in enumerate(names) if index not in ours}
    headers = {
        field: names[existing[field]] if field in existing else free(field, owned)
        for field in result_columns.NAMES
    }
    return ResultLayout(headers, existing), frozenset(ours)


def _remaining(known: Collection[str], last: Mapping[str, int]) -> dict[str, int]:
    """Return where those of our columns stand that were kept when others of them were removed."""
    found = {
        field: last[name]
        for field in result_columns.NAMES
        if (name := next((n for n in _alternatives(field) if n in known and n in last), None)) is not None
    }
    return found if found.keys() - _COMMON else {}


def _alternatives(field: str) -> tuple[str, ...]:
    second = f"batchgen_{field}" if field.startswith("video_") else f"video_{field}"
    return (field, second, *(f"{second}_{n}" for n in range(2, 10)))


def free(field: str, owned: Collection[str]) -> str:
    """Return the name of a column of ours beside names that the user has: `status`, else `video_status`."""
    return next((name for name in _alternatives(field) if name not in owned), f"batchgen_result_{field}")


def _block(names: Sequence[str]) -> dict[str, int]:
    fields = result_columns.NAMES
    for start in range(len(names) - len(fields), -1, -1):
        if all(names[start + k] in _alternatives(field) for k, field in enumerate(fields)):
            return {field: start + k for k, field in enumerate(fields)}
    return {}


def _failure_columns(names: Sequence[str]) -> set[int]:
    last = {name: index for index, name in enumerate(names)}
    # One of these alone may be a column of the user's. Files of batchgen before 0.2 have only the first two.
    ours = last.keys() >= set(FAILURE_HEADERS[:2])
    return {last[name] for name in FAILURE_HEADERS if name in last} if ours else set()


def columns(headers: Sequence[str], ours: Collection[int]) -> tuple[models.Column, ...]:
    """Return the columns of a header row, those without a header too."""
    return tuple(
        models.Column(index, letter(index), text.strip(), identity.fold(text), ours=index in ours)
        for index, text in enumerate(headers)
    )


def clashes(found: Sequence[models.Column]) -> tuple[models.Problem, ...]:
    """Return a warning for every two input columns that fold to one name."""
    seen: dict[str, models.Column] = {}
    problems: list[models.Problem] = []
    for column in found:
        if not column.name or column.ours:
            continue
        first = seen.setdefault(column.name, column)
        if first is not column:
            problems.append(
                models.Problem(
                    "duplicate-header",
                    words.same_name(first.letter, first.header, column.letter, column.header, column.name),
                    severity="warning",
                    column=column.header,
                    hint=words.RENAME_COLUMN,
                )
            )
    return tuple(problems)
