"""Page folder: where the pages of a campaign lie, and how the files of one person are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen import paths

if TYPE_CHECKING:
    from pathlib import Path

    from batchgen.settings import Settings

INDEX = "index.html"
FILM = "film.mp4"
PICTURE = "picture.jpg"
MAIL = "mail.jpg"
GIF = "mail.gif"
LOGO = "logo.png"
"""Of all pages, beside their folders."""


def folder_of(settings: Settings) -> Path:
    """Return the folder of the pages: `<stem>[.name][.sandbox].pages`. Raises errors.UsageError."""
    return paths.beside(settings, "pages")


def address(base_url: str, code: str, name: str = "") -> str:
    """Return the address of a page, or of one of its files."""
    return f"{base_url}/{code}/{name}"
