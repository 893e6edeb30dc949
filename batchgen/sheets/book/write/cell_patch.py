"""Other texts in cells of a workbook: its worksheet part is patched, all else stays byte for byte."""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from batchgen import errors, models, patterns
from batchgen.sheets import headers
from batchgen.sheets.book import package, part, tables, words, xlsx, xmltext
from batchgen.sheets.book.write import dependents, rowpatch, zipcopy

_READS_TWO_WAYS = patterns.late(r"-?[1-9]\d{0,2}\.\d{3}")
_MOST_DIGITS = 15
"""Digits that a number of a workbook holds (Excel's specifications and limits)."""


class CellPatcher:
    """Writes one workbook anew with other texts in some cells.

    `texts` gives those of a row by column index, or None. A number stays one where its cell shows it just as
    the text says; anything else is a text. Raises errors.CellEditError, and rowpatch.UnpatchableError for a
    part that is written in an odd form.
    """

    def __init__(
        self, sheet: xlsx.XlsxSheet, texts: Callable[[models.Row], Mapping[int, str] | None]
    ) -> None:
        self._sheet = sheet
        self._texts = texts
        self._rows = rowpatch.RowPatcher(sheet.frame.prefix, numbered=self._number)
        self._edited: set[tuple[int, int]] = set()
        p = re.escape(sheet.frame.prefix)
        self._formula = re.compile(
            rf"""<{p}c(\s[^<>]*?)?>\s*<{p}f((?:\s(?:"[^"]*"|'[^']*'|[^"'<>])*?)?)(?:/>|>([^<]*)</{p}f>)"""
        )
        self._formulas: list[tuple[int, int, str, str]] = []

    def write(self, out: BinaryIO) -> None:
        """Write the workbook."""
        frame, path = self._sheet.frame, self._sheet.source
        if frame.unusual:
            raise rowpatch.UnpatchableError(words.COMMENTS_IN_ROWS)
        with package.Package(path, self._sheet.title) as zipped, path.open("rb") as source:
            copy = zipcopy.ZipCopy(out, source)
            for info in zipped.infos:
                if info is zipped.info(self._sheet.entry.part):
                    copy.write(info, zipcopy.encoded(self._part(zipped), frame.encoding))
                else:
                    copy.copy(info)
            copy.finish()
        self._check_merged()
        self._check_formulas()

    def _part(self, zipped: package.Package) -> Iterator[str]:
        frame = self._sheet.frame
        yield frame.head
        pieces = self._sheet.raw_pieces(zipped)
        for piece, row in self._sheet.paired(zipped, pieces):
            self._note_formulas(piece, is_row=row is not None)
            texts = self._texts(row) if row is not None else None
            if texts:
                self._edited |= {(piece.number, index) for index in texts}
                yield self._rows.patched(piece, self._checked(piece.number, texts))
            else:
                yield self._rows.raw(piece)
        yield pieces.rest
        yield frame.tail

    def _checked(self, number: int, texts: Mapping[int, str]) -> Mapping[int, str]:
        for index, text in texts.items():
            if xmltext.unescape(xmltext.escape(text)) != text:
                why = (
                    words.longer_than(xmltext.LONGEST_CELL)
                    if xmltext.is_too_long(text)
                    else words.BAD_CHARACTERS
                )
                where = f"{headers.letter(index)}{number}"
                raise errors.CellEditError(words.text_refused(where, why), kind="text", hint=words.OTHER_TEXT)
        return texts

    def _number(self, style: str, text: str) -> str:
        """Return the number that a cell of this style shows as `text`, or nothing."""
        bare = re.sub(r"[^\d.-]", "", text)
        if not re.fullmatch(r"-?\d+(?:\.\d+)?", bare) or _READS_TWO_WAYS.fullmatch(text):
            return ""
        number = decimal.Decimal(bare).scaleb(-2 if "%" in text else 0)
        if len(number.as_tuple().digits) > _MOST_DIGITS:
            return ""
        value = format(number, "f")
        shown = self._sheet.show(style).shown(value)
        return value if shown.text == text and shown.date is None else ""

    def _note_formulas(self, piece: part.Piece, *, is_row: bool) -> None:
        if f"<{self._sheet.frame.prefix}f" not in piece.body:
            return
        for match in self._formula.finditer(piece.body):
            reference = tables.area(_attribute(match[1] or "", "r"))
            index = reference.first if reference else -1
            # Of rows without a person (totals, titles) only the areas matter.
            number = piece.number if is_row else 0
            self._formulas.append((number, index, match[2], match[3] or ""))

    def _check_merged(self) -> None:
        for area in self._sheet.merged:
            if inside := _inside(area, self._edited):
                raise errors.CellEditError(
                    words.merged_cell(inside, area.reference),
                    kind="merged",
                    hint=words.CHANGE_IN_EXCEL,
                )

    def _check_formulas(self) -> None:
        """Refuse cells that a formula fills from another cell, or that a row's formula reads."""
        columns = {index for _, index in self._edited}
        for number, index, attributes, text in self._formulas:
            area = tables.area(_attribute(attributes, "ref"))
            kind = _attribute(attributes, "t")
            if area and kind in {"array", "dataTable"} and (inside := _inside(area, self._edited)):
                raise errors.CellEditError(
                    words.array_cell(inside, area.reference),
                    kind="formula",
                    hint=words.CHANGE_FORMULA,
                )
            wide = kind == "shared" and area is not None and area.first < area.last
            if number and self._is_input(index) and self._reads(text, columns - {index}, wide=wide):
                where = f"{headers.letter(index)}{number}"
                raise errors.CellEditError(
                    words.dependent_cell(where),
                    kind="formula",
                    hint=words.CHANGE_AND_SAVE,
                )

    def _is_input(self, index: int) -> bool:
        columns = self._sheet.columns
        known = 0 <= index < len(columns)
        return not known or (bool(columns[index].name) and not columns[index].ours)

    def _reads(self, formula: str, columns: set[int], *, wide: bool) -> bool:
        if not columns:
            return False
        return wide or dependents.may_read(formula, columns, worksheet=self._sheet.entry.name)


def _attribute(attributes: str, name: str) -> str:
    match = re.search(rf"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)')""", attributes)
    return (match[1] or match[2] or "") if match else ""


def _inside(area: tables.Area, found: set[tuple[int, int]]) -> str:
    """Return the first of some cells that lies in an area, or nothing."""
    for number, index in sorted(found):
        if area.top <= number <= area.bottom and area.first <= index <= area.last:
            return f"{headers.letter(index)}{number}"
    return ""
