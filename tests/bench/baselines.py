"""What batchgen is compared with, each a program of its own: `python baselines.py NAME ARGUMENTS`.

loop      CSV TEMPLATE       one row after the other: csv, sandboxed Jinja2, canonical JSON, three SHA-256,
                             a scan by one pattern, an insert into a scratch table
csv       CSV                the csv module reads it
openpyxl  XLSX               openpyxl reads it, read-only
resave    XLSX OUT           openpyxl loads and saves it
jinja2    CSV TEMPLATE       Jinja2 renders every row

Each imports only what it needs.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

_SUSPECT = re.compile(r"https?://|www\.|[<>{}*_|#]|\b[A-Z]{4,}\b|\d{3,}|\s{2,}|&\w+;")


def _rows(path: str) -> Iterator[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        names = [name.lower().replace(" ", "_") for name in next(reader)]
        for cells in reader:
            yield dict(zip(names, cells, strict=True))


def read_csv(path: str) -> None:
    with Path(path).open(encoding="utf-8", newline="") as stream:
        for _ in csv.reader(stream):
            pass


def render(path: str, template: str) -> None:
    import jinja2

    compiled = jinja2.Environment(autoescape=False).from_string(Path(template).read_text("utf-8"))
    for row in _rows(path):
        compiled.render(row)


def loop(path: str, template: str) -> None:
    import jinja2.sandbox

    environment = jinja2.sandbox.SandboxedEnvironment(autoescape=False)
    compiled = environment.from_string(Path(template).read_text("utf-8"))
    scratch = sqlite3.connect("")
    scratch.execute(
        "CREATE TABLE rows (number INTEGER PRIMARY KEY, key BLOB, cells BLOB, request BLOB, text TEXT)"
    )
    for number, row in enumerate(_rows(path), start=2):
        script = compiled.render(row)
        request = json.dumps({"replica_id": "r1", "script": script}, sort_keys=True, ensure_ascii=False)
        cells = "\x1f".join(row.values())
        hashes = [hashlib.sha256(text.encode()).digest() for text in (request, row["email"], cells)]
        found = len(_SUSPECT.findall(script))
        scratch.execute(
            "INSERT INTO rows VALUES (?, ?, ?, ?, ?)", (number, *hashes, request if found else "")
        )


def read_book(path: str) -> None:
    import openpyxl

    for _ in openpyxl.load_workbook(path, read_only=True).active.iter_rows(values_only=True):  # type: ignore[union-attr]
        pass


def resave(path: str, to: str) -> None:
    import openpyxl

    openpyxl.load_workbook(path).save(to)


PROGRAMS = {"loop": loop, "csv": read_csv, "openpyxl": read_book, "resave": resave, "jinja2": render}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](*sys.argv[2:])
