"""Date reading: what day a text says, in which order of day and month, and how it is spoken."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections.abc import Mapping
from typing import NamedTuple

import babel
from babel import dates

from batchgen import characters, models, patterns
from batchgen.merge.speech import date_words, locales, words

LONGEST_DATE = 100
"""Characters. A text that is longer is more than a date."""
_CENTURY = 50
"""Two digits below it are of this century, as in Windows and Excel since 2020 ("2049" rule)."""
_EXACT = ""
_PARTS = patterns.late(r"(?<![\da-zA-Z])(\d{1,4})\s?([./,\s-])\s?(\d{1,2})\s?\2\s?(\d{1,4})(?!\d)")
_COMPACT = patterns.late(r"(?:19|20)\d{6}")
_SHORT = patterns.late(r"(\d{1,2})(?:([/-])(\d{1,2})|(\.)\s?(\d{1,2})\.)")
_MONTH_ALONE = patterns.late(r"(?P<month>\d{1,2})/(?P<year>\d{4})|(?P<first>\d{4})[/-](?P<last>\d{1,2})")
_MONTH_AND_YEAR = patterns.late(r"[^\W\d]\.?(?:-|\s?['’])\d\d(?!\d)")
_YEAR_SIGN = patterns.late("[年년]")
_SHORT_YEAR = patterns.late(r"(?<![^\W_])\d\d\s?[年년]")
"""A year of two digits; with an era before it ("令和8年") it is of another calendar."""
_MOST_NUMBERS, _LONGEST_NUMBER = 3, 4
"""A day, a month as Chinese names it ("12月") and a year; digits of a year."""
_NOT_IN_DATES = patterns.late(r"[&@#*+=<>{}|%$€£]|//|www\.")
"""Signs of firms, notes and addresses: no such text is looked up in the months of all languages."""
YEARS = range(1600, 2200)
"""Years that people mean; the Buddhist and the Persian calendar count others, and 9999 stands for none."""
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_OTHER_CALENDARS = {"TH", "IR", "AF"}
_OF_OTHER_CALENDAR = patterns.late("[\u0e00-\u0e7f\u06f0-\u06f9]")
"""Countries (CLDR, calendar preference data), Thai letters and Persian digits that may have another year."""
_FULL_YEAR = patterns.late(r"(?<!\d)\d{4}(?!\d)|(?<!\d)\d{8}(?!\d)")
_DOUBT = patterns.late(r"(?i)[?？~≈±]|\btb[acd]\b")
_STRFTIME = {
    "%A": "EEEE", "%a": "EEE", "%B": "MMMM", "%b": "MMM", "%-d": "d", "%d": "d", "%e": "d", "%m": "MM",
    "%Y": "yyyy", "%y": "yy", "%H": "HH", "%I": "h", "%M": "mm", "%p": "a",
}  # fmt: skip
_NAMED = {"short", "medium", "long", "full"}
_MONTHS = {"short": "M", "medium": "MMM", "long": "MMMM", "full": "MMMM"}
_OF_YEAR = patterns.late(r"[yYuUrEecGqQwWDFg]")
_OF_DAY = patterns.late(r"[dDEecwWFg]")
_OF_TIME = patterns.late(r"[abBhHkKmsSAzZOvVXx]")
"""Letters of a pattern that need a year, a day, or a time of day (UTS #35, date field symbols)."""


class NoDateError(ValueError):
    """A text that is not a date."""


class LacksPartError(NoDateError):
    """A date that says less than its form asks for."""


class OpenOrderError(ValueError):
    """A date that can be two days; `ways` are these, by order."""

    def __init__(self, ways: Mapping[str, Day]) -> None:
        super().__init__(words.CAN_BE_TWO_DAYS)
        self.ways = ways


class Day(NamedTuple):
    """A day as a text says it; the year, or the day of "December 2026", is None where it says none."""

    month: int
    day: int | None
    year: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """What a text can be: a day by order of its numbers, or by "" where no order matters.

    `shows` is the order that the text itself proves (a number over 12) or is known by (dots: day first);
    `suggests` is the order that a named month stands in, which says how such a person writes. `year_first`
    is what a person means who says that the year comes first.
    """

    ways: Mapping[str, Day]
    shows: str = ""
    suggests: str = ""
    year_first: Day | None = None

    @property
    def is_open(self) -> bool:
        """Return whether its numbers can change places."""
        return not self.shows and len(set(self.ways.values())) > 1

    def day(self, order: str = "", *, is_asked: bool = False, otherwise: str = "") -> Day:
        """Return the day in an order; `is_asked` says that a person named it, so dots say nothing.

        `otherwise` is the order of a text that is open. Raises OpenOrderError if it needs an order and has
        none, NoDateError if the text has another one.
        """
        if _EXACT in self.ways:
            return self.ways[_EXACT]
        if order:
            found = self.ways.get(order) or (self.year_first if order == "ymd" else None)
            is_other = self.shows not in {"", order} and self.year_first is not found
            if found is None or (is_other and not is_asked):
                raise NoDateError(words.other_order(in_words(order)))
            return found
        if not self.is_open:
            return self.ways[self.shows] if self.shows else next(iter(self.ways.values()))
        if otherwise not in self.ways:
            raise OpenOrderError(self.ways)
        return self.ways[otherwise]


def in_words(order: str) -> str:
    """Return an order of day and month for people."""
    return {"dmy": words.DAY_FIRST, "mdy": words.MONTH_FIRST, "ymd": words.YEAR_FIRST}[order]


def order_of(locale: str) -> models.DateOrder:
    """Return the order of the numbers in a locale's short dates."""
    pattern = _unquoted(str(locales.of(locale).date_formats["short"].pattern))
    places = sorted((pattern.lower().find(letter), letter) for letter in "dmy")
    found = "".join(letter for _, letter in places)
    return "ymd" if found[0] == "y" else "mdy" if found[0] == "m" else "dmy"


@functools.lru_cache(maxsize=20_000)
def read(text: str, locale: str) -> Reading:
    """Return what day a text says, in digits or with a month's name of any language. Raises NoDateError."""
    if len(text) > LONGEST_DATE or not any(c.isdigit() for c in text):
        raise NoDateError(words.NOT_A_DATE)
    plain = "".join(c for c in characters.normalized("NFKC", text) if c.isprintable())
    bare = date_words.TIME.sub(" ", plain.translate(_DASHES)).strip(" ,;'\"")
    found = _of_digits(bare, locale) or _of_words(bare, locale)
    if found is None:
        raise NoDateError(words.NOT_A_DATE)
    if _DOUBT.search(bare):
        raise NoDateError(words.NOT_CERTAIN)
    for day in found.ways.values():
        check_year(day.year)
    if any(day.year for day in found.ways.values()) and _may_be_of_other_calendar(text, bare, locale):
        raise NoDateError(words.OTHER_CALENDAR)
    return found


def _may_be_of_other_calendar(text: str, bare: str, locale: str) -> bool:
    """Return whether a year of two digits is perhaps Buddhist or Persian."""
    if _FULL_YEAR.search(bare):
        return False
    return _OF_OTHER_CALENDAR.search(text) is not None or locales.of(locale).territory in _OTHER_CALENDARS


def check_year(year: int | None) -> None:
    """Raise NoDateError for a year that no date of today has."""
    if year is not None and year not in YEARS:
        raise NoDateError(words.wrong_year(year))


# in digits


def _of_digits(text: str, locale: str) -> Reading | None:
    if _COMPACT.fullmatch(text):
        return _exact(int(text[:4]), int(text[4:6]), int(text[6:]))
    if short := _SHORT.fullmatch(text):
        first, sign, second, dot, dotted = short.groups()
        return _two_ways(int(first), int(second or dotted), None, dotted=dot is not None and sign is None)
    if alone := _MONTH_ALONE.fullmatch(text):
        month, year = alone["month"] or alone["last"], alone["year"] or alone["first"]
        return _exact(int(year), int(month), None)
    parts = _PARTS.search(text)
    if parts is None or not _is_filled(text[: parts.start()], text[parts.end() :], locale):
        return None
    first, sign, second, third = parts.groups()
    if len(first) >= 3:
        return _exact(int(first), int(second), int(third)) if len(first) == 4 and len(third) <= 2 else None
    if len(third) == 1:
        return _with_year_first(None, (first, second, third), locale)
    if len(third) == 3:
        return None
    found = _two_ways(int(first), int(second), _year(third), dotted=sign == ".")
    return _with_year_first(found, (first, second, third), locale) if len(third) == 2 else found


def _is_filled(before: str, after: str, locale: str) -> bool:
    """Return whether nothing but a weekday's name and the like stands beside the numbers."""
    beside = [*date_words.tokens(before), *date_words.tokens(after)]
    if not beside:
        return not before.strip(" ,;(") and not after.strip(" .,;)")
    return not any(word[0].isdigit() for word in beside) and any(
        all(map(known.may_stand, beside)) for known in _words(locale)
    )


def _two_ways(first: int, second: int, year: int | None, *, dotted: bool) -> Reading | None:
    given = {"dmy": Day(second, first, year), "mdy": Day(first, second, year)}
    ways = {way: day for way, day in given.items() if _is_day(day)}
    if not ways:
        return None
    if len(ways) == 1:
        return Reading(ways, next(iter(ways)))
    return Reading(ways, "dmy" if dotted else "")


def _with_year_first(found: Reading | None, parts: tuple[str, str, str], locale: str) -> Reading | None:
    """Add the reading of "26/12/01" with the year first, which counts where people write so."""
    day = Day(int(parts[1]), int(parts[2]), _year(parts[0]))
    if len(parts[0]) != 2 or not _is_day(day):
        return found
    if found is None:
        return Reading({"ymd": day}, "ymd")
    if order_of(locale) == "ymd":
        return Reading({**found.ways, "ymd": day})
    return dataclasses.replace(found, year_first=day)


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < _CENTURY else 1900)


