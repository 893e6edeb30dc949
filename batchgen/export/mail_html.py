"""Mail HTML: the one linked picture that goes into mails, as an export's column and as a tool's snippet.

Only what Outlook for Windows, Gmail, Apple Mail and Outlook.com show (caniemail.com, 2026-06-29): tables, few
inline styles, sizes as attributes. No `target`, since every program opens a new window by itself.
"""

from __future__ import annotations

import dataclasses
import html
from typing import TYPE_CHECKING

from batchgen.export import words

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTH = 480
HEIGHTS = {True: 320, False: 270}
"""CSS pixels: our own pictures are 3:2, with a band; Tavus's are as the film, 16:9. Phones shrink them."""

_PICTURE = (
    f'<tr><td><a href="{{page}}"><img src="{{picture}}" alt="{{alt}}" width="{WIDTH}" height="{{height}}" '
    'border="0" style="width:100%;height:auto"></a></td></tr>\n'
)
_TABLE = (
    f'<table role="presentation" width="{WIDTH}" border="0" cellpadding="0" cellspacing="0" '
    'style="max-width:100%">\n'
    "{picture}"
    '<tr><td style="padding:12px 0;font:16px Arial,sans-serif"><a href="{page}">{text}</a></td></tr>\n'
    "</table>"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Links:
    """Where a person's video is to be seen, and its pictures; `own` says that it is the user's own page."""

    page: str
    picture: str
    gif: str
    own: bool


def links_of(results: Mapping[str, str]) -> Links:
    """Return the links of what the sheet shows of a job: the published page, else the ones of Tavus."""
    if page := results.get("page_url", ""):
        return Links(page, results.get("picture_url", ""), results.get("mail_gif_url", ""), own=True)
    page, picture, gif = (results.get(name, "") for name in ("hosted_url", "thumbnail_url", "gif_url"))
    return Links(page, picture, gif, own=False)


def code(page: str, picture: str, *, own: bool, alt: str, text: str = words.WATCH) -> str:
    """Return the HTML: a linked picture, and below it a text link for whom pictures are blocked.

    `page` and `picture` stand in it as they are, since a tool's merge tag is no text: real addresses come
    escaped. Without a picture it is the text link. `own`: as in Links.
    """
    whole = _PICTURE.format(page=page, picture=picture, alt=html.escape(alt), height=HEIGHTS[own])
    shown = whole if picture else ""
    return _TABLE.format(picture=shown, page=page, text=html.escape(text))
