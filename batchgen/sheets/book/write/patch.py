"""Results into a workbook: its worksheet part is patched inside the zip, all else stays byte for byte."""

from __future__ import annotations

import dataclasses
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from batchgen import models, patterns, result_columns
from batchgen.sheets import headers, result_places
from batchgen.sheets.book import package, part, tables, words, xlsx
from batchgen.sheets.book.write import contents, hyperlinks, placing, rowpatch, zipcopy

_DIMENSION = patterns.late(r"""(<(?:\w+:)?dimension\s(?:[^>]*?\s)?ref\s*=\s*["'])([^"']*)(["'])""")


class Patcher:
    """Writes one workbook anew with results in it.

    Raises rowpatch.UnpatchableError where that is not safe.
    """

    def __init__(
        self,
        sheet: xlsx.XlsxSheet,
        columns: Sequence[result_places.Target],
        values: result_places.Values,
        *,
        suffix: str,
    ) -> None:
        self._sheet = sheet
        self._values = values
        self._suffix = suffix
        self._new = [target for target in columns if target.index is None]
        self._columns = list(columns)
        self._rows = rowpatch.RowPatcher(sheet.frame.prefix)
        self._indices: dict[str, int] = {}
        self._linker = hyperlinks.Linker(())
        self._rels = self._rels_before = ""
        self._first = 0
        self.rows = 0
        self.notes: tuple[str, ...] = ()

    def write(self, out: BinaryIO) -> None:
        """Write the workbook."""
        if self._sheet.frame.unusual:
            raise rowpatch.UnpatchableError(words.COMMENTS_IN_ROWS)
        if self._sheet.last_used is not None or not self._new:
            self._write(out)
            return
        if not self._fits_behind_headers(out):
            out.seek(0)
            out.truncate()
            self.rows, self.notes = 0, ()
            self._write(out)

    def _fits_behind_headers(self, out: BinaryIO) -> bool:
        """Write at a venture, with new columns right behind the headers; return whether no cell stood there.

        How far the cells go is known after this, so that it need not be asked in a pass of its own before.
        """
        try:
            self._write(out)
        except rowpatch.UnpatchableError:
            for _ in self._sheet.rows():
                pass
            if (self._sheet.last_used or 0) < self._first:
                raise
        return (self._sheet.last_used or 0) < self._first

    def _write(self, out: BinaryIO) -> None:
        path = self._sheet.source
        with package.Package(path, self._sheet.title) as zipped, path.open("rb") as source:
            place = placing.place(self._sheet, zipped, len(self._new))
            self._place(place)
            if any(info.filename.lower().startswith("_xmlsignatures/") for info in zipped.infos):
                self.notes += (words.SIGNED,)
            changed = self._changed_tables(zipped, place)
            copy = zipcopy.ZipCopy(out, source)
            sheet_info = zipped.info(self._sheet.entry.part)
            rels_info = zipped.info(_rels_part(self._sheet.entry.part))
            types_info, late = zipped.info(contents.PART), None
            if types_info and not rels_info and not contents.knows_relationships(zipped.text(contents.PART)):
                late = types_info
            # Every part that is not ours is copied packed as it is, byte for byte; relations and types come
            # last, for only after the rows it is known which links fit.
            for info in zipped.infos:
                if info is sheet_info:
                    copy.write(info, zipcopy.encoded(self._texts(zipped), self._sheet.frame.encoding))
                elif info.filename in changed:
                    copy.write(info, [changed[info.filename]])
                elif info is types_info and late is None:
                    self._write_types(copy, zipped, info)
                elif info is not rels_info and info is not late:
                    copy.copy(info)
            self._write_rels(copy, zipped, rels_info)
            if late is not None:
                self._write_types(copy, zipped, late)
            copy.finish()

    def _place(self, place: placing.Place) -> None:
        standing = {t.field: t.index for t in self._columns if t.index is not None}
        added = {t.field: place.first + k for k, t in enumerate(self._new)}
        self._indices = {**standing, **added}
        self._first = place.first
        linked = [(f, headers.letter(self._indices[f])) for f in result_columns.LINKS if f in self._indices]
        replacing = "hyperlink" in self._sheet.frame.tail
        self._linker = hyperlinks.Linker(linked, replacing=replacing)
        self.notes += place.notes
        if self._new:
            self.notes += placing.hidden_note(self._sheet.frame.head, place.first, len(self._new))

    def _changed_tables(self, zipped: package.Package, place: placing.Place) -> dict[str, bytes]:
        if place.table is None or not self._new:
            return {}
        text = zipped.text(place.table.part)
        info = zipped.info(place.table.part)
        assert info is not None
        wide = tables.widened(text, place.table, [target.header for target in self._new])
        return {info.filename: wide.encode(zipped.encoding(place.table.part))}

    def _texts(self, zipped: package.Package) -> Iterator[str]:
        frame = self._sheet.frame
        yield self._head(frame)
        last = 0
        pieces = self._sheet.raw_pieces(zipped)
        for piece, row in self._sheet.paired(zipped, pieces):
            if piece.number <= last:
                raise rowpatch.UnpatchableError(words.rows_out_of_order(piece.number))
            last = piece.number
            yield self._row(piece, row)
        yield pieces.rest
        rels = _rels_part(frame.part)
        self._rels_before = zipped.text(rels) if zipped.info(rels) else ""
        tail, self._rels = hyperlinks.patch(frame, self._rels_before, self._linker)
        if self._linker.left_out:
            self.notes += (words.links_left_out(hyperlinks.MOST, self._linker.left_out),)
        yield tail

    def _head(self, frame: part.Frame) -> str:
        last = max(self._indices.values(), default=0)

        def wide(match: re.Match[str]) -> str:
            area = tables.area(match[2])
            if area is None or area.last >= last:
                return match[0]
            area = dataclasses.replace(area, last=last, bottom=max(area.bottom, self._sheet.header_number))
            return match[1] + area.reference + match[3]

        return _DIMENSION.sub(wide, frame.head, count=1)

    def _row(self, piece: part.Piece, row: models.Row | None) -> str:
        if piece.number == self._sheet.header_number and self._new:
            texts = {self._indices[target.field]: target.header for target in self._new}
            left = min(texts) - 1
            return self._rows.patched(piece, texts, style=self._rows.style_of(piece, left))
        if row is None:
            return self._rows.raw(piece)
        self.rows += 1
        found = self._values(row)
        if found is None:
            return self._rows.raw(piece)
        texts = {self._indices[t.field]: found.get(t.field, "") for t in self._columns}
        self._linker.add(piece.number, found)
        return self._rows.patched(piece, texts) if texts else self._rows.raw(piece)

    def _write_rels(
        self, copy: zipcopy.ZipCopy, zipped: package.Package, info: zipfile.ZipInfo | None
    ) -> None:
        if self._rels == self._rels_before:
            if info is not None:
                copy.copy(info)
            return
        name = _rels_part(self._sheet.entry.part)
        encoding = zipped.encoding(name) if info is not None else "utf-8"
        like = info or zipfile.ZipInfo(name)
        copy.write(like, [self._rels.encode(encoding)])

    def _write_types(self, copy: zipcopy.ZipCopy, zipped: package.Package, info: zipfile.ZipInfo) -> None:
        """Name the part of relationships that was added, and whether the workbook is a template."""
        before = zipped.text(contents.PART)
        text = contents.fitting(before, self._suffix)
        if self._rels and not self._rels_before and not contents.knows_relationships(text):
            text = contents.with_relationships(text, _rels_part(self._sheet.entry.part))
        if text == before:
            copy.copy(info)
        else:
            copy.write(info, [text.encode(zipped.encoding(contents.PART))])


def _rels_part(sheet_part: str) -> str:
    folder, name = posixpath.split(sheet_part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
