"""Rows a second of `batchgen run --no-wait --rate 100000` against a bare httpx loop on the same loopback API.

    python tests/bench/bench_throughput.py [rows] [connections] [rounds]

Both are child processes with the same connections, and so is the API, which takes many times what either
sends; it counts creates and the seconds between the first and the last. CPU is of the client's whole process
(ours starts, plans and writes the results too). The bare loop writes nothing to disk and would pay twice
after a crash; ours syncs intent and id. Aim: 0.9 at least.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

API = Path(__file__).parents[1] / "kit" / "faketavus"
BARE = """
import sys, httpx
from concurrent.futures import ThreadPoolExecutor
url, rows, connections = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
def send(client, number):
    body = {"replica_id": "r90bbd427f71", "script": f"Hello person {number}, thanks for joining us.",
            "video_name": f"bg-{number:012d} Person {number}"}
    return client.post(url + "/v2/videos", json=body).json()["video_id"]
limits = httpx.Limits(max_connections=connections)
with httpx.Client(headers={"x-api-key": "k" * 32}, limits=limits) as client:
    with ThreadPoolExecutor(connections) as pool:
        assert len(set(pool.map(lambda number: send(client, number), range(rows)))) == rows
"""


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def rate(url: str, command: list[str], rows: int) -> tuple[float, str]:
    """Creates a second as the API saw them, and the command in words."""
    urllib.request.urlopen(url + "/_fake/span").close()
    began, used = time.monotonic(), cpu()
    environment = {**os.environ, "TAVUS_API_KEY": "k" * 32}
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    whole, used = time.monotonic() - began, cpu() - used
    assert done.returncode == 0, done.stderr
    with urllib.request.urlopen(url + "/_fake/span") as answer:
        span = json.load(answer)
    assert span["posts"] == rows, span
    speed = rows / span["seconds"]
    words = f"{speed:.0f} rows/s (whole command {rows / whole:.0f}, CPU {1000 * used / rows:.2f} ms/row)"
    return speed, words


def ours(url: str, folder: Path, rows: int, connections: int) -> list[str]:
    sheet = folder / "people.csv"
    lines = [f"{number},Person {number}" for number in range(rows)]
    sheet.write_text("id,first_name\n" + "\n".join(lines) + "\n", encoding="utf-8")
    template = folder / "script.txt.j2"
    template.write_text("Hello {{ first_name }}, thanks for joining us.\n", encoding="utf-8")
    return [
        *(sys.executable, "-m", "batchgen", "run", str(sheet), "--template", str(template)),
        *("--replica-id", "r90bbd427f71", "--api-url", url, "--state", str(folder / "state.db")),
        *("--output", str(folder / "out.csv"), "--connections", str(connections)),
        *("--no-wait", "--rate", "100000", "--ignore-account", "--max-videos", str(rows), "--yes"),
    ]


def best(
    rows: int, *, connections: int, rounds: int, tell: Callable[[str], object] = str
) -> tuple[float, float]:
    """Return the best creates a second of the bare loop and of ours; `tell` is given each round in words."""
    api = subprocess.Popen(
        [sys.executable, str(API)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert api.stdin is not None
    assert api.stdout is not None
    url = api.stdout.readline().strip()
    most = {"bare": 0.0, "ours": 0.0}
    try:
        for number in range(1, rounds + 1):
            with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
                bare, bare_words = rate(
                    url, [sys.executable, "-c", BARE, url, str(rows), str(connections)], rows
                )
                mine, words = rate(url, ours(url, Path(folder), rows, connections), rows)
            most = {"bare": max(most["bare"], bare), "ours": max(most["ours"], mine)}
            tell(f"round {number}: bare {bare_words}, ours {words}")
    finally:
        api.stdin.close()
        api.wait()
    return most["bare"], most["ours"]


def main() -> None:
    given = [int(text) for text in sys.argv[1:]]
    rows, connections, rounds = given + [3000, 8, 3][len(given) :]
    bare, mine = best(rows, connections=connections, rounds=rounds, tell=print)
    print(f"best: bare {bare:.0f}, ours {mine:.0f} rows/s: {mine / bare:.2f}")


if __name__ == "__main__":
    main()
