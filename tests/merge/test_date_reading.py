"""Days in digits and words: what a text says, and in which order of day and month."""

import datetime as dt

import pytest
from babel import dates, localedata

from batchgen.merge.speech import date_orders, date_reading, date_words

FIRST, FIFTH = date_reading.Day(12, 1, 2026), date_reading.Day(12, 5, 2026)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01", FIRST),
        ("2026/12/01", FIRST),
        ("2026.12.1", FIRST),
        ("2026. 12. 01.", FIRST),
        ("20261201", FIRST),
        ("2026-12-01T10:00:00Z", FIRST),
        ("2026-12-01 10:00:00.123+02:00", FIRST),
        ("01-Dec-26", FIRST),
        ("1-Dec-2026", FIRST),
        ("1. Dezember 2026", FIRST),
        ("December 1st, 2026", FIRST),
        ("1st of December, 2026", FIRST),
        ("Tuesday, December 1, 2026", FIRST),
        ("Dec. 1 '26", FIRST),
        ("Dec 1, 2026 at 3:00 PM", FIRST),
        ("le 1er décembre 2026", FIRST),
        ("1 decembre 2026", FIRST),
        ("martes, 1 de diciembre de 2026", FIRST),
        ("1º de dezembro de 2026", FIRST),
        ("1 dicembre 2026", FIRST),
        ("den 1 december 2026", FIRST),
        ("1 grudnia 2026 r.", FIRST),
        ("1 декабря 2026 г.", FIRST),  # noqa: RUF001
        ("2026年12月1日", FIRST),
        ("2026년 12월 1일", FIRST),
        ("Sept 5, 2026", date_reading.Day(9, 5, 2026)),
        ("December 1st", date_reading.Day(12, 1)),
        ("1. Dezember", date_reading.Day(12, 1)),
        ("Fri 4 Dec", date_reading.Day(12, 4)),
        ("December 2026", date_reading.Day(12, None, 2026)),
        ("Dez. 2026", date_reading.Day(12, None, 2026)),
        ("Dec-26", date_reading.Day(12, None, 2026)),
        ("Dec '26", date_reading.Day(12, None, 2026)),
        ("12/2026", date_reading.Day(12, None, 2026)),
        ("2026-12", date_reading.Day(12, None, 2026)),
        ("04.11.2026", date_reading.Day(11, 4, 2026)),
        ("4. 11. 2026", date_reading.Day(11, 4, 2026)),
        ("05.12.", date_reading.Day(12, 5)),
        ("13/12/2026", date_reading.Day(12, 13, 2026)),
        ("12/13/2026", date_reading.Day(12, 13, 2026)),
        ("12-31-26", date_reading.Day(12, 31, 2026)),
        ("13/12/2026 14:30", date_reading.Day(12, 13, 2026)),
        ("2026/12/01 9:15:21 AM GMT+1", FIRST),
        ("2026/12/01 9:15:21 p.m. GMT-05:30", FIRST),
        ("2026/12/01 9:15:21 vorm. MESZ", FIRST),
        ("2026-12-01 09:15 CEST", FIRST),
        ("Tue Dec 01 2026 09:15:21 GMT+0100 (Central European Standard Time)", FIRST),
        ("Tuesday, December 1, 2026 at 9:15:00 AM Pacific Standard Time", FIRST),
        ("1. Dezember 2026, 09.15 Uhr", FIRST),
        ("1 dicembre 2026 alle 9.15", FIRST),
        ("1 grudnia 2026 r., godz. 9:15", FIRST),
        ("13.12.2026 kl. 09.15", date_reading.Day(12, 13, 2026)),
        ("5/5/2026", date_reading.Day(5, 5, 2026)),
        ("Sa., 05.12.2026", FIFTH),
        ("\u200e05.12.2026\u200f", FIFTH),
        ("31.12.49", date_reading.Day(12, 31, 2049)),
        ("31.12.50", date_reading.Day(12, 31, 1950)),
    ],
)
def test_a_date_that_reads_one_way_is_read_whatever_the_order(text, expected):
    assert date_reading.read(text, "en_US").day() == expected


@pytest.mark.parametrize(
    "text",
    ["05/12/2026", "5/12/26", "05-12-2026", "05 12 2026", "5/12", "Mon 05/12/2026", "05/12/2026 2:30 pm"],
)
def test_a_date_that_reads_two_ways_needs_an_order(text):
    reading = date_reading.read(text, "en_US")

    with pytest.raises(date_reading.OpenOrderError) as caught:
        reading.day()
    year = reading.day("dmy").year
    assert caught.value.ways == {"dmy": date_reading.Day(12, 5, year), "mdy": date_reading.Day(5, 12, year)}


