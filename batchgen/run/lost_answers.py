"""Lost answers: what was sent without one is found in the account, or proved missing (design 5.3, 5.4)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen import errors, models, state
from batchgen.plan.account_search import missing_videos, video_facts
from batchgen.run import absence, words
from batchgen.tavus import name_tokens, video_list_walk, video_states

if TYPE_CHECKING:
    from collections.abc import Iterable

    from batchgen import tavus
    from batchgen.plan.context import Session

SETTLE_SECONDS = 120.0
"""Seconds between the two looks that prove a video absent (design 5.3)."""

LOST_WORKER = 1.5
"""Times as long if its worker was given up: by then the service has closed the connections of a computer
that is only frozen, and may go on (60 s of idling is usual).
"""

MOST_WALKS = 4
"""Two prove a video missing; the others are for a list that lags behind."""

NAMES_ALTERED = "names_altered"
"""Key of the state file's meta: an answer gave back a name without its token."""

SEEN = " Looked for in the account: "
"""Parts what the create call came to from what the last look saw, in an attempt's words."""


@dataclasses.dataclass(frozen=True, slots=True)
class Settled:
    """What settling came to, in attempts. `missing` are proved not made: their jobs are new again.

    `waiting` of the unknown ones can be proved only when somebody says that their worker is off.
    """

    found: int = 0
    missing: int = 0
    unknown: int = 0
    waiting: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """One walk over the account: which lost videos it found, and what speaks against its completeness.

    `doubt` is empty if the walk showed all there is; `began` and `ended` are times of the evidence's clock.
    `twins` are videos that no row owns and that may be the lost one under another name, by attempt.
    """

    ids: frozenset[str]
    found: dict[int, list[tavus.Video]]
    doubt: str
    began: float
    ended: float
    twins: dict[int, tavus.Video]


