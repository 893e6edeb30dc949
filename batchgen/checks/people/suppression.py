"""The suppression list: people who must not get a video."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from batchgen import encodings, errors, identity, models, sheets
from batchgen.checks import email_addresses
from batchgen.checks.people import words
from batchgen.checks.problems import row_numbers

Rows = Callable[[], Iterable[models.Row]]
"""What reads a sheet from its top."""


def no_rows() -> Iterable[models.Row]:
    """Return the rows of a sheet of which only the headers are known."""
    return ()


class Suppression:
    """The entries of one list beside a sheet, and which of them matched somebody so far.

    `mine` are the columns of the sheet, `theirs` those of the list. As `addresses` any of mine is compared
    with any of theirs, else they are compared in pairs.
    """

    def __init__(
        self,
        title: str,
        mine: Sequence[models.Column],
        theirs: Sequence[models.Column],
        *,
        addresses: bool,
    ) -> None:
        self.title, self.mine, self.theirs = title, tuple(mine), tuple(theirs)
        self._addresses = addresses
        self._entries: set[object] = set()
        self._domains: set[str] = set()
        self._matched: set[object] = set()
        self._without: list[int] = []

    def __len__(self) -> int:
        return len(self._entries) + len(self._domains)

    def add(self, row: models.Row) -> None:
        """Take a row of the list."""
        texts = _texts(row, self.theirs)
        if not self._addresses:
            if any(texts):
                self._entries.add(texts)
            return
        taken = [self._add(text) or self._add_text(text) for text in texts]
        if not any(taken):
            self._without.append(row.number)

    def _add(self, text: str) -> bool:
        found, domains = email_addresses.of_cell(text), email_addresses.domains_of(text)
        self._entries.update(found)
        self._domains.update(domains)
        return bool(found or domains)

    def _add_text(self, text: str) -> bool:
        """Take what is not an address as it stands: the sheet may have the very same."""
        self._entries.update({text} - {""})
        return bool(text)

    def holds(self, row: models.Row) -> bool:
        """Return whether a row is on the list."""
        found = tuple(self._holding(_texts(row, self.mine)))
        self._matched.update(found)
        return bool(found)

    def _holding(self, texts: tuple[str, ...]) -> Iterator[object]:
        """Yield the entries that a row's cells match."""
        if not self._addresses:
            if any(texts) and texts in self._entries:
                yield texts
            return
        for text in texts:
            for address in email_addresses.of_cell(text) or (text,):
                if address in self._entries:
                    yield address
                if (domain := address.rpartition("@")[2]) in self._domains:
                    yield f"@{domain}"

    def notes(self) -> Iterator[str]:
        """Yield what people should know of the list once every row of the sheet was asked for."""
        mine, theirs = (
            " and ".join(f'"{column.header}"' for column in columns) for columns in (self.mine, self.theirs)
        )
        yield words.list_compared(self.title, self._counted(), theirs, mine)
        if self._without:
            rows = row_numbers.rows(self._without)
            yield words.no_address(self.title, rows, theirs)

    def _counted(self) -> str:
        """Return how many entries there are, and how many of them are of nobody in the sheet."""
        count, lost = len(self), len(self) - len(self._matched)
        if not count:
            return words.NO_ENTRY
        if count == 1:
            return words.ONE_UNMATCHED if lost else words.ONE_MATCHED
        return words.some_unmatched(count, lost) if lost else words.all_matched(count)


def read(
    path: Path,
    columns: Sequence[models.Column],
    *,
    rows: Rows = no_rows,
    on: str = "",
    key: Sequence[str] = (),
    encoding: str = "",
) -> Suppression:
    """Read a list (CSV, XLSX, …) and find what it shares with the sheet, whose `rows` show what is in it.

    `on` names a column of both, or LIST_COL=SHEET_COL; else it is the addresses, else the key. Raises
    UsageError when they share none, SheetError when the list cannot be read. `encoding` is that of a list
    that is not Unicode.
    """
    # Nobody may have opted out yet.
    listed = sheets.open_sheet(path, recall=encodings.settled(encoding), may_be_empty=True)
    headers = models.Row(listed.header_number, tuple(column.header for column in listed.columns))
    is_headless = any(map(email_addresses.of_cell, headers.cells))

    def entries() -> Iterator[models.Row]:
        return itertools.chain([headers] if is_headless else [], listed.rows())

    found = _paired(path, (columns, rows), (listed.columns, entries), on=on, key=key)
    for row in entries():
        found.add(row)
    return found


_Side = tuple[Sequence[models.Column], Rows]


def _paired(path: Path, sheet: _Side, listed: _Side, *, on: str, key: Sequence[str]) -> Suppression:
    mine, theirs = _by_name(sheet[0]), _by_name(listed[0])
    addressed = address_columns(*sheet), address_columns(*listed)
    if on:
        name, equals, other = on.partition("=")
        # A header may have the sign itself.
        is_pair = bool(equals) and identity.fold(on) not in theirs
        one = _named(name if is_pair else on, theirs, f"{path.name}", on)
        two = _named(other if is_pair else on, mine, words.THE_SHEET, on)
        are_addresses = one in addressed[1] or two in addressed[0]
        return Suppression(path.name, (two,), (one,), addresses=are_addresses)
    if all(addressed):
        return Suppression(path.name, addressed[0], addressed[1], addresses=True)
    if key and all(name in mine and name in theirs for name in key):
        both = [mine[name] for name in key], [theirs[name] for name in key]
        return Suppression(path.name, *both, addresses=False)
    raise errors.UsageError(
        words.nothing_shared(path.name),
        hint=words.choose_columns(
            path.name, ", ".join(reversed(theirs)) or words.NO_HEADERS, ", ".join(reversed(mine))
        ),
    )


def _named(header: str, known: dict[str, models.Column], whose: str, on: str) -> models.Column:
    name = identity.fold(header)
    if name not in known:
        hint = words.columns(", ".join(reversed(known)))
        raise errors.UsageError(words.lacks_column(on, whose, header.strip()), hint=hint)
    return known[name]


def address_columns(columns: Sequence[models.Column], rows: Rows) -> tuple[models.Column, ...]:
    """Return the columns of a sheet that hold people's addresses, by its first rows."""
    first = list(itertools.islice(rows(), email_addresses.LOOKED_AT))
    return email_addresses.columns_of(columns, first)


def _by_name(columns: Sequence[models.Column]) -> dict[str, models.Column]:
    return {column.name: column for column in reversed(columns) if column.name and not column.ours}


def _texts(row: models.Row, columns: Sequence[models.Column]) -> tuple[str, ...]:
    cells = row.cells
    return tuple(email_addresses.fold(cells[c.index]) if c.index < len(cells) else "" for c in columns)
