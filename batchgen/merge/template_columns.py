"""The input columns as templates find them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import jinja2

from batchgen import models
from batchgen.merge.templates import survey

_WORDS = frozenset(
    ["and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "self", "loop", "super", "caller"]
) | {survey.ROW}
"""Names that mean something else to Jinja, whatever the sheet calls its columns."""

_TAGS = re.compile(r"\{[{%#]|[}%#]\}")


def spelling(column: models.Column) -> str:
    """Return how a template names a column: `first_name`, or `row["2nd name"]` where it is no plain name."""
    if column.name.isidentifier() and column.name not in _WORDS:
        return column.name
    header = column.header.strip()
    if (
        not header.isprintable()
        or "\\" in header
        or ('"' in header and "'" in header)
        or _TAGS.search(header)
    ):
        header = column.name or header  # one that cannot stand between quotes, or in a comment, as it is
    quote = "'" if '"' in header else '"'
    return f"row[{quote}{header}{quote}]" if header else ""


class Columns:
    """The input columns as templates find them: by folded name, by header."""

    def __init__(self, columns: Sequence[models.Column]) -> None:
        self.by_name: dict[str, models.Column] = {}
        self.by_header: dict[str, int] = {}
        self.doubled: dict[str, list[models.Column]] = {}
        for column in columns:
            if column.ours:
                continue
            for header in (column.header, column.header.strip().casefold(), column.name):
                self.by_header.setdefault(header, column.index)
            if column.name and column.name in self.by_name:
                self.doubled.setdefault(column.name, [self.by_name[column.name]]).append(column)
            elif column.name:
                self.by_name[column.name] = column

    def uncover(self, environment: jinja2.Environment) -> None:
        """Take away what Jinja calls by a column's name (range, dict, namespace …): the column wins."""
        for name in self.by_name:
            environment.globals.pop(name, None)

    def find(self, use: survey.Use) -> int | None:
        """Return the index of the column that a template names, or None."""
        if use.by_header:
            return self.by_header.get(use.name, self.by_header.get(use.name.strip().casefold()))
        found = self.by_name.get(use.name)
        return None if found is None else found.index
