"""Kept pictures: small copies of thumbnails beside a campaign, since the service's links may end."""

from __future__ import annotations

import collections
import re
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import atomic
from batchgen.report import thumbnails

if TYPE_CHECKING:
    from batchgen.download import link_opener

FOLDER = Path(".batchgen", "pictures")
"""Beside the campaign file."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_LARGEST = 300_000
"""Bytes of a picture that is kept as it came, where nothing can make it smaller."""
_misses: collections.Counter[str] = collections.Counter()
"""Hosts that did not answer are not asked for every picture of a page."""


def kept(folder: Path, video_id: str, url: str, way: link_opener.Reach) -> Path | None:
    """Return the copy of a video's thumbnail; it is fetched the first time. None if it cannot be had."""
    if not _ID.fullmatch(video_id):
        return None
    target = folder / FOLDER / f"{video_id}.jpg"
    if target.is_file():
        return target
    data = thumbnails.small(thumbnails.fetched(url, way, None, _misses), most=_LARGEST)
    if not data:
        return None
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with atomic.replacing(target) as out:
        out.write(data)
    return target
