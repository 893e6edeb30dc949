"""The zip package of a workbook: its parts and relationships, opened with limits."""

from __future__ import annotations

import contextlib
import dataclasses
import posixpath
import re
import struct
import types
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Self
from xml.etree import ElementTree as ET

from batchgen import errors
from batchgen.sheets.book import words

LARGEST_SMALL_PART = 24 << 20
"""Bytes of a part that is read whole, such as styles and relations."""

LARGEST_PART = 3 << 30
"""Bytes of a part that is streamed, row by row."""

_SUSPICIOUS_SIZE, _SUSPICIOUS_RATIO = 100 << 20, 150
_MOST_PARTS = 20_000
"""Parts of a package: a directory that is made to be huge takes no more memory."""

_CHUNK = 1 << 19
"""Bytes read at a time."""

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, OSError, ValueError)


@dataclasses.dataclass(frozen=True, slots=True)
class Relationship:
    """One line of a `.rels` part; `target` is a part name, or a URL if `external`."""

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """The last word of the type, which strict and transitional files share."""
        return self.type.rsplit("/", 1)[-1]


class Package:
    """A workbook's zip file, read only. Everything that is wrong with it becomes errors.SheetError."""

    def __init__(self, path: Path, title: str) -> None:
        self.path = path
        self.title = title
        # Held here, so that it is closed at the end even if a part is still being read.
        self._held = contextlib.ExitStack()
        try:
            file = self._held.enter_context(path.open("rb"))
            self._zip = zipfile.ZipFile(file)
        except _DAMAGE as error:
            self._held.close()
            raise self.damaged(error) from error
        self.infos = self._zip.infolist()
        self._names = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in self.infos}
        try:
            self._refuse_bombs()
        except errors.SheetError:
            self._held.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: types.TracebackType | None
    ) -> None:
        self._zip.close()
        self._held.close()

    def damaged(self, error: object) -> errors.SheetError:
        """Return the error for a file that is cut off or damaged."""
        return errors.SheetError(
            words.damaged(self.title, error),
            hint=words.SAVE_AGAIN,
        )

    def with_entities(self, part: str) -> errors.SheetError:
        """Return the error for an XML text that declares a document type or entities."""
        return errors.SheetError(words.has_entities(self.title, part))

    def _refuse_bombs(self) -> None:
        if len(self.infos) > _MOST_PARTS:
            raise errors.SheetError(words.too_many_parts(self.title, len(self.infos)))
        for info in self.infos:
            packed = max(info.compress_size, info.file_size // _SUSPICIOUS_RATIO)
            bomb = info.file_size > _SUSPICIOUS_SIZE and packed > info.compress_size
            if bomb or info.file_size > LARGEST_PART:
                size = f"{info.file_size / 1e9:.1f} GB"
                raise errors.SheetError(
                    words.too_large(self.title, size, info.filename),
                    hint=words.COPY_ROWS,
                )
            if info.flag_bits & 1:
                raise errors.SheetError(words.has_password(self.title), hint=words.SAVE_WITHOUT)

    def info(self, part: str) -> zipfile.ZipInfo | None:
        """Return the zip's entry of a part, or None; names are compared without case."""
        return self._names.get(part.lstrip("/").lower())

    def chunks(self, part: str) -> Iterator[bytes]:
        """Read a part piece by piece."""
        info = self.info(part)
        if info is None:
            raise self.damaged(words.missing_part(part))
        try:
            with self._zip.open(info) as stream:
                yield from _pieces(stream)
        except _DAMAGE as error:
            raise self.damaged(error) from error
        except RuntimeError as error:
            raise errors.SheetError(words.has_password(self.title)) from error

    def text(self, part: str) -> str:
        """Read a whole small part as text, and refuse what could hurt an XML parser (a DTD)."""
        info = self.info(part)
        if info is not None and info.file_size > LARGEST_SMALL_PART:
            raise errors.SheetError(words.large_part(self.title, part, info.file_size >> 20))
        data = b"".join(self.chunks(part))
        try:
            text = data.decode(encoding_of(data[:200]))
        except (UnicodeError, LookupError) as error:
            raise self.damaged(f"{part}: {error}") from error
        self.refuse_dtd(text, part)
        return text

    def encoding(self, part: str) -> str:
        """Return the encoding of an XML part."""
        return encoding_of(next(self.chunks(part), b"")[:200])

    def refuse_dtd(self, text: str, part: str) -> None:
        """Raise errors.SheetError if an XML text declares a document type or entities."""
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise self.with_entities(part)

    def xml(self, part: str) -> ET.Element:
        """Parse a small part."""
        text = re.sub(r"^\s*<\?xml[^>]*\?>", "", self.text(part).lstrip("\ufeff"))
        try:
            return ET.fromstring(text)  # noqa: S314 - a text with a DTD was refused above
        except ET.ParseError as error:
            raise self.damaged(f"{part}: {error}") from error

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Return the relationships of a part ("" is the package) by id."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if self.info(rels) is None:
            return {}
        found = {}
        for element in self.xml(rels):
            target, external = element.get("Target", ""), element.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            key = element.get("Id", "")
            found[key] = Relationship(key, element.get("Type", ""), target, external)
        return found


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def encoding_of(head: bytes) -> str:
    """Return the encoding that the first bytes of an XML part declare."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if head.startswith(b"<\x00"):
        return "utf-16-le"
    if head.startswith(b"\x00<"):
        return "utf-16-be"
    declared = re.match(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)""", head)
    name = declared.group(1).decode() if declared else "utf-8"
    return "utf-8-sig" if head.startswith(b"\xef\xbb\xbf") else name