@pytest.mark.parametrize(
    "text",
    [
        "TBD", "soon", "Q4 2026", "2026", "13/2026", "12.2026", "1.5", "5.12",
        "+49 171 1234567", "192.168.1.1", "05/12/2026 - 08/12/2026", "31.11.2026", "2026-13-01", "13/13/2026",
        "1/0", "from 05/12/2026", "5 listopada 2026", "between 3 and 5 May", "x" * 2_000, "1" * 2_000,
    ],
)  # fmt: skip
def test_what_says_no_day_is_not_a_date(text):
    with pytest.raises(date_reading.NoDateError):
        date_reading.read(text, "en_US")


@pytest.mark.parametrize(("locale", "month"), [("pl_PL", 11), ("hr_HR", 10)])
def test_a_month_that_two_languages_call_alike_is_read_in_the_row_s_own(locale, month):
    assert date_reading.read("5 listopada 2026", locale).day() == date_reading.Day(month, 5, 2026)


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("05/12/2026", "dmy", FIFTH),
        ("12/05/2026", "mdy", FIFTH),
        ("26/12/05", "ymd", FIFTH),
        ("05/12/26", "ymd", date_reading.Day(12, 26, 2005)),
    ],
)
def test_an_order_settles_what_is_open(text, order, expected):
    assert date_reading.read(text, "en_US").day(order, is_asked=True) == expected


@pytest.mark.parametrize(
    ("text", "order"), [("13/12/2026", "mdy"), ("12/13/2026", "dmy"), ("04.11.2026", "mdy")]
)
def test_a_date_of_another_order_than_its_column_does_not_fit(text, order):
    with pytest.raises(date_reading.NoDateError):
        date_reading.read(text, "en_US").day(order)


def test_a_person_who_names_the_order_is_stronger_than_dots():
    assert date_reading.read("04.11.2026", "en_US").day("mdy", is_asked=True) == date_reading.Day(4, 11, 2026)


@pytest.mark.parametrize(
    ("locale", "order"),
    [("en_US", "mdy"), ("en_GB", "dmy"), ("de", "dmy"), ("ja_JP", "ymd"), ("hu", "ymd"), ("fr_CA", "ymd")],
)
def test_a_locale_has_an_order(locale, order):
    assert date_reading.order_of(locale) == order


@pytest.mark.parametrize(
    ("day", "style", "expected"),
    [
        (FIRST, "long", "December 1, 2026"),
        (FIRST, "EEEE d", "Tuesday 1"),
        (FIRST, "%A, %B %-d", "Tuesday, December 1"),
        (date_reading.Day(12, 1), "long", "December 1"),
        (date_reading.Day(12, 1), "short", "12/1"),
        (date_reading.Day(12, None, 2026), "long", "December 2026"),
        (date_reading.Day(12, None, 2026), "MMM yy", "Dec 26"),
        (date_reading.Day(2, 29), "d. MMMM", "29. February"),
        (dt.datetime(2026, 12, 1, 15, 30, tzinfo=dt.UTC), "h:mm", "3:30"),
    ],
)
def test_a_day_is_said_in_a_form(day, style, expected):
    assert date_reading.said(day, "en_US", style) == expected


@pytest.mark.parametrize(
    ("day", "style"),
    [
        (date_reading.Day(12, 1), "EEEE d"),
        (date_reading.Day(12, None, 2026), "d MMM"),
        (FIRST, "HH:mm"),
        (FIRST, "%H:%M"),
    ],
)
def test_a_form_that_asks_for_more_than_the_cell_says_is_refused(day, style):
    with pytest.raises(date_reading.NoDateError, match="but the filter asks for one"):
        date_reading.said(day, "en_US", style)


UNREAD = {"suz", "bo", "ku", "wal", "mn", "mgo", "kkj", "prg", "cu", "yrl", "dz"}
"""Languages of which a pattern or a month holds what no rule of others has: not read, never wrong."""


