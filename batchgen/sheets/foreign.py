"""XLS, XLSB and ODS: read by calamine in a child process, kept as texts in a temporary file."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path

from batchgen import errors, models
from batchgen.sheets import headers, workbook
from batchgen.sheets import sheet as sheets

_SECONDS = 15
_BYTES_A_SECOND = 500_000
_BLIND = (
    "hidden rows, number formats (the leading zeros of zip codes), formulas and error values cannot be seen "
    "in it: save it as XLSX if any of these matter. Results are written as XLSX."
)


class ForeignSheet(sheets.Sheet):
    """A worksheet of a workbook that is not XLSX. Its results are written as XLSX."""

    def __init__(self, source: Path, options: sheets.Options, *, path: Path | None) -> None:
        super().__init__(source, options, path=path)
        self.suffix = ".xlsx"
        self._spool = _read(source, options.worksheet, self.title)
        weakref.finalize(self, self._spool.unlink, missing_ok=True)
        with self._spool.open(encoding="utf-8") as stream:
            about = json.loads(stream.readline())
        entries = tuple(workbook.SheetEntry(name, name, hidden) for name, hidden in about["sheets"])
        self.notes += (f"{self.title} is no XLSX: {_BLIND}",)
        self.notes += tuple(workbook.other_sheets(entries, about["chosen"]))
        self.title = f"{self.title}, worksheet {about['chosen']}"
        self._find_columns()

    def lines(self) -> Iterator[headers.Line]:
        """Read every row from the top that is not empty."""
        for number, texts, _, filled in self._read():
            cut = max((i + 1 for i, text in enumerate(texts) if text.strip()), default=0)
            own = tuple("" if i in filled else text for i, text in enumerate(texts[:cut]))
            yield headers.Line(number, own, tuple(texts[:cut]))

    def rows(self) -> Iterator[models.Row]:
        """Read the rows below the headers."""
        self.empty_rows, self.problems = 0, self._lasting
        width, last = len(self.columns), self.header_number
        for number, texts, dates, _ in self._read():
            if number > self.header_number and any(texts[i].strip() for i in self.inputs if i < len(texts)):
                self.empty_rows += number - last - 1
                last = number
                cells = (*texts[:width], *[""] * (width - len(texts)))
                real = {int(index): _date(text) for index, text in dates.items() if int(index) < width}
                yield models.Row(number, cells, real)

    def _read(self) -> Iterator[tuple[int, list[str], dict[str, str], list[int]]]:
        with self._spool.open(encoding="utf-8") as stream:
            stream.readline()
            for line in stream:
                number, texts, dates, filled = json.loads(line)
                yield number, texts, dates, filled


def _date(text: str) -> dt.date | dt.time:
    if "T" in text:
        return dt.datetime.fromisoformat(text)
    return dt.date.fromisoformat(text) if "-" in text else dt.time.fromisoformat(text)


def _read(source: Path, worksheet: str, title: str) -> Path:
    """Let a child read a workbook, and return the file that it wrote. Raises errors.SheetError."""
    command = [sys.executable, "-m", "batchgen.sheets.foreign_child", str(source.resolve()), worksheet]
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
            _refuse_failure(path, done.returncode, title)
        except (subprocess.TimeoutExpired, errors.SheetError) as error:
            path.unlink(missing_ok=True)
            if isinstance(error, errors.SheetError):
                raise
            raise errors.SheetError(
                f"{title} takes longer than {seconds:.0f} seconds to read.", hint="Save it as XLSX or CSV."
            ) from error
    return path


def _refuse_failure(spool: Path, code: int, title: str) -> None:
    with spool.open(encoding="utf-8") as stream:
        first = stream.readline()
    if code or not first:
        raise errors.SheetError(
            f"{title} cannot be read: it is damaged, or needs too much memory.",
            hint="Save it as XLSX or CSV.",
        )
    if why := json.loads(first).get("error"):
        text = why if why.startswith("The file") else f"{title} {why}"
        raise errors.SheetError(text.replace("The file", title), hint=_hint(why))


def _hint(why: str) -> str:
    if "password" in why:
        return "Save it without one."
    return "" if "has no" in why else "Save it as XLSX."
