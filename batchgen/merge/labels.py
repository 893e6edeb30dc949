"""The human part of a video's name: who it is for."""

from __future__ import annotations

from collections.abc import Sequence

from batchgen import models

MAX_LABEL = 44
"""Characters that are left of the 60 of a `video_name` after the token and a space (design 3)."""

PERSON = ("full_name", "name", "contact_name", "contact", "person", "recipient")
FIRST = ("first_name", "firstname", "given_name", "forename")
LAST = ("last_name", "lastname", "surname", "family_name")
COMPANY = ("company", "company_name", "organisation", "organization", "account", "account_name", "employer")
EMAIL = ("email", "email_address", "e_mail")


class Labels:
    """Makes "Ana Ruiz, Acme" of a row, from the usual columns of a sheet of people."""

    def __init__(self, columns: Sequence[models.Column]) -> None:
        index: dict[str, int] = {}
        for column in columns:
            if column.name and not column.ours:
                index.setdefault(column.name, column.index)
        person = _first(index, PERSON)
        both = [*_first(index, FIRST), *_first(index, LAST)]
        self._people = both if index.keys() & set(FIRST) else person or both
        self._company = _first(index, COMPANY)
        self._email = _first(index, EMAIL)

    def label(self, row: models.Row) -> str:
        """Return the label of a row, or an empty string if it names nobody."""
        person = " ".join(_texts(row, self._people))
        return clean(
            ", ".join(filter(None, (person, *_texts(row, self._company))))
            or "".join(_texts(row, self._email))
        )


def default_label(columns: Sequence[models.Column], row: models.Row) -> str:
    """Return the human part of a row's `video_name`: person, company; else the e-mail; else nothing."""
    return Labels(columns).label(row)


def clean(label: str) -> str:
    """Return a label in one line of printable characters, cut to MAX_LABEL."""
    if len(label) <= MAX_LABEL and label.isprintable() and "  " not in label:
        return label.strip()
    printable = "".join(c if c.isprintable() else " " for c in label)
    return " ".join(printable.split())[:MAX_LABEL].rstrip()


def _first(index: dict[str, int], names: Sequence[str]) -> list[int]:
    return [index[name] for name in names if name in index][:1]


def _texts(row: models.Row, columns: Sequence[int]) -> list[str]:
    texts = (row.cells[i].strip() for i in columns if i < len(row.cells) and i not in row.faults)
    return [text for text in texts if text]
