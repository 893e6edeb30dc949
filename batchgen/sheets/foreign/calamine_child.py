"""The child process that reads XLS, XLSB and ODS with calamine, which can abort on a hostile file.

It is given a path, a worksheet's name and what the file is called, and writes JSON lines: what the workbook
holds, then the rows. If it cannot, it says why on its standard error, as JSON, and ends with `REFUSED`
(`foreign`).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import itertools
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import python_calamine

from batchgen import errors
from batchgen.sheets import headers, words
from batchgen.sheets.book import cells as cells_module
from batchgen.sheets.book import tables, workbook, xmltext
from batchgen.sheets.book.numbers import digits
from batchgen.sheets.foreign import binarybook, codepage, opendocument, reader

MEMORY = 1_400 << 20
"""Bytes that the child may take: calamine holds a sheet whole, and a bomb must not take the machine."""

Value = str | int | float | bool | dt.date | dt.time | dt.timedelta
# UTF-16 that calamine took for bytes of one letter each: a NUL, or a control character after every letter.
_MISREAD = re.compile(r"\0|\A(?:[^\0][\x01-\x08\x0e-\x1f])+\Z", re.DOTALL)


def shown(value: Value) -> tuple[str, str]:
    """Return a value's text, and its ISO form if it is a date or time."""
    if isinstance(value, str):
        return value, ""
    if isinstance(value, bool):
        return str(value).upper(), ""
    if isinstance(value, int | float):
        return digits.plain_number(repr(value)), ""
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}", ""
    return _moment(value)


def _moment(value: dt.date | dt.time) -> tuple[str, str]:
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat(), value.date().isoformat()
        text = value.isoformat(" ", "seconds" if value.second else "minutes")
        return text, value.isoformat("T", "seconds")
    if isinstance(value, dt.time):
        return value.isoformat("seconds" if value.second else "minutes"), value.isoformat("seconds")
    return value.isoformat(), value.isoformat()


def rows(values: Iterator[list[Value]], left: int, title: str) -> Iterator[list[object]]:
    """Yield `[number, texts, {index: date}, pointed]` for every row that is not empty.

    `values` begin at column `left` and in row 1, as calamine has them; texts begin at column A. Longer texts
    than a cell may have are cut one character after that. Raises errors.SheetError for a misread text.
    """
    for number, cells in enumerate(values, 1):
        pairs = [("", "")] * left + [shown(value) for value in cells]
        texts = [text[: xmltext.LONGEST_CELL + 1] for text, _ in pairs]
        if not any(text.strip() for text in texts):
            continue
        for index, text in enumerate(texts):
            if _MISREAD.search(text):
                raise errors.SheetError(
                    words.nul_characters(title, headers.letter(index), number),
                    hint=words.SAVE_AS_XLSX,
                )
        dates = {i: date for i, (_, date) in enumerate(pairs) if date}
        yield [number, texts, dates, [left + i for i, value in enumerate(cells) if _is_pointed(value)]]


def _is_pointed(value: Value) -> bool:
    """Return whether a value is a real number whose text has a decimal point: 1.234 is not 1234."""
    if not isinstance(value, float):
        return False
    return cells_module.MARKED.search(shown(value)[0]) is not None


def read(path: Path, wanted: str, title: str) -> Iterator[object]:
    """Yield the lines to write. Raises errors.SheetError."""
    kind, prepared = path.suffix.lower(), None
    content: Path | io.BytesIO = path
    if kind == ".ods" and (prepared := opendocument.prepared(path, title)):
        content = prepared.content
    elif kind == ".xls" and (repaired := codepage.repaired(path)) and _is_misread(path, wanted, title):
        content = repaired
    entries, chosen, sheet = _opened(content, wanted, title)
    if prepared:
        areas = prepared.merges.get(chosen.name, [])
    elif kind == ".xlsb":
        areas = binarybook.merges(path, chosen.name, title)
    else:
        found = sheet.merged_cell_ranges or []
        areas = [tables.Area(left, top + 1, right, bottom + 1) for (top, left), (bottom, right) in found]
    yield {
        "chosen": chosen.name,
        "sheets": [[entry.name, entry.hidden] for entry in entries],
        "areas": [[area.first, area.top, area.last, area.bottom] for area in areas],
    }
    yield from rows(sheet.iter_rows(), sheet.start[1] if sheet.start else 0, title)


def _opened(
    content: Path | io.BytesIO, wanted: str, title: str
) -> tuple[tuple[workbook.SheetEntry, ...], workbook.SheetEntry, python_calamine.CalamineSheet]:
    book = python_calamine.load_workbook(content)
    visible = python_calamine.SheetVisibleEnum.Visible
    entries = tuple(
        workbook.SheetEntry(meta.name, meta.name, meta.visible != visible)
        for meta in book.sheets_metadata
        if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
    )
    chosen = workbook.choose(entries, wanted, title)
    return entries, chosen, book.get_sheet_by_name(chosen.name)


def _is_misread(path: Path, wanted: str, title: str) -> bool:
    """Return whether a workbook is misread, or not read at all, with the code page that it names."""
    try:
        entries, _, sheet = _opened(path, wanted, title)
    except python_calamine.PasswordError:
        return False
    except (python_calamine.CalamineError, errors.SheetError):
        return True
    texts = (value for row in sheet.iter_rows() for value in row if isinstance(value, str))
    return any(_MISREAD.search(text) for text in itertools.chain((entry.name for entry in entries), texts))


def refusal(error: Exception, path: Path, title: str) -> errors.SheetError:
    """Return what to say of a workbook that calamine cannot read, without its words."""
    if isinstance(error, python_calamine.PasswordError):
        return workbook.encrypted(title)
    if page := re.search(r"Codepage ([0-9A-Fa-f]+) not found", str(error)):
        return errors.SheetError(
            words.code_page(title, int(page[1], 16)),
            hint=words.SAVE_AS_XLSX,
        )
    kind = path.suffix[1:].upper()
    return errors.SheetError(
        words.damaged_or_unknown(title, kind),
        hint=words.SAVE_AS_XLSX,
    )


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    # macOS refuses a limit below the address space that is mapped already, which is huge there.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> int:
    """Read the file that the arguments name."""
    _limit_memory()
    path, wanted, title = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    try:
        for line in read(path, wanted, title):
            sys.stdout.write(json.dumps(line) + "\n")
    except errors.SheetError as error:
        return _refuse(error)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        return _refuse(refusal(error, path, title))
    return 0


def _refuse(error: errors.SheetError) -> int:
    json.dump({"error": error.message, "hint": error.hint}, sys.stderr)
    return reader.REFUSED


if __name__ == "__main__":
    sys.exit(main())
