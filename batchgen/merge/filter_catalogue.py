"""Filter catalogue: the filters for speech as people choose them, each with its code and an example."""

from __future__ import annotations

import dataclasses

from batchgen.merge import words


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
    FilterEntry("person", words.AS_A_NAME, "person", "JEAN-LUC o'brien", "Jean-Luc O'Brien", ("person",)),
    FilterEntry("first_name", words.FIRST_NAME, "first_name", "Dr. Ana Maria Ruiz", "Ana", ("person",)),
    FilterEntry(
        "company",
        words.COMPANY,
        "company",
        "ACME HOLDINGS, INC.",
        "Acme Holdings",
        ("company",),
    ),
    FilterEntry("date", words.DATE, "date", "2026-12-01", "December 1, 2026", ("date",)),
    FilterEntry(
        "date",
        words.WEEKDAY,
        'date("EEEE, MMMM d")',
        "2026-12-01",
        "Tuesday, December 1",
        ("date",),
    ),
    FilterEntry("number", words.NUMBER, "number", "1200", "1,200", ("number",)),
    FilterEntry("number", words.ROUNDED, "number(1)", "3.14159", "3.1", ("number",)),
    FilterEntry(
        "spoken_number",
        words.NUMBER_IN_WORDS,
        "spoken_number",
        "1200",
        "one thousand, two hundred",
        ("number",),
    ),
    FilterEntry("ordinal", words.ORDINAL, "ordinal", "21", "twenty-first", ("number",)),
    FilterEntry("money", words.MONEY, "money", "1200", "$1,200", ("money",)),
    FilterEntry("money", words.CURRENCY, 'money("GBP")', "1200", "£1,200", ("money",)),
    FilterEntry("money", words.MONEY_IN_WORDS, "money(words=true)", "1200", "1,200 US dollars", ("money",)),
    FilterEntry("percent", words.PERCENT, "percent", "0.12", "12%", ("percent",)),
    FilterEntry("spell", words.SPELLED, "spell", "AB12", "A B 1 2", ("text",)),
    FilterEntry("join_and", words.LIST_AND, "join_and", "a, b; c", "a, b, and c", ("text",)),
    FilterEntry("join_and", words.LIST_OR, 'join_and("or")', "a, b; c", "a, b, or c", ("text",)),
    FilterEntry(
        "domain", words.DOMAIN, "domain", "https://www.acme.com/about", "acme.com", ("web address", "e-mail")
    ),
    FilterEntry("url", words.WEB_ADDRESS, "url", "acme.com", "https://acme.com", ("web address",)),
    FilterEntry("slug", words.SLUG, "slug", "Ana Ruíz, Acme", "ana-ruiz-acme", ("text",)),
    FilterEntry("lookup", words.OWN_TABLE, 'lookup("reps", "spoken")', "contact_owner", "", ("text",)),
)
"""Those of speech first by what is said most, then the rest; docs/templates.md has the same ones."""
