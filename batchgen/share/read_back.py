"""Read back: whether what visitors get at an address is the very file that was made, or nothing at all."""

from __future__ import annotations

import dataclasses
import hashlib
import secrets
from typing import TYPE_CHECKING

from batchgen import net
from batchgen.share import space, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_GONE = frozenset({403, 404, 410})
"""What servers say of what was deleted: buckets that nobody may list say 403."""
_AT_ONCE, _SECONDS = 6, 600.0
_LARGEST_PAGE = 4 << 20


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """A file as it should be shown: its address and name; of a page the SHA-256, of others the bytes."""

    url: str
    name: str
    digest: str = ""
    size: int = 0


def faults(files: Sequence[Wanted]) -> dict[str, str]:
    """Return of each address why its file is not shown as it was made, in words; empty if it is."""
    wanted = {file.url: file for file in files}
    found = _asked(list(wanted), lambda url: _fault(wanted[url]))
    return {
        url: words.NOT_REACHED.format(why=said.why) if isinstance(said, net.LinkError) else said
        for url, said in found.items()
    }


def still_there(urls: Sequence[str]) -> dict[str, str | net.LinkError]:
    """Return of each address why it does not count as gone, in words; empty if it is gone."""

    def ask(url: str) -> str:
        answer = net.visit(url)
        if answer.status in _GONE:
            return ""
        return words.ANSWERS if answer.status < 400 else words.status(answer.status)

    return _asked(urls, ask)


def text(url: str) -> tuple[str, str]:
    """Return a small text, or else why there is none, past what networks have kept of it."""
    try:
        answer = net.visit(f"{url}?fresh={secrets.token_hex(4)}", most=_LARGEST_PAGE)
    except net.LinkError as error:
        return "", words.NOT_REACHED.format(why=error.why)
    return (
        (answer.body.decode("utf-8", "replace"), "")
        if answer.status == 200
        else ("", words.status(answer.status))
    )


def _asked(urls: Sequence[str], ask: Callable[[str], str]) -> dict[str, str | net.LinkError]:
    return net.ask_all(urls, ask, at_once=_AT_ONCE, per_host=_AT_ONCE, seconds=_SECONDS)


def _fault(wanted: Wanted) -> str:
    answer = net.visit(wanted.url, most=_LARGEST_PAGE if wanted.digest else 0)
    kind = space.content_type(wanted.name).partition(";")[0]
    if answer.status not in {200, 206}:
        why = words.status(answer.status)
    elif wanted.digest and hashlib.sha256(answer.body).hexdigest() != wanted.digest:
        why = words.MOVED if answer.url != wanted.url else words.ANOTHER
    elif answer.kind != kind:
        why = words.content_type(answer.kind, kind)
    elif not wanted.digest and answer.size not in {None, wanted.size}:
        why = words.length(answer.size, wanted.size)
    else:
        return ""
    return why if wanted.digest else f"{wanted.name}: {why}"
