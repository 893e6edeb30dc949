"""Dependents: whether a formula may be calculated from some columns of its worksheet.

A workbook keeps what a formula gave at the last calculation. Only a spreadsheet program calculates it again,
so a cell that a formula reads must not be changed behind its back. In doubt it is read.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from batchgen.sheets.book import cells, xmltext

_TEXT = re.compile(r'"[^"]*"')
_FUNCTION = re.compile(r"(?<![\w.])[A-Za-z_][\w.]*\(")
_CELLS = r"\$?[A-Za-z]{1,3}(?:\$?\d+)?(?::\$?[A-Za-z]{1,3}(?:\$?\d+)?)?(?![\w.(])"
_OF_SHEET = re.compile(rf"(?:'((?:[^']|'')+)'|(\w[\w.]*))!({_CELLS})")
_ROWS = re.compile(r"(?<![\w$.])\$?\d+:\$?\d+")
_AREA = re.compile(
    r"(?<![\w.$])\$?([A-Za-z]{1,3})(?:\$?\d+(?::\$?([A-Za-z]{1,3})\$?\d+)?|:\$?([A-Za-z]{1,3}))(?![\w.(])"
)
_NAME = re.compile(r"(?<![\w.])(?!(?:TRUE|FALSE)\b)[A-Za-z_\\][\w.]*", re.IGNORECASE)
_ANYWHERE = ("INDIRECT(", "OFFSET(", "[", "!")
"""What may lead to any cell: functions that work out a place, columns of tables, other workbooks."""


def may_read(formula: str, columns: Collection[int], *, worksheet: str) -> bool:
    """Return whether a formula, as XML has it, may read one of these columns of its own worksheet."""
    text = _TEXT.sub("", xmltext.unescape(formula))

    def near(match: re.Match[str]) -> str:
        name = (match[1] or match[2]).replace("''", "'")
        return match[3] if name.casefold() == worksheet.casefold() else "0"

    text = _OF_SHEET.sub(near, text)
    if any(sign in text.upper() for sign in _ANYWHERE):
        return True
    text = _FUNCTION.sub("(", text)
    if _ROWS.search(text) or any(_covers(match, columns) for match in _AREA.finditer(text)):
        return True
    return _NAME.search(_AREA.sub("0", text)) is not None


def _covers(match: re.Match[str], columns: Collection[int]) -> bool:
    ends = [cells.position_of(letters.upper()) for letters in match.groups() if letters]
    return any(min(ends) <= index <= max(ends) for index in columns)
