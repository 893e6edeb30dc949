"""Odd rows: lines of a sheet that are not people, such as totals, report footers and repeated headers.

A row is odd only when what it holds says so. One with an address where the sheet has addresses is a person,
whatever the person is called.
"""

from __future__ import annotations

import collections
import itertools
from collections.abc import Iterable, Iterator, Sequence

from batchgen import characters, identity, models
from batchgen.checks import column_figures, email_addresses, odd_words, words

_NEARLY_ALL = 0.9
_MOST_HELD = 50
"""Rows of one cell in a row that wait for what comes below them."""
_WIDEST_FOOTER = 3
_FIRST_ROWS = 3
_SHOWN = 40
_LONGEST_LABEL = 100
_MOST_LABELS = 2
_SEVERAL = 3
"""Numbers whose sum is not there by chance."""

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
        self._header_words = frozenset(word for name in self._names.values() for word in name.split("_"))
        self._always: tuple[int, ...] = ()
        self._texts: tuple[int, ...] = ()
        self._amounts: frozenset[int] = frozenset()
        self._sites: frozenset[int] = frozenset()
        self._figures = column_figures.ColumnFigures((), self._cells)
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
            is_person = self._is_person(read)
            row = read if is_person else self._judged(read)
            if not row.odd:
                self._is_top, self._before = False, row
            if not held:
                first_gap = row.number - last > 1 and last > 0
            last = row.number
            if not (is_person or row.odd) and self._is_lone(row) and len(held) < _MOST_HELD:
                held.append(row)
                continue
            if held:
                yield from _released(held, words.FOOTER_LINE if _is_part_of_footer(row) else "")
                held = []
            was_footer = bool(row.odd) and row.odd != words.HEADERS_AGAIN
            yield row
        below = words.FOOTER_LINE if was_footer else words.BELOW_LIST if first_gap and not self._gaps else ""
        yield from _released(held, below)
        self._first = ()

    def _learn(self, rows: Sequence[models.Row]) -> None:
        self._first = rows
        self._figures = column_figures.ColumnFigures(rows, self._cells)
        self._address = tuple(c.index for c in email_addresses.columns_of(self._columns, rows))
        people = [
            cells for row in rows if row.ragged is None and not self._is_suspect(cells := self._cells(row))
        ]
        count = len(people)
        if not count:
            return
        filled = collections.Counter(itertools.chain.from_iterable(people))
        # One row of a short list may be the odd one.
        nearly_all = min(count * _NEARLY_ALL, max(count - 1, _SEVERAL))
        self._always = tuple(i for i in self._inputs if filled[i] >= nearly_all)
        texts = list(itertools.chain.from_iterable(map(dict.items, people)))
        numbers = collections.Counter(i for i, text in texts if odd_words.is_figure(text))
        self._amounts = frozenset(i for i in self._inputs if filled[i] and numbers[i] * 2 > filled[i])
        self._sites = frozenset(i for i, text in texts if odd_words.is_site(text))
        self._texts = tuple(i for i in self._always if i not in self._amounts)
        self._is_addressed = sum(map(self._has_address, people)) >= nearly_all
        self._typical = sorted(map(len, people))[(count - 1) // 2]
        self._gaps = sum(
            1 for a, b in itertools.pairwise(rows) if b.number - a.number > 1 and len(self._cells(b)) > 1
        )

    def _is_suspect(self, cells: Cells) -> bool:
        """Return whether a row shall not count for what rows of this sheet have."""
        if len(cells) < 2:
            return len(self._inputs) > 1
        if self._has_address(cells):
            return False
        if all(map(odd_words.is_amount, cells.values())):
            return True
        first = next(iter(cells.values()))
        return (
            self._repeats_headers(cells)
            or odd_words.FOOTER.match(first) is not None
            or odd_words.GROUP_TOTAL.fullmatch(first[:_LONGEST_LABEL]) is not None
            or self._is_labelled(cells)
            or column_figures.named_extreme(cells) is not None
            or all(map(odd_words.is_ruled, cells.values()))
        )

    def _judged(self, row: models.Row) -> models.Row:
        if not row.odd and (why := self._why(row, self._cells(row))):
            return row._replace(odd=why)
        return row

    def _is_person(self, row: models.Row) -> bool:
        """Return whether a row has an address, at once for most rows of most sheets."""
        cells = row.cells
        for i in self._address:
            if i < len(cells) and "@" in cells[i] and odd_words.is_of_person(cells[i]):
                return not row.odd
        return False

    def _why(self, row: models.Row, cells: Cells) -> str:
        if row.ragged is not None:
            return self._why_ragged(row.ragged)
        if not cells:
            # Formulas that were never calculated have no text.
            return words.ONLY_NUMBERS if row.formulas and self._typical > 1 else ""
        if self._repeats_headers(cells):
            return words.HEADERS_AGAIN
        if all(map(odd_words.is_ruled, cells.values())):
            return words.NO_WORDS
        if self._is_top and row.number < self._first[0].number + _FIRST_ROWS and self._is_header(cells):
            return words.second_headers(row.number)
        if self._has_header_of_address(cells):
            return words.HEADERS_AGAIN
        if self._is_total(cells):
            return words.total(_shown(row.cells))
        if self._is_footer(cells):
            return words.footer(_shown(row.cells))
        if self._is_nobodys_name(cells) or self._is_captioned(cells):
            return words.not_a_name(_shown(row.cells))
        return words.ONLY_NUMBERS if self._is_only_sums(row, cells) else ""

    def _why_ragged(self, ragged: models.Ragged) -> str:
        """Return whether a line with too many fields is a footer with commas in it."""
        cells = {i: text for i, field in enumerate(ragged.fields) if (text := email_addresses.fold(field))}
        first = next(iter(cells.values()), "")
        is_footer = odd_words.FOOTER.match(first) and not odd_words.ONE_WORD.fullmatch(first)
        if not is_footer or any(email_addresses.of_cell(cells.get(i, "")) for i in self._address):
            return ""
        return words.footer(_shown(ragged.fields))

    def _cells(self, row: models.Row) -> Cells:
        cells = row.cells
        found = ((i, email_addresses.fold(cells[i])) for i in self._inputs if i < len(cells) and cells[i])
        return {i: text for i, text in found if text}

    def _has_address(self, cells: Cells) -> bool:
        return any(odd_words.is_of_person(cells[i]) for i in self._address if i in cells)

    def _lacks(self, cells: Cells) -> bool:
        """Return whether a row lacks what nearly all rows have: an address, or half of the other cells."""
        if self._is_addressed:
            return True
        blank = sum(1 for i in self._always if i not in cells)
        return blank > 0 and blank * 2 >= len(self._always)

    def _repeats_headers(self, cells: Cells) -> bool:
        names = self._names
        # To fold a text costs more than all else here; few cells begin as their headers do.
        alike = (
            (names[i], text)
            for i, text in cells.items()
            if i in names and (text[0] == names[i][0] or not text[0].isalnum())
        )
        same = sum(1 for name, text in alike if name == identity.fold(text))
        return same == len(cells) or (same > 1 and same * 2 > len(cells))

    def _has_header_of_address(self, cells: Cells) -> bool:
        """Return whether a header stands where others have an address: "E-mail", below a page break."""
        found = (identity.fold(cells[i]) for i in self._address if i in cells)
        return self._is_addressed and any(map(odd_words.is_certain_header, found))

    def _is_header(self, cells: Cells) -> bool:
        names = {i: identity.fold(text) for i, text in cells.items()}
        alike = sum(1 for i, text in cells.items() if odd_words.is_header(text, names[i]))
        if any(odd_words.is_header(cells[i], names[i]) for i in self._address if i in cells):
            return alike * 2 > len(cells)
        if self._lacks(cells) and cells.keys() <= self._amounts:
            # The units of numbers, under their headers.
            return not any(map(odd_words.is_amount, cells.values()))
        certain = any(map(odd_words.is_certain_header, names.values()))
        typed = any(text.startswith('{"importid"') for text in cells.values())
        return len(cells) > 1 and alike == len(cells) and (certain or typed)

    def _is_total(self, cells: Cells) -> bool:
        if not self._is_labelled(cells):
            return self._is_group_total(cells) or self._is_sum_of_list(cells) or self._is_extreme(cells)
        labels = {i for i, text in cells.items() if self._is_label(text)}
        others = [text for i, text in cells.items() if i not in labels]
        if any(odd_words.SURE_TOTAL.fullmatch(odd_words.plain(cells[i])) for i in labels):
            return True
        if any(odd_words.COUNTED.fullmatch(odd_words.plain(cells[i])) for i in labels) and not others:
            return False
        # Where each row has two texts or more, one with a label alone lacks some.
        return self._lacks(cells) or len(self._texts) > 1 or self._is_sum(cells, labels)

    def _is_labelled(self, cells: Cells) -> bool:
        """Return whether a row has the label of a total, and else nothing but numbers."""
        texts = [t for t in cells.values() if not (odd_words.is_amount(t) or odd_words.is_nothing(t))]
        # Most rows have several texts, which costs less to see than labels.
        few = (len(texts) <= _MOST_LABELS or len({*texts}) == 1) and all(map(self._is_label, texts))
        return few and (bool(texts) or any(map(self._is_label, cells.values())))

    def _is_label(self, text: str) -> bool:
        patterns = (odd_words.TOTAL, odd_words.SURE_TOTAL, odd_words.SUM_OF, odd_words.COUNTED)
        plain = odd_words.plain(text)
        return len(text) <= _LONGEST_LABEL and (
            any(pattern.fullmatch(plain) for pattern in patterns)
            or odd_words.is_measure(plain, self._header_words)
        )

    def _is_group_total(self, cells: Cells) -> bool:
        """Return whether a row sums up a group, whose name stands in the row above."""
        if self._before is None or not self._lacks(cells):
            return False
        above = {*self._cells(self._before).values()}
        index, first = next(iter(cells.items()))
        match = odd_words.GROUP_TOTAL.fullmatch(first) if len(first) <= _LONGEST_LABEL else None
        others = [text for i, text in cells.items() if i != index]
        sums = bool(others) and all(map(odd_words.is_amount, others))
        return match is not None and sums and not above.isdisjoint(filter(None, match.groups()))

    def _is_extreme(self, cells: Cells) -> bool:
        """Return whether a row has the largest or smallest number above, under a label such as "Max"."""
        most = column_figures.named_extreme(cells)
        if most is None or not self._lacks(cells):
            return False
        return any(
            odd_words.number(text) == self._figures.extreme(i, self._before_number(), _SEVERAL, most)
            for i, text in cells.items()
            if i in self._amounts
        )

    def _is_sum_of_list(self, cells: Cells) -> bool:
        """Return whether a row has one text and sums of what is above it, in whatever language."""
        texts = {i for i, text in cells.items() if not odd_words.is_amount(text)}
        return len(texts) < 2 and self._lacks(cells) and self._is_sum(cells, texts, least=_SEVERAL)

    def _is_sum(self, cells: Cells, labels: set[int], least: int = 2) -> bool:
        """Return whether a number is the sum of those above it, of which there are some."""
        found = {
            i: odd_words.number(text) for i, text in cells.items() if i in self._amounts and i not in labels
        }
        return any(
            number is not None
            and number != 0
            and number == self._figures.total(i, self._before_number(), least)
            for i, number in found.items()
        )

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

    def _is_nobodys_name(self, cells: Cells) -> bool:
        """Return whether the one cell of a row, in a column of texts, says that it names nobody."""
        ((index, text), *others) = cells.items()
        if others or not self._texts or index in self._amounts or not self._lacks(cells):
            return len(self._inputs) == 1 and bool(self._texts) and odd_words.is_time_or_sum(text)
        if index not in {self._texts[0], self._inputs[0]}:
            return False
        return odd_words.says_no_name(text) or (odd_words.is_site(text) and index not in self._sites)

    def _is_captioned(self, cells: Cells) -> bool:
        """Return whether the first cell of a short row is the caption of the others: "Report owner:"."""
        first = next(iter(cells.values()))
        has_words = first.endswith(":") and any(map(str.isalpha, first))
        return has_words and len(cells) <= _WIDEST_FOOTER and self._lacks(cells)

    def _is_only_sums(self, row: models.Row, cells: Cells) -> bool:
        """Return whether a row has formulas alone where others have a name, as sums that nobody labelled."""
        if not self._lacks(cells):
            return False
        if row.formulas and set(cells) <= row.formulas:
            return True
        few = self._is_addressed or len(self._texts) > 1
        return few and all(
            odd_words.is_amount(text) and (i in self._amounts or not any(map(str.isalpha, text)))
            for i, text in cells.items()
        )

    def _is_lone(self, row: models.Row) -> bool:
        """Return whether a row has one cell where others have many; what is below says whether it is odd."""
        if row.ragged is not None or (self._typical < 3 and not (self._typical == 2 and self._is_addressed)):
            return False
        texts = (row.cells[i] for i in self._inputs if i < len(row.cells))
        filled = (text for text in texts if text and characters.trimmed(text))
        if next(filled, None) is not None and next(filled, None) is not None:
            return False  # at once for most rows of most sheets
        cells = self._cells(row)
        return len(cells) == 1 and not self._has_address(cells) and self._lacks(cells)


def _is_part_of_footer(row: models.Row) -> bool:
    """Return whether what stands alone above a row is of a footer too; above a total it may be a person."""
    return bool(row.odd) and not row.odd.startswith((words.HEADERS_AGAIN, words.TOTAL, words.ONLY_NUMBERS))


def _released(held: Iterable[models.Row], why: str) -> Iterator[models.Row]:
    for row in held:
        yield row._replace(odd=why) if why else row


def _shown(texts: Sequence[str]) -> str:
    text = next((shown for text in texts if (shown := " ".join(text.split()))), "")
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rstrip()}…"
