"""Filter catalogue: the filters for speech as people choose them, each with its code and an example."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class FilterEntry:
    """A filter: its name, what it does in a few words, and what it says of an example.

    `code` follows a column (`amount | money("GBP")`); `example` is a cell, `says` what is said of
    it, nothing where that hangs on the campaign. `kinds` are the kinds of columns that it suits.
    """

    name: str
    label: str
    code: str
    example: str
    says: str
    kinds: tuple[str, ...] = ()

    def expression(self, spelling: str) -> str:
        """Return the code that says a column, which is `spelling` in a template."""
        return f"{{{{ {spelling} | {self.code} }}}}"


FILTERS = (
    FilterEntry("person", "as a name", "person", "JEAN-LUC o'brien", "Jean-Luc O'Brien", ("person",)),
    FilterEntry("first_name", "first name only", "first_name", "Dr. Ana Maria Ruiz", "Ana", ("person",)),
    FilterEntry(
        "company",
        "company without Inc.",
        "company",
        "ACME HOLDINGS, INC.",
        "Acme Holdings",
        ("company",),
    ),
    FilterEntry("date", "date", "date", "2026-12-01", "December 1, 2026", ("date",)),
    FilterEntry(
        "date",
        "date with its weekday",
        'date("EEEE, MMMM d")',
        "2026-12-01",
        "Tuesday, December 1",
        ("date",),
    ),
    FilterEntry("number", "number", "number", "1200", "1,200", ("number",)),
    FilterEntry("number", "number, rounded", "number(1)", "3.14159", "3.1", ("number",)),
    FilterEntry(
        "spoken_number",
        "number in words",
        "spoken_number",
        "1200",
        "one thousand, two hundred",
        ("number",),
    ),
    FilterEntry("ordinal", "place in a row", "ordinal", "21", "twenty-first", ("number",)),
    FilterEntry("money", "money", "money", "1200", "$1,200", ("money",)),
    FilterEntry("money", "money of a currency", 'money("GBP")', "1200", "£1,200", ("money",)),
    FilterEntry("money", "money in words", "money(words=true)", "1200", "1,200 US dollars", ("money",)),
    FilterEntry("percent", "percent", "percent", "0.12", "12%", ("percent",)),
    FilterEntry("spell", "spelled", "spell", "AB12", "A B 1 2", ("text",)),
    FilterEntry("join_and", "list with “and”", "join_and", "a, b; c", "a, b, and c", ("text",)),
    FilterEntry("join_and", "list with “or”", 'join_and("or")', "a, b; c", "a, b, or c", ("text",)),
    FilterEntry(
        "domain", "domain", "domain", "https://www.acme.com/about", "acme.com", ("web address", "e-mail")
    ),
    FilterEntry("url", "web address", "url", "acme.com", "https://acme.com", ("web address",)),
    FilterEntry("slug", "part of a web address", "slug", "Ana Ruíz, Acme", "ana-ruiz-acme", ("text",)),
    FilterEntry(
        "lookup", "value in a table of yours", 'lookup("reps", "spoken")', "contact_owner", "", ("text",)
    ),
)
"""Those of speech first by what is said most, then the rest; docs/templates.md has the same ones."""
