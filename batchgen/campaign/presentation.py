"""Presentation: who presents a campaign and how it looks, as a form shows and changes it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen import errors, merge
from batchgen.campaign import presenters, speech_source, words
from batchgen.tavus import video_look

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from batchgen import models
    from batchgen import settings as settings_module

    Columns = Mapping[str, models.Column]


@dataclasses.dataclass(frozen=True, slots=True)
class Presentation:
    """What is in force now; `who` and `how` say in words what to know of presenters and of the look."""

    choice: presenters.Choice
    look: video_look.VideoLook
    who: list[str]
    how: list[str]


def columns_of(columns: Iterable[models.Column]) -> Columns:
    """Return the sheet's own columns as templates spell them."""
    return {merge.spelling(column): column for column in columns if column.name and not column.ours}


def of(settings: settings_module.Settings, columns: Columns, people: Sequence[models.Row]) -> Presentation:
    """Return what settings say of the people of a sheet."""
    choice = presenters.chosen(settings, columns)
    look = video_look.of(settings.fields, columns)
    stronger = merge.replica_columns({column.name: column for column in columns.values()})
    how = [
        *_empty(people, columns.get(look.page), words.NO_WEBSITE),
        *_empty(people, columns.get(look.recording), words.NO_SOUND),
    ]
    return Presentation(choice, look, presenters.notes(choice, columns, stronger), how)


def _empty(people: Sequence[models.Row], column: models.Column | None, lacking: str) -> list[str]:
    if column is None:
        return []
    number = sum(1 for row in people if not "".join(row.cells[column.index : column.index + 1]).strip())
    who = words.ONE_PERSON if number == 1 else words.people(number)
    return [f"{who} {lacking}."] if number else []


def choice_changes(
    settings: settings_module.Settings, columns: Columns, given: Mapping[str, object]
) -> settings_module.Changes:
    """Return what to write for a choice: `one`, or `values` of a `column` with `otherwise`.

    Raises errors.UsageError.
    """
    by_value = given.get("values")
    if by_value is None:
        return presenters.for_all(str(given.get("one", "")))
    column = str(given.get("column", ""))
    if column not in columns or not hasattr(by_value, "items"):
        raise errors.UsageError(words.CHOOSE_COLUMN)
    chosen = {str(value): str(replica_id) for value, replica_id in by_value.items()}
    return presenters.for_values(settings, column, chosen, str(given.get("otherwise", "")))


def look_changes(
    settings: settings_module.Settings, folder: Path, columns: Columns, given: Mapping[str, object]
) -> settings_module.Changes:
    """Return what to write for a look, by the names of video_look.VideoLook, and `script`.

    Raises errors.UsageError.
    """
    before, look = video_look.of(settings.fields, columns), video_look.of_form(given, columns)
    changes: dict[tuple[str, ...], settings_module.Value | None] = dict(video_look.changes(look))
    if look.recording and look.recording != before.recording:
        changes |= speech_source.from_column(settings, folder, look.recording)
    elif before.recording and not look.recording:
        changes |= speech_source.from_script(folder, str(given.get("script", "")))
    return changes