class Settler:
    """Looks for lost videos. `seconds` is the settle time between two walks (--settle).

    Without `evidence` that is kept, each call proves what is missing by its own walks.
    """

    def __init__(
        self, session: Session, *, seconds: float = SETTLE_SECONDS, evidence: absence.Evidence | None = None
    ) -> None:
        self._session = session
        self._store = session.store
        self._seconds = seconds
        self._kept = evidence
        self._evidence: absence.Evidence = evidence or absence.Remembered(session.clock)
        self._strikes = video_states.Strikes()
        self._said: set[str] = set()

    def look(self) -> Settled:
        """Walk once and adopt what is found; nothing is proved missing by it. For every run's beginning.

        Raises StoppedError and InterruptedRunError as contact.Contact.read does.
        """
        return self._settle(walks=1)

    def settle(self) -> Settled:
        """Walk until every unknown attempt is found, proved missing, or to be left unknown. Never creates.

        Blocks for the settle time, or longer when the list lags. Call it when no create is in flight: with
        one in flight nothing is proved. Raises as `look`.
        """
        return self._settle(walks=MOST_WALKS)

    def _settle(self, *, walks: int) -> Settled:
        found = missing = 0
        self._evidence = self._kept or absence.Remembered(self._session.clock)
        look: Look | None = None
        lost = self._store.unknown_attempts()
        if lost:
            self._session.emit(models.Phase("searching"))
        for number in range(walks):
            if not lost or (number and not self._keeps_a_row_waiting(lost)):
                break
            if look is not None and not self._worth_another(lost, look, number):
                break
            if number:
                self._wait(len(lost))
            look = self._walk(lost)
            here = [attempt for attempt in lost if attempt.id in look.found]
            found += sum(self._adopt(attempt, look.found[attempt.id]) for attempt in here)
            lost = [attempt for attempt in lost if attempt.id not in look.found]
            unmade = [attempt for attempt in lost if self._proved_missing(attempt, look)]
            missing += sum(self._give_back(attempt) for attempt in unmade)
            lost = [attempt for attempt in lost if attempt not in unmade]
            self._note(lost, look)
        unknown = self._store.unknown_attempts()
        waiting = sum(bool(self._evidence.waits_for(attempt.id)) for attempt in unknown)
        return Settled(found, missing, len(unknown), waiting)

    def _wait(self, count: int) -> None:
        if self._seconds:
            self._session.emit(models.Notice(words.looking_again(count, self._seconds)))
        self._session.stop.pause(self._seconds)

    def _worth_another(self, lost: Iterable[state.Attempt], look: Look, number: int) -> bool:
        """Return whether one more walk can prove anything; a third only if later videos may be shown yet."""
        open_ones = [attempt for attempt in lost if _may_be_missing(attempt, look)]
        if number == 1 or not open_ones:
            return bool(open_ones)
        if look.doubt == words.RENAMED:
            return False
        return any(self._store.made_since(attempt.end_seq or 0) for attempt in open_ones)

    def _keeps_a_row_waiting(self, lost: Iterable[state.Attempt]) -> bool:
        """Return whether a row hangs on any of them: for others, sent again since, a look a run is enough."""
        return any(self._is_current(attempt) for attempt in lost)

    def _is_current(self, attempt: state.Attempt) -> bool:
        return self._store.job(attempt.job_id).attempt == attempt.id

    # one walk

    def _walk(self, lost: list[state.Attempt]) -> Look:
        session, store = self._session, self._store
        air, began = store.in_the_air(), self._evidence.now()
        sights = _Sights(store, lost)
        with session.make_client() as client:
            lacking = missing_videos.Missing(
                store,
                lambda video_id: session.contact.read(lambda: client.get_video(video_id, verbose=False)),
                strike=lambda video_id: self._strikes.strike(video_id, session.clock()),
            )
            ask = video_list_walk.patient(session.contact, client.list_videos)
            searched = video_list_walk.search(ask, keep=sights.tells, deleted=lacking.deleted)
            match searched:
                case video_list_walk.Complete(ids, videos):
                    why = ""
                case video_list_walk.Incomplete(why, ids, videos):
                    pass
            hidden = lacking.hidden(ids)
        for video_id in lacking.deleted_now:
            store.note_deleted(video_id)
        doubt = self._doubt(why, hidden=len(hidden), altered=sights.altered, air=air + store.in_the_air())
        found = sights.found(videos)
        left = sorted((a for a in lost if a.id not in found), key=lambda a: not self._is_current(a))
        twins = video_facts.assign(left, sights.unowned(videos))
        return Look(ids, found, doubt, began, self._evidence.now(), twins)

    def _doubt(self, why: str, *, hidden: int, altered: bool, air: int) -> str:
        """Return why absence from this walk proves nothing, or empty."""
        if altered or self._store.meta(NAMES_ALTERED):
            return words.RENAMED
        if hidden:
            return words.list_lacks(hidden)
        return why or (words.OTHERS_ON_THEIR_WAY if air else "")

    def _proved_missing(self, attempt: state.Attempt, look: Look) -> bool:
        """Return whether this walk and one the settle time before it both speak against the video."""
        later = self._store.made_since(attempt.end_seq or 0)
        if look.doubt or not _may_be_missing(attempt, look) or not later & look.ids:
            return False
        before = self._evidence.absent_before(attempt.id, look.ended)
        is_late = before is not None and look.began - before >= self.seconds_of(attempt)
        return is_late and not self._evidence.waits_for(attempt.id)

    def seconds_of(self, attempt: state.Attempt) -> float:
        """Return how many seconds must lie between two looks that prove an attempt's video missing."""
        return self._seconds * (LOST_WORKER if attempt.reason == state.WORKER_LOST else 1.0)

    # what comes of it

    def _adopt(self, attempt: state.Attempt, videos: list[tavus.Video]) -> bool:
        """Take a found video as the attempt's own, unless it is another one than was asked for."""
        same = [video for video in videos if video_facts.agrees(attempt.request(), video)]
        if not same:
            ids = ", ".join(video.video_id for video in videos)
            self._say(attempt, words.other_content(ids))
            self._store.note_look(attempt.id, _words(attempt, words.found_other(ids)))
            return False
        others = [video.video_id for video in videos if video is not same[0]]
        known = video_facts.of_video(same[0])
        try:
            current = self._store.finish_made(attempt.id, known, others=others)
        except errors.OwnedVideoError as error:
            self._say(attempt, words.not_taken(error.message))
            self._store.note_look(attempt.id, _words(attempt, error.message))
            return False
        job = self._store.job(attempt.job_id)
        if others:
            ids = ", ".join([same[0].video_id, *others])
            self._say(attempt, words.made_twice(ids))
        if not current:
            self._say(attempt, words.turned_up(known.video_id))
        else:
            self._session.emit(video_facts.changed(job, known))
        return True

    def _give_back(self, attempt: state.Attempt) -> bool:
        self._store.finish_not_made(
            attempt.id, reason="absent", stage=models.Stage.NEW, words=_words(attempt, words.NEVER_MADE)
        )
        job = self._store.job(attempt.job_id)
        self._session.emit(video_facts.changed(job, video_facts.of_job(job)))
        return True

    def _say(self, attempt: state.Attempt, what: str) -> None:
        job = self._store.job(attempt.job_id)
        where = f"Row {job.row}" if job.row else job.key
        self._session.emit(models.Notice(f"{where}: {what}", level="warning"))

    def _warn(self, text: str) -> None:
        """Say it once a run: the same is seen on every walk."""
        if text not in self._said:
            self._said.add(text)
            self._session.emit(models.Notice(text, level="warning"))

    def _note(self, lost: list[state.Attempt], look: Look) -> None:
        if look.doubt == words.RENAMED and (rows := sum(self._is_current(attempt) for attempt in lost)):
            self._warn(words.rows_stay_unknown(rows))
        for attempt in lost:
            why = look.doubt
            if not why and not self._store.made_since(attempt.end_seq or 0) & look.ids:
                why = words.LIST_MAY_BE_OLD
            if not why and (worker := self._evidence.waits_for(attempt.id)):
                why = words.waits_for_worker(worker)
            if attempt.id in look.twins:
                why = words.twin(look.twins[attempt.id].video_id, attempt.token)
            self._store.note_look(attempt.id, _words(attempt, words.not_among(len(look.ids), why)))


