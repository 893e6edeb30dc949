"""One row of a worksheet part with some of its cells replaced or added, everything else as it was.

The row is cut as text, not parsed and written again: a parser would lose what it does not know (extensions,
prefixes, the order of attributes), and this file is the user's. Whatever does not look exactly as expected is
not touched: UnpatchableError, and the results go to a workbook of their own.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping

from batchgen import patterns
from batchgen.sheets import headers
from batchgen.sheets.book import cells, part, words, xmltext

_SPANS = patterns.late(r"""(\sspans\s*=\s*["'](?:\d+:\d+\s+)*\d+:)(\d+)""")
_STYLE = patterns.late(r"""\ss\s*=\s*["'](\d+)["']""")
_KIND = patterns.late(r"""\st\s*=\s*["'](\w+)["']""")
_REFERENCE = patterns.late(r"""\sr\s*=\s*["']\s*\$?([A-Za-z]{1,3})\$?\d+\s*["']""")


class UnpatchableError(Exception):
    """A workbook that cannot be patched safely; the text says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Found:
    """A cell as it stands in a row: its column, its place in the text and its start tag's attributes."""

    index: int
    start: int
    end: int
    attributes: str
    inner: str


Numbered = Callable[[str, str], str]
"""Gives the number that a text is in a cell of this style index, or nothing if it stays a text."""


def _no_number(_style: str, _text: str) -> str:
    return ""


class RowPatcher:
    """Puts texts into rows, by column index; into a cell with a number another one, if `numbered` says so."""

    def __init__(self, prefix: str, *, numbered: Numbered = _no_number) -> None:
        p = re.escape(prefix)
        self._prefix = prefix
        self._cell = re.compile(rf"<{p}c((?:\s[^<>]*?)?)(?:/>|>(.*?)</{p}c>)", re.DOTALL)
        self._formula = re.compile(rf"<{p}f[\s/>]")
        self._value = re.compile(rf"<{p}v[\s>]")
        self._numbered = numbered
        self._last = f"<{prefix}c"
        self._ends = (f"</{prefix}c>", "/>")
        self._extension = f"<{prefix}extLst"

    def raw(self, piece: part.Piece) -> str:
        """Return a row as it was."""
        p = self._prefix
        return f"{piece.lead}<{p}row{piece.attributes}>{piece.body}</{p}row>"

    def patched(self, piece: part.Piece, texts: Mapping[int, str], *, style: str = "") -> str:
        """Return a row with these texts in its cells, an empty one for an empty text.

        `style` is the style index of new cells; without, they take the row's own. Raises UnpatchableError.
        """
        first = min(texts)
        if self._last_index(piece.body) < first:
            body = piece.body + self._new_cells(piece, texts, style)
        else:
            body = self._merged(piece, texts, style)
        attributes = _spanned(piece.attributes, max(texts) + 1) if body != piece.body else piece.attributes
        p = self._prefix
        return f"{piece.lead}<{p}row{attributes}>{body}</{p}row>"

    def style_of(self, piece: part.Piece, index: int) -> str:
        """Return the style index of a row's cell, or of the nearest one on its left."""
        style = ""
        for found in self._cells(piece):
            if found.index > index:
                break
            match = _STYLE.search(found.attributes)
            style = match[1] if match else ""
        return style

    def _last_index(self, body: str) -> int:
        """Return the column of a row's last cell, or a large number if a closer look is needed."""
        # Most rows end left of the results: one look from the right saves cutting them into cells.
        at = body.rfind(self._last)
        if at < 0:
            return -1 if not body.strip() else headers.WIDEST
        match = _REFERENCE.match(body, at + len(self._last))
        plain = match and body.endswith(self._ends) and self._extension not in body
        return cells.position_of(match[1].upper()) if match and plain else headers.WIDEST

    def _new_cells(self, piece: part.Piece, texts: Mapping[int, str], style: str) -> str:
        style = style or _own_style(piece.attributes)
        attribute = f' s="{style}"' if style else ""
        number, prefix = piece.number, self._prefix
        return "".join(
            [
                xmltext.text_cell(f"{headers.letter(index)}{number}", texts[index], attribute, prefix)
                for index in sorted(texts)
                if texts[index]
            ]
        )

    def _cells(self, piece: part.Piece) -> list[_Found]:
        """Cut a row into its cells. Raises UnpatchableError when something else stands between them."""
        found: list[_Found] = []
        at = position = 0
        for match in self._cell.finditer(piece.body):
            # Cells stand side by side. Anything between them is not a cell, so the rest is not guessed at.
            if piece.body[at : match.start()].strip():
                break
            reference = _REFERENCE.search(match[1])
            index = cells.position_of(reference[1].upper()) if reference else position
            # A cell without a reference stands right of the one before it (ECMA-376 18.3.1.4).
            if index < position:
                raise UnpatchableError(words.cells_out_of_order(piece.number))
            found.append(_Found(index, match.start(), match.end(), match[1], match[2] or ""))
            at, position = match.end(), index + 1
        rest = piece.body[at:].lstrip()
        if rest and not rest.startswith(self._extension):
            raise UnpatchableError(words.unknown_form(piece.number))
        return found

    def _merged(self, piece: part.Piece, texts: Mapping[int, str], style: str) -> str:
        """Return the cells of a row in order, the targets among them replaced."""
        out, at, left = [], 0, dict(sorted(texts.items()))
        for cell in self._cells(piece):
            before = {index: left.pop(index) for index in list(left) if index < cell.index}
            out.append(piece.body[at : cell.start] + self._new_cells(piece, before, style))
            if cell.index in left:
                out.append(self._replaced(piece, cell, left.pop(cell.index), style))
            else:
                out.append(piece.body[cell.start : cell.end])
            at = cell.end
        return "".join([*out, self._new_cells(piece, left, style), piece.body[at:]])

    def _replaced(self, piece: part.Piece, cell: _Found, text: str, style: str) -> str:
        reference = f"{headers.letter(cell.index)}{piece.number}"
        if self._formula.search(cell.inner):
            raise UnpatchableError(words.formula_in_results(reference))
        # The user's colours and borders stay when a status changes.
        own = _STYLE.search(cell.attributes)
        style_number = style or (own[1] if own else "")
        attribute = f' s="{style_number}"' if style_number else ""
        number = self._numbered(own[1] if own else "", text) if text and self._is_number(cell) else ""
        if number:
            p = self._prefix
            return f'<{p}c r="{reference}"{attribute}><{p}v>{number}</{p}v></{p}c>'
        if text:
            return xmltext.text_cell(reference, text, attribute, self._prefix)
        return f'<{self._prefix}c r="{reference}"{attribute}/>' if style_number else ""

    def _is_number(self, cell: _Found) -> bool:
        kind = _KIND.search(cell.attributes)
        return (kind is None or kind[1] == "n") and self._value.search(cell.inner) is not None


def _own_style(attributes: str) -> str:
    if "customFormat" not in attributes:
        return ""
    match = _STYLE.search(attributes)
    return match[1] if match else ""


def _spanned(attributes: str, last: int) -> str:
    """Widen a row's `spans`, a hint that must not be wrong."""
    match = _SPANS.search(attributes) if "spans" in attributes else None
    if match is None or int(match[2]) >= last:
        return attributes
    return f"{attributes[: match.start()]}{match[1]}{last}{attributes[match.end() :]}"
