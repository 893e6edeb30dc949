"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

TRY = "Try utf-8, utf-16, cp1252, cp1251 or shift_jis."


def unknown(name: str) -> str:
    return f'There is no encoding called "{name}".'


def not_sure(title: str) -> str:
    return f"{title} is not UTF-8, and batchgen cannot be sure which letters it has. It may say:"


CHOOSE = "Add the option that shows the right words. Or save the file again as UTF-8 (in Excel: CSV UTF-8)."
