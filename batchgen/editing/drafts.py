"""Scripts: a template's text as somebody edits it: what a row hears, what all rows come to, saving."""

from __future__ import annotations

import difflib
import hashlib
import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from batchgen import checks, errors, models, sheets
from batchgen.app import campaigns
from batchgen.campaign import opening

COUNTED = 500
"""Rows of a long sheet from which its totals are estimated."""
MOST_TEXT = 100_000
_OTHERS = 5
"""Rows that one is compared with, to see which of its words come from its cells."""
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")


class Heard(NamedTuple):
    """What one person hears: pieces of text, each with whether it changes from row to row."""

    row: int
    name: str
    pieces: Sequence[tuple[str, bool]]
    seconds: float
    words: int
    problems: Sequence[Mapping[str, str]]
    cells: Sequence[tuple[str, str]]


class Totals(NamedTuple):
    """What all rows come to; `about` says that it is estimated from some of them."""

    rows: int
    minutes: float
    price: float | None
    shortest: tuple[float, int]
    longest: tuple[float, int]
    wrong: int
    about: bool


_known: dict[str, checks.Examiner] = {}
_guard = threading.Lock()


def path_of(found: campaigns.Open) -> Path:
    """Return the file of the script; a campaign without one gets script.txt.j2 beside it."""
    return found.settings.template or found.place.folder / "script.txt.j2"


def text_of(found: campaigns.Open) -> tuple[str, str]:
    """Return the script's text and a mark that differs once somebody changed the file."""
    try:
        data = path_of(found).read_bytes()
    except FileNotFoundError:
        data = found.settings.fields.get("script", "").encode()
    except OSError as error:
        raise errors.UsageError(f"The script cannot be read: {error.strerror}.") from error
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n"), mark_of(data)


def mark_of(data: bytes) -> str:
    """Return the mark of a file's bytes."""
    return hashlib.sha256(data).hexdigest()[:16]


def save(found: campaigns.Open, text: str, mark: str) -> str:
    """Write the script and return its new mark. Raises errors.UsageError if it was changed meanwhile."""
    before, now = text_of(found)
    if now != mark and before != text:
        raise errors.UsageError(
            f"Somebody else changed {path_of(found).name}.", hint="See theirs, or keep yours."
        )
    sheets.write_lines(path_of(found), [text])
    return mark_of(path_of(found).read_bytes())


def examiner(found: campaigns.Open, text: str) -> checks.Examiner:
    """Return what merges rows with a text instead of the script on disk. Raises errors.TemplateError."""
    if len(text) > MOST_TEXT:
        raise errors.UsageError(f"The script has more than {MOST_TEXT:,} characters.")
    mark = mark_of(repr((found.stamp, text)).encode())
    with _guard:
        known = _known.get(mark)
    if known is None:
        settings = found.settings.with_script(text)
        kinds = opening.stored_kinds(found.settings)
        known = checks.Examiner(settings, found.sheet.columns, stored_kinds=kinds)
        next(iter(known.study(found.rows())), None)  # the first rows decide the kinds of the columns
        with _guard:
            if len(_known) > 20:
                _known.clear()
            _known[mark] = known
    return known


def heard(found: campaigns.Open, text: str, number: int) -> Heard:
    """Return what the person of a row hears. Raises errors.UsageError if there is no such row."""
    rows = _people(found)
    row = next((row for row in rows if row.number == number), None) or (rows[0] if rows else None)
    if row is None:
        raise errors.UsageError("The sheet has no people.")
    judge = examiner(found, text)
    one = judge.examine(row)
    script = one.request.script if one.request else ""
    others = [judge.examine(other).request for other in rows[:_OTHERS] if other is not row]
    columns = {c.name: c for c in found.sheet.columns if c.name}
    used = [
        (columns[n].header, _cell(row, columns[n].index)) for n in sorted(judge.merger.used) if n in columns
    ]
    name = str(one.request.fields.get("video_name", "")) if one.request else ""
    problems = [
        {"severity": p.severity, "words": checks.sentence(p._replace(row=None)), "hint": p.hint}
        for p in (*judge.problems, *one.problems)
    ]
    pieces = _pieces(script, [request.script for request in others if request])
    return Heard(row.number, name, pieces, one.minutes * 60, len(script.split()), problems, used)


def _pieces(text: str, others: Sequence[str]) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether one of the other texts has something else there."""
    tokens = _PIECE.findall(text)
    changes = [False] * len(tokens)
    for other in others:
        matcher = difflib.SequenceMatcher(None, tokens, _PIECE.findall(other), autojunk=False)
        for kind, start, end, _, _ in matcher.get_opcodes():
            if kind != "equal":
                changes[start:end] = [True] * (end - start)
    pieces: list[tuple[str, bool]] = []
    for token, changed in zip(tokens, changes, strict=True):
        between = token.isspace() and bool(pieces) and pieces[-1][1]
        if pieces and (pieces[-1][1] == changed or (between and changed)):
            pieces[-1] = (pieces[-1][0] + token, pieces[-1][1])
        else:
            pieces.append((token, changed))
    return pieces


def totals(found: campaigns.Open, text: str) -> Totals:
    """Return what all rows come to; of a long sheet, about."""
    rows = _people(found)
    some = rows[:: max(1, len(rows) // COUNTED)][:COUNTED] if len(rows) > 4 * COUNTED else rows
    judge = examiner(found, text)
    examined = [judge.examine(row) for row in some]
    times = [(one.minutes * 60, one.row.number) for one in examined] or [(0.0, 0)]
    scale = len(rows) / len(some) if some else 0.0
    minutes = sum(seconds for seconds, _ in times) / 60 * scale
    wrong = sum(1 for one in examined if any(p.severity == "error" for p in one.problems))
    return Totals(
        len(rows),
        minutes,
        checks.price(minutes, found.settings),
        min(times),
        max(times),
        round(wrong * scale),
        len(some) < len(rows),
    )


def _people(found: campaigns.Open) -> list[models.Row]:
    return [row for row in found.rows() if not row.hidden and not row.odd and row.ragged is None]


def _cell(row: models.Row, index: int) -> str:
    return row.cells[index] if index < len(row.cells) else ""
