"""Workbooks that are not XLSX, made by hand: ODS, XLSB, and an XLS with a merged area right of column A.

`merged.xls` was written by xlwt 1.3.0: headers company, first_name and email in C4:E4, and C5:C6 merged.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

XLS = Path(__file__).with_name("merged.xls")
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def ods(path: Path, rows: str, *, encoding: str = "utf-8", manifest: str = "<manifest/>") -> Path:
    """Write an ODS whose one table holds this XML."""
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><office:document-content '
        f'xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0" xmlns:text="{_ODF}:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="List">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        zipped.writestr("content.xml", text.encode(encoding))
        zipped.writestr("META-INF/manifest.xml", manifest)
    return path


def ods_row(*texts: str, attributes: Sequence[str] = ()) -> str:
    """Return a row of texts; `attributes` are those of its first cells."""
    spare = [*attributes, *[""] * len(texts)]
    cells = "".join(
        f'<table:table-cell {more} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        if text
        else f"<table:table-cell {more}/>"
        for text, more in zip(texts, spare, strict=False)
    )
    return f"<table:table-row>{cells}</table:table-row>"


def xls(path: Path, *, code_page: int = 1200) -> Path:
    """Write `merged.xls` as if it were of another code page."""
    data = XLS.read_bytes()
    place = data.index(struct.pack("<3H", 0x42, 2, 1200)) + 4
    path.write_bytes(data[:place] + struct.pack("<H", code_page) + data[place + 2 :])
    return path


def xlsb(path: Path, rows: dict[int, dict[int, str]], merges: Sequence[tuple[int, int, int, int]]) -> Path:
    """Write an XLSB; rows and columns count from 0, and `merges` are (top, bottom, left, right)."""
    lines = b"".join(
        _record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0))
        + b"".join(_record(6, struct.pack("<II", column, 0) + _text(text)) for column, text in cells.items())
        for row, cells in rows.items()
    )
    bottom, right = max(rows), max(max(cells) for cells in rows.values())
    top, left = min(rows), min(min(cells) for cells in rows.values())
    areas = b"".join(_record(176, struct.pack("<4I", *area)) for area in merges)
    sheet = (
        _record(129)
        + _record(148, struct.pack("<4I", top, bottom, left, right))
        + _record(145)
        + lines
        + _record(146)
        + _record(177, struct.pack("<I", len(merges)))
        + areas
        + _record(178)
        + _record(130)
    )
    bundle = _record(156, struct.pack("<II", 0, 1) + _text("r1") + _text("List"))
    book = _record(131) + _record(143) + bundle + _record(144) + _record(132)
    relationship = '<Relationship Id="r1" Type="{}/{}" Target="{}"/>'
    kind = f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}/relationships">'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        root = relationship.format(_OFFICE, "officeDocument", "xl/workbook.bin")
        zipped.writestr("_rels/.rels", f"{kind}{root}</Relationships>")
        part = relationship.format(_OFFICE, "worksheet", "worksheets/sheet1.bin")
        zipped.writestr("xl/_rels/workbook.bin.rels", f"{kind}{part}</Relationships>")
        zipped.writestr("xl/workbook.bin", book)
        zipped.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind: int, data: bytes = b"") -> bytes:
    size, length = len(data), b""
    while size >= 0x80:
        length += bytes([size & 0x7F | 0x80])
        size >>= 7
    length += bytes([size])
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + length + data
