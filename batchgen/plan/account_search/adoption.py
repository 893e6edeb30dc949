"""Adoption: the videos that the account has already are taken over (design 4).

By a fresh state file, and by one that is an older copy of itself: from a backup, or a colleague's.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING

from batchgen import errors, models, state
from batchgen.plan import decisions, scratch
from batchgen.plan.account_search import missing_videos, video_facts, words
from batchgen.plan.scratch import questions
from batchgen.tavus import name_tokens, video_list_walk, video_request

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from batchgen import tavus

_RANK = {"ready": 0, "generating": 1, "queued": 1, "error": 3, "deleted": 4}
_TAB = r"\t"
"""A TAB as JSON writes it."""

_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """What the account had: how many rows were given their video, and sentences for the plan.

    `doubt` says why the search may have missed videos; empty if it did not.
    """

    rows: int
    notes: tuple[str, ...] = ()
    doubt: str = ""


def worth_a_look(roster: scratch.Roster, store: state.Store | None) -> bool:
    """Return whether there may be videos to take over: a fresh state file, or rows that are to be paid."""
    return store is None or roster.has_unpaid()


def look(
    roster: scratch.Roster,
    ask: video_list_walk.Ask,
    read: Callable[[str], tavus.Video],
    store: state.Store | None = None,
) -> Found:
    """Give unpaid rows their videos from the account's list, one to one.

    `ask` reads a page of the list and `read` one video. Videos that `store` knows belong to a row already, or
    are found by settling. The whole list is read: since an older copy of a state file was taken, others may
    have made many videos.
    """
    roster.flush()
    account = _Account(roster, store)
    lacking = missing_videos.Missing(store, read, strike=lambda _: True) if store is not None else None
    searched = video_list_walk.search(ask, keep=account.keeps, deleted=lacking.deleted if lacking else _none)
    match searched:
        case video_list_walk.Complete(ids, videos):
            doubt = ""
        case video_list_walk.Incomplete(doubt, ids, videos):
            pass
    account.take(videos)
    account.take_named(ids, read)
    given = account.give()
    return Found(given.total(), _notes(given), doubt)


def _none(_: frozenset[str]) -> set[str]:
    return set()


def _notes(given: collections.Counter[bool]) -> tuple[str, ...]:
    notes = []
    if count := given.total():
        notes.append(words.in_account(count))
    if count := given[True]:
        notes.append(words.deleted_in_account(count))
    return tuple(notes)


class _Account:
    """The videos of the account that rows of the plan may have, and the rows that get them."""

    def __init__(self, roster: scratch.Roster, store: state.Store | None) -> None:
        self._roster = roster
        self._spoken_for = store.spoken_for() if store is not None else set[str]()
        self._owned = store.owned_ids() if store is not None else set[str]()
        self._named = roster.named_videos() - self._owned
        self._by_mark: dict[str, list[tavus.Video]] = {}
        self._by_id: dict[str, tavus.Video] = {}

    def keeps(self, video: tavus.Video) -> bool:
        """Return whether a video may be one of a row: no row owns it, and a token or a cell names it."""
        if video.video_id in self._owned:
            return False
        token = name_tokens.find(video.video_name)
        return video.video_id in self._named or bool(token and token not in self._spoken_for)

    def take(self, videos: Iterable[tavus.Video]) -> None:
        """Take in what the search of the account kept."""
        for video in videos:
            token = name_tokens.find(video.video_name)
            if token and token not in self._spoken_for:
                self._by_mark.setdefault(name_tokens.mark_of(token), []).append(video)
            if video.video_id in self._named:
                self._by_id[video.video_id] = video

    def take_named(self, shown: Collection[str], read: Callable[[str], tavus.Video]) -> None:
        """Ask about the few videos of the sheet's own `video_id` cells that the list does not show."""
        hidden = sorted(self._named - set(shown))
        for video_id in hidden[: missing_videos.MOST_SINGLE_READS]:
            with contextlib.suppress(errors.RefusedError):
                self.take([read(video_id)])

    def give(self) -> collections.Counter[bool]:
        """Give rows their videos, by token first, and count them: True for those that are deleted."""
        given: collections.Counter[bool] = collections.Counter()
        rest = []
        for row in self._candidates():
            if (video := self._by_token(row)) is not None:
                given[video.status == "deleted"] += 1
            else:
                rest.append(row)
        for row in rest:
            own = self._by_id.pop(row.video_id, None)
            if own is not None:
                _adopt(self._roster, row, own, twins=[])
                given[own.status == "deleted"] += 1
        return given

    def _candidates(self) -> Iterator[questions.Unpaid]:
        """Yield the rows that one of the account's videos may belong to, in the order of the sheet."""
        if not self._by_mark and not self._by_id:
            return
        for row in self._roster.unpaid():
            if row.video_id in self._by_id or not self._by_mark.keys().isdisjoint(_marks(row)):
                yield row

    def _by_token(self, row: questions.Unpaid) -> tavus.Video | None:
        """Give a row the best video whose token carries its mark; other videos of that token go with it."""
        request = state.request_from(row.request_json)
        marked = [video for mark in _marks(row) for video in self._by_mark.get(mark, [])]
        same = [video for video in marked if video_facts.agrees(request, video)]
        if not same:
            return None
        best = min(same, key=lambda video: (video.video_id != row.video_id, _rank(video)))
        token = name_tokens.find(best.video_name)
        twins = [v for v in same if v is not best and name_tokens.find(v.video_name) == token]
        for mark in _marks(row):
            self._by_mark[mark] = [v for v in self._by_mark.get(mark, []) if v is not best and v not in twins]
        for video in (best, *twins):
            self._by_id.pop(video.video_id, None)
        _adopt(self._roster, row, best, twins=twins)
        return best


