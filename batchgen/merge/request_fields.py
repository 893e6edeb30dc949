"""Request fields: which come from columns, which from templates, and what counts as a value."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

from batchgen import characters, models
from batchgen.merge import words
from batchgen.merge.speech import yes_no
from batchgen.merge.templates import render_notes as notes_module
from batchgen.tavus import video_request

if TYPE_CHECKING:
    from batchgen import settings as settings_module
    from batchgen.merge.templates import script_template, values

NAMED_ONLY = ("script", "callback_url")
"""Fields that a column gives only if the campaign names them: such columns stand in sheets by chance."""
_REPLICA_COLUMNS = ("replica_id", "face_id")
"""Columns that give replica_id; each may hold a replica's name. Tavus calls replicas faces in its later
pages; `replica_id` stays an alias, and is the only one that the page on videos knows
(docs.tavus.io/api-reference/faces/list-faces; create-video, 2026-08)."""
_REPLICA_NAMES = "replica"
"""The column that gives it where there is none of these."""


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One request field: a template, columns whose non-empty cells win over it, or both."""

    name: str
    script: script_template.Script | None
    columns: tuple[models.Column, ...]

    def source(self, known: Mapping[str, models.Column]) -> str:
        """Return the folded name of the one column that it comes from, or its own name."""
        if self.columns:
            return self.columns[0].name
        names = self.script.used_names() & known.keys() if self.script is not None else set()
        return names.pop() if len(names) == 1 else self.name


def column_fields(
    by_name: Mapping[str, models.Column], settings: settings_module.Settings
) -> dict[str, tuple[models.Column, ...]]:
    """Return the columns whose cells are used as request fields (design 6)."""
    found: dict[str, tuple[models.Column, ...]] = {
        name: (by_name[name],)
        for name in video_request.REQUEST_FIELDS
        if name in by_name and (name not in NAMED_ONLY or name in settings.fields)
    }
    replica = replica_columns(by_name)
    return {**found, "replica_id": replica} if replica else found


def replica_columns(by_name: Mapping[str, models.Column]) -> tuple[models.Column, ...]:
    """Return the columns that say who speaks: a row fills one of them, or all alike."""
    found = tuple(by_name[name] for name in _REPLICA_COLUMNS if name in by_name)
    return found or tuple(by_name[name] for name in (_REPLICA_NAMES,) if name in by_name)


def own_cell(field: Field, row: models.Row, cells: values.Cells, notes: notes_module.Notes) -> str | None:
    """Return what the row's own cells say of a field, empty if nothing; None if they cannot be used."""
    texts: dict[str, str] = {}
    for column in field.columns:
        if column.index in row.faults:
            what = words.fault_as_field(row.faults[column.index], field.name)
            notes.add("fault", what, column=column.name, value=row.cells[column.index])
            return None
        if cell := str(cells.value(row, column.index) or ""):
            texts.setdefault(folded(cell), cell)
    if len(texts) > 1:
        both = " and ".join(column.name for column in field.columns)
        shown = " and ".join(f'"{notes_module.short(text)}"' for text in texts.values())
        notes.add(
            "request-rule",
            words.two_replicas(both, shown),
            column=field.columns[-1].name,
            value=list(texts.values())[-1],
            hint=words.EMPTY_ONE,
        )
        return None
    return next(iter(texts.values()), "")


def folded(text: str) -> str:
    """Return a replica's id or name as these are compared."""
    return " ".join(characters.normalized("NFKC", text).split()).casefold()


def source_name(field: str, settings: settings_module.Settings) -> str:
    """Return what to call a field's inline template in a message."""
    source = settings.field_sources.get(field, "campaign")
    if source == "flag":
        return f"--set {field}"
    if source == "environment":
        return f"{field} (environment)"
    return f"{settings.campaign.name if settings.campaign else 'campaign.toml'} {field}"


def typed(
    field: str, text: str, notes: notes_module.Notes, names: Mapping[str, str]
) -> video_request.FieldValue | None:
    """Return a rendered text as the field's value, None if it is to be left out.

    `names` are replica names, folded, with the ids that they stand for.
    """
    text = characters.trimmed(text)
    if not text:
        return None
    if field.endswith("_url"):
        return characters.visible(text)
    if field == "replica_id" and names:
        return _replica(text, notes, names)
    if field not in video_request.BOOLEAN_FIELDS:
        return text
    value = yes_no.read_boolean(text)
    if value is None:
        notes.add(
            "request-rule",
            words.not_a_flag(field, notes_module.short(text)),
            column=field,
            value=text,
            hint=words.WRITE_FLAG,
        )
    return value


def _replica(text: str, notes: notes_module.Notes, names: Mapping[str, str]) -> str | None:
    meant = names.get(folded(text), text)
    if not meant.startswith("!"):
        return meant
    notes.add("replica", meant[1:], column="replica_id", value=text)
    return None
