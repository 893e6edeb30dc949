"""Digits in number formats: the placeholders of a format code, filled with a number's digits."""

from __future__ import annotations

import dataclasses
import decimal
import re

from batchgen import patterns

TOKEN = patterns.late(
    r"""(?P<text>"[^"]*"|\\.)|(?P<skip>_.|\*.)|(?P<bracket>\[[^\]]*\])|(?P<general>General)
    |(?P<ampm>AM/PM|A/P)|(?P<exponent>[eE][+-])|(?P<digits>[0#?])|(?P<point>\.)|(?P<comma>,)
    |(?P<percent>%)|(?P<at>@)|(?P<date>[yYmMdDhHsS]+)|(?P<rich>/|[eEgGbB](?=[^a-zA-Z]|$)|[eEgG]+)|(?P<other>.)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Token:
    """A piece of a format code."""

    kind: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Quick:
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


_QUICK = patterns.late(r"(?P<whole>0{1,30}|#,##0)(?:\.(?P<fraction>0{1,15}))?")


def quick(tokens: list[Token], placeholders: list[int]) -> Quick | None:
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
    return Quick("".join(map(literal, tokens[:first])), spec, decimals, "".join(map(literal, after)))


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


def literal(token: Token) -> str:
    """Return the text that a piece puts between digits."""
    if token.kind == "text":
        return token.text[1:-1] if token.text.startswith('"') else token.text[1:]
    if token.kind == "bracket":
        currency = re.fullmatch(r"\[\$([^\]-]*)(?:-[^\]]*)?\]", token.text)
        return currency[1] if currency else ""
    if token.kind == "skip":
        return " " if token.text.startswith("_") else ""
    return token.text if token.kind in {"other", "percent", "rich", "comma", "point"} else ""


class Pattern:
    """The placeholders of one section of a format code, and what stands between them."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self.places = [i for i, t in enumerate(tokens) if t.kind == "digits"]
        if not self.places:
            return
        first, last = self.places[0], self.places[-1]
        self._exponent = next((i for i, t in enumerate(tokens) if t.kind == "exponent"), None)
        end = last + 1 if self._exponent is None else self._exponent
        point = next((i for i in range(end) if tokens[i].kind == "point"), end)
        self._whole = [i for i in self.places if i < point]
        self._fraction = [i for i in self.places if point < i < end]
        last_whole = self._whole[-1] if self._whole else first
        self._grouped = any(tokens[i].kind == "comma" for i in range(first, last_whole))
        self._percents = sum(t.kind == "percent" for t in tokens)
        self._thousands = sum(self._commas_after(place) for place in {last_whole, last})
        self._silent = {i for i in range(first, last + 1) if tokens[i].kind == "comma"}
        self._silent |= {last + 1 + k for k in range(self._commas_after(last))}

    def _commas_after(self, place: int) -> int:
        """Count the commas right after a placeholder: each divides by a thousand."""
        count = 0
        while place + 1 + count < len(self._tokens) and self._tokens[place + 1 + count].kind == "comma":
            count += 1
        return count

    def show(self, number: float) -> str:
        """Show a number. Raises ArithmeticError for one that needs too many digits."""
        scaled = decimal.Decimal(f"{number:.15g}").scaleb(2 * self._percents - 3 * self._thousands)
        power = 0
        if self._exponent is not None and scaled:
            power = scaled.adjusted() - max(len(self._whole) - 1, 0)
            scaled = scaled.scaleb(-power)
        with decimal.localcontext(prec=400):
            unit = decimal.Decimal(1).scaleb(-len(self._fraction))
            rounded = scaled.quantize(unit, decimal.ROUND_HALF_UP)
        ones, _, decimals = f"{abs(rounded):f}".partition(".")
        filled = _fill(self._tokens, self._whole, "" if ones == "0" else ones, grouped=self._grouped)
        filled |= _fill_fraction(self._tokens, self._fraction, decimals)
        filled |= self._power(power) | dict.fromkeys(self._silent, "")
        sign = "-" if rounded < 0 else ""
        return sign + "".join(filled.get(i, _between(t)) for i, t in enumerate(self._tokens)).strip()

    def _power(self, power: int) -> dict[int, str]:
        if self._exponent is None:
            return {}
        marks = [i for i in self.places if i > (self._exponent or 0)]
        plus = "+" if self._tokens[self._exponent].text.endswith("+") else ""
        text = f"E{'-' if power < 0 else plus}{abs(power):0{len(marks)}d}"
        return {self._exponent: text, **dict.fromkeys(marks, "")}


def _between(token: Token) -> str:
    return "." if token.kind == "point" else literal(token)


def _fill(tokens: list[Token], places: list[int], ones: str, *, grouped: bool) -> dict[int, str]:
    """Put the digits before the point into their placeholders, the rest into the first."""
    filled: dict[int, str] = {}
    digits = list(ones)
    done = 0

    def separated(digit: str) -> str:
        nonlocal done
        done += 1
        return f"{digit}," if grouped and done > 1 and done % 3 == 1 else digit

    for place in reversed(places):
        pad = digits.pop() if digits else {"0": "0", "?": " "}.get(tokens[place].text, "")
        filled[place] = separated(pad) if pad.strip() else pad
    while digits and places:
        filled[places[0]] = separated(digits.pop()) + filled[places[0]]
    return filled


def _fill_fraction(tokens: list[Token], places: list[int], decimals: str) -> dict[int, str]:
    filled: dict[int, str] = {}
    needed = max((k + 1 for k, d in enumerate(decimals) if d != "0"), default=0)
    for k, place in enumerate(places):
        optional = k >= needed and all(tokens[p].text != "0" for p in places[k:])
        filled[place] = ("" if tokens[place].text == "#" else " ") if optional else decimals[k]
    return filled
