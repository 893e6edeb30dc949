"""How fast the state file is: durable rows (intent and id) a second, and opening a million jobs.

    PYTHONPATH=tests/kit python tests/bench/bench_state.py [ROWS]

Wanted (issue 5.8): 5,000 durable rows a second, opening a state file of 1,000,000 jobs in under a second.
"""

from __future__ import annotations

import queue
import sys
import tempfile
import threading
import time
from pathlib import Path

import statejobs

from batchgen import models, state
from batchgen.tavus import video_request

SERVICE = "http://127.0.0.1:1"
THREADS = 20


def new_job(number: int) -> statejobs.NewJob:
    script = f"Hi Name {number}, I am glad to tell you what we may do for Company {number}. " * 4
    request = video_request.VideoRequest({"replica_id": "r90bbd427f71", "script": script})
    return statejobs.NewJob(f"p{number}@example.com", number, request, cells_hash=f"{number:032x}")


def durable_rows(folder: Path, rows: int) -> float:
    """Return rows a second: an intent and an id each, fsynced, from as many threads as a run may have."""
    with state.open_state(folder / "rows.db", service=SERVICE) as file:
        work: queue.SimpleQueue[int] = queue.SimpleQueue()
        for job_id in statejobs.add(file, (new_job(n) for n in range(rows))):
            work.put(job_id)
        text = state.request_text(new_job(1).request)

        def send() -> None:
            while True:
                try:
                    job_id = work.get_nowait()
                except queue.Empty:
                    return
                attempt = file.begin(job_id, token=f"bg-{job_id:012d}", request_json=text)
                file.finish_made(attempt.id, state.VideoFacts(f"v{job_id}", models.Stage.QUEUED))

        threads = [threading.Thread(target=send) for _ in range(THREADS)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - start
        assert file.counts() == {models.Stage.QUEUED: rows}
    return rows / seconds


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
        print(f"durable rows a second, {THREADS} threads: {durable_rows(folder, 20_000):,.0f}")
        print(f"opening {jobs:,} jobs: {opening(folder, jobs) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
