"""A new workbook with one plain sheet: texts as texts, dates as dates, a bold header."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, NamedTuple

from batchgen import models
from batchgen.sheets import headers
from batchgen.sheets.book import xmltext
from batchgen.sheets.book.numbers import serials
from batchgen.sheets.book.write import contents, hyperlinks

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PROLOG = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BOLD, _DATE, _MOMENT, _TIME, _EXACT_MOMENT, _EXACT_TIME = range(1, 7)
_FLUSH = 1000


class Stamp(NamedTuple):
    """A date, a time or both, and the style that it is shown in."""

    date: dt.date | dt.time
    style: int


Cell = str | Stamp


def write(
    out: BinaryIO,
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    suffix: str = ".xlsx",
    linked: Sequence[tuple[str, int]] = (),
) -> None:
    """Write a workbook with one sheet, row by row; `suffix` is that of its file.

    `linked` are link fields and their column indices.
    """
    linker = hyperlinks.Linker([(field, headers.letter(index)) for field, index in linked], replacing=False)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for part, text in _parts(name, contents.of_workbook(suffix)).items():
            zipped.writestr(part, _PROLOG + text)
        with zipped.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            held = [_PROLOG, f'<worksheet xmlns="{_MAIN}"><sheetData>', _row(1, header, style=_BOLD)]
            for number, row in enumerate(rows, 2):
                held.append(_row(number, row))
                linker.add(number, {field: str(row[index]) for field, index in linked})
                if len(held) >= _FLUSH:
                    sheet.write("".join(held).encode())
                    held.clear()
            tail, rels = hyperlinks.new(linker, _OFFICE)
            sheet.write(("".join(held) + f"</sheetData>{tail}</worksheet>").encode())
        if rels:
            zipped.writestr("xl/worksheets/_rels/sheet1.xml.rels", rels)


def _row(number: int, cells: Sequence[Cell], *, style: int = 0) -> str:
    texts = (_cell(f"{headers.letter(i)}{number}", cell, style) for i, cell in enumerate(cells) if cell != "")
    return f'<row r="{number}">{"".join(texts)}</row>'


def _cell(reference: str, cell: Cell, style: int) -> str:
    if isinstance(cell, str):
        return xmltext.text_cell(reference, cell, f' s="{style}"' if style else "")
    return f'<c r="{reference}" s="{cell.style}"><v>{serials.serial(cell.date)}</v></c>'


def dated(row: models.Row, added: Mapping[int, str] | Sequence[str] = ()) -> Iterator[Cell]:
    """Return a row's cells, real dates where it has them, then the texts that are added."""
    for index, text in enumerate(row.cells):
        yield _real(row.dates.get(index), text)
    yield from added if not isinstance(added, Mapping) else added.values()


def _real(date: dt.date | dt.time | None, text: str) -> Cell:
    """Return a date in the form that shows the very text that the sheet showed, with seconds or without."""
    if date is None or (isinstance(date, dt.date) and date.year < 1900):
        return text
    exact = text.count(":") == 2
    if isinstance(date, dt.datetime):
        return Stamp(date if exact else date.replace(second=0), _EXACT_MOMENT if exact else _MOMENT)
    if isinstance(date, dt.time):
        return Stamp(date if exact else date.replace(second=0), _EXACT_TIME if exact else _TIME)
    return Stamp(date, _DATE)


def _parts(name: str, book_type: str) -> dict[str, str]:
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    title = xmltext.attribute("".join(c for c in name if c not in "[]:*?/\\'")[:31] or "Results")
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{book_type}"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet_type}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{sheet_type}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f'<sheets><sheet name="{title}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts count="5">'
        '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" '
        'formatCode="yyyy\\-mm\\-dd\\ hh:mm"/><numFmt numFmtId="166" formatCode="hh:mm"/>'
        '<numFmt numFmtId="167" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>'
        '<numFmt numFmtId="168" formatCode="hh:mm:ss"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        + "".join(
            f'<xf numFmtId="{n}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
            for n in (164, 165, 166, 167, 168)
        )
        + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>",
    }