def _marks(row: questions.Unpaid) -> tuple[str, ...]:
    """Return the marks of a row's videos: an older batchgen gave scripts with a TAB another one."""
    older = state.request_from(row.request_json).tab_hash() if _TAB in row.request_json else ""
    return tuple(name_tokens.mark(found) for found in (row.request_hash, older) if found)


def _rank(video: tavus.Video) -> tuple[int, float]:
    """Order videos of one request: ready ones first, then the latest."""
    made = video.created_at or _LONG_AGO
    return _RANK.get(video.status, 2), -(made - _LONG_AGO).total_seconds()


def _adopt(
    roster: scratch.Roster, row: questions.Unpaid, video: tavus.Video, *, twins: list[tavus.Video]
) -> None:
    known, request = video_facts.of_video(video), state.request_from(row.request_json)
    sent = request if video_facts.agrees(request, video) and _is_of_row(row, video) else _request_of(video)
    adopted = {
        "facts": dataclasses.asdict(known),
        "token": name_tokens.find(video.video_name),
        "request_json": state.request_text(sent),
        "request_hash": sent.hash(),
        "others": [twin.video_id for twin in twins],
    }
    roster.adopt(row.n, decision=_decision(known, same=sent is request), adopted=json.dumps(adopted))


def _is_of_row(row: questions.Unpaid, video: tavus.Video) -> bool:
    """Return whether a video says that it is the row's: by its token, or by its words if it has another."""
    token = name_tokens.find(video.video_name)
    return not token or name_tokens.mark_of(token) in _marks(row) or bool(video_facts.words_of(video))


def _request_of(video: tavus.Video) -> video_request.VideoRequest:
    """Return what a video was asked for, as far as the list tells."""
    texts = {"replica_id": video.replica_id, "script": video.script, "audio_url": video.audio_url}
    return video_request.VideoRequest({name: text for name, text in texts.items() if text})


def _decision(known: state.VideoFacts, *, same: bool) -> decisions.Decision:
    if not same:
        return decisions.Decision.OUTDATED
    return decisions.Decision.FAILED if known.stage in models.FAILED_STAGES else decisions.Decision.DONE
