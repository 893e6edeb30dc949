"""ODS as calamine can read it, without the white space that some writers put between cells; its merges."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from pathlib import Path
from xml.parsers import expat

from batchgen.sheets.book import package, tables, xmltext

_CONTENT = "content.xml"
_ENCRYPTED = b"encryption-data"
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*?\?>\s*")
# What this module has to do with: merged cells, white space that may stand between elements, entities.
_WORK = re.compile(rb"-spanned=|[\t\r\n]|> | <|  |<!|\0")
_BREAKS = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
_CELLS = {"table:table-cell", "table:covered-table-cell"}
_PARAGRAPHS = {"text:p", "text:h"}


@dataclasses.dataclass(frozen=True, slots=True)
class Prepared:
    """An ODS file for calamine, and the merged areas of its worksheets by their names."""

    content: io.BytesIO
    merges: dict[str, list[tables.Area]]


def prepared(path: Path, title: str) -> Prepared | None:
    """Return a workbook anew, or None if calamine reads it as it stands, or it is encrypted.

    Raises errors.SheetError if it is damaged.

    White space between the elements of a cell, row or table means nothing (OpenDocument 1.3, part 3, 6.1.2),
    and calamine stops at it.
    """
    content, writer = io.BytesIO(), _Writer()
    with package.Package(path, title) as source:
        manifest = source.info("META-INF/manifest.xml")
        if manifest is not None and _ENCRYPTED in b"".join(source.chunks(manifest.filename)):
            return None
        if not _has_work(source):
            return None
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
            made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
            made.writestr("META-INF/manifest.xml", "<manifest/>")
            with made.open(_CONTENT, "w", force_zip64=True) as stream:
                try:
                    for chunk in source.chunks(_CONTENT):
                        stream.write(writer.feed(chunk))
                    stream.write(writer.close())
                except expat.ExpatError as error:
                    raise source.damaged(f"{_CONTENT}: {error}") from error
                except _EntitiesError as error:
                    raise source.with_entities(_CONTENT) from error
    content.seek(0)
    return Prepared(content, writer.merges)


def _has_work(source: package.Package) -> bool:
    """Return whether the content holds anything to do with: to parse all of it takes six times as long."""
    last = None
    for chunk in source.chunks(_CONTENT):
        if _WORK.search(_DECLARATION.sub(b"", chunk, count=1) if last is None else last + chunk):
            return True
        last = chunk[-10:]
    return False


class _EntitiesError(Exception):
    """The document declares a type or entities, which no spreadsheet program writes."""


class _Writer:
    """Write the document as it is parsed, and collect the merged areas on the way."""

    def __init__(self) -> None:
        self.merges: dict[str, list[tables.Area]] = {}
        self._out: list[str] = []
        self._path: list[str] = []
        self._areas: list[tables.Area] = []
        self._row = self._column = self._rows = 0
        self._at_break = self._ends_in_break = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse

    def feed(self, chunk: bytes) -> bytes:
        """Take in a piece of the document, and return a piece of the new one."""
        self._parser.Parse(chunk, False)  # noqa: FBT003 - the parser takes it by position
        return self._taken()

    def close(self) -> bytes:
        """Return the rest."""
        self._parser.Parse(b"", True)  # noqa: FBT003
        return self._taken()

    def _taken(self) -> bytes:
        text = "".join(self._out)
        self._out.clear()
        return text.encode()

    def _refuse(self, *_: object) -> None:
        raise _EntitiesError

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        texts = "".join(f' {key}="{xmltext.attribute(value)}"' for key, value in attributes.items())
        self._out.append(f"<{name}{texts}>")
        if name in _CELLS:
            self._cell(attributes)
        elif name == "table:table-row":
            self._row += self._rows
            self._column, self._rows = 0, _count(attributes, "table:number-rows-repeated")
        elif name == "table:table" and self._path[-1:] == ["office:spreadsheet"]:
            self._areas = self.merges.setdefault(attributes.get("table:name", ""), [])
            self._row, self._rows = 1, 0
        elif name in _PARAGRAPHS:
            self._at_break = True
        self._ends_in_break = False
        self._path.append(name)

    def _cell(self, attributes: dict[str, str]) -> None:
        if "table:number-columns-spanned" in attributes or "table:number-rows-spanned" in attributes:
            width = _count(attributes, "table:number-columns-spanned")
            height = _count(attributes, "table:number-rows-spanned")
            if width * height > 1:
                first, top = self._column, self._row
                self._areas.append(tables.Area(first, top, first + width - 1, top + height - 1))
        self._column += _count(attributes, "table:number-columns-repeated")

    def _end(self, name: str) -> None:
        if name in _PARAGRAPHS and self._ends_in_break and self._out:
            self._out.pop()
        self._ends_in_break = False
        self._out.append(f"</{name}>")
        self._path.pop()

    def _text(self, text: str) -> None:
        """Write a text; a line break in a paragraph is a space, and at its ends nothing (section 6.1.2)."""
        if not self._path[-1].startswith("text:"):
            if not text.isspace():
                self._out.append(xmltext.escaped(text))
            return
        text = _BREAKS.sub("\n", text)
        if self._at_break:
            text = text.removeprefix("\n")
        if text:
            self._at_break = self._ends_in_break = text[-1] == "\n"
            self._out.append(xmltext.escaped(text.removesuffix("\n").replace("\n", " ")))
            if self._at_break:
                self._out.append(" ")


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() else 1
