"""Words: the sentences about cells that cannot be read as their column is, in one place."""

from __future__ import annotations

USED_IN = ", used in "


def used_in(what: str, place: str) -> str:
    return f"{what}{USED_IN}{place}"


def in_column(header: str) -> str:
    return f'[columns."{header}"] in campaign.toml'


def zero_is_filled(cell: str, place: str) -> str:
    return f'"{cell}" counts as a filled cell, not as no, in {place}'


def zero_means_no(header: str) -> str:
    return f'If 0 means no, add kind = "yes/no" under {in_column(header)}.'


SHARE_OR_PERCENT = "can be a share or a percentage, so it needs a percent sign"


def cell_is(cell: str, what: object) -> str:
    return f'"{cell}" {what}'


WRITE_AS_SAID = "Write it in the cell as the presenter should say it, for example 1200, $1200 or 12%."


def no_such_column(header: str) -> str:
    return f'campaign.toml sets the kind of the column "{header}", but the sheet has no such column'


SWAPPED = (
    "may have day and month the wrong way round: in this column a spreadsheet made dates only of cells "
    "with a day up to 12, and the others are still text"
)


def not_comparable(cell: str, other: object) -> str:
    return f'"{cell}" is compared with {other!r}, which is not a date'


COMPARE_WITH_DATE = 'Compare it with a date, for example "2026-12-01".'

NOT_WHOLE = "is not a complete date"


def open_date(cell: str, readings: str) -> str:
    return f"{cell} can be {readings}"


def open_date_in_mixed_column(cell: str, readings: str) -> str:
    return f"{cell} can be {readings}, and its column has dates in both orders"


OR = " or "


def order(name: str) -> str:
    return f'order = "{name}"'


def add_order(orders: str, column: str) -> str:
    return f"Add {orders} under {column}."


ADD_LOCALE = 'Add a locale to campaign.toml, for example locale = "en_GB".'

COMPLETE_DATE = "Write it in the cell, or ask for less in the filter date."
WRITE_DATE = "Write the date as 2026-12-01."


def write_date_or_kind(column: str) -> str:
    return f"Write the date as 2026-12-01, or set another kind under {column}."


def correct_or_order(column: str) -> str:
    return f"Correct the column in the sheet. If its dates are right, add an order under {column}."


def not_yes_or_no(cell: str, place: str) -> str:
    return f'"{cell}" is not yes or no, used in {place}'


def write_yes_or_no(header: str) -> str:
    return f'Write yes or no in the cell, or add kind = "text" under {in_column(header)}.'
