"""Opening a sheet: what kind of file it is, by its content and its name."""

from __future__ import annotations

import dataclasses
import re
import shutil
import sys
import tempfile
import weakref
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO, Literal

from batchgen import encodings, errors
from batchgen.sheets import sheet as sheets
from batchgen.sheets import words
from batchgen.sheets.book import workbook, xlsx
from batchgen.sheets.foreign import reader
from batchgen.sheets.text import delimited

_WORKBOOKS = {".xlsx", ".xlsm", ".xltx", ".xltm"}
_FOREIGN = {".xls", ".xlsb", ".ods"}
_COPY = re.compile(r"\.(?:bak\d*|tmp)")
"""Endings of copies that we make: they do not say what is in them."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# The first record (BOF) of a workbook of Excel 2 to 95, or of a later one without the OLE file around it
# (OpenOffice's documentation of the format, 5.8): its number and its length.
_BARE = re.compile(rb"\x09(?:\x00\x04|[\x02\x04\x08][\x04-\x10])\x00")
_KINDS = {"xl/workbook.bin": "XLSB", "xl/workbook.xml": "XLSX", "content.xml": "ODS"}


def open_sheet(
    path: Path | Literal["-"],
    *,
    worksheet: str = "",
    header_row: int | None = None,
    encoding: str = "",
    recall: encodings.Recall = encodings.no_memory,
    recorded: Collection[str] = (),
    copied: bool = False,
    may_be_empty: bool = False,
) -> sheets.Sheet:
    """Open a spreadsheet: CSV and its like, XLSX, XLSM, XLS, XLSB, ODS, or CSV from standard input (`-`).

    `encoding` is what a text must be; `recall` says how it was read before, if it is not Unicode. `recorded`
    are the headers that an earlier run added, which the state file keeps. With `copied` a private copy is
    read, so that the file itself may be overwritten meanwhile; with `may_be_empty` headers alone will do.
    Raises errors.SheetError for a file that is missing, empty, damaged, protected or of another kind.
    """
    options = sheets.Options(worksheet, header_row, encoding, recall, tuple(recorded), may_be_empty)
    if path == "-":
        return _of_spool(_spooled(sys.stdin.buffer, ".csv"), options, path=None)
    if copied and path.is_file():
        return _of_spool(_copy(path), options, path=path)
    return _open(path, options, path=path)


def _of_spool(spool: Path, options: sheets.Options, *, path: Path | None) -> sheets.Sheet:
    try:
        sheet = _open(spool, options, path=path)
    except errors.BatchgenError:
        spool.unlink(missing_ok=True)
        raise
    weakref.finalize(sheet, spool.unlink, missing_ok=True)
    return sheet


def reopened(sheet: sheets.Sheet, source: Path | None = None, *, may_be_empty: bool = False) -> sheets.Sheet:
    """Open a sheet again as it was opened before, since its file was edited; what we wrote is known.

    `source` is another file to read in its place, such as one that is to become it.
    """
    recorded = (*sheet.options.recorded, *sheet.written)
    may_be_empty = may_be_empty or sheet.options.may_be_empty
    options = dataclasses.replace(sheet.options, recorded=recorded, may_be_empty=may_be_empty)
    return _open(source or sheet.source, options, path=sheet.path)


def _open(source: Path, options: sheets.Options, *, path: Path | None) -> sheets.Sheet:
    match _kind(source, path):
        case "foreign":
            return reader.ForeignSheet(source, options, path=path)
        case "workbook":
            return xlsx.XlsxSheet(source, options, path=path)
        case _:
            return delimited.DelimitedSheet(source, options, path=path)


_Kind = Literal["workbook", "foreign", "text"]


def kind_of(path: Path) -> _Kind:
    """Return what kind of file a sheet is. Raises errors.SheetError as `open_sheet`."""
    return _kind(path, path)


def _kind(source: Path, path: Path | None) -> _Kind:
    name = path.name if path else words.STANDARD_INPUT
    head = _head(source, name)
    suffix = path.suffix.lower() if path else ""
    _refuse_foreign_content(head, suffix, name, source)
    if suffix in _FOREIGN:
        return "foreign"
    return "workbook" if head.startswith(b"PK") else "text"


def _head(source: Path, name: str) -> bytes:
    if source.is_dir():
        raise errors.SheetError(words.is_folder(source), hint=words.FILE_IN_FOLDER)
    try:
        with source.open("rb") as stream:
            head = stream.read(4096)
    except FileNotFoundError as error:
        raise errors.SheetError(words.no_file(source), hint=words.CHECK_NAME) from error
    except OSError as error:
        raise errors.SheetError(words.not_read(name, error.strerror)) from error
    if not head:
        raise errors.SheetError(words.is_empty(name))
    return head


def _refuse_foreign_content(head: bytes, suffix: str, name: str, source: Path) -> None:
    """Raise errors.SheetError when the content is not what the name says."""
    if head.startswith(_OLE):
        if _holds(source, _ENCRYPTED):
            raise workbook.encrypted(name)
        if suffix != ".xls":
            raise errors.SheetError(words.old_excel(name), hint=words.RENAME_XLS, kind="old-excel")
    elif head.startswith(b"PK"):
        if suffix not in _WORKBOOKS | _FOREIGN and not _COPY.fullmatch(suffix):
            raise errors.SheetError(words.really_a_workbook(name), hint=words.RENAME_XLSX)
        _refuse_other_kind(source, suffix, name)
    elif _BARE.match(head):
        raise errors.SheetError(
            words.very_old(name),
            hint=words.SAVE_AS_XLSX,
        )
    elif suffix in _WORKBOOKS | _FOREIGN or b"<html" in head[:2048].lower():
        raise errors.SheetError(_not_a_workbook(head, name), hint=words.SAVE_AS_TABLE)


def _refuse_other_kind(source: Path, suffix: str, name: str) -> None:
    """Raise errors.SheetError when a zip file of one kind of workbook has the name of another one."""
    try:
        with zipfile.ZipFile(source) as zipped:
            parts = {part.replace("\\", "/").lower() for part in zipped.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        return  # Whoever reads it says what is damaged.
    kind = next((kind for part, kind in _KINDS.items() if part in parts), "")
    if kind and suffix in _FOREIGN and kind != suffix[1:].upper():
        raise errors.SheetError(words.other_kind(name, kind), hint=words.rename_to(kind.lower()))


def _not_a_workbook(head: bytes, name: str) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta")) or b"<html" in start:
        return words.web_page(name)
    if start.startswith(b"<?xml"):
        return words.xml_file(name)
    if b"\0" in head:
        return words.unknown_file(name)
    return words.plain_text(name)


def _holds(source: Path, mark: bytes) -> bool:
    """Return whether an OLE file holds a part of this name: at its beginning, or where its directory is.

    The header says how large a sector is, and in which one the directory begins ([MS-CFB] 2.2).
    """
    with source.open("rb") as stream:
        head = stream.read(1 << 20)
        sector = 1 << min(int.from_bytes(head[30:32], "little"), 12)
        stream.seek((int.from_bytes(head[48:52], "little") + 1) * sector)
        return mark in head or mark in stream.read(1 << 16)


def _copy(path: Path) -> Path:
    try:
        with path.open("rb") as stream:
            return _spooled(stream, path.suffix)
    except OSError as error:
        raise errors.SheetError(words.not_read(path.name, error.strerror)) from error


def _spooled(stream: BinaryIO, suffix: str) -> Path:
    """Copy what is read once, or may change, to a temporary file: a sheet is read more than once."""
    with tempfile.NamedTemporaryFile(prefix="batchgen-", suffix=suffix, delete=False) as spool:
        shutil.copyfileobj(stream, spool)
    return Path(spool.name)
