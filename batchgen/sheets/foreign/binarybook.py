"""XLSB: the merged areas of a worksheet, which calamine leaves out ([MS-XLSB] 2.1.4 and 2.4)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from batchgen.sheets.book import package, tables

_SHEET = 156  # BrtBundleSh
_MERGE = 176  # BrtMergeCell
_AREA = struct.Struct("<4I")


def merges(path: Path, worksheet: str, title: str) -> list[tables.Area]:
    """Return the merged areas of a worksheet by its name. Raises errors.SheetError if the file is damaged."""
    with package.Package(path, title) as source:
        part = _part(source, worksheet)
        if not part:
            return []
        found = (
            _AREA.unpack_from(data) for data in _records(source, part, _MERGE) if len(data) >= _AREA.size
        )
        return [tables.Area(first, top + 1, last, bottom + 1) for top, bottom, first, last in found]


def _part(source: package.Package, worksheet: str) -> str:
    """Return the part of a worksheet, or nothing if the workbook does not name one."""
    main = next((r.target for r in source.relationships("").values() if r.kind == "officeDocument"), "")
    if not main or source.info(main) is None:
        return ""
    targets = source.relationships(main)
    for data in _records(source, main, _SHEET):
        key, rest = _text(data[8:])
        name, _ = _text(rest)
        if name == worksheet and key in targets and source.info(targets[key].target):
            return targets[key].target
    return ""


def _text(data: bytes) -> tuple[str, bytes]:
    """Read a text with its length before it, and return what follows too."""
    length = int.from_bytes(data[:4], "little") if data[:4] != b"\xff\xff\xff\xff" else 0
    end = 4 + 2 * length
    return data[4:end].decode("utf-16-le", "replace"), data[end:]


def _records(source: package.Package, part: str, kind: int) -> Iterator[bytes]:
    """Yield the content of all records of one kind. A part that is cut off ends early."""
    held, at = b"", 0
    for chunk in source.chunks(part):
        held, at = held[at:] + chunk, 0
        while (found := _header(held, at)) is not None and found[2] <= len(held):
            number, start, end = found
            if number == kind:
                yield held[start:end]
            at = end


def _header(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Return a record's number and where its content begins and ends, or None if more has to be read."""
    number, at = _varying(data, at, 2)
    size, at = _varying(data, at, 4)
    return None if number < 0 or size < 0 else (number, at, at + size)


def _varying(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Read a number of seven bits a byte, the low ones first; -1 if the data ends before."""
    value = 0
    for k, byte in enumerate(data[at : at + most]):
        value |= (byte & 0x7F) << (7 * k)
        if byte < 0x80 or k == most - 1:
            return value, at + k + 1
    return -1, at
