"""CPU seconds and memory of a whole campaign with a key column, at growing numbers of rows.

    python tests/bench/bench_scale.py [rows ...]          (10000 50000 200000 by default)

Each step is the real command in a process of its own, end to end against a local API: send with `--no-wait`,
follow, write the results, export, report, run again with nothing to do. The data is ordinary: a key column,
names, companies with numbers in them, a warning in most rows. CPU is of the command and all its children, and
so holds on a busy machine. The last column is the growth for four times the rows: 4.0 is linear, and 4.6 is
the most that is allowed.
"""

from __future__ import annotations

import math
import subprocess
import sys
import tempfile
from pathlib import Path

from processes import Cost, growth, measure

KEY = "k" * 32
API = Path(__file__).parents[1] / "kit" / "faketavus"
FIRST = ("Ana", "José", "Zoë", "Liam", "Priya", "Søren", "Mary Ann", "Olga")
LAST = ("Ruiz", "O'Neill", "van Dam", "Li", "Müller", "Smith-Jones", "Okafor")
SCRIPT = (
    "Hi {{ (first_name | first_name) or 'there' }},, I saw that {{ company | company }} has"
    " {{ seats | number }} seats. {% if renewal %}Your plan ends soon.{% endif %} Talk soon!\n"
)
MOST_GROWTH = 4.6


def write_sheet(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("Email,First name,Last name,Company,Seats,Renewal,City\n")
        for n in range(rows):
            first, last = FIRST[n % len(FIRST)], LAST[n % len(LAST)]
            file.write(
                f"p{n}@firm{n % 997}.example,{first},{last},Studio {n % 89} Inc.,{n % 60},x,Town {n}\n"
            )


def play(url: str, folder: Path, rows: int) -> dict[str, Cost]:
    """Return what each step of a campaign of so many rows costs."""
    sheet, template, state = folder / "people.csv", folder / "script.txt.j2", folder / "people.batchgen.db"
    write_sheet(sheet, rows)
    template.write_text(SCRIPT, encoding="utf-8")
    batchgen = [sys.executable, "-m", "batchgen"]
    files = [str(sheet), "--state", str(state)]
    run = [
        *(*batchgen, "run", *files, "-t", str(template), "-r", "r90bbd427f71", "--api-url", url),
        *("--connections", "8", "--rate", "100000", "--ignore-account", "--yes", "--max-videos", str(rows)),
    ]
    export = [*batchgen, "export", *files, "-o", str(folder / "out.csv")]
    return {
        "check": measure(
            [*batchgen, "check", *files, "-t", str(template), "-r", "r90bbd427f71"], {0, 1}, key=KEY
        ),
        "send": measure([*run, "--no-wait"], key=KEY),
        "follow": measure([*batchgen, "wait", *files, "--api-url", url], key=KEY),
        "export": measure(export, key=KEY),
        "report": measure([*batchgen, "report", *files, "--no-thumbnails"], key=KEY),
        "again": measure(run, key=KEY),
    }


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or [10_000, 50_000, 200_000]
    costs: dict[int, dict[str, Cost]] = {}
    for rows in sizes:
        api = subprocess.Popen(
            [sys.executable, str(API)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert api.stdin is not None
        assert api.stdout is not None
        try:
            url = api.stdout.readline().strip()
            with tempfile.TemporaryDirectory() as folder:
                costs[rows] = play(url, Path(folder), rows)
        finally:
            api.stdin.close()
            api.wait()
    print(f"{'step':8}" + "".join(f"{rows:>12,} rows     " for rows in sizes) + "  four times")
    for step in costs[sizes[0]]:
        seconds = {n: costs[n][step].seconds for n in sizes}
        times = growth(*[(n, seconds[n]) for n in sizes[-2:]]) if len(sizes) > 1 else math.nan
        cells = "".join(
            f"{costs[n][step].seconds:9.1f} s {costs[n][step].megabytes:6.0f} MB  " for n in sizes
        )
        print(f"{step:8}{cells}{times:10.2f}")


if __name__ == "__main__":
    main()