def _exact(year: int, month: int, day: int | None) -> Reading | None:
    found = Day(month, day, year)
    return Reading({_EXACT: found}) if _is_day(found) else None


def _is_day(day: Day) -> bool:
    try:
        _whole(day)
    except ValueError:
        return False
    return True


def _whole(day: Day) -> dt.date:
    """Return a day with what it does not say filled in; the year is a leap year."""
    return dt.date(2000 if day.year is None else day.year, day.month, 1 if day.day is None else day.day)


# with the name of a month


def _words(locale: str) -> list[date_words.Words]:
    names = dict.fromkeys((locales.of(locale), babel.Locale("en")))
    return [date_words.of_locale(name) for name in names]


def _of_words(text: str, locale: str) -> Reading | None:
    """Read with the words of the locale, then of English, then of every language that knows the month."""
    found = date_words.tokens(text)
    numbers = [token for token in found if token[0].isdigit()]
    if len(found) > 12 or len(numbers) in {0, len(found)}:
        return None
    if len(numbers) > _MOST_NUMBERS or max(map(len, numbers)) > _LONGEST_NUMBER:
        return None  # before the months of all languages are loaded
    for names in _words(locale):
        if reading := _named(found, names, text):
            return reading
    if _NOT_IN_DATES.search(text):
        return None
    others = [_named(found, date_words.of_locale(name), text) for name in date_words.speaking(found)]
    readings = {reading.ways[_EXACT]: reading for reading in others if reading}
    # A name such as "listopad" is November to one language and October to the next.
    return readings.popitem()[1] if len(readings) == 1 else None


