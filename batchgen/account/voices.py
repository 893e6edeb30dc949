"""Voices: the stock voices that a replica made from an image can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen import did_you_mean, errors
from batchgen.account import words
from batchgen.tavus import list_pages, retry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from batchgen import tavus

_OFFERED = 3
"""Near names in one sentence."""


def find(client: tavus.Client, *, search: str = "", tag: str = "") -> Iterator[tavus.Voice]:
    """Yield every stock voice, or those that the service finds by a word or a tag."""

    def page(number: int) -> tuple[Sequence[tavus.Voice], int | None]:
        found = retry.few(lambda: client.list_voices(number, list_pages.LIMIT, search=search, tag=tag))
        return found.voices, found.total

    return list_pages.walk(page, lambda voice: voice.name, first=1)


def doubts(client: tavus.Client, name: str) -> str:
    """Return what is odd about a voice's name, with near ones, or empty if there is such a voice.

    The service has the last word: it may know more voices than it lists, or have no list of them.
    """
    wanted = name.strip().casefold()
    try:
        known = [voice.name for voice in find(client)]
    except errors.ServiceError:
        return ""
    # Slugs are compared without case (tavus-api 5.1).
    if not known or wanted in map(str.casefold, known):
        return ""
    near = did_you_mean.several(wanted, known, most=_OFFERED)
    quoted = " or ".join(f'"{each}"' for each in near)
    offer = words.did_you_mean(quoted) if near else "See: batchgen voices list"
    return words.no_such_voice(name, offer)
