"""How fast the pages of ready videos are written, and how much memory that takes.

    PYTHONPATH=tests/kit python tests/bench/bench_pages.py [ROWS]

Wanted (issue 17): 5,000 pages in under 60 CPU seconds and 300 MB. Pictures are measured by themselves.
"""

from __future__ import annotations

import csv
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import pagekit

from batchgen import models, settings, state
from batchgen.campaign import library
from batchgen.share import page_maker, page_order
from batchgen.state import records
from batchgen.tavus import video_request

SERVICE = "https://tavusapi.com"
WORDS = "Hi Name, I am glad to tell you what we may do for your company next week. " * 8


def campaign(folder: Path, rows: int) -> None:
    """Write a sheet whose videos are all ready at the service, none downloaded."""
    pagekit.Desk(folder, None, None).campaign()  # type: ignore[arg-type]
    people = [(f"Name{n}", f"p{n}@acme.test", f"Company {n}", "de_DE" if n % 2 else "") for n in range(rows)]
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([pagekit.HEADERS, *people])
    given = settings.load(folder / "list.csv", {"ignore_account": True, "api_url": SERVICE}, {})
    with library.opened(given, follow=False) as batch:
        plan = batch.plan()
        store = batch._open_for_run()
        for job_id in store.carry_out(plan.roster.changes(), batch._orders(plan)).jobs:
            _ready(store, job_id[1])


def _ready(store: state.Store, job_id: int) -> None:
    request = video_request.VideoRequest({"replica_id": "r90bbd427f71", "script": WORDS})
    attempt = store.begin(job_id, token=f"bg-{job_id:012d}", request_json=records.request_text(request))
    links = {"hosted_url": f"https://t.example/{job_id}", "download_url": f"https://cdn.example/{job_id}.mp4"}
    store.finish_made(attempt.id, state.VideoFacts(f"v{job_id}", models.Stage.READY, **links))


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as name:
        campaign(Path(name), rows)
        child = os.fork()
        if child == 0:
            _make(Path(name))
            os._exit(0)
        os.waitpid(child, 0)


def _make(folder: Path) -> None:
    for what in ("new", "again"):
        start, cpu = time.perf_counter(), time.process_time()
        given = settings.load(folder / "list.csv", {}, {})
        with library.opened(given, follow=False, excluding=True) as batch:
            order = page_order.read(batch)
            made = page_maker.Maker(batch, folder / "pages").make(order)
        spent, took = time.process_time() - cpu, time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        done = f"{what}: {made.pages:,} pages ({made.changed:,} written)"
        print(f"{done} in {spent:.1f} CPU s, {took:.1f} s, {memory:.0f} MB")


if __name__ == "__main__":
    main()
