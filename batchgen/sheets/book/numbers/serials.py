"""Serial numbers of spreadsheets as dates and times."""

from __future__ import annotations

import datetime as dt

_EPOCH_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no time zone
_EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001
_LAST = 2_958_466
"""The day after 31 December 9999, the last that Excel knows."""


def moment(number: float, *, date1904: bool = False) -> dt.datetime | None:
    """Return a serial number as date and time, to the second, or None if no spreadsheet shows it as one.

    Before 1 March 1900 Excel counts a 29 February that never was.
    """
    if not 0 <= number < _LAST:
        return None
    epoch = _EPOCH_1904 if date1904 else _EPOCH_1900
    if not date1904 and 1 <= number < 60:
        number += 1
    try:
        return epoch + dt.timedelta(seconds=round(number * 86_400))
    except OverflowError:
        return None


def time_text(time: dt.time, *, seconds: bool) -> str:
    """Return `14:30`, or `14:30:05` where seconds are shown."""
    return time.isoformat("seconds" if seconds else "minutes")


def elapsed(number: float, form: str) -> str:
    """Return a duration as `26:30:05`, or less of it.

    `form` names what is shown: the letters of the unit that does not roll over, then of the smaller ones
    (`hhms` has two digits of hours at least).
    """
    total = round(abs(number) * 86_400)
    unit, rest = form[0], form.lstrip(form[0])
    most = total // {"h": 3600, "m": 60, "s": 1}[unit]
    text = f"{most:0{len(form) - len(rest)}d}"
    text += f":{total // 60 % 60:02d}" if "m" in rest else ""
    text += f":{total % 60:02d}" if "s" in rest else ""
    return f"-{text}" if number < 0 else text


def serial(moment: dt.date | dt.time) -> str:
    """Return a date, a time or both as the serial number that a workbook stores (1900 system)."""
    if isinstance(moment, dt.time):
        return repr((moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400)
    whole = dt.datetime.combine(moment, getattr(moment, "time", dt.time)())
    days = whole.replace(tzinfo=None) - _EPOCH_1900
    number = days.days + days.seconds / 86_400
    number -= 1 if number < 61 else 0
    return str(int(number)) if number == int(number) else repr(number)
