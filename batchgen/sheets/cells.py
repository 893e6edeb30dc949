"""The cells of a worksheet row: from XML to the texts that the sheet shows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from batchgen import errors
from batchgen.sheets import formats, headers, xmltext

_CELL = re.compile(
    r"""\s*<c\ r="([A-Z]{1,3})\d+"(?:\ s="(\d+)")?(?:\ t="([A-Za-z]+)")?
    (?:/>
    |>(<f[^>"]*(?:"[^"]*"[^>"]*)*(?:/>|>[^<]*</f>))?(?:<v>([^<]*)</v>)?</c>
    |><is><t(?:\ xml:space="preserve")?>([^<]*)</t></is></c>)
    |(\s*\S.*)""",
    re.VERBOSE | re.DOTALL,
)
_ANY_CELL = re.compile(r"<c((?:\s[^<>]*?)?)(?:/>|>(.*?)</c>)", re.DOTALL)
_ATTRIBUTE = re.compile(r"""\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_VALUE = re.compile(r"<v(?:\s[^>]*)?>([^<]*)</v>")
_FORMULA = re.compile(r"<f[\s/>]")
_INLINE = re.compile(r"<t(?:\s[^>]*)?>([^<]*)</t>")
_PHONETIC = re.compile(r"<rPh\b.*?</rPh>", re.DOTALL)
_LETTERS = re.compile(r"\$?([A-Z]{1,3})")

Dated = dt.date | dt.time


class Extras:
    """What a row has beyond texts; each is filled only when a cell needs it."""

    __slots__ = ("dates", "faults", "formulas")

    def __init__(self) -> None:
        self.dates: dict[int, Dated] = {}
        self.faults: dict[int, str] = {}
        self.formulas: set[int] = set()


class CellReader:
    """Reads the cells of one worksheet, row after row.

    `odd_formats` collects the columns in which a number's format was too rich to honour.
    """

    def __init__(self, strings: Sequence[str], shows: Sequence[formats.Show], *, doubts_zero: bool) -> None:
        self._strings = strings
        self._shows = shows
        self._doubts_zero = doubts_zero
        self._plain = frozenset(["", *(str(i) for i, show in enumerate(shows) if show.plain)])
        self.odd_formats: set[int] = set()

    def read(self, body: str, into: list[str], columns: Mapping[str, int]) -> Extras | None:
        """Put the texts of a row's cells into a list, by column letters. Return what else there is, or None.

        Raises errors.SheetError for a cell that no spreadsheet program writes.
        """
        strings, plain, extras = self._strings, self._plain, None
        try:
            for letters, style, kind, formula, value, inline, odd in _CELL.findall(body):
                index = columns.get(letters)
                if index is None:
                    if odd:
                        return self._read_odd(body, into, columns)
                elif kind == "s" and not formula:
                    into[index] = strings[int(value)] if value else ""
                elif not kind and not formula and style in plain and value.isdigit() and len(value) < 16:
                    into[index] = value
                else:
                    extras = extras or Extras()
                    self._put(index, (style, kind, formula, value, inline), into, extras)
        except (ValueError, IndexError) as error:
            raise errors.SheetError(f"a cell is damaged: {error}") from error
        return extras

    def _read_odd(self, body: str, into: list[str], columns: Mapping[str, int]) -> Extras:
        """Read a row in which some cell is not in the usual form: no reference, rich text, an extension."""
        extras, position = Extras(), 0
        into[:] = [""] * len(into)
        for match in _ANY_CELL.finditer(body):
            found = {m[1]: m[2] if m[3] is None else m[3] for m in _ATTRIBUTE.finditer(match[1])}
            letters = _LETTERS.match(found.get("r", ""))
            name = letters[1] if letters else headers.letter(position)
            position = position_of(name) + 1
            index = columns.get(name)
            if index is None:
                continue
            inner = match[2] or ""
            value = _VALUE.search(inner)
            inline = "".join(_INLINE.findall(_PHONETIC.sub("", inner)))
            formula = "f" if _FORMULA.search(inner) else ""
            cell = (found.get("s", ""), found.get("t", ""), formula, value[1] if value else "", inline)
            self._put(index, cell, into, extras)
        return extras

    def _put(self, index: int, cell: tuple[str, str, str, str, str], into: list[str], extras: Extras) -> None:
        style, kind, formula, value, inline = cell
        if formula:
            extras.formulas.add(index)
            if (not value and kind != "str") or (self._doubts_zero and value == "0"):
                extras.faults[index] = "holds a formula that was never calculated"
                return
        if kind in {"", "n"}:
            into[index] = self._number(index, style, value, extras) if value else ""
        else:
            into[index] = self._text(index, kind, value or inline, extras)

    def _text(self, index: int, kind: str, value: str, extras: Extras) -> str:
        """Return the text of a cell that is no number."""
        match kind:
            case "s":
                return self._strings[int(value)] if value else ""
            case "str" | "inlineStr":
                return xmltext.unescape(value)
            case "b":
                return "TRUE" if value.strip() in {"1", "true"} else "FALSE" if value else ""
            case "e":
                extras.faults[index] = f"holds the error {xmltext.unescape(value)}"
                return xmltext.unescape(value)
            case "d":
                return self._iso(index, value, extras)
            case _:
                raise ValueError(f"the type {kind}")

    def _number(self, index: int, style: str, value: str, extras: Extras) -> str:
        place = int(style or 0)
        show = self._shows[place] if place < len(self._shows) else self._shows[0]
        shown = show(value)
        if shown.date is not None:
            extras.dates[index] = shown.date
        if not shown.honoured:
            self.odd_formats.add(index)
        return shown.text

    @staticmethod
    def _iso(index: int, value: str, extras: Extras) -> str:
        """Show a date that is stored as ISO text (strict workbooks)."""
        text = value.strip().removesuffix("Z")
        try:
            if "T" not in text and "-" not in text:
                extras.dates[index] = dt.time.fromisoformat(text)
                return text
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            return value
        if moment.time() == dt.time():
            extras.dates[index] = moment.date()
            return moment.date().isoformat()
        extras.dates[index] = moment
        return moment.isoformat(" ", "seconds")


def position_of(letters: str) -> int:
    """Return a column's position, counted from 0: C is 2."""
    position = 0
    for c in letters:
        position = position * 26 + ord(c) - 64
    return position - 1
