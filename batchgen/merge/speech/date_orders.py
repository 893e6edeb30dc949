"""Date orders: orders of day, month and year: what the dates of one column show together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from batchgen.merge.speech import date_reading

_FEW_YEARS, _MANY_YEARS, _LAST_MONTH = 2, 10, 2012


def settled(texts: Iterable[str], locale: str) -> tuple[set[str], bool]:
    """Return the orders that texts show, and whether one of them is open.

    If none shows an order, the one is returned that every month's name stands in.
    """
    shown, suggested, is_open = set(), set(), False
    short: list[tuple[date_reading.Reading, date_reading.Day]] = []
    for text in texts:
        try:
            reading = date_reading.read(text, locale)
        except date_reading.NoDateError:
            continue
        shown.add(reading.shows)
        suggested.add(reading.suggests)
        is_open = is_open or reading.is_open
        by_year = reading.ways.get("ymd") or reading.year_first
        if by_year is not None and len(reading.ways) + bool(reading.year_first) > 1:
            short.append((reading, by_year))
    shown = (_of_short(short) if short else set()) or shown - {""}
    suggested -= {""}
    return (shown or (suggested if len(suggested) == 1 else set())), is_open


def _of_short(found: Sequence[tuple[date_reading.Reading, date_reading.Day]]) -> set[str]:
    """Return the order of dates such as 26/12/01, if their column shows which of their numbers is the year.

    The years of one column are close together, and are no months; its days are far apart.
    """
    firsts = {by_year.year or 0 for _, by_year in found}
    others = [{way: day for way, day in reading.ways.items() if way != "ymd"} for reading, _ in found]
    lasts = {day.year or 0 for ways in others for day in ways.values()}
    if _are_years(firsts) and _are_days(lasts):
        return {"ymd"}
    if _are_years(lasts) and _are_days(firsts):
        return {way for ways in others if len(ways) == 1 for way in ways}
    return set()


def _are_years(numbers: set[int]) -> bool:
    return max(numbers) - min(numbers) <= _FEW_YEARS and min(numbers) > _LAST_MONTH


def _are_days(numbers: set[int]) -> bool:
    return max(numbers) - min(numbers) >= _MANY_YEARS
