"""The filters of a template that are ours: speech, lookups; each passes a Blank on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import babel.lists
import jinja2

from batchgen import did_you_mean
from batchgen.merge import lookup
from batchgen.merge.speech import amount_filters, date_filter, locales, name_case, names, words
from batchgen.merge.templates import blank, limits
from batchgen.merge.templates import render_notes as notes_module

LOOKUP_COST_OF_CHARACTER = 5
"""Characters of work (see limits)."""
Spoken = Callable[..., str]


def _join_and(items: str | list[str] | tuple[str, ...], locale: str, style: str = "standard") -> str:
    """Join a list as people say it: "a, b, and c"; a text is split at commas, semicolons and line ends."""
    parts = re.split(r"[,;\n]", items) if isinstance(items, str) else [str(item) for item in items]
    kept = [part.strip() for part in parts if part.strip()]
    return babel.lists.format_list(kept, style=style, locale=locales.of(locale))  # type: ignore[arg-type]


def _spell(text: str, _locale: str, between: str = " ") -> str:
    """Say letters and digits one by one: "AB12" is "A B 1 2"."""
    return between.join(c for c in text if c.isalnum())


SPEECH: Mapping[str, Spoken] = {
    "date": date_filter.date,
    **amount_filters.FILTERS,
    "join_and": _join_and,
    "spell": _spell,
    "person": name_case.person,
    "first_name": names.first_name,
    "company": names.company,
    "domain": names.domain,
    "url": names.url,
    "slug": names.slug,
}


def speech(notes: notes_module.Notes) -> dict[str, Callable[..., object]]:
    """Return the speech filters, bound to the row that is being rendered."""
    spoken = {name: _bound(function, notes) for name, function in SPEECH.items()}
    return {**spoken, **amount_filters.speakers(notes), "date": date_filter.speaker(notes)}


def _bound(function: Spoken, notes: notes_module.Notes) -> Callable[..., object]:
    say = limits.remembering(function)

    @jinja2.pass_context  # keeps Jinja from working it out while compiling, when no row's locale is known
    def spoken(_context: object, value: object, *args: object, **kwargs: object) -> object:
        if isinstance(value, blank.Blank):
            return value
        limits.charge_speech(notes, value)
        try:
            if isinstance(value, list | tuple):
                return function([str(item) for item in value if item], notes.locale, *args, **kwargs)
            return say(str(value), notes.locale, *args, **kwargs)
        except names.NoNameError as error:
            return blank.Unsaid(notes, str(value), f"{error}")
        except (ValueError, ArithmeticError, NotImplementedError) as error:
            notes.remark(str(value), words.said_unchanged(error))
            return value

    return spoken


class Lookup:
    """The `lookup` filter: `{{ contact_owner | lookup("reps", "spoken") }}`."""

    def __init__(self, tables: Mapping[str, lookup.Table], notes: notes_module.Notes) -> None:
        self._tables = tables
        self._notes = notes

    def filter(self) -> Callable[..., object]:
        """Return the filter as Jinja wants it."""

        @jinja2.pass_context
        def lookup(
            _context: object, value: object, table: str, field: str = "", default: object = None
        ) -> object:
            return self._find(value, table, field, default)

        return lookup

    def _find(self, value: object, table: str, field: str, default: object) -> object:
        if isinstance(value, blank.Blank):
            return value if default is None else default
        limits.charge(self._notes, limits.STEP + LOOKUP_COST_OF_CHARACTER * limits.weight(value))
        found = self._tables.get(table)
        if found is None:
            hint = did_you_mean.hint(table, self._tables)
            raise jinja2.TemplateRuntimeError(words.no_table(table, hint))
        entry = found.entry(str(value))
        result = self._pick(entry, field) if entry is not None else None
        if result is not None:
            return result
        if default is not None:
            return default
        self._missing(str(value), found, field, known=entry is not None)
        return ""

    def _pick(self, entry: lookup.Entry, field: str) -> str | None:
        """Return the named value; without a name, that of the request field being rendered, or the first."""
        if field:
            return entry.get(field)
        return entry.get(self._notes.field, next(iter(entry.values()), None))

    def _missing(self, value: str, table: lookup.Table, field: str, *, known: bool) -> None:
        where = notes_module.place()
        what = words.no_field(field, table.name) if known else words.not_in_table(table.name)
        near = did_you_mean.hint(field, table.fields) if known else did_you_mean.hint(value, table.keys)
        self._notes.add(
            "lookup",
            words.used_in(notes_module.short(value), what, where),
            value=value,
            hint=near or words.add_to_table(table.name),
        )
