"""Rows of a workbook without their texts: cells, shared strings, links and comments; all else as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import BinaryIO

from batchgen import patterns
from batchgen.sheets.book import package, xlsx, xmltext
from batchgen.sheets.book.write import zipcopy

_ROW = patterns.late(r"<((?:\w+:)?)row(\s(?:[^>]*[^/>])?)?>(.*?)</\1row\s*>", re.DOTALL)
_CELL = patterns.late(r"<((?:\w+:)?)c((?:\s[^<>]*?)?)(?:/>|>(.*?)</\1c\s*>)", re.DOTALL)
_FORMULA = patterns.late(r"<((?:\w+:)?)f(?:\s[^>]*)?(?:/>|>[^<]*</\1f\s*>)")
_VALUE = patterns.late(r"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</")
_TEXT = patterns.late(r"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</")
_ITEM = patterns.late(r"<((?:\w+:)?)si(?:\s[^>]*)?(?:/>|>(.*?)</\1si\s*>)", re.DOTALL)
_LINK = patterns.late(r"<((?:\w+:)?)hyperlink\s[^>]*?(?:/>|>.*?</\1hyperlink\s*>)", re.DOTALL)
_LINKS = patterns.late(r"<((?:\w+:)?)hyperlinks(?:\s[^>]*)?>\s*</\1hyperlinks\s*>")
_RELATION = patterns.late(r"<(?:\w+:)?Relationship\s[^>]*?(?:/>|>\s*</(?:\w+:)?Relationship\s*>)")
_COMMENT = patterns.late(r"<((?:\w+:)?)(comment|threadedComment)\s[^>]*?(?:/>|>.*?</\1\2\s*>)", re.DOTALL)
_NUMBERS = patterns.late(r"[A-Za-z]+\$?(\d+)")

Theirs = Callable[[Collection[str]], bool]
"""Whether the texts of a row of any worksheet are of somebody."""


class RowBlanker:
    """Writes one workbook anew without the texts of some rows, which keep their place and their look.

    `decided` says of the rows of the sheet that was opened, by number, whether they go; what else is in the
    workbook goes if its texts are `theirs`. A formula stays, without what it last came to.
    """

    def __init__(self, sheet: xlsx.XlsxSheet, decided: Mapping[int, bool], theirs: Theirs) -> None:
        self._sheet, self._decided, self._theirs = sheet, decided, theirs
        self._strings: list[str] = []
        self._dropped: set[int] = set()
        self._kept: set[int] = set()
        self._changed: dict[str, str] = {}
        self.rows = 0

    def write(self, out: BinaryIO) -> None:
        """Write the workbook. Raises errors.SheetError for a damaged one."""
        path, book = self._sheet.source, self._sheet.book
        with package.Package(path, self._sheet.title) as zipped, path.open("rb") as source:
            strings = _whole(zipped, book.strings_part) if zipped.info(book.strings_part) else ""
            self._strings = ["".join(_TEXT.findall(item[2] or "")) for item in _ITEM.finditer(strings)]
            for entry in book.entries:
                self._blank_sheet(zipped, entry.part)
            if self._dropped - self._kept:
                self._changed[book.strings_part.lower()] = _without(strings, self._dropped - self._kept)
            copy = zipcopy.ZipCopy(out, source)
            for info in zipped.infos:
                text = self._changed.get(info.filename.replace("\\", "/").lstrip("/").lower())
                if text is None:
                    copy.copy(info)
                else:
                    copy.write(info, [text.encode(zipped.encoding(info.filename))])
            copy.finish()

    def _blank_sheet(self, zipped: package.Package, part: str) -> None:
        before = _whole(zipped, part)
        own = self._decided if part == self._sheet.entry.part else {}
        blanked: set[int] = set()

        def row(match: re.Match[str]) -> str:
            number = int((re.search(r'\sr\s*=\s*["\'](\d+)', match[2] or "") or [0, 0])[1])
            cells = list(_CELL.finditer(match[3]))
            goes = own.get(number)
            if not (self._theirs([self._text(cell) for cell in cells]) if goes is None else goes):
                self._kept.update(self._indices(cells))
                return match[0]
            self._dropped.update(self._indices(cells))
            blanked.add(number)
            return f"<{match[1]}row{match[2] or ''}>{_CELL.sub(_bare, match[3])}</{match[1]}row>"

        text = _ROW.sub(row, before)
        if blanked:
            self.rows += len(blanked)
            self._changed[part.lower()] = self._without_links(zipped, part, text, blanked)
            self._drop_comments(zipped, part, blanked)

    def _text(self, cell: re.Match[str]) -> str:
        if (index := _index(cell)) is not None:
            return xmltext.unescape(self._strings[index]) if index < len(self._strings) else ""
        inner = cell[3] or ""
        return xmltext.unescape("".join(_TEXT.findall(inner) or _VALUE.findall(inner)))

    @staticmethod
    def _indices(cells: list[re.Match[str]]) -> Iterator[int]:
        return (index for cell in cells if (index := _index(cell)) is not None)

    def _without_links(self, zipped: package.Package, part: str, text: str, rows: Collection[int]) -> str:
        """Return a worksheet without the links of some rows; the addresses behind them go, too."""
        gone: set[str] = set()

        def link(match: re.Match[str]) -> str:
            if not _is_in(match[0], rows):
                return match[0]
            gone.update(re.findall(r'\w+:id\s*=\s*["\']([^"\']*)', match[0]))
            return ""

        text = _LINKS.sub("", _LINK.sub(link, text))
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels"
        if gone and zipped.info(rels):
            self._changed[rels.lower()] = _RELATION.sub(
                lambda m: "" if re.search(r'\sId\s*=\s*["\']([^"\']*)', m[0])[1] in gone else m[0],  # type: ignore[index]
                zipped.text(rels),
            )
        return text

    def _drop_comments(self, zipped: package.Package, part: str, rows: Collection[int]) -> None:
        for relation in zipped.relationships(part).values():
            if relation.kind in {"comments", "threadedComment"} and zipped.info(relation.target):
                text = zipped.text(relation.target)
                self._changed[relation.target.lower()] = _COMMENT.sub(
                    lambda m: "" if _is_in(m[0], rows) else m[0], text
                )


def _whole(zipped: package.Package, part: str) -> str:
    text = b"".join(zipped.chunks(part)).decode(zipped.encoding(part))
    zipped.refuse_dtd(text, part)
    return text


def _index(cell: re.Match[str]) -> int | None:
    """Return the number of the shared string that a cell shows, None if it shows none."""
    is_shared = re.search(r'\st\s*=\s*["\']s["\']', cell[2] or "")
    value = _VALUE.search(cell[3] or "") if is_shared else None
    return int(value[1]) if value else None


def _bare(cell: re.Match[str]) -> str:
    """Return a cell with its look and its formula, and nothing in it."""
    attributes = re.sub(r'\st\s*=\s*["\']\w+["\']', "", cell[2] or "")
    formula = _FORMULA.search(cell[3] or "")
    if formula is None:
        return f"<{cell[1]}c{attributes}/>"
    return f"<{cell[1]}c{attributes}>{formula[0]}</{cell[1]}c>"


def _without(strings: str, numbers: Collection[int]) -> str:
    """Return the shared strings with some of them empty: the others keep their numbers."""
    count = -1

    def item(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        p = match[1]
        return f"<{p}si><{p}t/></{p}si>" if count in numbers else match[0]

    return _ITEM.sub(item, strings)


def _is_in(element: str, rows: Collection[int]) -> bool:
    """Return whether an element about cells (`ref`) is about rows among these."""
    reference = re.search(r'\sref\s*=\s*["\']([^"\']*)', element)
    numbers = [int(number) for number in _NUMBERS.findall(reference[1])] if reference else []
    return bool(numbers) and all(number in rows for number in numbers)
