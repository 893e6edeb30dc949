"""Excel tables of a worksheet: what they cover, and how one is widened."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from batchgen import patterns
from batchgen.sheets import headers
from batchgen.sheets.book import cells, package, workbook, xmltext

_AREA = patterns.late(r"\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")
_ROOT = patterns.late(r"<(?:\w+:)?table\s[^>]*>")
_FILTER = patterns.late(r"<(?:\w+:)?autoFilter\s[^>]*>")
_COLUMNS = patterns.late(r"<((?:\w+:)?)tableColumns\b[^>]*>")
_REF = patterns.late(r"""(\sref\s*=\s*["'])([^"']*)(["'])""")
_COUNT = patterns.late(r"""(\scount\s*=\s*["'])(\d+)(["'])""")


@dataclasses.dataclass(frozen=True, slots=True)
class Area:
    """A block of cells: columns count from 0, rows from 1; all four are inside."""

    first: int
    top: int
    last: int
    bottom: int

    @property
    def reference(self) -> str:
        """The area as a workbook names it: `A1:C9`."""
        return f"{headers.letter(self.first)}{self.top}:{headers.letter(self.last)}{self.bottom}"


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """An Excel table.

    `mapped` says that its columns come from a query or an XML map, so that it must keep its width.
    """

    part: str
    area: Area
    has_header: bool
    totals: int
    mapped: bool
    ids: tuple[int, ...]


def area(reference: str) -> Area | None:
    """Read a reference such as `A1:C9` or `B2`."""
    match = _AREA.fullmatch(reference.strip().upper())
    if match is None:
        return None
    first, top = cells.position_of(match[1]), int(match[2])
    last = cells.position_of(match[3]) if match[3] else first
    return Area(first, top, last, int(match[4]) if match[4] else top)


def of(source: package.Package, part: str) -> Iterator[Table]:
    """Read the tables of a worksheet part."""
    for relationship in source.relationships(part).values():
        if relationship.kind == "table" and source.info(relationship.target):
            root = source.xml(relationship.target)
            covered = area(root.get("ref", ""))
            if covered is None:
                continue
            columns = list(workbook.children(root, "tableColumns", "tableColumn"))
            mapped = root.get("tableType", "worksheet") != "worksheet" or any(
                workbook.local(child) == "xmlColumnPr" for column in columns for child in column
            )
            ids = tuple(int(column.get("id", "0")) for column in columns)
            has_header = root.get("headerRowCount", "1") != "0"
            totals = int(root.get("totalsRowCount", "0"))
            yield Table(relationship.target, covered, has_header, totals, mapped, ids)


def widened(text: str, table: Table, new_headers: Sequence[str]) -> str:
    """Return a table part with more columns on its right: its areas, their count and their names."""
    to = dataclasses.replace(table.area, last=table.area.last + len(new_headers)).reference
    old = table.area.reference

    def wide(match: re.Match[str]) -> str:
        return _REF.sub(
            lambda m: m[1] + (to if m[2].replace("$", "") == old else m[2]) + m[3], match[0], count=1
        )

    text = _ROOT.sub(wide, text, count=1)
    bottom = table.area.bottom - table.totals
    old = dataclasses.replace(table.area, bottom=bottom).reference
    to = dataclasses.replace(table.area, last=table.area.last + len(new_headers), bottom=bottom).reference
    text = _FILTER.sub(wide, text, count=1)
    opened = _COLUMNS.search(text)
    assert opened is not None
    count = str(len(table.ids) + len(new_headers))
    start = _COUNT.sub(lambda m: m[1] + count + m[3], opened[0])
    p, following = opened[1], max(table.ids, default=0) + 1
    made = "".join(
        f'<{p}tableColumn id="{following + k}" name="{xmltext.attribute(header)}"/>'
        for k, header in enumerate(new_headers)
    )
    text = text[: opened.start()] + start + text[opened.end() :]
    cut = text.index(f"</{p}tableColumns")
    return text[:cut] + made + text[cut:]
