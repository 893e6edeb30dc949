"""Worker processes that examine the rows of a large sheet beside this one, in order."""

from __future__ import annotations

import collections
import dataclasses
import itertools
import operator
import os
import pickle
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from batchgen import models
from batchgen.checks import hands, worker
from batchgen.checks.examiner import Examined, Examiner

INLINE_ROWS = 4_000
"""Rows that are examined before worker processes are thought of."""
SLOW_SECONDS = 30e-6
"""Time of a row from which on a second process saves some."""
CHUNK = 500
AHEAD = 3
"""Chunks that a worker is sent ahead."""
MAX_WORKERS = 8


def examine_rows(
    examiner: Examiner, rows: Iterable[models.Row], *, workers: int | None = None
) -> Iterator[Examined]:
    """Examine rows in their order, in worker processes too where that is quicker.

    It is for large sheets whose templates take long: sending a row out and back costs half as much as
    rendering a plain template. `workers` forces their number, 0 forbids them.
    """
    feed = iter(rows)
    if workers is None:
        cost = []
        for row in itertools.islice(feed, INLINE_ROWS):
            begun = time.perf_counter()
            examined = examiner.examine(row)
            cost.append(time.perf_counter() - begun)
            yield examined
        if len(cost) < INLINE_ROWS:
            # Nothing is left, and a process that has nothing to do takes half a second to say so.
            return
        is_slow = bool(cost) and statistics.median(cost) > SLOW_SECONDS
        workers = min(MAX_WORKERS, max(1, (os.cpu_count() or 2) - 1)) if is_slow else 0
    if not workers:
        yield from map(examiner.examine, feed)
        return
    yield from _with_crew(examiner, feed, workers)


def _with_crew(examiner: Examiner, rows: Iterator[models.Row], count: int) -> Iterator[Examined]:
    """Keep every worker busy; while the next rows in order are still out, examine others here."""
    order = Order.of(examiner)
    waiting: collections.deque[_Part] = collections.deque()
    with hands.Crew(pickle.dumps(order.start), count) as crew:
        while True:
            has_room = len(waiting) < 4 * count + 4
            chunk = list(itertools.islice(rows, CHUNK)) if has_room else []
            if chunk and sum(not part.is_done() for part in waiting) < AHEAD * count:
                waiting.append(_Part(chunk, crew.ask(order.questions(chunk))))
            elif chunk:
                waiting.append(_Part(chunk, None, [examiner.examine(row) for row in chunk]))
            elif waiting:
                yield from waiting.popleft().examined(examiner, order)
            else:
                return
            while waiting and waiting[0].is_done():
                yield from waiting.popleft().examined(examiner, order)


@dataclasses.dataclass(slots=True)
class _Part:
    """A run of rows, examined here or asked of a worker."""

    rows: list[models.Row]
    reply: hands.Reply | None
    done: list[Examined] = dataclasses.field(default_factory=list)

    def is_done(self) -> bool:
        return self.reply is None or self.reply.done()

    def examined(self, examiner: Examiner, order: Order) -> Iterable[Examined]:
        if self.reply is None:
            return self.done
        answers = self.reply.result()
        if answers is None:  # the worker is gone: nothing is lost, it only takes longer
            return map(examiner.examine, self.rows)
        return map(order.examined, self.rows, worker.read_answers(answers))


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """What workers are told: the columns that matter, closed up, so that no other cell is sent."""

    start: worker.Start
    pick: Callable[[tuple[str, ...]], tuple[str, ...]]
    places: dict[int, int]
    constants: dict[str, models.FieldValue]

    @classmethod
    def of(cls, examiner: Examiner) -> Order:
        """Return the order for an examiner's settings and columns."""
        kept = _kept(examiner)
        places = {column.index: place for place, column in enumerate(kept)}
        closed = tuple(dataclasses.replace(column, index=places[column.index]) for column in kept)
        varying = tuple(sorted(examiner.merger.varying))
        start = worker.Start(
            examiner.settings, closed, examiner.known, examiner.count_branches, varying, examiner.api_key
        )
        return cls(start, _picker([column.index for column in kept]), places, dict(examiner.merger.constants))

    def questions(self, rows: Iterable[models.Row]) -> bytes:
        """Return what is sent of some rows."""
        return pickle.dumps([self._question(row) for row in rows], protocol=pickle.HIGHEST_PROTOCOL)

    def _question(self, row: models.Row) -> worker.Question:
        try:
            cells = self.pick(row.cells)
        except IndexError:
            cells = tuple(row.cells[i] if i < len(row.cells) else "" for i in self.places)
        if not row.dates and not row.faults:
            return (row.number, cells)
        dates = {self.places[i]: date for i, date in row.dates.items() if i in self.places}
        faults = {self.places[i]: why for i, why in row.faults.items() if i in self.places}
        return (row.number, cells, dates, faults)

    def examined(self, row: models.Row, answer: worker.Answer) -> Examined:
        """Return what a worker found about a row."""
        values, digest, minutes, problems, locale, replaced, branches, template = answer
        request = None
        if values is not None:
            found = zip(self.start.varying, values, strict=True)
            fields = {**self.constants, **{name: value for name, value in found if value is not None}}
            request = models.VideoRequest(fields)
        return Examined(row, request, digest, minutes, problems, locale, replaced, branches, template)


def _kept(examiner: Examiner) -> Sequence[models.Column]:
    """Return the columns that can change what a row asks for; all where a row may pick its template."""
    if examiner.merger.needs_all:
        return examiner.columns
    wanted = examiner.merger.used | examiner.merger.labelling
    return [column for column in examiner.columns if column.name in wanted or column.header in wanted]


def _picker(indexes: list[int]) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    if len(indexes) > 1:
        return operator.itemgetter(*indexes)
    return lambda cells: tuple(cells[i] for i in indexes)
