"""Workspace: the campaigns of a folder, found by a listing of it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from batchgen import errors
from batchgen import settings as settings_module
from batchgen.workspace import words

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "campaign.toml"
OWN = ".batchgen"
"""The folder in a workspace, and in a campaign, of what is the app's own."""
HOME = "-"
"""The name in addresses of a campaign that lies in the workspace itself."""


class Place(NamedTuple):
    """A campaign's folder; `slug` is its name in addresses."""

    slug: str
    folder: Path

    @property
    def file(self) -> Path:
        """The campaign file."""
        return self.folder / FILE

    def settings(self, **flags: object) -> settings_module.Settings:
        """Return the campaign's settings. Raises errors.SettingsError."""
        return settings_module.load(None, {"campaign": str(self.file), **flags}, folder=self.folder)

    @property
    def changed(self) -> dt.datetime:
        """When its file was changed last, in local time."""
        return dt.datetime.fromtimestamp(self.file.stat().st_mtime).astimezone()


class Workspace:
    """The folder that the app was started in. A campaign is a folder directly in it, or the folder itself.

    An address names a campaign by a word that is looked up in a listing; it is never joined to a path. Links
    to folders elsewhere are not followed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    def places(self) -> list[Place]:
        """Return the campaigns, the one that was changed last first."""
        return sorted(self._found(), key=lambda place: place.changed, reverse=True)

    def find(self, slug: str) -> Place | None:
        """Return the campaign of that name, or None."""
        return next((place for place in self._found() if place.slug == slug), None)

    def new(self, name: str) -> Place:
        """Make the folder of a new campaign. Raises errors.UsageError if it cannot be made."""
        stem = slug_of(name)
        for number in range(1, 1000):
            slug = stem if number == 1 else f"{stem}-{number}"
            try:
                (self.folder / slug).mkdir()
            except FileExistsError:
                continue
            except OSError as error:
                raise errors.UsageError(words.no_folder(slug, error.strerror)) from error
            return Place(slug, self.folder / slug)
        raise errors.UsageError(words.too_many(name))

    def _found(self) -> Iterator[Place]:
        if (self.folder / FILE).is_file():
            yield Place(HOME, self.folder)
        for entry in self.folder.iterdir():
            inside = entry.is_dir() and not entry.is_symlink() and not entry.name.startswith(".")
            if inside and (entry / FILE).is_file():
                yield Place(entry.name, entry)


def slug_of(name: str) -> str:
    """Return a name as a folder is called: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "campaign"
