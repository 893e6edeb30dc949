"""Number formats: the text that a spreadsheet shows for a number."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections.abc import Callable
from typing import NamedTuple

from batchgen import patterns
from batchgen.sheets.book.numbers import digits, serials

_BUILT_IN = {
    "0": "General",
    "1": "0",
    "2": "0.00",
    "3": "#,##0",
    "4": "#,##0.00",
    "5": '"$"#,##0;-"$"#,##0',
    "6": '"$"#,##0;-"$"#,##0',
    "7": '"$"#,##0.00;-"$"#,##0.00',
    "8": '"$"#,##0.00;-"$"#,##0.00',
    "9": "0%",
    "10": "0.00%",
    "11": "0.00E+00",
    "12": "# ?/?",
    "13": "# ??/??",
    "18": "h:mm AM/PM",
    "19": "h:mm:ss AM/PM",
    "20": "h:mm",
    "21": "h:mm:ss",
    "22": "m/d/yy h:mm",
    "37": "#,##0;-#,##0",
    "38": "#,##0;-#,##0",
    "39": "#,##0.00;-#,##0.00",
    "40": "#,##0.00;-#,##0.00",
    "41": "#,##0;-#,##0;-",
    "42": '"$"#,##0;-"$"#,##0;-',
    "43": "#,##0.00;-#,##0.00;-",
    "44": '"$"#,##0.00;-"$"#,##0.00;-',
    "45": "mm:ss",
    "46": "[h]:mm:ss",
    "47": "mm:ss.0",
    "48": "##0.0E+0",
    "49": "@",
}
_DATE_IDS = frozenset(map(str, (*range(14, 18), *range(27, 37), *range(50, 59))))

_CONDITION = patterns.late(r"\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]")
_ELAPSED = patterns.late(r"\[([hms])+\]", re.IGNORECASE)


class Shown(NamedTuple):
    """What a number looks like: its text, the date or time it is, and whether the format was honoured."""

    text: str
    date: dt.date | dt.time | None = None
    honoured: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Show:
    """A number format: how it shows a number, which is given as the worksheet part has it.

    `plain` says that a whole number is shown as it is stored; `words` shows a text where the format does more
    with it than to show it (`"Dr. "@`).
    """

    shown: Callable[[str], Shown]
    plain: bool
    words: Callable[[str], str] | None = None


def built_in(key: str) -> str:
    """Return the code of a number format that a workbook need not define."""
    return "yyyy-mm-dd" if key in _DATE_IDS else _BUILT_IN.get(key, "General")


@functools.lru_cache(maxsize=1024)
def show(code: str, *, date1904: bool = False) -> Show:
    """Return how a number format shows numbers. Each remembers the last few thousand it has shown."""
    made = _Format(code, date1904)
    words = made.words if made.changes_words() else None
    return Show(functools.lru_cache(maxsize=4096)(made.show), made.plain, words)


class _Section:
    """One of the up to four parts of a format code, which `;` separates."""

    def __init__(self, code: str) -> None:
        self.tokens = [digits.Token(m.lastgroup or "", m.group()) for m in digits.TOKEN.finditer(code)]
        self.condition = _CONDITION.search(code)
        kinds = {token.kind for token in self.tokens}
        brackets = [t.text for t in self.tokens if t.kind == "bracket"]
        self.elapsed = next((m for b in brackets if (m := _ELAPSED.fullmatch(b))), None)
        self.rich = ("rich" in kinds and "date" not in kinds) or any("DBNum" in b for b in brackets)
        self.general = "general" in kinds
        self.pattern = digits.Pattern(self.tokens)
        self.is_date = "date" in kinds or self.elapsed is not None
        self.quick = digits.quick(self.tokens, self.pattern.places)
        letters = "".join(t.text for t in self.tokens if t.kind == "date").lower()
        unit = self.elapsed.group()[1:-1].lower() if self.elapsed else ""
        self.elapsed_form = unit + "".join(sorted(set(letters) & set("ms") - set(unit)))
        # `m` is a minute beside hours or seconds and a month otherwise.
        self.has_time = bool(set(letters) & {"h", "s"}) or "ampm" in kinds or self.elapsed is not None
        self.has_seconds = "s" in letters
        self.has_date = bool(set(letters) & {"y", "d"}) or ("m" in letters and not self.has_time)


class _Format:
    """A whole format code."""

    def __init__(self, code: str, date1904: bool) -> None:  # noqa: FBT001 - private, called once
        self.sections = [_Section(part) for part in _split(code)]
        self.date1904 = date1904
        first = self.sections[0]
        self.plain = len(self.sections) == 1 and (
            (first.general and len(first.tokens) == 1)
            or [t.text for t in first.tokens] in (["0"], ["@"], ["#"])
        )

    def changes_words(self) -> bool:
        """Return whether texts are shown otherwise than as they are."""
        tokens = [t for t in self._for_words() if t.kind not in {"bracket", "skip"}]
        if len(self.sections) > 3:
            return [t.kind for t in tokens] not in (["at"], ["general"])
        return any(t.kind == "at" for t in tokens) and len(tokens) > 1

    def words(self, text: str) -> str:
        """Show a text by the fourth section, or the only one that names it."""
        tokens = [t for t in self._for_words() if t.kind != "skip"]
        return "".join(text if t.kind in {"at", "general"} else digits.literal(t) for t in tokens)

    def _for_words(self) -> list[digits.Token]:
        return self.sections[min(len(self.sections), 4) - 1].tokens

    def show(self, value: str) -> Shown:
        """Show a number."""
        try:
            number = float(value)
        except ValueError:
            return Shown(value)
        # A file may say NaN or INF; no format shows them, so they stay as they are written.
        if number != number or abs(number) == float("inf"):
            return Shown(value, honoured=False)
        section, negative = self._choose(number)
        if section is None:
            return Shown(digits.plain_number(value), honoured=False)
        if section.is_date:
            return self._date(section, number)
        if section.rich:
            return Shown(digits.plain_number(value), honoured=False)
        if number >= 0 and section.quick is not None:
            text = section.quick.show(number, value)
            if text:
                return Shown(text)
        try:
            return Shown(_number(section, abs(number) if negative else number, value))
        except ArithmeticError:
            return Shown(digits.plain_number(value), honoured=False)

    def _choose(self, number: float) -> tuple[_Section | None, bool]:
        """Return the section that shows a number, and whether that section brings its own sign."""
        numeric = self.sections[:3]
        # With conditions of its own a format is tried from left to right; else the sections are for positive
        # and negative numbers and for zero (ECMA-376 18.8.31).
        if any(section.condition for section in numeric):
            for section in numeric:
                if section.condition is None or _holds(section.condition, number):
                    return section, number < 0 and section.condition is None
            return None, False
        if number < 0 and len(numeric) > 1:
            # A section for negative numbers writes its minus itself, or means red or brackets instead.
            return numeric[1], True
        if number == 0 and len(numeric) > 2:
            return numeric[2], False
        return numeric[0], False

    def _date(self, section: _Section, number: float) -> Shown:
        if section.elapsed is not None:
            return Shown(serials.elapsed(number, section.elapsed_form))
        moment = serials.moment(number, date1904=self.date1904)
        if moment is None:
            return Shown(digits.plain_number(repr(number)), honoured=False)
        if not section.has_date or (section.has_time and number < 1):
            return Shown(serials.time_text(moment.time(), seconds=section.has_seconds), moment.time())
        if not section.has_time or moment.time() == dt.time():
            return Shown(moment.date().isoformat(), moment.date())
        time = serials.time_text(moment.time(), seconds=section.has_seconds)
        return Shown(f"{moment.date().isoformat()} {time}", moment)


def _split(code: str) -> list[str]:
    parts = [""]
    for match in digits.TOKEN.finditer(code):
        if match.group() == ";":
            parts.append("")
        else:
            parts[-1] += match.group()
    return parts


def _holds(condition: re.Match[str], number: float) -> bool:
    bound = float(condition[2])
    return {
        "<": number < bound,
        "<=": number <= bound,
        ">": number > bound,
        ">=": number >= bound,
        "=": number == bound,
        "<>": number != bound,
    }[condition[1]]


def _number(section: _Section, number: float, value: str) -> str:
    """Show a number by placeholders, with the texts between them."""
    if section.general:
        shown = digits.plain_number(repr(number) if number < 0 or value.startswith("-") else value)
        return "".join(shown if t.kind == "general" else digits.literal(t) for t in section.tokens).strip()
    if not section.pattern.places:
        if any(t.kind == "at" for t in section.tokens):
            return "".join(
                digits.plain_number(value) if t.kind == "at" else digits.literal(t) for t in section.tokens
            ).strip()
        return "".join(digits.literal(t) for t in section.tokens).strip()
    return section.pattern.show(number).strip()