def _named(found: list[str], words: date_words.Words, text: str) -> Reading | None:
    month = words.month(found)
    if month is None:
        return None
    number, start, end = month
    before, after = found[:start], found[end:]
    rest = [*before, *after]
    if not all(words.may_stand(token) for token in rest if not token[0].isdigit()):
        return None
    digits = [token for token in rest if token[0].isdigit()]
    split = _day_and_year(digits, sum(token[0].isdigit() for token in before), text)
    if split is None:
        return None
    day = Day(number, *split)
    order = "dmy" if any(token[0].isdigit() for token in before) else "mdy"
    shows_none = len(digits[0]) == 4 or day.day is None
    return Reading({_EXACT: day}, suggests="" if shows_none else order) if _is_day(day) else None


def _day_and_year(digits: list[str], before: int, text: str) -> tuple[int | None, int | None] | None:
    """Return the day and the year of a date with a month's name, `before` which so many numbers stand."""
    if len(digits) == 1:
        if len(digits[0]) == 4 or _MONTH_AND_YEAR.search(text):  # "Dec-26" and "Dec '26"
            return None, _year(digits[0])
        return (int(digits[0]), None) if len(digits[0]) <= 2 and not _YEAR_SIGN.search(text) else None
    if len(digits) != 2:
        return None
    days = [token for token in digits if len(token) <= 2]
    if len(days) == 2:
        return _two_short(digits[0], digits[1], before, text)
    if len(days) == 1 and len(year := next(t for t in digits if t not in days)) == 4:
        return int(days[0]), int(year)
    return None


def _two_short(first: str, last: str, before: int, text: str) -> tuple[int, int] | None:
    """Return the day and the year of "1-Dec-26"; None for two days: "Dec 5-7", "1./2. Dezember"."""
    if _YEAR_SIGN.search(text):
        return (int(last), _year(first)) if _SHORT_YEAR.search(text) else None
    is_apart = before == 1 or re.search(rf"{first}\w*[\s,.'’]+{last}(?!\d)", text)
    return (int(first), _year(last)) if len(last) == 2 and before < 2 and is_apart else None


# spoken


@functools.lru_cache(maxsize=20_000)
def said(day: Day | dt.date, locale: str, style: str = "long") -> str:
    """Say a day: "December 1, 2026". `style`: short, medium, long, full or a pattern ("EEEE d", "%A")."""
    for theirs, ours in _STRFTIME.items():
        style = style.replace(theirs, ours)
    if isinstance(day, Day):
        if day.year is None or day.day is None:
            return _in_part(day, locale, style)
        day = dt.date(day.year, day.month, day.day)
    if not isinstance(day, dt.datetime) and style not in _NAMED and _OF_TIME.search(_unquoted(style)):
        raise LacksPartError(words.NO_TIME)
    if style in _NAMED or not isinstance(day, dt.datetime):
        return dates.format_date(day, style, locale=locales.of(locale))
    return dates.format_datetime(day, style, locale=locales.of(locale))


def _in_part(day: Day, locale: str, style: str) -> str:
    """Say a day without its year, or a month with its year."""
    whole = _whole(day)
    if style in _NAMED:
        month = _MONTHS[style]
        skeleton = f"{month}d" if day.year is None else f"y{month}"
        return dates.format_skeleton(skeleton, whole, locale=locales.of(locale))
    lacking, letters = (words.YEAR, _OF_YEAR) if day.year is None else (words.DAY, _OF_DAY)
    if letters.search(_unquoted(style)):
        raise LacksPartError(words.no_part(lacking))
    return dates.format_date(whole, style, locale=locales.of(locale))


def _unquoted(pattern: str) -> str:
    return re.sub("'[^']*'", "", pattern)
