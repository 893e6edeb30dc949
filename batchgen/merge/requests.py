"""Request fields: which come from columns, which from templates, and what counts as a value."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

from batchgen import models, normal_forms
from batchgen.merge.speech import truth
from batchgen.merge.templates import notes as notes_module
from batchgen.tavus import video_request

if TYPE_CHECKING:
    from batchgen import settings as settings_module
    from batchgen.merge.templates import script_template

NAMED_ONLY = ("script", "callback_url")
"""Fields that a column gives only if the campaign names them: such columns stand in sheets by chance."""
REPLICA_COLUMNS = ("replica_id", "face_id", "replica")
"""Columns that give replica_id, the first that is there. Each may hold a replica's name. Tavus calls replicas
faces in its later pages; `replica_id` stays an alias, and is the only one that the page on videos knows
(docs.tavus.io/api-reference/faces/list-faces; create-video, 2026-08)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One request field: a template, a column whose non-empty cells win over it, or both."""

    name: str
    script: script_template.Script | None
    column: models.Column | None


def column_fields(
    by_name: Mapping[str, models.Column], settings: settings_module.Settings
) -> dict[str, models.Column]:
    """Return the columns whose cells are used as request fields (design 6)."""
    found = {
        name: by_name[name]
        for name in video_request.REQUEST_FIELDS
        if name in by_name and (name not in NAMED_ONLY or name in settings.fields)
    }
    replica = next((by_name[name] for name in REPLICA_COLUMNS if name in by_name), None)
    return found if replica is None else {**found, "replica_id": replica}


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
    text = normal_forms.trimmed(text)
    if not text:
        return None
    if field.endswith("_url"):
        return normal_forms.visible(text)
    if field == "replica_id" and names:
        return _replica(text, notes, names)
    if field not in video_request.BOOLEAN_FIELDS:
        return text
    value = truth.read_boolean(text)
    if value is None:
        notes.add(
            "request-rule",
            f'{field} is "{notes_module.short(text)}", which is neither yes nor no',
            column=field,
            value=text,
            hint="Write true, false, yes, no, 1 or 0.",
        )
    return value


def _replica(text: str, notes: notes_module.Notes, names: Mapping[str, str]) -> str | None:
    meant = names.get(" ".join(normal_forms.normalized("NFKC", text).split()).casefold(), text)
    if not meant.startswith("!"):
        return meant
    notes.add("replica", meant[1:], column="replica_id", value=text)
    return None
