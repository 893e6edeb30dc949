"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

NO_COLUMNS = "--columns does not name a column."


def no_column(name: str) -> str:
    return f"There is no column {name!r} to export."


def choices(names: str) -> str:
    return f"You can use: {names}."


def video_for(name: str) -> str:
    return f"Video for {name}"


YOUR_VIDEO = "Your video"

WATCH = "Watch the video"

NOT_SENT = "not sent"


def no_format(form: str) -> str:
    return f"There is no format {form!r}."


NO_STDOUT = "A workbook cannot go to standard output."

NAME_A_FILE = "Name a file: -o FILE."


def not_a_workbook(name: str) -> str:
    return f"The name of a workbook must end in .xlsx. {name} does not."


def late_thumbnails(count: int) -> str:
    what = "1 thumbnail" if count == 1 else f"{count:,} thumbnails"
    return f"{what} came later than the video. batchgen has now fetched {'it' if count == 1 else 'them'}."


def left_out(count: int, why: str, rows: str) -> str:
    what = "1 row was left out: its" if count == 1 else f"{count:,} rows were left out: their"
    return f"{what} status is {why} ({'row' if count == 1 else 'rows'} {rows})."
