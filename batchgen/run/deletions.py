"""Deletions: videos of a campaign that the account has no more, though their rows still show them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen import errors, models
from batchgen.plan.account_search import video_facts
from batchgen.run import words
from batchgen.tavus import retry, video_list_walk

if TYPE_CHECKING:
    from batchgen import state, tavus
    from batchgen.plan.context import Session

_NAMED = 10
"""Ids that one sentence names."""


@dataclasses.dataclass(frozen=True, slots=True)
class Checked:
    """What came of it: the videos that are gone, and in `doubt` why the account was not seen whole.

    With a doubt nothing was changed.
    """

    gone: tuple[str, ...] = ()
    doubt: str = ""

    def words(self) -> str:
        """Return it for people."""
        if self.doubt:
            return words.not_checked(self.doubt)
        if not self.gone:
            return words.NONE_DELETED
        count = len(self.gone)
        return words.deleted(count, ", ".join(self.gone[:_NAMED]), max(count - _NAMED, 0))


def search(session: Session, *, seconds: float, same_account: bool) -> str:
    """Do as `check`, report what came of it, and return the doubt."""
    found = check(session, seconds=seconds, same_account=same_account)
    session.emit(models.Notice(found.words(), level="warning" if found.doubt else "info"))
    return found.doubt


def check(session: Session, *, seconds: float, same_account: bool) -> Checked:
    """Look for the campaign's videos in the account, and note those that are gone as deleted.

    A video is gone only if two complete walks, `seconds` apart, lack it, or list it as deleted, and a read of
    it alone says so too, each time. `same_account` says that the key is the one that the videos were made
    with: another account would lack them all. Blocks meanwhile. Raises as contact.Contact.read does.
    """
    session.emit(models.Phase("searching"))
    first = _look(session)
    doubt = first.doubt or ("" if same_account or first.alive or not first.gone else words.OTHER_ACCOUNT)
    if doubt or not first.gone:
        return Checked(doubt=doubt)
    session.emit(models.Notice(words.looking_again_for_deleted(len(first.gone), seconds)))
    session.stop.pause(seconds)
    second = _look(session)
    if second.doubt:
        return Checked(doubt=second.doubt)
    gone = tuple(sorted(first.gone & second.gone))
    _note(session, frozenset(gone))
    return Checked(gone)


def _note(session: Session, gone: frozenset[str]) -> None:
    for video_id in gone:
        session.store.note_deleted(video_id)
    for job in session.store.jobs(models.Stage.DELETED):
        if job.video_id in gone:
            session.emit(video_facts.changed(job, video_facts.of_job(job)))


@dataclasses.dataclass(frozen=True, slots=True)
class _Look:
    """One search: which videos are gone, whether any is there, and why the search may have missed some."""

    gone: frozenset[str]
    alive: bool
    doubt: str


def _look(session: Session) -> _Look:
    with session.make_client() as client:
        suspects = _Suspects(session, client)
        ask = video_list_walk.patient(session.contact, client.list_videos)
        match video_list_walk.search(
            ask, keep=lambda video: video.status == "deleted", deleted=suspects.uncounted
        ):
            case video_list_walk.Incomplete(why, _, _):
                return _Look(frozenset(), alive=False, doubt=why)
            case video_list_walk.Complete(ids, videos):
                listed = ids - {video.video_id for video in videos}
        known = session.store.known_ids()
        gone = suspects.gone(known - listed)
        return _Look(gone, alive=bool(known - gone), doubt="")


class _Suspects:
    """Videos that a list does not show: each is read by itself, once a look."""

    def __init__(self, session: Session, client: tavus.Client) -> None:
        self._contact = session.contact
        self._store: state.Store = session.store
        self._client = client
        self._answers: dict[str, bool] = {}

    def uncounted(self, shown: frozenset[str]) -> set[str]:
        """Return the videos that a service may count without showing them, since they are deleted."""
        known = self._store.known_ids()
        return (self._store.known_ids(deleted=True) - known) | self.gone(known - shown)

    def gone(self, ids: set[str] | frozenset[str]) -> frozenset[str]:
        """Return those of which the service says that they are deleted, or that it does not know them."""
        for video_id in sorted(ids - self._answers.keys()):
            self._answers[video_id] = self._is_gone(video_id)
        return frozenset(video_id for video_id in ids if self._answers[video_id])

    def _is_gone(self, video_id: str) -> bool:
        try:
            found = self._contact.read(lambda: self._client.get_video(video_id, verbose=False))
        except errors.RefusedError as refusal:
            return retry.is_unknown_id(refusal)
        return found.status == "deleted"
