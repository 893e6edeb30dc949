"""Jobs in a state file without a sheet: they come by the way of every plan, and change by plain SQL."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, TypeVar

from batchgen.state import plan_execution, records

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable

    from batchgen import state
    from batchgen.tavus import video_request

T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class NewJob:
    """A job of stage `new` that no run may send yet."""

    key: str
    row: int
    request: video_request.VideoRequest
    cells: str = ""
    cells_hash: str = ""
    minutes: float = 0.0

    def line(self, decision: str = "later") -> plan_execution.Line:
        return plan_execution.Line(
            row=self.row,
            key=self.key,
            key_hash="",
            cells=self.cells,
            cells_hash=self.cells_hash,
            occurrence=0,
            request_json=records.request_text(self.request),
            request_hash=self.request.hash(),
            label=self.request.name,
            minutes=self.minutes,
            decision=decision,
            problems="",
            adopted="",
            faults=0,
            fixed=0,
            paired=0,
            reworded=0,
        )


def add(store: state.Store, jobs: Iterable[NewJob]) -> list[int]:
    """Carry out a plan of new rows; return the ids of their jobs."""
    return [job for _, job in carried(store, ((n, job.line()) for n, job in enumerate(jobs))).jobs]


def plan(store: state.Store, jobs: Iterable[NewJob]) -> int:
    """Carry out a plan of new rows that are confirmed; return the number of its run."""
    return carried(store, ((n, job.line("send")) for n, job in enumerate(jobs))).run


def carried(store: state.Store, fresh: Iterable[tuple[int, plan_execution.Line]]) -> plan_execution.Carried:
    changes = plan_execution.Changes(
        unseen=(), keys=(), known=(), pairs=(), gone=(), released=(), fresh=fresh, shared=()
    )
    orders = plan_execution.Orders(explain=lambda *_: "", explain_pair=lambda *_: "", complain=lambda _: "")
    return store.carry_out(changes, orders)


def change(store: state.Store, work: Callable[[sqlite3.Connection], T]) -> T:
    """Change the file by hand, as no way of batchgen does."""
    return store._write(work)  # type: ignore[attr-defined]
