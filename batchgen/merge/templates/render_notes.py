"""Render notes: what comes up while one row is rendered: problems, work done, branches, lookups."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from batchgen import models
from batchgen.merge.templates import words

if TYPE_CHECKING:
    from types import FrameType


GAP = "\ue000"
"""The sign of a gap in a script: private, so that no font and no language has it."""
LONGEST_SHOWN = 80
"""Characters of a cell that a message quotes; the whole cell is the problem's value."""


class Notes:
    """The record of one row's rendering; every part of a Merger writes into the same one.

    `work` counts characters (see limits). `locale` and `field` say for which language and which request field
    is being rendered just now; `named` is that locale if the campaign or the row itself names it, else empty.
    `gap` is what an empty cell writes: nothing, but for a look at where it would be spoken.
    """

    def __init__(self, locale: str, *, is_named: bool = True) -> None:
        self.problems: list[models.Problem] = []
        self._known: set[models.Problem] = set()
        self._is_named = is_named
        self.locale = locale
        self.named = locale if is_named else ""
        self.field = "script"
        self.gap = ""
        self.work = 0
        self.branches: list[str] = []

    def reset(self, locale: str) -> None:
        """Start a new row."""
        self.locale = locale
        self.named = locale if self._is_named else ""
        self.work = 0
        self.branches.clear()
        self.forget_problems()

    def forget_problems(self) -> None:
        """Begin texts whose problems are theirs alone, in the locale and with the work of the same row."""
        self.problems.clear()
        self._known.clear()

    def speak(self, locale: str, *, named: str) -> None:
        """Render the row in a locale of its own."""
        self.locale, self.named = locale, named

    def enter(self, field: str) -> None:
        """Begin a request field."""
        self.field = field

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Count the work of reading a template apart: the next row that uses it does not have it."""
        of_row, self.work = self.work, 0
        try:
            yield
        finally:
            self.work = of_row

    def add(
        self,
        kind: str,
        message: str,
        *,
        severity: models.Severity = "error",
        column: str | None = None,
        value: str = "",
        hint: str = "",
    ) -> None:
        """Record a problem once; the row number is added when the row is done."""
        problem = models.Problem(kind, message, severity, None, column, value, hint)
        if problem not in self._known:
            self._known.add(problem)
            self.problems.append(problem)

    def remark(self, text: str, what: str) -> None:
        """Warn of how a text is spoken: "5 k" is said without its sign."""
        self.add("speech", words.remark(short(text), what, place()), severity="warning", value=text)


def short(text: str) -> str:
    """Return a cell's text as it is quoted in a message."""
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def place() -> str:
    """Return where in a template the caller's caller stands: "outreach.txt.j2 line 3".

    A place inside a macro also names the line that called it.
    """
    places = _places(sys._getframe(1))  # noqa: SLF001 (the only way to learn the line of a rendered value)
    if not places:
        return words.THE_TEMPLATE
    inner, outer = places[0], places[-1]
    return inner if inner == outer else words.called_from(inner, outer)


def _places(frame: FrameType | None) -> list[str]:
    found: list[str] = []
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None and hasattr(template.environment, "notes"):  # no page that asks for rows
            line = template.get_corresponding_lineno(frame.f_lineno)
            found.append(words.line(template.name, line) if template.name else "--where")
        frame = frame.f_back
    return found
