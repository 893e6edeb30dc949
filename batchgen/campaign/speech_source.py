"""Speech source: a script or sound files of the sheet, and how a campaign goes from one to the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.campaign import words
from batchgen.merge import template_files

if TYPE_CHECKING:
    from pathlib import Path

    from batchgen import settings as settings_module

SCRIPT = "script.txt.j2"
"""The script of a campaign that had none, or had it in its campaign file."""
Changes = Mapping[tuple[str, ...], str | None]


def scripts(folder: Path) -> list[str]:
    """Return the templates of a campaign's folder, as its campaign file would name them."""
    found = [*folder.glob("*.j2"), *folder.glob("templates/*.j2")]
    return sorted(
        path.relative_to(folder).as_posix()
        for path in found
        if template_files.is_template_name(path.name) and "macro" not in path.name
    )


def from_column(settings: settings_module.Settings, folder: Path, column: str) -> Changes:
    """Return what to write so that the sound files of a column (as templates spell it) are spoken.

    A script that stands in the campaign file itself is kept in a file before it is taken out. Raises
    errors.UsageError if that file is there already.
    """
    if text := settings.fields.get("script", ""):
        _keep(folder / SCRIPT, text)
    return {("audio_url",): f"{{{{ {column} | url }}}}", ("template",): None, ("script",): None}


def from_script(folder: Path, name: str) -> Changes:
    """Return what to write so that a template of the folder is spoken. Raises errors.UsageError."""
    if name not in scripts(folder):
        raise errors.UsageError(words.CHOOSE_SCRIPT)
    return {("audio_url",): None, ("template",): name}


def _keep(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise errors.UsageError(
            words.file_in_the_way(path.name),
            hint=words.RENAME_IT,
        ) from None
    except OSError as error:
        raise errors.UsageError(words.cannot_save(path.name, error.strerror)) from error
