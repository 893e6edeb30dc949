"""Number formats: the text that a spreadsheet shows for a number."""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import functools
import re
from collections.abc import Callable
from typing import NamedTuple

from batchgen.sheets import serials

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

_TOKEN = re.compile(
    r"""(?P<text>"[^"]*"|\\.)|(?P<skip>_.|\*.)|(?P<bracket>\[[^\]]*\])|(?P<general>General)
    |(?P<ampm>AM/PM|A/P)|(?P<exponent>[eE][+-])|(?P<digits>[0#?])|(?P<point>\.)|(?P<comma>,)
    |(?P<percent>%)|(?P<at>@)|(?P<date>[yYmMdDhHsS]+)|(?P<rich>/|[eEgGbB](?=[^a-zA-Z]|$)|[eEgG]+)|(?P<other>.)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]")
_ELAPSED = re.compile(r"\[([hms])+\]", re.IGNORECASE)


class Shown(NamedTuple):
    """What a number looks like: its text, the date or time it is, and whether the format was honoured."""

    text: str
    date: dt.date | dt.time | None = None
    honoured: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Show:
    """A number format: how it shows a number, which is given as the worksheet part has it.

    `plain` says that a whole number is shown as it is stored.
    """

    shown: Callable[[str], Shown]
    plain: bool


def built_in(key: str) -> str:
    """Return the code of a number format that a workbook need not define."""
    return "yyyy-mm-dd" if key in _DATE_IDS else _BUILT_IN.get(key, "General")


@functools.lru_cache(maxsize=1024)
def show(code: str, *, date1904: bool = False) -> Show:
    """Return how a number format shows numbers. Each remembers the last few thousand it has shown."""
    made = _Format(code, date1904)
    return Show(functools.lru_cache(maxsize=4096)(made.show), made.plain)


def plain_number(value: str) -> str:
    """Return a number in the General format: 42.0 is 42, at most 15 significant digits."""
    try:
        number = float(value)
    except ValueError:
        return value
    if number.is_integer() and abs(number) < 1e20:
        return str(int(number))
    text = f"{number:.15g}"
    if "e" not in text:
        return text
    if abs(number) < 1 and abs(number) >= 1e-9:
        return f"{decimal.Decimal(text):f}"
    mantissa, exponent = text.split("e")
    return f"{mantissa}E{exponent}"


@dataclasses.dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class _Quick:
    """The commonest formats (`00000`, `0.00`, `#,##0.00 "kg"`), shown by Python's own formatting."""

    before: str
    spec: str
    decimals: int
    after: str

    def show(self, number: float, value: str) -> str:
        """Show a number that is not negative; empty for a tie, which Excel rounds up and Python does not."""
        text = value if len(value) < 16 else f"{number:.15g}"
        _, point, fraction = text.partition(".")
        tie = point and len(fraction) == self.decimals + 1 and fraction[-1] == "5"
        if tie or not (text[-1].isdigit() and text.replace(".", "", 1).isdigit()):
            return ""
        return f"{self.before}{number:{self.spec}}{self.after}".strip()


_QUICK = re.compile(r"(?P<whole>0{1,30}|#,##0)(?:\.(?P<fraction>0{1,15}))?")


def _quick(tokens: list[_Token], placeholders: list[int]) -> _Quick | None:
    """Return the quick way of a section, if it has one."""
    if not placeholders or any(t.kind in {"percent", "general", "exponent", "at"} for t in tokens):
        return None
    first, last = placeholders[0], placeholders[-1]
    match = _QUICK.fullmatch("".join(t.text for t in tokens[first : last + 1]))
    after = tokens[last + 1 :]
    if match is None or any(t.kind in {"comma", "point"} for t in after):
        return None
    decimals = len(match["fraction"] or "")
    width = len(match["whole"]) + (decimals + 1 if decimals else 0)
    spec = f",.{decimals}f" if "," in match["whole"] else f"0{width}.{decimals}f"
    return _Quick("".join(map(_literal, tokens[:first])), spec, decimals, "".join(map(_literal, after)))


class _Section:
    """One of the up to four parts of a format code, which `;` separates."""

    def __init__(self, code: str) -> None:
        self.tokens = [_Token(m.lastgroup or "", m.group()) for m in _TOKEN.finditer(code)]
        self.condition = _CONDITION.search(code)
        kinds = {token.kind for token in self.tokens}
        brackets = [t.text for t in self.tokens if t.kind == "bracket"]
        self.elapsed = next((m for b in brackets if (m := _ELAPSED.fullmatch(b))), None)
        self.rich = ("rich" in kinds and "date" not in kinds) or any("DBNum" in b for b in brackets)
        self.general = "general" in kinds
        self.placeholders = [i for i, t in enumerate(self.tokens) if t.kind == "digits"]
        self.is_date = "date" in kinds or self.elapsed is not None
        self.quick = _quick(self.tokens, self.placeholders)
        letters = "".join(t.text for t in self.tokens if t.kind == "date").lower()
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

    def show(self, value: str) -> Shown:
        """Show a number."""
        try:
            number = float(value)
        except ValueError:
            return Shown(value)
        if number != number or abs(number) == float("inf"):
            return Shown(value, honoured=False)
        section, negative = self._choose(number)
        if section is None:
            return Shown(plain_number(value), honoured=False)
        if section.is_date:
            return self._date(section, number)
        if section.rich:
            return Shown(plain_number(value), honoured=False)
        if number >= 0 and section.quick is not None:
            text = section.quick.show(number, value)
            if text:
                return Shown(text)
        return Shown(_number(section, abs(number) if negative else number, value))

    def _choose(self, number: float) -> tuple[_Section | None, bool]:
        """Return the section that shows a number, and whether that section brings its own sign."""
        numeric = self.sections[:3]
        if any(section.condition for section in numeric):
            for section in numeric:
                if section.condition is None or _holds(section.condition, number):
                    return section, number < 0 and section.condition is None
            return None, False
        if number < 0 and len(numeric) > 1:
            return numeric[1], True
        if number == 0 and len(numeric) > 2:
            return numeric[2], False
        return numeric[0], False

    def _date(self, section: _Section, number: float) -> Shown:
        if section.elapsed is not None:
            return Shown(serials.elapsed(number, seconds=section.has_seconds))
        moment = serials.moment(number, date1904=self.date1904)
        if moment is None:
            return Shown(plain_number(repr(number)), honoured=False)
        if not section.has_date or (section.has_time and number < 1):
            return Shown(serials.time_text(moment.time(), seconds=section.has_seconds), moment.time())
        if not section.has_time or moment.time() == dt.time():
            return Shown(moment.date().isoformat(), moment.date())
        time = serials.time_text(moment.time(), seconds=section.has_seconds)
        return Shown(f"{moment.date().isoformat()} {time}", moment)


def _split(code: str) -> list[str]:
    parts = [""]
    for match in _TOKEN.finditer(code):
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
        shown = plain_number(repr(number) if number < 0 or value.startswith("-") else value)
        return "".join(shown if t.kind == "general" else _literal(t) for t in section.tokens).strip()
    if not section.placeholders:
        if any(t.kind == "at" for t in section.tokens):
            return "".join(
                plain_number(value) if t.kind == "at" else _literal(t) for t in section.tokens
            ).strip()
        return "".join(_literal(t) for t in section.tokens).strip()
    return _digits(section, number).strip()


def _literal(token: _Token) -> str:
    if token.kind == "text":
        return token.text[1:-1] if token.text.startswith('"') else token.text[1:]
    if token.kind == "bracket":
        currency = re.fullmatch(r"\[\$([^\]-]*)(?:-[^\]]*)?\]", token.text)
        return currency[1] if currency else ""
    if token.kind == "skip":
        return " " if token.text.startswith("_") else ""
    return token.text if token.kind in {"other", "percent", "rich", "comma", "point"} else ""


def _digits(section: _Section, number: float) -> str:
    tokens, first, last = section.tokens, section.placeholders[0], section.placeholders[-1]
    exponent = next((i for i, t in enumerate(tokens) if t.kind == "exponent"), None)
    mantissa_end = exponent if exponent is not None else last + 1
    point = next((i for i in range(mantissa_end) if tokens[i].kind == "point"), mantissa_end)
    whole = [i for i in section.placeholders if i < point]
    fraction = [i for i in section.placeholders if point < i < mantissa_end]
    grouped = any(t.kind == "comma" for t in tokens[first:point] if whole and t) and any(
        tokens[i].kind == "comma" for i in range(first, whole[-1] if whole else first)
    )
    scaled = decimal.Decimal(f"{number:.15g}").scaleb(2 * sum(t.kind == "percent" for t in tokens))
    scaled = scaled.scaleb(-3 * _thousands(tokens, whole[-1] if whole else first))
    power = 0
    if exponent is not None and scaled:
        power = scaled.adjusted() - max(len(whole) - 1, 0)
        scaled = scaled.scaleb(-power)
    with decimal.localcontext(prec=400):
        rounded = scaled.quantize(decimal.Decimal(1).scaleb(-len(fraction)), decimal.ROUND_HALF_UP)
    sign = "-" if rounded < 0 else ""
    ones, _, decimals = f"{abs(rounded):f}".partition(".")
    filled = _fill(tokens, whole, "" if ones == "0" else ones, grouped=grouped)
    filled |= _fill_fraction(tokens, fraction, decimals)
    if exponent is not None:
        marks = [i for i in section.placeholders if i > exponent]
        plus = "+" if tokens[exponent].text.endswith("+") else ""
        text = f"E{'-' if power < 0 else plus}{abs(power):0{len(marks)}d}"
        filled |= {exponent: text, **dict.fromkeys(marks, "")}
    commas = {i for i in range(first, last + 1) if tokens[i].kind == "comma"}
    commas |= {
        i for i in range(last + 1, len(tokens)) if tokens[i].kind == "comma" and i - 1 in commas | {last}
    }
    body = "".join(
        "" if i in commas else filled[i] if i in filled else "." if t.kind == "point" else _literal(t)
        for i, t in enumerate(tokens)
    )
    return sign + body.strip()


def _thousands(tokens: list[_Token], last_whole: int) -> int:
    """Count the commas right after the whole digits: each divides by a thousand."""
    count = 0
    while last_whole + 1 + count < len(tokens) and tokens[last_whole + 1 + count].kind == "comma":
        count += 1
    return count


def _fill(tokens: list[_Token], places: list[int], ones: str, *, grouped: bool) -> dict[int, str]:
    """Put the digits before the point into their placeholders, the rest into the first."""
    filled: dict[int, str] = {}
    digits = list(ones)
    done = 0

    def separated(digit: str) -> str:
        nonlocal done
        done += 1
        return f"{digit}," if grouped and done > 1 and done % 3 == 1 else digit

    for place in reversed(places):
        if digits:
            filled[place] = separated(digits.pop())
        else:
            pad = {"0": "0", "?": " "}.get(tokens[place].text, "")
            filled[place] = separated(pad) if pad == "0" else pad
    while digits and places:
        filled[places[0]] = separated(digits.pop()) + filled[places[0]]
    return filled


def _fill_fraction(tokens: list[_Token], places: list[int], decimals: str) -> dict[int, str]:
    filled: dict[int, str] = {}
    needed = max((k + 1 for k, d in enumerate(decimals) if d != "0"), default=0)
    for k, place in enumerate(places):
        optional = k >= needed and all(tokens[p].text != "0" for p in places[k:])
        filled[place] = ("" if tokens[place].text == "#" else " ") if optional else decimals[k]
    return filled
