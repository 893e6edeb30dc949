"""Words: the sentences about cells that a filter cannot say, in one place."""

from __future__ import annotations

CAN_BE_TWO_DAYS = "can be two days"

DAY_FIRST = "day first"
MONTH_FIRST = "month first"
YEAR_FIRST = "year first"


def other_order(order: str) -> str:
    return f"is not a date with the {order}, as the other dates of its column are"


NOT_A_DATE = "is not a date"
NOT_CERTAIN = "is not a certain date"
OTHER_CALENDAR = "has a year with two digits, which may be from another calendar"


def wrong_year(year: int) -> str:
    return f"has the year {year}, which cannot be right"


NO_TIME = "has no time of day, but the filter asks for one"
YEAR = "year"
DAY = "day"


def no_part(part: str) -> str:
    return f"has no {part}, but the filter asks for one"


def said_unchanged(why: object) -> str:
    return f"{why}, so the presenter says it unchanged"


def no_table(name: str, hint: str) -> str:
    return f'there is no lookup table "{name}". {hint}'.rstrip()


def no_field(field: str, table: str) -> str:
    return f'has no "{field}" in the lookup table {table}'


def not_in_table(table: str) -> str:
    return f"is not in the lookup table {table}"


def used_in(value: str, what: str, place: str) -> str:
    return f'"{value}" {what}, used in {place}'


def add_to_table(table: str) -> str:
    return f"Add it to the lookup table {table}."


def not_a_locale(name: str) -> str:
    return f'"{name}" is not a locale such as en_US or de_DE'


NO_FIRST_NAME = "has no first name in it"


def too_long_a_name(most: int) -> str:
    return f"has more than {most:,} characters, so it is not a name"


NOT_AN_ADDRESS = "is not a web address"
