"""Drafts: a script's text as somebody edits it, what a row hears of it, and what all rows come to."""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from batchgen import checks, errors, merge, models, sheets
from batchgen import settings as settings_module
from batchgen.editing import heard_pieces, words

COUNTED = 500
"""Rows of a long sheet from which its totals are estimated."""
MOST_TEXT = 100_000
_MOST_KNOWN = 10
"""Texts whose examiners are kept: those of the last few keys that were pressed."""
_OTHERS = 5
"""Rows that one is compared with, to see which of its words come from its cells."""
_GAPS = frozenset(["blank", "fault", "missing-column"])
"""Kinds of problems that leave a gap in what is said."""


class Heard(NamedTuple):
    """What one person hears; the pieces are those of heard_pieces, `replica` speaks them, or empty."""

    row: int
    name: str
    replica: str
    pieces: Sequence[tuple[str, str]]
    seconds: float
    words: int
    price: float | None
    problems: Sequence[Mapping[str, str]]
    cells: Sequence[tuple[str, str, str]]


class Totals(NamedTuple):
    """What all rows come to; `about` says that it is estimated from some of them."""

    rows: int
    minutes: float
    price: float | None
    shortest: tuple[float, int]
    longest: tuple[float, int]
    wrong: int
    about: bool


class Drafts:
    """A campaign's sheet as its script is tried on it. Not for two threads at once.

    `rows` are all of the sheet, studied; `people` are those that a script is said to.
    """

    def __init__(
        self,
        settings: settings_module.Settings,
        sheet: sheets.Sheet,
        rows: Sequence[models.Row],
        *,
        stored_kinds: str = "",
    ) -> None:
        self.settings = settings
        self.sheet = sheet
        self.columns = {c.name: c for c in reversed(sheet.columns) if c.name and not c.ours}
        self.rows = rows
        self.people = tuple(row for row in rows if _is_person(row, settings))
        self._stored_kinds = stored_kinds
        self._known: dict[tuple[str | None, bool], checks.Examiner] = {}
        self._guard = threading.Lock()

    @functools.cached_property
    def by_number(self) -> Mapping[int, models.Row]:
        """The people by their row numbers."""
        return {row.number: row for row in self.people}

    def examiner(self, text: str | None = None, *, count_branches: bool = False) -> checks.Examiner:
        """Return what merges rows with a text, or with the script on disk. Raises errors.TemplateError."""
        if text is not None and len(text) > MOST_TEXT:
            raise errors.UsageError(words.script_too_long(MOST_TEXT))
        mark = (text, count_branches)
        with self._guard:
            known = self._known.get(mark)
        if known is None:
            settings = self.settings if text is None else self.settings.with_script(text)
            known = checks.Examiner(
                settings,
                self.sheet.columns,
                count_branches=count_branches or None,
                stored_kinds=self._stored_kinds,
            )
            next(iter(known.study(self.people)), None)  # the first rows decide the kinds of the columns
            with self._guard:
                if len(self._known) > _MOST_KNOWN:
                    self._known.clear()
                self._known[mark] = known
        return known

    def heard(self, text: str, number: int) -> Heard:
        """Return what the person of a row hears, or the first one. Raises errors.UsageError without any."""
        row = self.by_number.get(number) or next(iter(self.people), None)
        if row is None:
            raise errors.UsageError(words.NOBODY)
        judge = self.examiner(text)
        one = judge.examine(row)
        script = one.request.script if one.request else ""
        shown = one.request or judge.merger.merge(row, gap=merge.GAP).request
        is_whole = all(p.kind not in _GAPS for p in (*judge.problems, *one.problems))
        # A row without a request has no words: they might hold the API key.
        others = [r for r in self.people[:_OTHERS] if r is not row and judge.examine(r).request]
        # With a gap in it, a text is compared with texts that show theirs.
        gap = "" if is_whole else merge.GAP
        spoken, *rest = (_spoken(judge, each, gap) for each in (row, *others))
        pieces = heard_pieces.of(spoken if one.request else "", list(filter(None, rest)))
        problems = [
            {
                "kind": p.kind,
                "severity": p.severity,
                "words": checks.sentence(p._replace(row=None)),
                "hint": p.hint,
            }
            for p in (*judge.problems, *one.problems)
        ]
        used = [self.columns[name] for name in sorted(judge.merger.used & self.columns.keys())]
        cells = [(column.header, cell_of(row, column), column.name) for column in used]
        return Heard(
            row=row.number,
            name=self.name_of(row),
            replica=shown.replica_id if shown else "",
            pieces=pieces,
            seconds=one.minutes * 60,
            words=len(script.split()),
            price=checks.price(one.minutes, self.settings),
            problems=problems,
            cells=cells,
        )

    def kind_of(self, column: models.Column) -> models.Kind:
        """Return what a column of the script holds."""
        return self.examiner().kinds.of(column.index).kind

    def name_of(self, row: models.Row) -> str:
        """Return what people call a row: "Ana Ruiz, Northwind Foods"."""
        return merge.default_label(self.sheet.columns, row)

    def totals(self, text: str | None = None, *, exact: bool = False) -> Totals:
        """Return what all rows come to; of a long sheet from some of them, unless `exact`.

        `text` None is the script on disk. Raises errors.TemplateError.
        """
        rows = self.people
        is_long = len(rows) > 4 * COUNTED and not exact
        some = rows[:: max(1, len(rows) // COUNTED)][:COUNTED] if is_long else rows
        judge = self.examiner(text)
        examined = [judge.examine(row) for row in some]
        times = [(one.minutes * 60, one.row.number) for one in examined] or [(0.0, 0)]
        scale = len(rows) / len(some) if some else 0.0
        minutes = sum(seconds for seconds, _ in times) / 60 * scale
        wrong = sum(1 for one in examined if any(p.severity == "error" for p in one.problems))
        return Totals(
            rows=len(rows),
            minutes=minutes,
            price=checks.price(minutes, self.settings),
            shortest=min(times),
            longest=max(times),
            wrong=round(wrong * scale),
            about=len(some) < len(rows),
        )


def _spoken(judge: checks.Examiner, row: models.Row, gap: str) -> str:
    request = judge.merger.merge(row, gap=gap).request
    return request.script if request else ""


def _is_person(row: models.Row, settings: settings_module.Settings) -> bool:
    is_hidden = row.hidden and not settings.include_hidden
    return not is_hidden and (not row.odd or settings.include_odd_rows) and row.ragged is None


def cell_of(row: models.Row, column: models.Column) -> str:
    """Return a row's cell of a column, empty where the row ends before it."""
    return row.cells[column.index] if column.index < len(row.cells) else ""
