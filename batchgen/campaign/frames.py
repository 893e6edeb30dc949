"""Frames: a DataFrame as a sheet, and sheets with their results as DataFrames."""

from __future__ import annotations

import csv
import datetime as dt
import decimal
import io
from collections.abc import Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import atomic, errors, models, result_columns, sheets, state
from batchgen.campaign import words
from batchgen.results import result_cells

if TYPE_CHECKING:
    import pandas as pd

FIRST_ROW = 2
"""The spreadsheet's number of a DataFrame's first row: the headers stand above it."""


def keep(frame: pd.DataFrame, path: Path) -> None:
    """Write a DataFrame as a sheet: its named index first, then its columns, as texts.

    A file with the same bytes is left alone; the first other file at that place is kept as `.bak`. What
    cannot be read back as it is stops here. Raises errors.SheetError, errors.SheetLockedError.
    """
    headers, lines = headers_of(frame), list(_lines(frame))
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([headers, *lines])
    try:
        data = out.getvalue().encode("utf-8-sig")
    except UnicodeEncodeError as error:
        raise errors.SheetError(words.half_a_character(error.object[error.start])) from error
    if path.exists() and path.read_bytes() != data:
        atomic.keep_first(path)
    elif path.exists():
        return
    with atomic.replacing(path) as file:
        file.write(data)
    _check(sheets.open_sheet(path, header_row=1), headers, lines)


def headers_of(frame: pd.DataFrame) -> list[str]:
    """Return the headers of the sheet that a DataFrame becomes. Raises errors.SheetError."""
    if frame.columns.nlevels > 1:
        raise errors.SheetError(words.TWO_HEADERS, hint=words.ONE_HEADER)
    return [str(name) for name in (*_levels(frame), *frame.columns)]


def _as_header(name: str) -> str:
    """Return a header as sheets are read."""
    return " ".join(name.split())


def _levels(frame: pd.DataFrame) -> list[Hashable]:
    return [name for name in frame.index.names if name is not None]


def _lines(frame: pd.DataFrame) -> Iterable[list[str]]:
    levels = [frame.index.get_level_values(name) for name in _levels(frame)]
    columns = [*levels, *(frame.iloc[:, place] for place in range(frame.shape[1]))]
    headers = headers_of(frame)
    for number, values in enumerate(zip(*columns, strict=True), FIRST_ROW):
        yield [_text(value, header, number) for value, header in zip(values, headers, strict=True)]


def _text(value: object, header: str, row: int) -> str:
    """Return a value as a sheet would show it: 42.0 is 42, midnight is a date, what is missing is empty."""
    import numpy as np
    import pandas as pd

    if isinstance(value, str):
        return value
    if not pd.api.types.is_scalar(value):
        raise errors.SheetError(words.not_a_text(header, row, type(value).__name__), hint=words.AS_TEXT)
    if pd.isna(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return str(value).upper()
    if isinstance(value, float | np.floating):
        return np.format_float_positional(value, trim="-")
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if _is_midnight(value) else value.isoformat(" ")
    return f"{value:f}" if isinstance(value, decimal.Decimal) else str(value)


def _is_midnight(value: dt.datetime) -> bool:
    return value.tzinfo is None and value.time() == dt.time()


def _check(sheet: sheets.Sheet, headers: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Raise errors.SheetError if a sheet does not say what was written."""
    if [column.header for column in sheet.columns] != list(map(_as_header, headers)):
        raise errors.SheetError(words.headers_not_read(headers), hint=words.PLAIN_HEADERS)
    read = {row.number: row.cells for row in sheet.rows()}
    for number, line in enumerate(lines, FIRST_ROW):
        if any(text.strip() for text in line) and list(read.get(number, ())) != list(line):
            raise errors.SheetError(words.row_not_read(number), hint=words.AS_TEXT)


def of_results(sheet: sheets.Sheet, source: pd.DataFrame | None) -> pd.DataFrame:
    """Return a sheet that has results in it; of a DataFrame, that frame with the results beside it."""
    rows = list(sheet.rows())
    fields = {index: field for field, index in sheet.layout.existing.items()}
    headers = [column.header or column.letter for column in sheet.columns]
    return _joined(headers, [(row.number, row.cells) for row in rows], fields, source)


def of_jobs(
    sheet: sheets.Sheet, rows: Iterable[tuple[models.Row, state.Job | None]], source: pd.DataFrame | None
) -> pd.DataFrame:
    """Return a sheet with what is known of each row's video by now."""
    own = [column for column in sheet.columns if column.index not in sheet.layout.existing.values()]
    headers = [column.header or column.letter for column in own]
    lines = []
    for row, job in rows:
        found: Mapping[str, str] = result_cells.results(job) if job is not None else {}
        texts = [row.cells[column.index] if column.index < len(row.cells) else "" for column in own]
        lines.append((row.number, (*texts, *(found.get(field, "") for field in result_columns.NAMES))))
    fields = dict(enumerate(result_columns.NAMES, len(own)))
    return _joined(
        [*headers, *(sheet.layout.headers[field] for field in result_columns.NAMES)], lines, fields, source
    )


def _joined(
    headers: Sequence[str],
    rows: Sequence[tuple[int, Sequence[str]]],
    fields: Mapping[int, str],
    source: pd.DataFrame | None,
) -> pd.DataFrame:
    """Return rows of texts as a frame; `fields` are our columns by place, which get types that fit."""
    import pandas as pd

    width = len(headers)
    cells = [(*cells[:width], *[""] * (width - len(cells))) for _, cells in rows]
    index = pd.Index([number for number, _ in rows], name="row")
    frame = pd.DataFrame(cells, columns=list(headers), index=index, dtype="str")
    for place, field in fields.items():
        frame.isetitem(place, _typed(frame.iloc[:, place], field))
    if source is None:
        return frame
    known = set(map(_as_header, headers_of(source)))
    ours = [place for place, header in enumerate(headers) if place in fields or header not in known]
    found = frame.iloc[:, ours].reindex(range(FIRST_ROW, len(source) + FIRST_ROW)).set_axis(source.index)
    # The frame may be one of ours that comes back: then our columns are in it already.
    return pd.concat([source.drop(columns=found.columns, errors="ignore"), found], axis="columns")


def _typed(texts: pd.Series, field: str) -> pd.Series:
    """Return one of our columns: a category of all words for `status`, else strings; empty is missing."""
    import pandas as pd

    kind = pd.CategoricalDtype(result_cells.STATUSES) if field == "status" else pd.StringDtype()
    return texts.astype("object").where(texts != "").astype(kind)
