"""Corrections: what is wrong in a script's own text, and the form that one click puts there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import jinja2

from batchgen import did_you_mean, merge, models, new_campaign
from batchgen.checks import placeholders
from batchgen.editing import words
from batchgen.merge.templates import script_edits, syntax

_CURLY = re.compile("[\u201c\u201d\u201e\u2018\u2019]")
_FIELD_OF = re.compile(r"\{\{[-+]?\s*([^\W\d]\w*)\.(\w+)\s*[-+]?\}\}")
"""How HubSpot and others name a field: {{ contact.firstname }}."""
CORRECTED = frozenset(["missing-column", "leftover-mark"])
"""Kinds of problems that a correction says in other words."""
_MOST = 20
"""Corrections that are shown at once."""


class Correction(NamedTuple):
    """A sentence, and a button that puts new texts in the place of old ones, or none."""

    words: str
    button: str = ""
    changes: tuple[tuple[str, str], ...] = ()


def corrections(
    text: str,
    columns: Sequence[models.Column],
    kinds: Mapping[int, models.Kind],
    problems: Iterable[models.Problem] = (),
) -> list[Correction]:
    """Return what one click can put right in a script's text.

    `kinds` are those of the columns, by index; `problems` are what the examiner says of the whole sheet.
    """
    named = [column for column in columns if column.name and not column.ours]
    found = [*_foreign(text, named, kinds), *_broken(text)]
    missing = (p.column or "" for p in problems if p.kind == "missing-column")
    changed = {old for correction in found for old, _ in correction.changes}
    found += [c for name in missing for c in _missing(text, name, named, changed)]
    return found[:_MOST]


def _broken(text: str) -> Iterator[Correction]:
    """Yield the tags that cannot be read, and a form of each that can."""
    parse = jinja2.Environment(autoescape=True).parse
    try:
        parse(text)
    except jinja2.TemplateSyntaxError:
        for line, tag in script_edits.tags(text):
            right = next((r for _, r in syntax.corrections(tag, parse) if _bare(r) != _bare(tag)), "")
            if not right:
                continue
            fault = words.write_instead(line, right, tag)
            if _CURLY.search(tag) and not _CURLY.search(right):
                fault = words.curly_quotes(line)
            yield Correction(fault, "Change it", ((tag, right),))


def _bare(tag: str) -> str:
    return "".join(tag.split())


def _missing(
    text: str, name: str, columns: Sequence[models.Column], changed: set[str]
) -> Iterator[Correction]:
    """Yield the correction of a name that no column has, unless another one changes all its tags."""
    tags = [old for old, _ in script_edits.renamed(text, name, "")]
    if tags and changed.issuperset(tags):
        return
    by_name = {column.name: column for column in columns}
    near = next((n for n in by_name if placeholders.squashed(n) == placeholders.squashed(name)), "")
    near = near or did_you_mean.nearest(name, by_name)
    missing = words.no_column(name)
    right = merge.spelling(by_name[near]) if near else ""
    changes = tuple(script_edits.renamed(text, name, right)) if right else ()
    yield Correction(missing, words.change_to(right), changes) if changes else Correction(missing)


def _foreign(
    text: str, columns: Sequence[models.Column], kinds: Mapping[int, models.Kind]
) -> Iterator[Correction]:
    """Yield one correction for all the marks of other tools that mean a column."""
    plain = script_edits.own_text(text)
    rules = (*placeholders.of_headers(columns), *placeholders.RULES)
    found = dict.fromkeys(match[0] for rule in rules for match in rule.pattern.finditer(plain))
    changes = {mark: placeholders.meant(mark, columns) for mark in found}
    known = {column.name for column in columns}
    for match in _FIELD_OF.finditer(text):
        if match[1] not in known:
            changes[match[0]] = placeholders.meant(match[2], columns)
    codes = {column.name: code(column, kinds.get(column.index, "text")) for column in columns}
    wanted = tuple((mark, codes[name]) for mark, name in changes.items() if name)
    if wanted:
        # A longer mark may hold a shorter one: "{{FNAME}}" and "{FNAME}".
        ordered = tuple(sorted(wanted, key=lambda change: -len(change[0])))
        shown = ", ".join(mark for mark, _ in wanted[:5])
        yield Correction(words.foreign_marks(shown), "Change them", ordered)


def code(column: models.Column, kind: models.Kind) -> str:
    """Return what says a column in a script: with the filter of its kind, and a fallback for a name."""
    said = new_campaign.expression(column, kind)
    return (
        f'{{{{ ({said}) or "there" }}}}'
        if new_campaign.says_first_name(column, kind)
        else f"{{{{ {said} }}}}"
    )
