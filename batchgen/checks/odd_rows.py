"""Odd rows: lines of a sheet that are not people, such as totals, report footers and repeated headers.

A row is odd only when what it holds says so. One with an address where the sheet has addresses is a person,
whatever the person is called.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterable, Iterator, Sequence

from batchgen import identity, models
from batchgen.checks import email_addresses, odd_words

_NEARLY_ALL = 0.9
_MOST_HELD = 50
"""Rows of one cell in a row that wait for what comes below them."""
_WIDEST_FOOTER = 3
_FIRST_ROWS = 3
_SHOWN = 40
_LONGEST_LABEL = 100

HEADERS = "the headers again"
_BESIDE = "a line of a report's footer"
_BELOW = "a line of its own below the list"
_ONLY_SUMS = "only numbers, without a name or an address"

Cells = dict[int, str]
"""The filled input cells of a row, folded, by column."""


class OddRows:
    """Finds the odd rows of one sheet; `marked` reads its rows once, in their order."""

    def __init__(self, columns: Sequence[models.Column]) -> None:
        self._columns = tuple(column for column in columns if not column.ours)
        self._names = {column.index: column.name for column in self._columns if column.name}
        self._inputs = tuple(column.index for column in self._columns)
        self._address: tuple[int, ...] = ()
        self._is_addressed = False
        self._always: tuple[int, ...] = ()
        self._typical = 0
        self._gaps = 0
        self._first: Sequence[models.Row] = ()
        self._before: models.Row | None = None
        self._is_top = True

    def marked(self, rows: Iterable[models.Row]) -> Iterator[models.Row]:
        """Yield the rows, `odd` of those that are not people filled."""
        coming = iter(rows)
        self._learn(list(itertools.islice(coming, email_addresses.LOOKED_AT)))
        held: list[models.Row] = []
        last, first_gap, was_footer = 0, False, False
        for read in itertools.chain(self._first, coming):
            row = self._judged(read)
            if not held:
                first_gap = row.number - last > 1 and last > 0
            last = row.number
            if not row.odd and self._is_lone(row) and len(held) < _MOST_HELD:
                held.append(row)
                continue
            if held:
                yield from _released(held, _BESIDE if row.odd and row.odd != HEADERS else "")
                held = []
            was_footer = bool(row.odd) and row.odd != HEADERS
            yield row
        below = _BESIDE if was_footer else _BELOW if first_gap and not self._gaps else ""
        yield from _released(held, below)
        self._first = ()

    # learning

    def _learn(self, rows: Sequence[models.Row]) -> None:
        self._first = rows
        self._address = tuple(c.index for c in email_addresses.columns_of(self._columns, rows))
        people = [
            cells for row in rows if row.ragged is None and not self._is_suspect(cells := self._cells(row))
        ]
        count = len(people)
        if not count:
            return
        filled = {i: sum(1 for cells in people if i in cells) for i in self._inputs}
        self._always = tuple(i for i in self._inputs if filled[i] >= count * _NEARLY_ALL)
        self._is_addressed = sum(map(self._has_address, people)) >= count * _NEARLY_ALL
        self._typical = statistics.median_low(sorted(map(len, people)))
        self._gaps = sum(
            1 for a, b in itertools.pairwise(rows) if b.number - a.number > 1 and len(self._cells(b)) > 1
        )

    def _is_suspect(self, cells: Cells) -> bool:
        """Return whether a row shall not count for what rows of this sheet have."""
        if len(cells) < 2:
            return len(self._inputs) > 1
        if self._has_address(cells):
            return False
        first = next(iter(cells.values()))
        return (
            self._repeats_headers(cells)
            or odd_words.FOOTER.match(first) is not None
            or odd_words.GROUP_TOTAL.fullmatch(first[:_LONGEST_LABEL]) is not None
            or any(map(self._is_label, cells.values()))
        )

    # judging

    def _judged(self, row: models.Row) -> models.Row:
        if not row.odd and not self._is_person(row) and (why := self._why(row, self._cells(row))):
            row = row._replace(odd=why)
        if not row.odd:
            self._is_top, self._before = False, row
        return row

    def _is_person(self, row: models.Row) -> bool:
        """Return at once for most rows of most sheets."""
        cells = row.cells
        return any(
            "@" in cells[i] and email_addresses.of_cell(cells[i]) for i in self._address if i < len(cells)
        )

    def _why(self, row: models.Row, cells: Cells) -> str:
        if row.ragged is not None:
            return self._why_ragged(row.ragged)
        if not cells:
            # Formulas that were never calculated have no text.
            return _ONLY_SUMS if row.formulas and self._typical > 1 else ""
        if self._repeats_headers(cells):
            return HEADERS
        if self._is_top and row.number < self._first[0].number + _FIRST_ROWS and self._is_header(cells):
            return f"a second row of headers (if it holds the real ones: --header-row {row.number})"
        if self._is_total(cells):
            return f'a total ("{_shown(row.cells)}")'
        if self._is_footer(cells):
            return f'a report\'s footer ("{_shown(row.cells)}")'
        return _ONLY_SUMS if self._is_only_sums(row, cells) else ""

    def _why_ragged(self, ragged: models.Ragged) -> str:
        """Return whether a line with too many fields is a footer with commas in it."""
        cells = {i: text for i, field in enumerate(ragged.fields) if (text := email_addresses.fold(field))}
        first = next(iter(cells.values()), "")
        is_footer = odd_words.FOOTER.match(first) and not odd_words.ONE_WORD.fullmatch(first)
        if not is_footer or any(email_addresses.of_cell(cells.get(i, "")) for i in self._address):
            return ""
        return f'a report\'s footer ("{_shown(ragged.fields)}")'

    def _cells(self, row: models.Row) -> Cells:
        cells = row.cells
        found = ((i, email_addresses.fold(cells[i])) for i in self._inputs if i < len(cells) and cells[i])
        return {i: text for i, text in found if text}

    def _has_address(self, cells: Cells) -> bool:
        return any(email_addresses.of_cell(cells[i]) for i in self._address if i in cells)

    def _lacks(self, cells: Cells) -> bool:
        """Return whether a row lacks what nearly all rows have: an address, or half of the other cells."""
        if self._is_addressed:
            return True
        blank = sum(1 for i in self._always if i not in cells)
        return blank > 0 and blank * 2 >= len(self._always)

    def _repeats_headers(self, cells: Cells) -> bool:
        same = sum(1 for i, text in cells.items() if self._names.get(i) == identity.fold(text))
        return same == len(cells) or (same > 1 and same * 2 > len(cells))

    def _is_header(self, cells: Cells) -> bool:
        names = {i: identity.fold(text) for i, text in cells.items()}
        alike = sum(1 for i, text in cells.items() if odd_words.is_header(text, names[i]))
        certain = [i for i, name in names.items() if odd_words.is_certain_header(name)]
        if self._is_addressed and any(i in self._address for i in certain):
            return alike * 2 >= len(cells)
        typed = any(text.startswith('{"importid"') for text in cells.values())
        return len(cells) > 1 and alike == len(cells) and (bool(certain) or typed)

    def _is_total(self, cells: Cells) -> bool:
        labels = {i for i, text in cells.items() if self._is_label(text)}
        if not labels:
            return self._is_group_total(cells)
        others = [text for i, text in cells.items() if i not in labels]
        if not all(map(odd_words.is_amount, others)):
            return False
        if any(map(odd_words.SURE_TOTAL.fullmatch, (cells[i] for i in labels))):
            return True
        return self._lacks(cells) or self._is_sum(cells, labels)

    def _is_label(self, text: str) -> bool:
        patterns = (odd_words.TOTAL, odd_words.SURE_TOTAL, odd_words.SUM_OF)
        return len(text) <= _LONGEST_LABEL and any(pattern.fullmatch(text) for pattern in patterns)

    def _is_group_total(self, cells: Cells) -> bool:
        """Return whether a row sums up a group, whose name stands in the same column above."""
        if self._before is None or not self._lacks(cells):
            return False
        above = self._cells(self._before)
        index, first = next(iter(cells.items()))
        match = odd_words.GROUP_TOTAL.fullmatch(first) if len(first) <= _LONGEST_LABEL else None
        others = [text for i, text in cells.items() if i != index]
        sums = bool(others) and all(map(odd_words.is_amount, others))
        return match is not None and sums and above.get(index) in match.groups()

    def _is_sum(self, cells: Cells, labels: set[int]) -> bool:
        """Return whether a number is the sum of those above it."""
        return any(
            _number(text) is not None and _number(text) == self._sum_above(i)
            for i, text in cells.items()
            if i not in labels
        )

    def _sum_above(self, index: int) -> float | None:
        if len(self._first) >= email_addresses.LOOKED_AT or self._before is None:
            return None
        above = itertools.takewhile(lambda row: row.number <= self._before_number(), self._first)
        found = [_number(self._cells(row).get(index, "")) for row in above]
        numbers = [number for number in found if number is not None]
        return sum(numbers) if len(numbers) > 1 else None

    def _before_number(self) -> int:
        return self._before.number if self._before is not None else 0

    def _is_footer(self, cells: Cells) -> bool:
        if len(cells) > _WIDEST_FOOTER or not (self._lacks(cells) or len(self._inputs) == 1):
            return False
        texts = list(cells.values())
        if all(odd_words.PAGE.fullmatch(text) for text in texts):
            return True
        if odd_words.FOOTER.match(texts[0]) is None:
            return False
        # "Confidential" alone may be a firm's name, beside the name of somebody.
        plain = odd_words.ONE_WORD.fullmatch(texts[0]) is not None
        return not plain or all(
            odd_words.MOMENT.fullmatch(text) or odd_words.FOOTER.match(text) or odd_words.PAGE.fullmatch(text)
            for text in texts[1:]
        )

    def _is_only_sums(self, row: models.Row, cells: Cells) -> bool:
        """Return whether a row has formulas alone where others have a name, as sums that nobody labelled."""
        return self._lacks(cells) and bool(row.formulas) and set(cells) <= row.formulas

    def _is_lone(self, row: models.Row) -> bool:
        """Return whether a row has one cell where others have many; what is below says whether it is odd."""
        if row.ragged is not None or (self._typical < 3 and not (self._typical == 2 and self._is_addressed)):
            return False
        cells = self._cells(row)
        return len(cells) == 1 and not self._has_address(cells) and self._lacks(cells)


def _released(held: Iterable[models.Row], why: str) -> Iterator[models.Row]:
    for row in held:
        yield row._replace(odd=why) if why else row


def _number(text: str) -> float | None:
    digits = "".join(c for c in text if c.isdigit() or c in ".-")
    try:
        return round(float(digits), 6)
    except ValueError:
        return None


def _shown(texts: Sequence[str]) -> str:
    text = next((shown for text in texts if (shown := " ".join(text.split()))), "")
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rstrip()}…"
