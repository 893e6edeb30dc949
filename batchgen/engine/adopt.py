"""Adoption: the videos that the account has already are taken over (design 4).

By a fresh state file, and by one that is an older copy of itself: from a backup, or a colleague's.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING

from batchgen import models, state
from batchgen.engine import facts, settle, tokens, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen import tavus

_RANK = {"ready": 0, "generating": 1, "queued": 1, "error": 3}
_TAB = r"\t"
"""A TAB as JSON writes it."""

_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)

_UNPAID = (
    "FROM rows r JOIN bodies b ON b.n = r.n LEFT JOIN known k ON k.id = r.job"
    " WHERE same_as IS NULL AND r.request_hash <> '' AND (job IS NULL"
    f" OR (r.decision = 'send' AND NOT {state.PAID} AND NOT r.mended))"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """What the account had: how many rows were given their video, and sentences for the plan."""

    rows: int
    notes: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class _Row:
    n: int
    request_json: str
    request_hash: str
    video_id: str


def worth_a_look(roster: state.Roster, store: state.StateFile | None) -> bool:
    """Say whether there may be videos to take over: a fresh state file, or rows that are to be paid."""
    return store is None or bool(roster.ask(f"SELECT 1 {_UNPAID} AND r.decision = 'send' LIMIT 1"))


def look(
    roster: state.Roster,
    ask: walk.Ask,
    store: state.StateFile | None = None,
) -> Found:
    """Give unpaid rows their videos from the account's list, one to one; `ask` reads a page of it.

    Videos that `store` knows belong to a row already, or are found by settling. The whole list is read: since
    an older copy of a state file was taken, others may have made many videos.
    """
    roster.flush()
    spoken_for = store.spoken_for() if store is not None else set[str]()
    wanted_ids = {str(r[0]) for r in roster.ask("SELECT video_id FROM rows WHERE video_id <> ''")}
    if wanted_ids and store is not None:
        wanted_ids -= store.known_ids(deleted=True)
    by_mark: dict[str, list[tavus.Video]] = {}
    by_id: dict[str, tavus.Video] = {}
    for _, video in walk.videos(ask, walk.Walk()):
        if video.status == "deleted":
            continue
        token = tokens.find(video.video_name)
        if token and token not in spoken_for:
            by_mark.setdefault(tokens.mark_of(token), []).append(video)
        if video.video_id in wanted_ids:
            by_id[video.video_id] = video
    count = sum(_give(roster, row, by_mark, by_id) for row in _candidates(roster, set(by_mark), set(by_id)))
    return Found(count, _notes(count))


def _notes(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    rows = "1 row has its video" if count == 1 else f"{count} rows have their videos"
    return (
        f"{rows} in the account already: taken over, not paid again (--ignore-account would make new ones).",
    )


def _candidates(roster: state.Roster, marks: set[str], ids: set[str]) -> Iterator[_Row]:
    """Yield the rows that one of the account's videos may belong to, in the order of the sheet."""
    if not marks and not ids:
        return
    for n, request_json, request_hash, video_id in roster.ask(
        f"SELECT r.n, request_json, r.request_hash, video_id {_UNPAID} ORDER BY r.n"
    ):
        row = _Row(int(str(n)), str(request_json), str(request_hash), str(video_id))
        if row.video_id in ids or not marks.isdisjoint(_marks(row)):
            yield row


def _marks(row: _Row) -> tuple[str, ...]:
    """Return the marks of a row's videos: an older batchgen gave scripts with a TAB another one."""
    older = state.request_from(row.request_json).tab_hash() if _TAB in row.request_json else ""
    return tuple(tokens.mark(found) for found in (row.request_hash, older) if found)


def _give(
    roster: state.Roster,
    row: _Row,
    by_mark: dict[str, list[tavus.Video]],
    by_id: dict[str, tavus.Video],
) -> bool:
    request = state.request_from(row.request_json)
    own = by_id.pop(row.video_id, None)
    marked = [video for mark in _marks(row) for video in by_mark.get(mark, [])]
    same = [video for video in marked if settle.agrees(request, video)]
    if own is not None and own in same:
        best = own
    elif same:
        best = min(same, key=_rank)
    elif own is not None:
        _adopt(roster, row, own, request=request, twins=[])
        return True
    else:
        return False
    token = tokens.find(best.video_name)
    twins = [v for v in same if v is not best and tokens.find(v.video_name) == token]
    for mark in _marks(row):
        by_mark[mark] = [v for v in by_mark.get(mark, []) if v is not best and v not in twins]
    _adopt(roster, row, best, request=request, twins=twins)
    return True


def _rank(video: tavus.Video) -> tuple[int, float]:
    """Order videos of one request: ready ones first, then the latest."""
    made = video.created_at or _LONG_AGO
    return _RANK.get(video.status, 2), -(made - _LONG_AGO).total_seconds()


def _adopt(
    roster: state.Roster,
    row: _Row,
    video: tavus.Video,
    *,
    request: models.VideoRequest,
    twins: list[tavus.Video],
) -> None:
    known = facts.of_video(video)
    sent = request if settle.agrees(request, video) else _request_of(video)
    adopted = {
        "facts": dataclasses.asdict(known),
        "token": tokens.find(video.video_name),
        "request_json": state.request_text(sent),
        "request_hash": sent.hash(),
        "others": [twin.video_id for twin in twins],
    }
    roster.adopt(row.n, decision=_decision(known, same=sent is request), adopted=json.dumps(adopted))


def _request_of(video: tavus.Video) -> models.VideoRequest:
    """Return what a video was asked for, as far as the list tells."""
    told = {"replica_id": video.replica_id, "script": video.script, "audio_url": video.audio_url}
    return models.VideoRequest({name: text for name, text in told.items() if text})


def _decision(known: state.VideoFacts, *, same: bool) -> str:
    if not same:
        return "outdated"
    return "failed" if known.stage is models.Stage.ERROR else "done"
