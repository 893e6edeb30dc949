"""XLS: the record that names the code page of a workbook's texts, which calamine takes too literally."""

from __future__ import annotations

import io
from pathlib import Path

# How a workbook begins ([MS-XLS] 2.4.21): the record's number, its length, the version, "workbook".
_BIFF8, _BIFF5 = bytes.fromhex("0908100000060500"), bytes.fromhex("0908080000050500")
_CODE_PAGE = 0x42
"""The kind of the CODEPAGE record ([MS-XLS] 2.4.52)."""

_UNICODE = 1200
"""The code page that means UTF-16."""

# What Excel calls its own old pages ([MS-XLS] 2.4.52), by the numbers that others call them.
_SAME = {0x8000: 10_000, 0x8001: 1252}
_MOST_RECORDS = 200
"""Records that are looked through: CODEPAGE is among the first of the stream."""


def repaired(path: Path) -> io.BytesIO | None:
    """Return a workbook that names its code page as it should, or None if it does so, or none was found.

    Since Excel 97 every text says itself that it is Unicode ([MS-XLS] 2.5.293), whatever page is named; some
    programs name that of their machine. The record is one of the first ten, so the few that are passed over
    stand in one piece.
    """
    data = path.read_bytes()
    for mark in (_BIFF8, _BIFF5):
        place = _place(data, data.find(mark))
        if place < 0:
            continue
        page = int.from_bytes(data[place : place + 2], "little")
        right = _UNICODE if mark == _BIFF8 else _SAME.get(page, page)
        if right == page:
            return None
        return io.BytesIO(data[:place] + right.to_bytes(2, "little") + data[place + 2 :])
    return None


def _place(data: bytes, at: int) -> int:
    """Return where the number of the code page stands in a workbook that begins at a place, or -1."""
    for _ in range(_MOST_RECORDS if at >= 0 else 0):
        kind, size = (
            int.from_bytes(data[at : at + 2], "little"),
            int.from_bytes(data[at + 2 : at + 4], "little"),
        )
        if kind == _CODE_PAGE and size == 2:
            return at + 4
        at += 4 + size
    return -1
