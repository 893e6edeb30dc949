"""How fast sheets are checked and written: `python tests/bench/bench_sheets.py [share]`.

It fails on a missed target. These are ratios in one run, with a one-line template of two variables: `check`
of an XLSX of 100,000 x 12 in at most 0.8 of openpyxl's bare read-only read and under 500 MB; results back
into it at least 5 times faster than openpyxl loads and saves; `check` of a CSV of 1,000,000 x 12 in at most
14 times the csv module's bare read and under 600 MB. `share` (0.1 for a tenth of the rows) is for a quick
look; the start of the interpreter then weighs more.
"""

from __future__ import annotations

import csv
import multiprocessing
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

HEADERS = ["First Name", "Last Name", "Email", "Company", "City", "Zip"]
HEADERS += ["Score", "Amount", "Since", "Plan", "Phone", "Note"]
FORMATS = {5: "00000", 7: "#,##0.00", 8: "yyyy-mm-dd"}

OPENPYXL_READ = """
import sys, openpyxl
for row in openpyxl.load_workbook(sys.argv[1], read_only=True).active.iter_rows(values_only=True): pass
"""
OPENPYXL_SAVE = """
import sys, openpyxl
openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])
"""
CSV_READ = """
import csv, sys
with open(sys.argv[1], encoding="utf-8", newline="") as stream:
    for row in csv.reader(stream): pass
"""
OUR_READ = """
import sys
from pathlib import Path
from batchgen import sheets
for row in sheets.open_sheet(Path(sys.argv[1])).rows(): pass
"""
OUR_WRITE = """
import sys
from pathlib import Path
from batchgen import sheets
def result(row):
    page = f"https://tavus.video/{row.number:016x}"
    ours = {"video_id": f"v{row.number}", "status": "ready", "hosted_url": page}
    return ours | {"download_url": page + ".mp4"}
sheets.write_results(sheets.open_sheet(Path(sys.argv[1])), Path(sys.argv[2]), result)
"""
CHECK = "import sys; from batchgen import cli; sys.argv[0] = 'batchgen'; cli.main()"


def person(number: int) -> list[str | int | float]:
    """Return one made-up row."""
    city = random.Random(number).choice(["Paris", "Lyon", "Oslo"])
    return [
        f"Name{number % 5000}",
        f"Last{number % 7000}",
        f"user{number}@acme.example",
        f"Company {number % 900} & Co",
        city,
        number % 99999,
        number % 100,
        number * 1.37,
        45000 + number % 900,
        "ABC"[number % 3],
        f"+1415555{number % 10000:04d}",
        f"note number {number}",
    ]


def make(folder: Path, share: float) -> tuple[Path, Path, Path]:
    """Write the workbook, the CSV and the template."""
    book = xlsxwriter.Workbook(folder / "big.xlsx")
    sheet = book.add_worksheet()
    formats = {index: book.add_format({"num_format": code}) for index, code in FORMATS.items()}
    sheet.write_row(0, 0, HEADERS)
    for number in range(1, int(100_000 * share) + 1):
        for index, value in enumerate(person(number)):
            sheet.write(number, index, value, formats.get(index))
    book.close()
    with (folder / "big.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADERS)
        writer.writerows(person(number) for number in range(1, int(1_000_000 * share) + 1))
    template = folder / "script.txt.j2"
    template.write_text(
        "Hi {{ first_name }}, a word for everybody at {{ company }} from all of us.\n", "utf-8"
    )
    return folder / "big.xlsx", folder / "big.csv", template


def measured(code: str, *arguments: object) -> tuple[float, int]:
    """Run a program and return its seconds and the MB of its largest process."""
    probe = (
        "import resource, sys\n"
        f"try:\n    exec(compile({code!r}, 'bench', 'exec'))\n"
        "except SystemExit as error:\n    assert error.code in (0, 1, None), error.code\n"
        "who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)\n"
        "print('PEAK', max(resource.getrusage(w).ru_maxrss for w in who) // 1024)\n"
    )
    start = time.perf_counter()
    command = [sys.executable, "-c", probe, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    assert done.returncode == 0, done.stderr[-2000:]
    return seconds, int(done.stdout.rsplit("PEAK", 1)[1])


def main() -> int:
    """Measure everything, and say what was missed."""
    share = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    missed: list[str] = []

    def compare(what: str, ours: tuple[float, int], bare: float, most: float, memory: int) -> None:
        ratio = ours[0] / bare
        print(f"{what}: {ours[0]:.2f} s, {ratio:.2f} of {bare:.2f} s (at most {most:g}); ", end="")
        print(f"{ours[1]} MB (at most {memory})", flush=True)
        if ratio > most or ours[1] > memory:
            missed.append(what)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a child, since a program's peak memory begins with that of the process that starts it.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            book, text, template = pool.apply(make, (folder, share))
        options = ["-t", template, "-r", "r1234567890", "--json"]
        bare, _ = measured(OPENPYXL_READ, book)
        compare("read an XLSX / openpyxl read-only", measured(OUR_READ, book), bare, 0.5, 500)
        compare(
            "check an XLSX / openpyxl read-only", measured(CHECK, "check", book, *options), bare, 0.8, 500
        )
        saved, _ = measured(OPENPYXL_SAVE, book, folder / "saved.xlsx")
        ours = measured(OUR_WRITE, book, folder / "o.xlsx")
        compare("write an XLSX / openpyxl load, save", ours, saved, 0.2, 500)
        bare, _ = measured(CSV_READ, text)
        compare("read a CSV / csv module", measured(OUR_READ, text), bare, 4, 100)
        compare("write a CSV / csv module", measured(OUR_WRITE, text, folder / "o.csv"), bare, 14, 100)
        compare("check a CSV / csv module", measured(CHECK, "check", text, *options), bare, 14, 600)
    print("; ".join(missed) or "all targets met")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
