"""Page folder: where the pages of a campaign lie, and how the files of one person are called."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import paths

if TYPE_CHECKING:
    from batchgen import state
    from batchgen.settings import Settings

INDEX = "index.html"
FILM = "film.mp4"
PICTURE = "picture.jpg"
MAIL = "mail.jpg"
GIF = "mail.gif"
LOGO = "logo.png"
ROBOTS = "robots.txt"
"""Of all pages, beside their folders."""

MARK = "# batchgen pages "
"""What `robots` says of whose pages these are: two campaigns in one place would overwrite each other."""


_MADE_FOR = "# made for "
_LAST = "page_folder"
"""Key of the state file's meta: the folder of `pages --to`, empty for the usual one."""


def folder_of(settings: Settings, store: state.Store) -> Path:
    """Return the folder of the pages: where they were made last, else `<stem>[.name][.sandbox].pages`."""
    return elsewhere(store) or paths.beside(settings, "pages")


def elsewhere(store: state.Store) -> Path | None:
    """Return the folder of `pages --to`, None if the pages are in the usual one."""
    return Path(last) if (last := store.meta(_LAST)) else None


def remember(settings: Settings, store: state.Store, folder: Path) -> None:
    """Keep where the pages are made, for those who publish them."""
    if not store.reading:
        store.set_meta(_LAST, "" if folder == paths.beside(settings, "pages") else str(folder))


def address(base_url: str, code: str, name: str = "") -> str:
    """Return the address of a page, or of one of its files."""
    return f"{base_url}/{code}/{name}"


def mark(campaign_id: str) -> str:
    """Return the line of robots.txt that says which campaign's pages these are, and nothing about it."""
    return MARK + hashlib.sha256(f"pages of {campaign_id}".encode()).hexdigest()[:32]


def robots(campaign_id: str, base_url: str) -> str:
    """Return the text of `ROBOTS`: no search engine shows a page, and publishing knows the campaign by it."""
    bots = "".join(f"User-agent: {name}\n" for name in _PREVIEWS)
    lines = (mark(campaign_id), f"{_MADE_FOR}{base_url}", "User-agent: *", "Disallow: /", "")
    return "\n".join(lines) + f"\n{bots}Allow: /\n"


def made_for(folder: Path) -> str:
    """Return the base URL that all pages of a folder name, empty if that is not known."""
    try:
        lines = (folder / ROBOTS).read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return next((line.removeprefix(_MADE_FOR) for line in lines if line.startswith(_MADE_FOR)), "")


_PREVIEWS = ("facebookexternalhit", "LinkedInBot", "Slackbot", "Twitterbot", "WhatsApp")
"""Programs that draw the preview of a link which somebody pasted into a chat."""