class _Sights:
    """What the videos of the account have to do with the lost attempts."""

    def __init__(self, store: state.Store, lost: list[state.Attempt]) -> None:
        self._known = store.tokens_by_id()
        self._owned = store.known_ids(deleted=True)
        self._by_token = {attempt.token: attempt for attempt in lost}
        self._words = {video_facts.words_of_request(attempt.request()) for attempt in lost}
        self.altered = False

    def tells(self, video: tavus.Video) -> bool:
        """Return whether a video is to be kept; note one of ours whose name was changed."""
        self.altered |= self._known.get(video.video_id, "") not in video.video_name
        return name_tokens.find(video.video_name) in self._by_token or self._is_unowned(video)

    def found(self, videos: Iterable[tavus.Video]) -> dict[int, list[tavus.Video]]:
        """Return the videos that carry the token of a lost attempt, by its id."""
        found: dict[int, list[tavus.Video]] = {}
        for video in videos:
            if attempt := self._by_token.get(name_tokens.find(video.video_name)):
                found.setdefault(attempt.id, []).append(video)
        return found

    def unowned(self, videos: Iterable[tavus.Video]) -> list[tavus.Video]:
        """Return the videos without a token that no row owns and that say what a lost one says."""
        return [video for video in videos if self._is_unowned(video)]

    def _is_unowned(self, video: tavus.Video) -> bool:
        if video.video_id in self._owned or name_tokens.find(video.video_name):
            return False
        said = video_facts.words_of(video)
        return not said or said in self._words


def _may_be_missing(attempt: state.Attempt, look: Look) -> bool:
    """Return whether an attempt can be proved missing at all.

    One that was answered with another row's video was most likely made, and only Tavus knows where.
    """
    return attempt.id not in look.twins and attempt.reason != state.CROSSED


def note_altered_name(session: Session) -> None:
    """Keep, and say once, that the service gave back a name without its token."""
    if not session.store.meta(NAMES_ALTERED):
        session.store.set_meta(NAMES_ALTERED, "1")
        session.emit(models.Notice(words.NAMES_CHANGED, level="warning"))


def crossed_words(video: tavus.Video) -> str:
    """Return what to say about a video that was given for a row and carries another row's token."""
    return words.given_another(video.video_id, video.video_name)


def explain(attempt: state.Attempt) -> str:
    """Return, for people, what is known of an unknown attempt, and whether they have to do anything."""
    if not attempt.outcome:
        return f"{words.sent(_minute(attempt.started_at))} {words.ON_ITS_WAY}"
    why, _, seen = attempt.words.partition(SEEN)
    looked = words.looked(attempt.looks, _minute(attempt.looked_at), seen) if seen else words.NOT_LOOKED
    calm = words.LOOKS_AGAIN if words.FORGET in seen else words.NOTHING_TO_DO
    parts = (words.sent(_minute(attempt.started_at)), why, looked, calm, words.REDO_UNKNOWN)
    return " ".join(part for part in parts if part)


def _words(attempt: state.Attempt, seen: str) -> str:
    return attempt.words.partition(SEEN)[0] + SEEN + seen


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ") + " UTC"
