"""The child process that reads XLS, XLSB and ODS with calamine, which can abort on a hostile file.

It is given a path and a worksheet's name, and writes JSON lines: what the workbook holds, then the rows.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence

import python_calamine

from batchgen import errors
from batchgen.sheets import digits, workbook

MEMORY = 1_400 << 20
Value = str | int | float | bool | dt.date | dt.time | dt.timedelta
Area = tuple[tuple[int, int], tuple[int, int]]


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


def rows(values: Iterator[list[Value]], areas: Sequence[Area]) -> Iterator[list[object]]:
    """Return `[number, texts, {index: date}, filled]` for every row that is not empty.

    Merged areas have their value in every cell; `filled` are the indices of those that have it from another.
    """
    carried: dict[Area, tuple[str, str]] = {}
    for number, cells in enumerate(values):
        pairs = [shown(value) for value in cells]
        if not any(text.strip() for text, _ in pairs):
            continue
        filled: list[int] = []
        for area in areas:
            (top, left), (bottom, right) = area
            if top <= number <= bottom and left < len(pairs):
                pair = carried.setdefault(area, pairs[left] if number == top else ("", ""))
                end = min(right + 1, len(pairs))
                pairs[left:end] = [pair] * (end - left)
                filled += range(left + (number == top), end)
        texts = [text for text, _ in pairs]
        yield [number + 1, texts, {i: date for i, (_, date) in enumerate(pairs) if date}, filled]


def read(path: str, wanted: str) -> Iterator[object]:
    """Return the lines to write."""
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        visible = python_calamine.SheetVisibleEnum.Visible
        kinds = (python_calamine.SheetTypeEnum.WorkSheet,)
        entries = tuple(
            workbook.SheetEntry(meta.name, meta.name, meta.visible != visible)
            for meta in book.sheets_metadata
            if meta.typ in kinds
        )
        chosen = workbook.choose(entries, wanted, "The file")
        yield {"chosen": chosen.name, "sheets": [[entry.name, entry.hidden] for entry in entries]}
        sheet = book.get_sheet_by_name(chosen.name)
        areas = getattr(sheet, "merged_cell_ranges", None) or []
        yield from rows(sheet.iter_rows(), areas)


def main() -> None:
    """Read the file that the arguments name; say in the first line why, if it cannot be read."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    write = sys.stdout.write
    try:
        for line in read(sys.argv[1], sys.argv[2]):
            write(json.dumps(line) + "\n")
    except python_calamine.PasswordError:
        write(json.dumps({"error": "is protected by a password."}) + "\n")
    except errors.SheetError as error:
        write(json.dumps({"error": str(error)}) + "\n")
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        write(json.dumps({"error": f"is damaged: {error}."}) + "\n")


if __name__ == "__main__":
    main()
