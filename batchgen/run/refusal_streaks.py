"""Streaks of refusals: when a refusal is not a row's own any more (design 5.5). Pure."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Protocol, Self

from batchgen.run import words

if TYPE_CHECKING:
    from collections.abc import Iterable

RUNNING = 10
"""So many in the same words, one after another, are no accident."""

HOPELESS = 3
"""So many times ten rows refused and not a video made: the cause lies with all rows."""


MOST_REPLICAS = 100
"""So many replicas have a streak of their own, the last ones that were refused."""


@dataclasses.dataclass(frozen=True, slots=True)
class Refused:
    """A row that the service refused: its attempt and the replica that it asked for."""

    job_id: int
    attempt_id: int
    replica_id: str
    words: str


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What a refusal means for others: rows to give back, whether the whole run stops, and why, in words."""

    give_back: tuple[Refused, ...] = ()
    stop_all: bool = False
    why: str = ""


NO_VERDICT = Verdict()


class Counter(Protocol):
    """Counts what comes back. A wrong replica in one person's rows stops only those rows: it is `held`."""

    @property
    def held(self) -> dict[str, str]:
        """Replicas whose rows are not sent any more, with the words of their refusal."""

    def made(self, replica_id: str) -> None:
        """Note that a video was made."""

    def answered(self) -> None:
        """Note an answer that is about no row."""

    def unknown(self) -> bool:
        """Note an unknown outcome; return whether ten came in a row."""

    def refused(self, row: Refused) -> Verdict:
        """Note a row that was refused, and tell what it means for others."""


class Streaks:
    """Counts in the order in which it comes. Not thread-safe: its owner holds a lock."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}
        self._all: list[Refused] = []
        self._of: dict[str, list[Refused]] = {}
        self._unknown = 0
        self._made = 0
        self._verdicts = 0
        self._hopeless: str | None = None

    def text(self) -> str:
        """Return all of it as JSON, for `restored`."""
        rows = {replica: [dataclasses.astuple(row) for row in same] for replica, same in self._of.items()}
        last = [dataclasses.astuple(row) for row in self._all]
        counts = [self._unknown, self._made, self._verdicts]
        return json.dumps([self.held, last, rows, counts, self._hopeless], ensure_ascii=False)

    @classmethod
    def restored(cls, text: str) -> Self:
        """Return the streaks that `text` returned, or new ones for an empty text."""
        streaks = cls()
        if text:
            streaks.held, last, rows, counts, streaks._hopeless = json.loads(text)
            streaks._all = [Refused(*row) for row in last]
            streaks._of = {replica: [Refused(*row) for row in same] for replica, same in rows.items()}
            streaks._unknown, streaks._made, streaks._verdicts = counts
        return streaks

    def made(self, replica_id: str) -> None:
        """Note that a video was made."""
        self._made += 1
        self._all.clear()
        self._of.pop(replica_id, None)
        self._unknown = 0

    def answered(self) -> None:
        """Note an answer that is about no row."""
        self._unknown = 0

    def unknown(self) -> bool:
        """Note an unknown outcome; return whether ten came in a row."""
        self._unknown += 1
        return self._unknown >= RUNNING

    def refused(self, row: Refused) -> Verdict:
        """Note a row that was refused, and tell what it means for others."""
        self._unknown = 0
        if row.words in (self.held.get(row.replica_id), self._hopeless):
            return Verdict(give_back=(row,))
        # The last one that was refused stands last.
        same = self._of[row.replica_id] = self._of.pop(row.replica_id, [])
        if len(self._of) > MOST_REPLICAS:
            del self._of[next(iter(self._of))]
        for streak in (same, self._all):
            if streak and streak[-1].words != row.words:
                streak.clear()
            streak.append(row)
        if len(same) >= RUNNING:
            return self._hold(same)
        return self._hold(self._all) if len(self._all) >= RUNNING else NO_VERDICT

    def _hold(self, streak: list[Refused]) -> Verdict:
        rows = tuple(streak)
        message = rows[-1].words
        replicas = {row.replica_id for row in rows}
        self._verdicts += 1
        for row in rows:
            self.held[row.replica_id] = message
            self._of.pop(row.replica_id, None)
        self._all.clear()
        if self._made or self._verdicts < HOPELESS:
            return Verdict(rows, why=left_words(replicas, message))
        self._hopeless = message
        others = [row for same in self._of.values() for row in same if row.words == message]
        return Verdict((*rows, *others), stop_all=True, why=words.others_too(_alike(replicas, message)))


def left_words(replicas: Iterable[str], message: str) -> str:
    """Return why the rows of replicas are not sent."""
    return words.replica_stays(_alike(replicas, message))


def _alike(replicas: Iterable[str], message: str) -> str:
    return words.refused_alike(RUNNING, message, ", ".join(sorted(replicas)))
