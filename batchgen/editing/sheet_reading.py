"""Sheet reading: how a sheet was read, what was decided on the way, and what of it somebody may change."""

from __future__ import annotations

import collections
import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from batchgen import encodings, errors, identity, models, sheets
from batchgen import settings as settings_module
from batchgen.editing import words
from batchgen.settings import campaign_edit

CHANGEABLE = ("worksheet", "header_row", "encoding", "key", "include_hidden", "include_odd_rows")
"""The settings by which a sheet is read."""
_TOP_LINES = 12
_NAMED_ROWS = 5


class Way(NamedTuple):
    """A button: its words, and the settings that it writes (None takes one out)."""

    words: str
    settings: Mapping[str, object]


class Remark(NamedTuple):
    """A sentence about how the sheet was read, with the ways to change that."""

    words: str
    ways: tuple[Way, ...] = ()


def remarks(
    sheet: sheets.Sheet, rows: Sequence[models.Row], settings: settings_module.Settings
) -> list[Remark]:
    """Return what somebody should know of how the sheet was read, a sentence each."""
    # What names an option is for the command line, and said here in other words.
    notes = [Remark(note) for note in sheet.notes if "--" not in note]
    return [
        *_hidden(rows, settings),
        *_odd(rows, settings),
        *_worksheets(sheet),
        *_encoding(sheet, settings),
        *notes,
    ]


def top_lines(sheet: sheets.Sheet) -> list[tuple[int, str]]:
    """Return the first lines of a sheet that may hold its headers: number and texts."""
    lines = itertools.islice(sheet.lines(), _TOP_LINES)
    return [(line.number, " | ".join(filter(None, map(str.strip, line.cells)))[:200]) for line in lines]


def key_of(
    sheet: sheets.Sheet, people: Sequence[models.Row], settings: settings_module.Settings
) -> tuple[tuple[str, ...], list[str]]:
    """Return the folded headers that tell people apart, and what to know of them, a sentence each."""
    given = identity.asked(settings.key)
    if given is not None:
        return given, list(_shared(sheet, people, given))
    choice = identity.KeyChoice(sheet.columns)
    for row in people:
        choice.watch(row)
    return choice.chosen(), list(choice.notes())


def change(campaign: Path, settings: settings_module.Settings, wanted: Mapping[str, object]) -> None:
    """Write how a sheet is read into the campaign file; another worksheet is looked through for its headers.

    The sheet is opened in that way first. Raises errors.SheetError, errors.UsageError, errors.SettingsError.
    """
    if not wanted or not wanted.keys() <= set(CHANGEABLE) or not isinstance(settings.sheet, Path):
        raise errors.UsageError(words.NOT_READABLE, hint=words.LOOK_AT_PAGE)
    changes = {**wanted, "header_row": wanted.get("header_row")} if "worksheet" in wanted else dict(wanted)
    asked = {name: changes.get(name, getattr(settings, name)) for name in CHANGEABLE[:3]}
    row = asked["header_row"]
    sheet = sheets.open_sheet(
        settings.sheet,
        worksheet=str(asked["worksheet"] or ""),
        header_row=row if isinstance(row, int) else None,
        encoding=str(asked["encoding"] or ""),
    )
    key = changes.get("key")
    if isinstance(key, list):
        identity.Identity(sheet.columns, [identity.fold(str(header)) for header in key])
    settings_module.change_campaign(
        campaign,
        {(name,): _value(value) for name, value in changes.items()},
    )


def _value(value: object) -> campaign_edit.Value | None:
    if isinstance(value, list):
        return [str(item) for item in value] or None
    return value if isinstance(value, str | int) and value != "" else None


def differences(before: Sequence[models.Row], after: Sequence[models.Row]) -> str:
    """Return what changed between two readings of a sheet: "3 cells changed, 1 row is new"."""
    old, new = ({row.number: row.cells for row in rows} for rows in (before, after))
    cells = sum(
        one != other
        for number in old.keys() & new.keys()
        if old[number] != new[number]
        for one, other in itertools.zip_longest(old[number], new[number], fillvalue="")
    )
    more, fewer = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    found = [
        _many(cells, "cell", "changed", "changed"),
        _many(more, "row", "is new", "are new"),
        _many(fewer, "row", "is gone", "are gone"),
    ]
    return ", ".join(filter(None, found)) or words.NO_CELL_CHANGED


