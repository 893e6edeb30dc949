"""Resources: the kinds of things that an account has, and the verbs that all of them know."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Generic, TypeVar

from batchgen import errors
from batchgen.account import words
from batchgen.tavus import list_pages, retry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from batchgen import tavus

T = TypeVar("T")
Answer = TypeVar("Answer")


@dataclasses.dataclass(frozen=True, slots=True)
class Resource(Generic[T]):
    """A kind of thing: `word` names it, and its commands with an s ("video").

    `page(client, number, only)` reads one page and the total, if it is told; `only` narrows the list. Every
    verb raises errors.UsageError for an id that the account does not know, else what the service refused.
    """

    word: str
    id_of: Callable[[T], str]
    page: Callable[[tavus.Client, int, str], tuple[Sequence[T], int | None]]
    get: Callable[[tavus.Client, str], T]
    remove: Callable[[tavus.Client, str, bool], None]
    name: Callable[[tavus.Client, str, str], None] | None = None

    def list(self, client: tavus.Client, *, only: str = "") -> Iterator[T]:
        """Yield every one, reading further pages as they are needed."""
        return list_pages.walk(lambda number: retry.few(lambda: self.page(client, number, only)), self.id_of)

    def show(self, client: tavus.Client, which: str) -> T:
        """Read one."""
        return self.known(lambda: self.get(client, which), which)

    def rename(self, client: tavus.Client, which: str, name: str) -> None:
        """Give one another name."""
        assert self.name is not None
        give = self.name
        self.known(lambda: give(client, which, name), which)

    def delete(self, client: tavus.Client, which: str, *, hard: bool = False) -> None:
        """Delete one; `hard` takes its files too, for ever. Sent once: a second try could only be refused."""
        self.known(lambda: self.remove(client, which, hard), which, tries=1)

    def known(self, ask: Callable[[], Answer], which: str, *, tries: int = retry.TRIES) -> Answer:
        """Return the answer of a call about the one of this id."""
        if not which.strip():
            raise errors.UsageError(words.no_id(self.word))
        try:
            return retry.few(ask, tries=tries)
        except errors.RefusedError as refusal:
            if not retry.is_unknown_id(refusal):
                raise
            raise errors.UsageError(
                words.not_in_account(self.word, which, refusal.words),
                hint=words.see_list(self.word),
            ) from None


def _replicas(client: tavus.Client, number: int, kind: str) -> tuple[Sequence[tavus.Replica], int | None]:
    found = client.list_replicas(number, list_pages.LIMIT, kind=kind)
    return found.replicas, found.total


def _videos(client: tavus.Client, number: int, _: str) -> tuple[Sequence[tavus.Video], int | None]:
    found = client.list_videos(number, list_pages.LIMIT)
    return found.videos, found.total


def _conversations(
    client: tavus.Client, number: int, status: str
) -> tuple[Sequence[tavus.Conversation], int | None]:
    found = client.list_conversations(number, list_pages.LIMIT, status=status)
    return found.conversations, found.total


REPLICAS: Resource[tavus.Replica] = Resource(
    word="replica",
    id_of=lambda replica: replica.replica_id,
    page=_replicas,
    get=lambda client, which: client.get_replica(which),
    remove=lambda client, which, hard: client.delete_replica(which, hard=hard),
    name=lambda client, which, name: client.rename_replica(which, name),
)
"""Own ones (`only` is user) and stock (system)."""

VIDEOS: Resource[tavus.Video] = Resource(
    word="video",
    id_of=lambda video: video.video_id,
    page=_videos,
    get=lambda client, which: client.get_video(which),
    remove=lambda client, which, hard: client.delete_video(which, hard=hard),
    name=lambda client, which, name: client.rename_video(which, name),
)
"""Whichever program made them. The API's list knows no filter."""

CONVERSATIONS: Resource[tavus.Conversation] = Resource(
    word="conversation",
    id_of=lambda room: room.conversation_id,
    page=_conversations,
    get=lambda client, which: client.get_conversation(which),
    remove=lambda client, which, hard: client.delete_conversation(which, hard=hard),
)
"""Those that are active or ended (`only`). The API has no call that renames one."""
