"""Request fields: which come from columns, which from templates, and what counts as a value."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

from batchgen import models
from batchgen.merge import truth

if TYPE_CHECKING:
    from batchgen import settings as settings_module
    from batchgen.merge import notes as notes_module
    from batchgen.merge import scripts

NAMED_ONLY = ("script", "callback_url")
"""Fields that a column gives only if the campaign names them: such columns stand in sheets by chance."""


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One request field: a template, a column whose non-empty cells win over it, or both."""

    name: str
    script: scripts.Script | None
    column: models.Column | None


def column_fields(
    by_name: Mapping[str, models.Column], settings: settings_module.Settings
) -> dict[str, models.Column]:
    """Return the columns whose cells are used as request fields (design 6)."""
    return {
        name: by_name[name]
        for name in models.REQUEST_FIELDS
        if name in by_name and (name not in NAMED_ONLY or name in settings.fields)
    }


def source_name(field: str, settings: settings_module.Settings) -> str:
    """Return what to call a field's inline template in a message."""
    source = settings.field_sources.get(field, "campaign")
    if source == "flag":
        return f"--set {field}"
    if source == "environment":
        return f"{field} (environment)"
    return f"{settings.campaign.name if settings.campaign else 'campaign.toml'} {field}"


def typed(field: str, text: str, notes: notes_module.Notes) -> models.FieldValue | None:
    """Return a rendered text as the field's value, None if it is to be left out."""
    text = text.strip()
    if not text:
        return None
    if field not in models.BOOLEAN_FIELDS:
        return text
    value = truth.read_boolean(text)
    if value is None:
        notes.add(
            "request-rule",
            f'{field} is "{text}", which is neither yes nor no',
            column=field,
            value=text,
            hint="Write true, false, yes, no, 1 or 0.",
        )
    return value
