"""Worksheets: the sheets that a file has, to choose one of them."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from batchgen.sheets import filetype
from batchgen.sheets.book import package, tables, workbook, xmltext
from batchgen.sheets.foreign import reader

_DIMENSION = re.compile(r"""<(?:\w+:)?dimension\s(?:[^>]*?\s)?ref\s*=\s*["']([^"']*)["']""")
_HEAD = 1 << 16
"""Characters at a worksheet's beginning in which it says how far its cells go."""


@dataclasses.dataclass(frozen=True, slots=True)
class Worksheet:
    """A worksheet of a workbook.

    `last_row` is how far the file says that its cells go, headers too; None where it does not say.
    """

    name: str
    hidden: bool
    last_row: int | None = None


def worksheets(path: Path) -> tuple[Worksheet, ...]:
    """Return the worksheets of a workbook in their order; none for a text table. No row is read of XLSX.

    Raises errors.SheetError for a file that is not a sheet.
    """
    match filetype.kind_of(path):
        case "workbook":
            with package.Package(path, path.name) as zipped:
                entries = workbook.load(zipped).entries
                return tuple(Worksheet(e.name, e.hidden, _last_row(zipped, e.part)) for e in entries)
        case "foreign":
            return tuple(Worksheet(e.name, e.hidden) for e in reader.entries_of(path))
        case _:
            return ()


def _last_row(zipped: package.Package, part: str) -> int | None:
    if zipped.info(part) is None:
        return None
    head = next(xmltext.decoded(zipped, part), "")[:_HEAD]
    found = _DIMENSION.search(head)
    area = tables.area(found[1]) if found else None
    return area.bottom if area else None
