"""File names: where a campaign's state file, results and rehearsals lie (design 6, Names)."""

from __future__ import annotations

import re
from pathlib import Path

from batchgen import errors
from batchgen.settings.model import Settings

_OURS = re.compile(r"\.(results(-[0-9][0-9T_.-]*)?|failures|sandbox)$", re.IGNORECASE)


def plain_stem(sheet: Path, name: str = "") -> str:
    """Return the sheet's stem without what our own files add to it.

    `prospects.sandbox.results.csv` is `prospects`, so that results and failures files belong to the campaign
    that wrote them; `.NAME` is taken off too when the campaign has that name.
    """
    stem = sheet.stem
    while (shorter := _OURS.sub("", stem)) != stem and shorter:
        stem = shorter
    if name and stem.endswith(f".{name}"):
        stem = stem[: -len(name) - 1] or stem
    return stem


def folder_of(settings: Settings) -> Path:
    """Return the folder of a named campaign's state file: beside the campaign file, else the sheet."""
    if settings.campaign is not None:
        return settings.campaign.parent
    return _sheet(settings).parent


def state_file(settings: Settings) -> Path:
    """Return the state file: `--state`, else by the campaign's name, else by the sheet's stem."""
    if settings.state is not None:
        return settings.state
    if settings.sheet == "-":
        msg = "A sheet from standard input has no name to call the state file by."
        raise errors.SettingsError(msg, hint="Name it: --state FILE.")
    if settings.sandbox:
        stem = settings.name or plain_stem(_sheet(settings), settings.name)
        return sandbox_folder(settings) / f"{stem}.batchgen.db"
    if settings.name:
        return folder_of(settings) / f"{settings.name}.batchgen.db"
    sheet = _sheet(settings)
    return sheet.parent / f"{plain_stem(sheet)}.batchgen.db"


def sandbox_folder(settings: Settings) -> Path:
    """Return the folder that holds everything of a rehearsal."""
    sheet = _sheet(settings)
    return sheet.parent / f"{plain_stem(sheet, settings.name)}.sandbox"


def results_file(settings: Settings, suffix: str) -> Path:
    """Return where results go: the sheet itself, `--output`, or `<stem>[.name][.sandbox].results<suffix>`."""
    if settings.in_place:
        return _sheet(settings)
    if settings.output is not None:
        return settings.output
    sheet = _sheet(settings)
    return sheet.parent / f"{failures_stem(settings)}.results{suffix}"


def failures_stem(settings: Settings) -> str:
    """Return `<stem>[.name][.sandbox]`, with which names of files beside the sheet begin."""
    parts = [plain_stem(_sheet(settings), settings.name)]
    if settings.name:
        parts.append(settings.name)
    if settings.sandbox:
        parts.append("sandbox")
    return ".".join(parts)


def unmatched_file(settings: Settings) -> Path:
    """Return the file for jobs whose row is no longer in the sheet."""
    if settings.sheet == "-":
        return state_file(settings).with_suffix(".unmatched.csv")
    return _sheet(settings).parent / f"{failures_stem(settings)}.unmatched.csv"


def _sheet(settings: Settings) -> Path:
    if settings.sheet is None or settings.sheet == "-":
        msg = "This needs a sheet that is a file."
        raise errors.SettingsError(
            msg, hint='Name it after the command, or write sheet = "…" in campaign.toml.'
        )
    return settings.sheet
