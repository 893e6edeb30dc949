"""A zip file written anew from an old one: parts that do not change are copied as packed bytes."""

from __future__ import annotations

import codecs
import dataclasses
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from batchgen import errors
from batchgen.sheets.book import words

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8_NAME, _DESCRIPTOR = 0x800, 0x08
_VERSION = 20
"""2.0, the version of ZIP that knows folders and deflate (APPNOTE 4.4.3)."""

_CHUNK = 1 << 20
"""Bytes copied at a time."""

_LEVEL = 4
"""Of deflate: faster than the usual 6, and files a little larger."""

_BATCH = 500
"""Texts that are encoded at a time: few calls, little memory."""

_LIMIT = 0xFFFFFFFF
"""Sizes and places in a ZIP without its 64-bit form have 32 bits."""


@dataclasses.dataclass(slots=True)
class _Entry:
    name: bytes
    flags: int
    method: int
    time: int
    date: int
    attributes: int
    offset: int
    crc: int = 0
    packed: int = 0
    size: int = 0


class ZipCopy:
    """Writes a zip file into a seekable stream."""

    def __init__(self, out: BinaryIO, source: BinaryIO) -> None:
        self._out = out
        self._source = source
        self._entries: list[_Entry] = []

    def copy(self, info: zipfile.ZipInfo) -> None:
        """Copy one entry of the source as it is packed. Raises errors.SheetError for a damaged one."""
        entry = self._begin(info)
        entry.method, entry.crc = info.compress_type, info.CRC
        entry.packed, entry.size = info.compress_size, info.file_size
        self._out.write(self._local(entry))
        self._source.seek(info.header_offset)
        header = self._source.read(_LOCAL.size)
        if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
            raise errors.SheetError(words.damaged_part(info.filename))
        name_length, extra_length = struct.unpack("<2H", header[26:30])
        self._source.seek(name_length + extra_length, 1)
        left = info.compress_size
        while left:
            chunk = self._source.read(min(left, _CHUNK))
            if not chunk:
                raise errors.SheetError(words.cut_part(info.filename))
            self._out.write(chunk)
            left -= len(chunk)

    def write(self, info: zipfile.ZipInfo, chunks: Iterable[bytes]) -> None:
        """Write a part with new content under the name, date and attributes of `info`."""
        entry = self._begin(info)
        entry.method = zipfile.ZIP_DEFLATED
        self._out.write(self._local(entry))
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
        for chunk in chunks:
            entry.crc = zlib.crc32(chunk, entry.crc)
            entry.size += len(chunk)
            entry.packed += self._out.write(packer.compress(chunk))
        entry.packed += self._out.write(packer.flush())
        if max(entry.size, entry.packed) >= _LIMIT:
            raise errors.SheetError(words.part_too_large(info.filename))
        end = self._out.tell()
        self._out.seek(entry.offset)
        self._out.write(self._local(entry))
        self._out.seek(end)

    def finish(self) -> None:
        """Write the directory."""
        start = self._out.tell()
        for entry in self._entries:
            self._out.write(self._central(entry))
        size = self._out.tell() - start
        count = len(self._entries)
        if start + size >= _LIMIT or count >= 0xFFFF:
            raise errors.SheetError(words.BOOK_TOO_LARGE)
        self._out.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, size, start, 0))

    def _begin(self, info: zipfile.ZipInfo) -> _Entry:
        flags = info.flag_bits & ~_DESCRIPTOR
        try:
            name = info.orig_filename.encode("utf-8" if flags & _UTF8_NAME else "cp437")
        except UnicodeEncodeError:
            name, flags = info.orig_filename.encode(), flags | _UTF8_NAME
        year, month, day, hour, minute, second = info.date_time
        entry = _Entry(
            name=name,
            flags=flags,
            method=info.compress_type,
            time=hour << 11 | minute << 5 | second // 2,
            date=max(year - 1980, 0) << 9 | month << 5 | day,
            attributes=info.external_attr,
            offset=self._out.tell(),
        )
        self._entries.append(entry)
        return entry

    @staticmethod
    def _local(entry: _Entry) -> bytes:
        sizes = (entry.crc, entry.packed, entry.size)
        fields = (_VERSION, entry.flags, entry.method, entry.time, entry.date, *sizes, len(entry.name), 0)
        return _LOCAL.pack(b"PK\x03\x04", *fields) + entry.name

    @staticmethod
    def _central(entry: _Entry) -> bytes:
        sizes = (entry.crc, entry.packed, entry.size)
        fields = (_VERSION, _VERSION, entry.flags, entry.method, entry.time, entry.date, *sizes)
        places = (len(entry.name), 0, 0, 0, 0, entry.attributes, entry.offset)
        return _CENTRAL.pack(b"PK\x01\x02", *fields, *places) + entry.name


def encoded(texts: Iterable[str], encoding: str) -> Iterator[bytes]:
    """Yield the bytes of a part that is written as many short texts."""
    encoder = codecs.getincrementalencoder(encoding)()
    held: list[str] = []
    for text in texts:
        held.append(text)
        if len(held) >= _BATCH:
            yield encoder.encode("".join(held))
            held.clear()
    yield encoder.encode("".join(held))
