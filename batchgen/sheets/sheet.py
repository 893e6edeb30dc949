"""The common face of a sheet, whatever its format."""

from __future__ import annotations

import abc
import dataclasses
import itertools
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from batchgen import atomic, encodings, errors, identity, models
from batchgen.sheets import headers, ownership, words

_MOST_LETTERS = 10
"""Columns that one sentence names."""

_Marks = tuple[int, ...]

SETTLED_SECONDS = 2.0
"""Age from which a file's times tell of any further change; FAT counts them in steps of 2 seconds."""


@dataclasses.dataclass(frozen=True, slots=True)
class Options:
    """How a sheet is to be opened; kept so that it can be opened again after an edit."""

    worksheet: str = ""
    header_row: int | None = None
    encoding: str = ""
    recall: encodings.Recall = encodings.no_memory
    recorded: tuple[str, ...] = ()
    may_be_empty: bool = False


class Sheet(abc.ABC):
    """A sheet that was opened: its columns are known, its rows are read anew at each call of `rows`.

    `source` is the file that is read; `path` is the user's name of it, None for standard input. `inputs` are
    the indices of the columns that have a header and are not ours: a row that has nothing in these is empty.
    `stray_rows` counts the rows that have something only in columns without a header, and `stray_columns` are
    the indices of these. `encoding` is that of a text table, `worksheet` the name of a workbook's.
    """

    def __init__(self, source: Path, options: Options, *, path: Path | None) -> None:
        self.source = source
        self.options = options
        self.path = path
        self.title = path.name if path else words.STANDARD_INPUT
        self.suffix = path.suffix.lower() if path else ".csv"
        self.columns: tuple[models.Column, ...] = ()
        self.inputs: tuple[int, ...] = ()
        self.layout = headers.ResultLayout({}, {})
        self.notes: tuple[str, ...] = ()
        self.problems: tuple[models.Problem, ...] = ()
        self.empty_rows = 0
        self.stray_rows = 0
        self.stray_columns: set[int] = set()
        self.header_number = 0
        self.encoding = ""
        self.worksheet = ""
        self.written: tuple[str, ...] = ()
        self._opened_as = ""
        self._digested: tuple[_Marks | None, str] = (None, "")
        self._lasting: tuple[models.Problem, ...] = ()

    def note_written(self, added: Sequence[str]) -> None:
        """Remember the headers of result columns that were written: a later reading knows them as ours."""
        self.written += tuple(header for header in added if header not in self.written)

    @abc.abstractmethod
    def rows(self) -> Iterator[models.Row]:
        """Read the rows below the headers, hidden ones too; wholly empty ones are left out and counted."""

    @abc.abstractmethod
    def lines(self) -> Iterator[headers.Line]:
        """Read every line from the top, as texts, to find the headers among them."""

    def fingerprint(self) -> str:
        """Return a text that changes when the file's bytes change. Raises errors.SheetError.

        The bytes are read again only where the file's size, place or times are others than at the last time.
        """
        try:
            marks = _marks(self.source)
            if marks is None or marks != self._digested[0]:
                self._digested = (marks, atomic.digest(self.source))
        except OSError as error:
            raise errors.SheetError(words.not_read(self.title, error.strerror)) from error
        return self._digested[1]

    def changed(self) -> bool:
        """Return whether the file is another than the one that was opened."""
        return self.fingerprint() != self._opened_as

    def _find_columns(self) -> None:
        """Find the headers, and from them the columns and where our results go."""
        self._opened_as = self.fingerprint()
        heading = headers.find(self.lines(), self.options.header_row)
        if heading is None:
            raise self._empty()
        self.header_number = heading.line.number
        if len(heading.line.headers) > headers.WIDEST:
            raise errors.SheetError(words.too_wide(self.title, headers.WIDEST))
        names = [identity.fold(text) for text in heading.line.headers]
        self.layout, ours = headers.lay_out(
            names, self.options.recorded, holds_ours=lambda places: self._holds_ours(places, len(names))
        )
        self.columns = headers.columns(heading.line.headers, ours)
        named = [column.index for column in self.columns if column.name and not column.ours]
        self.inputs = tuple(named) or tuple(range(len(self.columns)))
        self.notes += (*self._title_notes(heading), *self._rename_notes())
        self._lasting = headers.clashes(self.columns)
        self.problems = self._lasting
        if next(self.rows(), None) is None and not self.options.may_be_empty:
            raise self._without_rows()
        self.empty_rows = 0

    def _empty(self) -> errors.SheetError:
        """Return the error for a sheet without a text."""
        return errors.SheetError(words.empty_sheet(self.title))

    def _without_rows(self) -> errors.SheetError:
        if self.stray_rows:
            text = words.no_rows_but_strays(self.title, self.header_number, self._stray_letters())
            return errors.SheetError(text, hint=words.NAME_COLUMNS)
        return errors.SheetError(words.no_rows(self.title, self.header_number), hint=words.OTHER_HEADER_ROW)

    def _begin(self) -> None:
        """Forget what an earlier reading of the rows counted."""
        self.empty_rows = self.stray_rows = 0
        self.stray_columns = set()
        self.problems = self._lasting

    def _pass_over(self, filled: Collection[int]) -> None:
        """Take note of a row that is left out, and of the columns in which it has something all the same."""
        bare = {i for i in filled if i >= len(self.columns) or not self.columns[i].header}
        if bare:
            self.stray_rows += 1
            self.stray_columns |= bare

    def stray_notes(self) -> Iterator[str]:
        """Report rows that are left out though something stands in them."""
        if self.stray_rows:
            yield words.stray_rows(self.stray_rows, self._stray_letters())

    def _stray_letters(self) -> str:
        letters = [headers.letter(index) for index in sorted(self.stray_columns)]
        return ", ".join(letters[:_MOST_LETTERS]) + (", …" if len(letters) > _MOST_LETTERS else "")

    def _holds_ours(self, places: Mapping[str, int], width: int) -> bool:
        """Return whether columns with our headers that nobody recorded hold what we write."""
        below = (line.cells for line in self.lines() if self._whole(line, width))
        return ownership.ResultCells(places).mostly_ours(itertools.islice(below, ownership.MOST_LINES))

    def _whole(self, line: headers.Line, width: int) -> bool:
        """Return whether the cells of a line stand below their headers, `width` of them, for certain."""
        return line.number > self.header_number and width > 0

    def _title_notes(self, heading: headers.Heading) -> Iterator[str]:
        if heading.titles:
            texts = ", ".join(f'"{_only(line)}"' for line in heading.titles)
            yield (words.title_above(heading.line.number, texts))

    def _rename_notes(self) -> Iterator[str]:
        for field, header in self.layout.headers.items():
            if header != field:
                yield words.own_column(field, header)


def _marks(path: Path) -> _Marks | None:
    """Return what is another once a file changed; None for a file so young that a change may not show.

    Git looks at files in the same way ("racy git").
    """
    found = path.stat()
    if time.time() - max(found.st_mtime, found.st_ctime) < SETTLED_SECONDS:
        return None
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _only(line: headers.Line) -> str:
    return next(text.strip() for text in line.cells if text.strip())
