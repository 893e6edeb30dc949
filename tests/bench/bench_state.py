"""How fast both stores are: durable rows (intent and id) a second, a plan, and opening a file of many jobs.

    PYTHONPATH=tests/kit python tests/bench/bench_state.py [ROWS]

Wanted (issue 5.8): 5,000 durable rows a second, opening a state file of 1,000,000 jobs in under a second.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pgkit
import statejobs

from batchgen import models, state
from batchgen.settings import database_url
from batchgen.tavus import video_request

if TYPE_CHECKING:
    from collections.abc import Callable

SERVICE = "http://127.0.0.1:1"
THREADS = 20
ROWS = 20_000
PLAN = 100_000


def new_job(number: int) -> statejobs.NewJob:
    script = f"Hi Name {number}, I am glad to tell you what we may do for Company {number}. " * 4
    request = video_request.VideoRequest({"replica_id": "r90bbd427f71", "script": script})
    return statejobs.NewJob(f"p{number}@example.com", number, request, cells_hash=f"{number:032x}")


def opened(folder: Path, name: str, database: database_url.DatabaseUrl | None) -> state.Store:
    return state.Address(folder / f"{name}.db", database, name).open(service=SERVICE)


def durable_rows(store: state.Store, rows: int) -> float:
    """Return rows a second: an intent and an id each, fsynced, from as many threads as a run may have.

    As in a run, the id of a row is on disk when the intent of the thread's next row is.
    """
    go = statejobs.plan(store, (new_job(n) for n in range(rows)))
    begin = _beginner(store, go)

    def send() -> None:
        made: state.Promise[bool] | None = None
        while True:
            attempt = begin()
            if made is not None:
                made.wait()
            if attempt is None:
                return
            facts = state.VideoFacts(f"v{attempt.id}", models.Stage.QUEUED)
            made = store.finish_made_soon(attempt.id, facts)

    threads = [threading.Thread(target=send) for _ in range(THREADS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    # The last row of a campaign in a database waits until all others are over.
    assert store.counts()[models.Stage.QUEUED] >= rows - 1
    return rows / seconds


def _beginner(store: state.Store, go: int) -> Callable[[], state.Attempt | None]:
    """Return what begins the next row, None when there is none: as the file, or the database, does it."""
    if (joint := store.joint) is not None:
        joint.release(go, key_mark="m", top_rate=None, settle=120.0)
        return lambda: found.attempt if (found := joint.claim()) is not None else None
    jobs, guard = store.jobs(), threading.Lock()

    def begin() -> state.Attempt | None:
        with guard:
            job = next(jobs, None)
        if job is None:
            return None
        return store.begin(job.id, token=f"bg-{job.id:012d}", request_json=job.request_json)

    return begin


def planning(store: state.Store, rows: int) -> float:
    """Return the seconds that a plan of new rows takes, from lines that are ready."""
    lines = [(n, new_job(n).line("send")) for n in range(rows)]
    start = time.perf_counter()
    statejobs.carried(store, lines)
    return time.perf_counter() - start


def opening(folder: Path, jobs: int) -> float:
    """Return the seconds that opening a state file of so many jobs takes."""
    path = folder / "large.db"
    with state.open_state(path, service=SERVICE) as file:
        statejobs.add(file, (new_job(n) for n in range(jobs)))
    start = time.perf_counter()
    with state.open_state(path, service=SERVICE) as file:
        seconds = time.perf_counter() - start
        assert file.counts() == {models.Stage.NEW: jobs}
    return seconds


def main() -> None:
    jobs = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # The server's data and the files lie on the same disk.
        server = pgkit.Server(folder.parent)
        stores = {"file": None, "PostgreSQL": database_url.parsed(server.address)}
        try:
            for place, database in stores.items():
                with contextlib.closing(opened(folder, f"{place}-rows", database)) as store:
                    print(
                        f"durable rows a second, {THREADS} threads, {place}: {durable_rows(store, ROWS):,.0f}"
                    )
                with contextlib.closing(opened(folder, f"{place}-plan", database)) as store:
                    print(f"a plan of {PLAN:,} rows, {place}: {planning(store, PLAN):.2f} s")
        finally:
            server.end()
        print(f"opening {jobs:,} jobs: {opening(folder, jobs) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