def test_every_locale_s_own_dates_are_read_back():
    wrong = []
    for name in localedata.locale_identifiers():
        for style in ("short", "medium", "long", "full"):
            day = dt.date(2026, 3, 25)
            text = dates.format_date(day, style, locale=name)
            try:
                found = date_reading.read(text, name).day(otherwise=date_reading.order_of(name))
            except date_reading.NoDateError:
                if name.split("_")[0] not in UNREAD and (name, style) != ("th_TH", "short"):
                    wrong.append((name, text))
                continue
            if found != date_reading.Day(3, 25, 2026):
                wrong.append((name, text))

    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        *(
            "March 5-7",
            "5-7 December",
            "1./2. Dezember",
            "Dec 1 & 2",
            "1 and 2 December",
            "Dec 10/12",
            "2026 Dec 1-3",
        ),
        *("令和8年12月1日", "令和8年12月", "平成30/5/1", "H30.5.1", "R8.12.1", "26-Dec-1"),
        *(
            "by Dec 1, 2026",
            "not Dec 1, 2026",
            "ab 01.12.2026",
            "bis 1. Dezember 2026",
            "Mitte Dezember 2026",
        ),
        *("fin décembre 2026", "mi-décembre 2026", "début déc 2026", "mid Dec 2026", "do 1 grudnia 2026"),
    ],
)
def test_two_days_an_era_and_words_that_make_another_date_of_it_are_no_date(text):
    with pytest.raises(date_reading.NoDateError):
        date_reading.read(text, "en_US")


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("01/12/69", "th_TH"),
        ("1 ธ.ค. 69", "en_US"),
        ("10-09-03", "fa_IR"),
        ("۰۳/۰۹/۱۰", "en_US"),  # noqa: RUF001 (digits of Persian)
    ],
)
def test_two_digits_of_a_year_that_may_be_of_another_calendar_are_not_said(text, locale):
    with pytest.raises(date_reading.NoDateError, match="may be from another calendar"):
        date_reading.read(text, locale)


@pytest.mark.parametrize("text", ["1/12/2026", "2026-12-01", "20261201", "1 ธ.ค. 2026", "1 ธ.ค."])
def test_a_full_year_is_read_in_those_countries_too(text):
    assert date_reading.read(text, "th_TH").day("dmy").month == 12


@pytest.mark.parametrize(
    "text", ["1 Dec 2026?", "~1 Dec 2026", "1 Dec 2026 (tbc)", "2026-12-01?", "TBC 1/12/2026"]
)
def test_a_date_that_nobody_is_sure_of_is_not_said(text):
    with pytest.raises(date_reading.NoDateError):
        date_reading.read(text, "en_GB")


@pytest.mark.parametrize("text", ["1 ธ.ค. 2569", "1405/09/10", "1448/06/21", "9999-12-31", "12/13/0001"])
def test_a_year_of_another_calendar_or_none_at_all_is_not_said(text):
    with pytest.raises(date_reading.NoDateError, match="has the year"):
        date_reading.read(text, "en_US")


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("26年12月1日", "ja_JP", FIRST),
        ("26년 12월 1일", "ko_KR", FIRST),
        ("1. Mrz 2026", "de_DE", date_reading.Day(3, 1, 2026)),
        ("1. Jänner 2026", "de_DE", date_reading.Day(1, 1, 2026)),
        ("mar, 31 ago 2027", "en_US", date_reading.Day(8, 31, 2027)),
        ("Tues, Dec 1, 2026 at 5pm", "en_US", FIRST),
        ("1.12.2026 um 10 Uhr", "de_DE", FIRST),
        ("'2026-12-01", "en_US", FIRST),
        ("2026\u201112\u201301", "en_US", FIRST),
        ("Dec 1, '26", "en_US", FIRST),
        ("Dec 1 26", "en_US", FIRST),
    ],
)
def test_dates_as_people_and_spreadsheets_write_them(text, locale, expected):
    assert date_reading.read(text, locale).day() == expected


@pytest.mark.parametrize(
    ("texts", "locale", "orders"),
    [
        (["26/12/01", "26/12/15", "26/11/30"], "en_US", {"ymd"}),
        (["25.12.01", "26.11.30"], "de_DE", {"ymd"}),
        (["25/12/26", "31/12/26", "07/12/26"], "en_US", {"dmy"}),
        (["25/12/26", "31/12/26", "07/12/26"], "sv_SE", {"dmy"}),
        (["01/01/24", "01/01/25", "01/01/26"], "en_US", set()),
        (["26/12/01"], "en_US", {"dmy"}),
    ],
)
def test_a_column_of_two_digit_years_shows_where_the_year_stands(texts, locale, orders):
    assert date_orders.settled(texts, locale)[0] == orders


def test_a_date_is_read_with_the_year_first_as_its_column_shows():
    assert date_reading.read("26/12/01", "en_US").day("ymd") == FIRST


@pytest.mark.parametrize(
    "text", ["call: +49 30 1234567, see door 1", "see 1 or 2 or 3 or 4", "lot 12345, see 2", "3M & Söhne 12"]
)
def test_numbers_that_no_date_has_load_no_months_of_other_languages(text):
    date_words.by_month.cache_clear()
    with pytest.raises(date_reading.NoDateError):
        date_reading.read(text, "en_US")
    assert date_words.by_month.cache_info().currsize == 0
