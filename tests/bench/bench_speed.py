"""batchgen beside named baselines in the same run: one table.

    python tests/bench/bench_speed.py [rows ...]          (1000 10000 100000 by default)

Each figure is of whole programs: CPU seconds of all their processes, up to 10,000 rows the least of three
runs, so that other work on the machine counts little. The rows of clean and ordinary data are known by their
address, those of ugly data by three columns, and their script says ten. Merging and checking is measured in
one process, without reading and writing; sending, in requests a second, against a local API. The last lines
say how many times the CPU of the second-largest size four times its rows cost: 4.0 is linear. 1,000,000 rows
take a quarter of an hour.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import baselines
import bench_throughput
import jinja2
import made_sheets
from processes import Cost, growth, measure

from batchgen import checks, models, settings

BASELINES = str(Path(baselines.__file__))
CHECK = (sys.executable, "-m", "batchgen", "check")
WRITE = """
import sys
from pathlib import Path
from batchgen import sheets
def result(row):
    page = f"https://tavus.video/{row.number:016x}"
    ours = {"video_id": f"v{row.number}", "status": "ready", "hosted_url": page}
    return ours | {"download_url": page + ".mp4"}
sheets.write_results(sheets.open_sheet(Path(sys.argv[1])), Path(sys.argv[2]), result)
"""
READ = """
import sys
from pathlib import Path
from batchgen import sheets
for row in sheets.open_sheet(Path(sys.argv[1])).rows():
    pass
"""


Checks = dict[str, dict[int, float]]
"""CPU seconds of checks by what is measured and by rows."""


def line(what: str, rows: int, ours: Cost, baseline: str, bare: Cost, most: str) -> None:
    mine, theirs = f"{ours.seconds:.2f} s, {ours.megabytes:.0f} MB", f"{baseline}, {bare.seconds:.2f} s"
    each, ratio = ours.seconds / rows * 1e6, ours.seconds / bare.seconds
    print(f"| {what} | {rows:,} | {mine} | {each:.0f} | {theirs} | {ratio:.2f} | {most} |", flush=True)


def check_sheets(folder: Path, kind: str, rows: int, checks_of: Checks, *, book: bool) -> None:
    """Compare checks of a CSV, and of a workbook, with the bare programs."""
    rounds = 3 if rows <= 10_000 else 1
    is_ugly = kind == "ugly"
    template, plain = folder / "script.txt.j2", folder / "plain.txt.j2"
    template.write_text(made_sheets.TEN if is_ugly else made_sheets.SCRIPT, encoding="utf-8")
    plain.write_text(made_sheets.TEN if is_ugly else made_sheets.PLAIN_SCRIPT, encoding="utf-8")
    options = ["-t", str(template), "-r", "r90bbd427f71", "--state", str(folder / "none.db")]
    options += ["--key", made_sheets.KEYS[kind]]
    text = str(made_sheets.write_csv(folder / f"{kind}.csv", kind, rows))
    ours = measure((*CHECK, text, *options), rounds=rounds)
    bare = measure((sys.executable, BASELINES, "loop", text, str(plain)), rounds=rounds)
    line(f"check of a CSV, {kind}", rows, ours, "bare loop", bare, "1.8")
    checks_of.setdefault(f"check of a CSV, {kind}", {})[rows] = ours.seconds
    if book:
        xlsx = str(made_sheets.write_book(folder / f"{kind}.xlsx", kind, rows))
        ours = measure((*CHECK, xlsx, *options), rounds=rounds)
        bare = measure((sys.executable, BASELINES, "openpyxl", xlsx), rounds=rounds)
        line(f"check of an XLSX, {kind}", rows, ours, "openpyxl read-only", bare, "1.3")
        checks_of.setdefault(f"check of an XLSX, {kind}", {})[rows] = ours.seconds


def read_csv(folder: Path, rows: int) -> None:
    """Compare reading alone with the csv module's."""
    text = str(made_sheets.write_csv(folder / "read.csv", "ordinary", rows))
    ours = measure((sys.executable, "-c", READ, text), rounds=3)
    bare = measure((sys.executable, BASELINES, "csv", text), rounds=3)
    line("reading a CSV", rows, ours, "csv", bare, "")


def merge_and_check(kind: str, rows: int) -> None:
    """Compare the examiner with Jinja2's own rendering, in this process."""
    names = [name.lower().replace(" ", "_") for name in made_sheets.HEADERS]
    columns = [models.Column(i, chr(65 + i), made_sheets.HEADERS[i], name) for i, name in enumerate(names)]
    all_rows = [
        models.Row(n, tuple(cells)) for n, cells in enumerate(made_sheets.people(kind, rows), start=2)
    ]
    given = settings.Settings(fields={"script": made_sheets.TEN, "replica_id": "r79e1c033f"})
    examiner = checks.Examiner(given, columns)
    begun = time.process_time()
    found = sum(len(examined.problems) for examined in examiner.examine_all(all_rows))
    ours = Cost(time.process_time() - begun, 0)
    compiled = jinja2.Environment(autoescape=False).from_string(made_sheets.TEN)
    begun = time.process_time()
    for row in all_rows:
        compiled.render(dict(zip(names, row.cells, strict=True)))
    bare = Cost(time.process_time() - begun, 0)
    line(
        f"merge and check, 10 variables, {kind} ({found / rows:.1f} problems a row)",
        rows,
        ours,
        "Jinja2",
        bare,
        "6",
    )


def write_back(folder: Path, rows: int) -> None:
    """Compare results into a styled workbook with openpyxl's load and save."""
    book = str(made_sheets.write_book(folder / "styled.xlsx", "ordinary", rows))
    ours = measure((sys.executable, "-c", WRITE, book, str(folder / "out.xlsx")), rounds=2)
    bare = measure((sys.executable, BASELINES, "resave", book, str(folder / "saved.xlsx")))
    line("results into a styled XLSX", rows, ours, "openpyxl load and save", bare, "0.12")


def send(rows: int) -> None:
    """Compare creates a second with a bare httpx loop's, with as many connections."""
    bare, ours = bench_throughput.best(rows, connections=8, rounds=2)
    told = f"{ours:.0f} | | httpx, {bare:.0f} | {ours / bare:.2f} | 0.9"
    print(f"| sending, creates a second | {rows:,} | {told} |", flush=True)


def growths(checks_of: Checks) -> None:
    """Print what four times the rows cost."""
    for what, seconds in checks_of.items():
        small, large = sorted(seconds)[-2:]
        times = growth((small, seconds[small]), (large, seconds[large]))
        print(f"| {what}: four times the rows | {small:,} to {large:,} | | | | {times:.2f} | 4.6 |")


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or [1_000, 10_000, 100_000]
    print("| what | rows | batchgen | µs a row | baseline | ratio | goal |\n|---|---|---|---|---|---|---|")
    checks_of: Checks = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in made_sheets.KINDS:
            for rows in sizes:
                check_sheets(folder, kind, rows, checks_of, book=rows <= 100_000)
            merge_and_check(kind, min(sizes[-1], 10_000))
        read_csv(folder, min(sizes[-1], 100_000))
        write_back(folder, min(sizes[-1], 20_000))
    send(min(sizes[-1], 3_000))
    if len(sizes) > 1:
        growths(checks_of)


if __name__ == "__main__":
    main()
