"""The cells of a worksheet row: from XML to the texts that the sheet shows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence

from batchgen import errors, patterns
from batchgen.sheets import headers
from batchgen.sheets.book import shapes, words, xmltext
from batchgen.sheets.book.numbers import formats

_CELL = patterns.late(
    r"""\s*<c\ r="([A-Z]{1,3})\d+"(?:\ s="(\d+)")?(?:\ t="([A-Za-z]+)")?
    (?:/>
    |>(<f[^>"]*(?:"[^"]*"[^>"]*)*(?:/>|>[^<]*</f>))?(?:<v>([^<]*)</v>)?</c>
    |><is><t(?:\ xml:space="preserve")?>([^<]*)</t></is></c>)
    |(\s*\S.*)""",
    re.VERBOSE | re.DOTALL,
)
_ANY_CELL = patterns.late(r"<c((?:\s[^<>]*?)?)(?:/>|>(.*?)</c>)", re.DOTALL)
_ATTRIBUTE = patterns.late(r"""\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_VALUE = patterns.late(r"<v(?:\s[^>]*)?>([^<]*)</v>")
_FORMULA = patterns.late(r"<f[\s/>]")
_INLINE = patterns.late(r"<t(?:\s[^>]*)?>([^<]*)</t>")
_PHONETIC = patterns.late(r"<rPh\b.*?</rPh>", re.DOTALL)
TOO_LONG = words.too_long(xmltext.LONGEST_CELL)
_LETTERS = patterns.late(r"\$?([A-Za-z]{1,3})")

Dated = dt.date | dt.time


class Extras:
    """What a row has beyond texts; each is filled only when a cell needs it."""

    __slots__ = ("dates", "faults", "formulas", "pointed")

    def __init__(self) -> None:
        self.dates: dict[int, Dated] = {}
        self.faults: dict[int, str] = {}
        self.formulas: set[int] = set()
        self.pointed: set[int] = set()


MARKED = patterns.late(r"\d[.,]\d")
"""A number's text with a decimal sign or a separator: both are the workbook's own."""
_WORDS = frozenset({"s", "str", "inlineStr"})
_STRING, _TEXT, _PLAIN, _NUMBER, _OTHER = range(5)
_Job = tuple[int, int, int, Callable[[str], formats.Shown] | None, tuple[str, str, str]]


class CellReader:
    """Reads the cells of one worksheet, row after row.

    `columns` gives the index of the columns that are wanted, by their letters. `odd_formats` collects those
    in which a number's format was too rich to honour; `last_used` is the last column that holds anything.
    """

    def __init__(
        self,
        strings: Sequence[str],
        shows: Sequence[formats.Show],
        columns: Mapping[str, int],
        *,
        doubts_zero: bool,
    ) -> None:
        self._strings = strings
        self._shows = shows
        self._columns = columns
        self._doubts_zero = doubts_zero
        self._has_long = any(xmltext.is_too_long(text) for text in strings)
        self._shapes = shapes.Shapes()
        self._jobs: dict[tuple[shapes.Slot, ...], list[_Job]] = {}
        self.odd_formats: set[int] = set()
        self.last_used = -1

    def read(self, body: str, number: int, into: list[str]) -> Extras | None:
        """Put the texts of a row's cells into a list. Return what else there is, or None.

        Raises errors.SheetError for a cell that no spreadsheet program writes.
        """
        try:
            cut = self._shapes.cut(body, str(number))
            if cut is not None:
                return self._read_cut(cut, into)
            return self._read_usual(body, into)
        except (ValueError, IndexError) as error:
            raise errors.SheetError(words.damaged_cell(number, error)) from error

    def _read_cut(self, cut: shapes.Cut, into: list[str]) -> Extras | None:
        strings, values, is_plain, extras = self._strings, cut.values, cut.is_plain, None
        jobs = self._jobs.get(cut.shape)
        if jobs is None:
            jobs = self._jobs[cut.shape] = self._plan(cut.shape)
        for place, index, job, show, cell in jobs:
            value = values[place]
            if job == _STRING:
                into[index] = strings[int(value)]
            elif (job == _TEXT and is_plain and "<" not in value) or (
                job == _PLAIN and value.isdigit() and len(value) < 16 and (value[0] != "0" or value == "0")
            ):
                into[index] = value
            elif job in {_TEXT, _OTHER} or "<" in value:
                extras = extras or Extras()
                self._put(index, (*cell, value, value), into, extras)
            elif show is not None and value:
                shown = show(value)
                into[index] = shown.text
                if shown.date is not None or not shown.honoured or MARKED.search(shown.text):
                    extras = extras or Extras()
                    self._note(index, shown, extras)
        return extras

    def _plan(self, shape: tuple[shapes.Slot, ...]) -> list[_Job]:
        """Decide once for a shape how each of its cells is read."""
        jobs: list[_Job] = []
        for slot in shape:
            self.last_used = max(self.last_used, position_of(slot.letters))
            if self.last_used >= headers.WIDEST:
                raise ValueError(words.BEYOND)
            index = self._columns.get(slot.letters)
            if index is None:
                continue
            show: Callable[[str], formats.Shown] | None = None
            job, is_as_stored = _OTHER, not slot.formula and self._show(slot.style).words is None
            if slot.kind == "s" and is_as_stored:
                job = _OTHER if self._has_long else _STRING
            elif slot.kind in {"str", "inlineStr"} and is_as_stored:
                job = _TEXT
            elif slot.kind in {"", "n"} and not slot.formula:
                form = self._show(slot.style)
                show, job = form.shown, _PLAIN if form.plain else _NUMBER
            jobs.append((slot.place, index, job, show, (slot.style, slot.kind, slot.formula)))
        return jobs

    def _show(self, style: str) -> formats.Show:
        return show_of(self._shows, style)

    def _read_usual(self, body: str, into: list[str]) -> Extras:
        """Read a row whose cells are in the usual form, but not in one that is worth remembering."""
        extras = Extras()
        for letters, style, kind, formula, value, inline, odd in _CELL.findall(body):
            if odd:
                return self._read_odd(body, into)
            index = self._columns.get(letters)
            if value or inline or formula:
                self.last_used = max(self.last_used, position_of(letters))
            if index is not None:
                self._put(index, (style, kind, formula, value, inline), into, extras)
        return extras

    def _read_odd(self, body: str, into: list[str]) -> Extras:
        """Read a row in which some cell is not in the usual form: no reference, rich text, an extension."""
        extras, position = Extras(), 0
        into[:] = [""] * len(into)
        for match in _ANY_CELL.finditer(body):
            found = {m[1]: m[2] if m[3] is None else m[3] for m in _ATTRIBUTE.finditer(match[1])}
            letters = _LETTERS.match(found.get("r", ""))
            name = letters[1].upper() if letters else headers.letter(position)
            position = position_of(name) + 1
            if position > headers.WIDEST:
                raise ValueError(words.BEYOND)
            index = self._columns.get(name)
            inner = match[2] or ""
            if inner:
                self.last_used = max(self.last_used, position - 1)
            if index is None:
                continue
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
                extras.faults[index] = words.NOT_CALCULATED
                return
        if kind in {"", "n"}:
            into[index] = self._number(index, style, value, extras) if value else ""
        else:
            raw = inline or value if kind == "inlineStr" else value or inline
            text = self._text(index, kind, raw, extras)
            say = self._show(style).words if kind in _WORDS else None
            into[index] = say(text) if say and text else text
            if xmltext.is_too_long(into[index]):
                into[index] = xmltext.shortened(into[index])
                extras.faults[index] = TOO_LONG

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
                extras.faults[index] = words.holds_error(xmltext.unescape(value))
                return xmltext.unescape(value)
            case "d":
                return self._iso(index, value, extras)
            case _:
                raise ValueError(words.cell_type(kind))

    def _number(self, index: int, style: str, value: str, extras: Extras) -> str:
        shown = self._show(style).shown(value)
        self._note(index, shown, extras)
        return shown.text

    def _note(self, index: int, shown: formats.Shown, extras: Extras) -> None:
        """Note what a number is beside its text: a date, one with a separator, one shown raw."""
        if shown.date is not None:
            extras.dates[index] = shown.date
        elif MARKED.search(shown.text):
            extras.pointed.add(index)
        if not shown.honoured:
            self.odd_formats.add(index)

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


def show_of(shows: Sequence[formats.Show], style: str) -> formats.Show:
    """Return how a number in a cell of this style index is shown."""
    place = int(style or 0)
    return shows[place] if place < len(shows) else shows[0]


def position_of(letters: str) -> int:
    """Return a column's position, counted from 0: C is 2."""
    position = 0
    for c in letters:
        position = position * 26 + ord(c) - 64
    return position - 1
