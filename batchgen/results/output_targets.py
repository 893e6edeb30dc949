"""Outputs: no file that is to be written is one that the campaign is made from, or a sheet of its results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors, paths, sheets
from batchgen.results import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen.settings import Settings


_NOT_WRITTEN = frozenset(
    {".doc", ".docx", ".htm", ".html", ".numbers", ".ods", ".odt", ".pdf", ".xls", ".xlsb", ".zip"}
)
"""Endings of files that programs would open as what they are not."""

_READ_ONLY = frozenset({".ods", ".xls", ".xlsb"})
"""Formats whose results are written as XLSX, whatever the target is called."""


def check(settings: Settings, state_path: Path) -> None:
    """Raise errors.UsageError when an option names the state file, the template or the like to write to."""
    read = {words.STATE_FILE: state_path} | _read(settings)
    if isinstance(settings.sheet, Path):
        read[words.WITHOUT_ROW] = paths.unmatched(settings)
        if settings.sandbox:
            read[words.REAL_RESULTS] = _results(settings, sandbox=False)
    for option in ("output", "failures", "problems"):
        taken = read | (_sheets(settings) if option == "problems" else {})
        _refuse(f"--{option}", getattr(settings, option), taken)
    _check_formats(settings)


def check_other(option: str, target: Path | None, settings: Settings) -> None:
    """Raise errors.UsageError when a page or an export would go over a file of the campaign."""
    _refuse(option, target, _read(settings) | _sheets(settings))


def _check_formats(settings: Settings) -> None:
    """Raise errors.UsageError for a target whose ending promises a format that is not written."""
    suffix = settings.sheet.suffix.lower() if isinstance(settings.sheet, Path) else ""
    for option, target in (("output", settings.output), ("failures", settings.failures)):
        ending = target.suffix.lower() if target is not None else ""
        if ending in _NOT_WRITTEN and not (option == "output" and suffix in _READ_ONLY):
            raise errors.UsageError(
                words.no_such_format(option, target, ending),
                hint=words.FORMATS,
            )


def _read(settings: Settings) -> dict[str, Path | None]:
    return {
        words.TEMPLATE: settings.template,
        words.CAMPAIGN_FILE: settings.campaign,
        words.SUPPRESSION_LIST: settings.exclude,
    }


def _sheets(settings: Settings) -> dict[str, Path | None]:
    if not isinstance(settings.sheet, Path):
        return {}
    found = {words.SHEET: paths.sheet_of(settings), words.RESULTS: _results(settings)}
    return found | ({words.FAILURES: settings.sheet} if settings.failures_of else {})


def _results(settings: Settings, **changes: bool) -> Path:
    """Return where results usually go: where an export or a report goes is another question."""
    assert isinstance(settings.sheet, Path)
    suffix = settings.sheet.suffix
    usual = settings.model_copy(update={"output": None, **changes})
    return paths.output(usual, ".xlsx" if suffix.lower() in _READ_ONLY else suffix)


def _refuse(option: str, target: object, taken: Mapping[str, Path | None]) -> None:
    for what, path in taken.items():
        if isinstance(target, Path) and isinstance(path, Path) and sheets.same(target, path):
            raise errors.UsageError(words.would_overwrite(option, target, what), hint=words.OTHER_FILE)