def _many(count: int, what: str, one: str, several: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'} {one if count == 1 else several}" if count else ""


def _hidden(rows: Sequence[models.Row], settings: settings_module.Settings) -> Iterator[Remark]:
    count = sum(row.hidden for row in rows)
    if not count:
        return
    which, it = ("1 row is", "it") if count == 1 else (f"{count:,} rows are", "them")
    if settings.include_hidden:
        way = Way(words.leave_out(it), {"include_hidden": None})
        yield Remark(words.hidden_used(which), (way,))
    else:
        yield Remark(words.hidden_left_out(which), (Way(f"use {it}", {"include_hidden": True}),))


def _odd(rows: Sequence[models.Row], settings: settings_module.Settings) -> Iterator[Remark]:
    by_why: dict[str, list[int]] = {}
    for row in rows:
        if row.odd:
            by_why.setdefault(row.odd, []).append(row.number)
    for why, numbers in by_why.items():
        named = ", ".join(map(str, numbers[:_NAMED_ROWS]))
        more = f" and {len(numbers) - _NAMED_ROWS:,} more" if len(numbers) > _NAMED_ROWS else ""
        rows_are, it = ("Row", "it") if len(numbers) == 1 else ("Rows", "them")
        is_used = settings.include_odd_rows
        end = words.USED_ANYWAY if is_used else words.NOT_USED
        way = Way(words.leave_out(it), {"include_odd_rows": None})
        if not is_used:
            way = Way(f"use {it}", {"include_odd_rows": True})
        yield Remark(words.odd_rows(rows_are, named, more, why, end), (way,))


def _worksheets(sheet: sheets.Sheet) -> Iterator[Remark]:
    found = sheets.worksheets(sheet.path) if sheet.path else ()
    others = [each.name for each in found if each.name != sheet.worksheet and not each.hidden]
    if others:
        ways = tuple(Way(f"use {name}", {"worksheet": name}) for name in others)
        yield Remark(words.worksheet(sheet.worksheet, ", ".join(others)), ways)


def _encoding(sheet: sheets.Sheet, settings: settings_module.Settings) -> Iterator[Remark]:
    """Yield the question whether accented letters are right, where that was a guess."""
    if settings.encoding or sheet.encoding != "cp1252" or sheet.path is None:
        return
    readings = encodings.readings(sheet.path)
    mine = next((reading for reading in readings if reading.encoding == "cp1252"), None)
    if mine is None or not any(mine.cells):
        return
    ways = [Way("yes", {"encoding": "cp1252"})]
    ways += [
        Way(words.other_letters(reading.cells[0]), {"encoding": reading.encoding})
        for reading in readings
        if reading.encoding != "cp1252" and reading.cells[0] != mine.cells[0]
    ]
    guessed = words.GUESSED_LETTERS
    yield Remark(f"{guessed} Is “{mine.cells[0]}” right?", tuple(ways))


def _shared(sheet: sheets.Sheet, people: Sequence[models.Row], key: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with a key that somebody chose: rows that share it, rows without it."""
    if not key:
        return
    indexes = [index for index, name in identity.named(sheet.columns) if name in key]
    hashes = [identity.key_hash(["".join(row.cells[i : i + 1]) for i in indexes]) for row in people]
    counts = collections.Counter(filter(None, hashes))
    same = [row.number for row, each in zip(people, hashes, strict=True) if counts[each] > 1]
    headers = " and ".join(c.header for c in sheet.columns if c.name in key)
    if same:
        count = "Two rows have" if len(same) == 2 else f"{len(same):,} rows have"
        named = ", ".join(map(str, same[:_NAMED_ROWS])) + (", …" if len(same) > _NAMED_ROWS else "")
        yield words.same_key(count, headers, named)
    empty = len(hashes) - sum(counts.values())
    if empty:
        yield words.no_key(_many(empty, "row", "has", "have"), headers, is_one=empty == 1)
