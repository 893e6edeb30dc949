"""XLS, XLSB and ODS: read by calamine in a child process, kept as texts in a temporary file."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path

from batchgen import errors, models
from batchgen.sheets import headers, words
from batchgen.sheets import sheet as sheets
from batchgen.sheets.book import cells, merges, tables, workbook, xmltext

REFUSED = 2
"""The exit code of the child that says on its standard error why it does not read a workbook."""

_CHILD = "batchgen.sheets.foreign.calamine_child"
_SECONDS = 15
"""Seconds that any file may take: the child has to start."""

_BYTES_A_SECOND = 500_000
"""Bytes of a file that a slow machine reads in a second."""


class ForeignSheet(sheets.Sheet):
    """A worksheet of a workbook that is not XLSX. Its results are written as XLSX."""

    def __init__(self, source: Path, options: sheets.Options, *, path: Path | None) -> None:
        super().__init__(source, options, path=path)
        self.suffix = ".xlsx"
        self._spool = _read(source, options.worksheet, self.title)
        weakref.finalize(self, self._spool.unlink, missing_ok=True)
        with self._spool.open(encoding="utf-8") as stream:
            about = json.loads(stream.readline())
        self._merges = merges.in_order(tables.Area(*area) for area in about["areas"])
        self.notes += (words.not_xlsx(self.title),)
        self.notes += tuple(workbook.other_sheets(_entries(about), about["chosen"]))
        self.worksheet = about["chosen"]
        self.title = f"{self.title}, worksheet {self.worksheet}"
        self._find_columns()

    def lines(self) -> Iterator[headers.Line]:
        """Read every row from the top that is not empty."""
        spreader = merges.Spreader(self._merges)
        for number, texts, extras in self._read():
            own = headers.cut(texts)
            if spreader.covers(number):
                spreader.spread(number, texts, extras)
            yield headers.Line(number, own, headers.cut(texts))

    def rows(self) -> Iterator[models.Row]:
        """Read the rows below the headers."""
        self._begin()
        spreader = merges.Spreader(self._merges)
        width, last = len(self.columns), self.header_number
        for number, texts, extras in self._read():
            filled = number > self.header_number and self._filled(texts)
            if spreader.covers(number):
                spreader.spread(number, texts, extras)
            if filled:
                self.empty_rows += number - last - 1
                last = number
                row = (*texts[:width], *[""] * (width - len(texts)))
                dates = {index: date for index, date in extras.dates.items() if index < width}
                pointed = frozenset(extras.pointed) if extras.pointed else frozenset()
                yield models.Row(number, row, dates, extras.faults, pointed=pointed)

    def _filled(self, texts: list[str]) -> bool:
        """Return whether a row has something in an input column; what it has elsewhere is kept in mind."""
        if any(texts[index].strip() for index in self.inputs if index < len(texts)):
            return True
        self._pass_over({index for index, text in enumerate(texts) if text.strip()})
        return False

    def _read(self) -> Iterator[tuple[int, list[str], cells.Extras]]:
        with self._spool.open(encoding="utf-8") as stream:
            stream.readline()
            for line in stream:
                number, texts, dates, pointed = json.loads(line)
                extras = cells.Extras()
                extras.pointed = set(pointed)
                extras.dates.update((int(index), _date(text)) for index, text in dates.items())
                for index, text in enumerate(texts):
                    if xmltext.is_too_long(text):
                        texts[index] = xmltext.shortened(text)
                        extras.faults[index] = words.of_cell(headers.letter(index), number, cells.TOO_LONG)
                yield number, texts, extras


def entries_of(path: Path) -> tuple[workbook.SheetEntry, ...]:
    """Return the worksheets of a workbook that is not XLSX. Raises errors.SheetError."""
    spool = _read(path, "", path.name)
    try:
        with spool.open(encoding="utf-8") as stream:
            return _entries(json.loads(stream.readline()))
    finally:
        spool.unlink(missing_ok=True)


def _entries(about: Mapping[str, list[tuple[str, bool]]]) -> tuple[workbook.SheetEntry, ...]:
    return tuple(workbook.SheetEntry(name, name, hidden) for name, hidden in about["sheets"])


def _date(text: str) -> dt.date | dt.time:
    if "T" in text:
        return dt.datetime.fromisoformat(text)
    return dt.date.fromisoformat(text) if "-" in text else dt.time.fromisoformat(text)


def _read(source: Path, worksheet: str, title: str) -> Path:
    """Let a child read a workbook, and return the file that it wrote. Raises errors.SheetError."""
    command = [sys.executable, "-m", _CHILD, str(source.resolve()), worksheet, title]
    seconds = _SECONDS + source.stat().st_size / _BYTES_A_SECOND
    with tempfile.NamedTemporaryFile(prefix="batchgen-", suffix=".jsonl", delete=False) as spool:
        path = Path(spool.name)
        try:
            done = subprocess.run(  # noqa: S603 - our own module, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=spool,
                stderr=subprocess.PIPE,
                timeout=seconds,
                check=False,
            )
            _refuse_failure(done, title)
        except (subprocess.TimeoutExpired, errors.SheetError) as error:
            path.unlink(missing_ok=True)
            if isinstance(error, errors.SheetError):
                raise
            raise errors.SheetError(
                words.too_slow(title, seconds),
                hint=words.SAVE_AS_XLSX,
            ) from error
    return path


def _refuse_failure(done: subprocess.CompletedProcess[bytes], title: str) -> None:
    if done.returncode == REFUSED:
        said = json.loads(done.stderr)
        raise errors.SheetError(said["error"], hint=said["hint"])
    if done.returncode:
        raise errors.SheetError(
            words.damaged_or_large(title),
            hint=words.SAVE_AS_XLSX,
        )
