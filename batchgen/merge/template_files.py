"""Template files: which files may be templates, by what names them, where they lie and what they are."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

from batchgen import errors
from batchgen import settings as settings_module
from batchgen.merge import words

ENDINGS = (".txt.j2", ".j2", ".txt", ".jinja", ".jinja2")
"""Of a file that a cell, an include or an import names, in the order in which a cell's name is completed."""
SHEETS = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods")
OUTPUTS = (".results", ".failures", ".unmatched")
"""What we add to the name of a list for files of our own, before the ending."""
STATE = ".batchgen.db"
_SQLITE = b"SQLite format 3\x00"
_LONGEST = 1_000
"""Characters of a path in a cell; no system takes longer ones, and some raise at them."""


def is_path(name: str) -> bool:
    """Return whether a template's name is a plain relative path: no root, no "..", nothing unprintable."""
    parts = name.split("/")
    is_plain = name.isprintable() and len(name) <= _LONGEST and "\\" not in name
    return is_plain and ".." not in parts and parts[0] != ""


def is_template_name(name: str) -> bool:
    """Return whether a name ends as those of templates do, in any case."""
    return name.casefold().endswith(ENDINGS)


class Admission:
    """Knows the files of a campaign that are something else than templates."""

    def __init__(self, settings: settings_module.Settings) -> None:
        self._settings = settings

    def check_named(self, path: Path) -> None:
        """Raise TemplateError unless a file that a person names may be a template, whatever its ending."""
        if path.is_file() and (why := self._refusal(path, path.parent)):
            raise errors.TemplateError(words.not_the_template(path, why))

    def refusal(self, path: Path, folder: Path) -> str:
        """Return why a file that a cell, an include or an import names is not a template, or nothing."""
        if not (is_template_name(path.name) and is_template_name(path.resolve().name)):
            return words.template_endings(", ".join(ENDINGS[1:-1]), ENDINGS[-1])
        return self._refusal(path, folder)

    def _refusal(self, path: Path, folder: Path) -> str:
        real, home = path.resolve(), folder.resolve()
        if not real.is_relative_to(home):
            return words.link_outside(real)
        inside = (*path.relative_to(folder).parts, *real.relative_to(home).parts)
        if any(part.startswith(".") for part in inside):
            return words.HIDDEN
        return self._other_use(real)

    def _other_use(self, path: Path) -> str:
        name = path.name.casefold()
        if name.endswith(".toml") or _is_same(path, self._settings.campaign):
            return words.CAMPAIGN_FILE
        if STATE in name or _is_same(path, self._settings.state) or _begins_as_database(path):
            return words.STATE_FILE
        if name.endswith(SHEETS) or self._is_list(path):
            return words.SHEET_OR_LIST
        return words.HAS_KEY if any(_is_same(path, file) for file in self._env_files) else ""

    def _is_list(self, path: Path) -> bool:
        stem = path.stem
        has_state = path.suffix.casefold() == ".txt" and path.with_name(stem + STATE).exists()
        is_ours = stem.casefold().endswith(OUTPUTS)
        return has_state or is_ours or any(_is_same(path, file) for file in self._lists(path.parent))

    def _lists(self, folder: Path) -> Iterator[Path]:
        """Yield the sheets and lists of this campaign, and of those in a folder."""
        found = self._settings
        files = (found.sheet, found.exclude, found.failures_of, found.list_results, found.output)
        yield from (file for file in (*files, found.failures, found.problems) if isinstance(file, Path))
        if found.campaign is not None:
            yield from settings_module.lists_of(found.campaign)
        for campaign in folder.glob("*.toml"):
            yield from settings_module.lists_of(campaign)

    @functools.cached_property
    def _env_files(self) -> tuple[Path, ...]:
        return settings_module.env_files(self._settings)


def _is_same(path: Path, other: Path | None) -> bool:
    """Return whether two names are of one file, through links of either kind."""
    try:
        return other is not None and path.samefile(other)
    except (OSError, ValueError):
        return False


def _begins_as_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False
