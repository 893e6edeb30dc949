"""Sheets for the benches: clean, ordinary and ugly people, as rows, CSV and XLSX, always the same."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

HEADERS = ("Email", "First name", "Last name", "Company", "City", "Job title")
HEADERS += ("Seats", "Amount", "Since", "Plan", "Phone", "Note")
SCRIPT = (
    "Hi {{ (first_name | first_name) or 'there' }}, I saw that {{ company | company }} in {{ city }} has"
    " {{ seats | number }} seats. {% if plan == 'team' %}Your plan ends soon.{% endif %} Talk soon!\n"
)
PLAIN_SCRIPT = SCRIPT.replace("(first_name | first_name) or 'there'", "first_name")
"""The same for the bare loop, which has none of our filters."""
for _filter in (" | company", " | number"):
    PLAIN_SCRIPT = PLAIN_SCRIPT.replace(_filter, "")

TEN = (
    "Hi {{ first_name }}, this is {{ last_name }} of {{ company }} in {{ city }}, your {{ job_title }}. The"
    " {{ seats }} seats for {{ amount }} since {{ since }} are on {{ plan }}: {{ note }}. See you soon.\n"
)
"""A script that says ten columns, and all that is ugly in them."""

FIRST = ("Ana", "José", "Zoë", "Liam", "Priya", "Søren", "Mary Ann", "Olga")
LAST = ("Ruiz", "O'Neill", "van Dam", "Li", "Müller", "Smith-Jones", "Okafor")
FAR = ("张伟", "Дмитрий", "محمد", "दीपिका", "ΝΙΚΟΣ", "さくら", "אורי")
CITIES = ("Paris", "Lyon", "Oslo", "São Paulo", "New York", "Köln")
TITLES = ("Head of Sales", "CEO", "Buyer", "VP of Marketing")
KINDS = ("clean", "ordinary", "ugly")
KEYS = {"clean": "email", "ordinary": "email", "ugly": "first_name,company,phone"}
"""What tells the rows of each kind apart."""


def people(kind: str, rows: int) -> Iterator[list[str]]:
    """Yield so many people.

    clean: nothing to say about any row. ordinary: numbers in companies, so a warning in most rows. ugly:
    names in other scripts and in capitals, markup and addresses in cells, ten warnings a row in TEN.
    """
    for n in range(rows):
        first, last, city = FIRST[n % len(FIRST)], LAST[n % len(LAST)], CITIES[n % len(CITIES)]
        company, note, title = (
            f"Studio {chr(65 + n % 26)}{chr(97 + n % 23)}",
            "spoke at the fair",
            TITLES[n % 4],
        )
        if kind != "clean":
            company = f"Studio {10_000 + n % 890} Inc."
        if kind == "ugly":
            first, last = FAR[n % len(FAR)], last.upper()
            company = f"  ACME  {n % 97} & SONS GmbH  (www.acme{n % 89}.example)"
            city, title = f"{city.upper()} *{n % 7}*", f"Snr.  Mgr., R&D/{n % 9} <b>EMEA</b>"
            note = (
                "call: +49 30 1234567, see http://acme.example/x?y=1 !!! \u2728 TBD (XXX) a@b.example \u200b"
            )
        yield [
            *(f"p{n}@firm{n % 997}.example", first, last, company, city, title, str(n % 60)),
            *(f"{n * 1.37 % 9000:.2f}", f"2026-{n % 12 + 1:02}-{n % 28 + 1:02}", ("team", "solo")[n % 2]),
            *(f"+1415555{n % 10000:04}", note),
        ]


def write_csv(path: Path, kind: str, rows: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADERS)
        writer.writerows(people(kind, rows))
    return path


def write_book(path: Path, kind: str, rows: int) -> Path:
    """Write a styled workbook: formats of numbers and dates, colours, widths."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Leads")
    bold = book.add_format({"bold": True, "bg_color": "#dddddd"})
    formats = {
        7: book.add_format({"num_format": "#,##0.00"}),
        8: book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    striped = book.add_format({"bg_color": "#f4f6fb"})
    sheet.set_column(0, 11, 18)
    sheet.write_row(0, 0, HEADERS, bold)
    for number, cells in enumerate(people(kind, rows), start=1):
        for index, text in enumerate(cells):
            value: str | float = text
            if index in {6, 7}:
                value = float(text)
            elif index == 8:
                value = 45000 + number % 900
            sheet.write(number, index, value, formats.get(index, striped if number % 2 else None))
    book.close()
    return path
