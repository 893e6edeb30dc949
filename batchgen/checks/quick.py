"""The quick lane: rows of a plain template, filled and above suspicion, are examined without the engine.

It only ever gives what the long way would give; whatever is odd in a row sends it there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from batchgen import models
from batchgen import settings as settings_module
from batchgen.checks import duration, lint, rules
from batchgen.merge import Merger, limits, scripts

Done = tuple[models.VideoRequest, str, float, tuple[models.Problem, ...], str]
"""Request, hash, minutes, problems (none) and locale: an Examined without its row."""

MAX_KNOWN = 10_000
"""Shapes of scripts that are remembered."""


class QuickLane:
    """Examines the rows that nothing can be said about, and leaves the others."""

    def __init__(
        self,
        plain: scripts.Plain,
        constants: Mapping[str, models.FieldValue],
        label: Callable[[models.Row], str],
        clock: duration.Clock,
        locale: str,
    ) -> None:
        self._pattern = scripts.tidy_text(plain.pattern)
        self._breaks = self._pattern.count("\n")
        self._pauses = duration.paragraphs(self._pattern) * duration.PAUSE_WORDS
        self._pick = plain.pick
        self._constants = dict(constants)
        self._is_named = "video_name" in constants
        self._label = label
        self._locale = locale
        self._pace = clock.pace(locale)
        self._factor = clock.factor(str(constants["replica_id"]))
        tail = self._pattern.rpartition("%s")[2]
        self._is_ended = lint.is_ended(tail) and bool(tail.strip(lint.AFTER_END))
        self._known: dict[bytes, float | None] = {}

    @classmethod
    def of(
        cls, merger: Merger, settings: settings_module.Settings, known: Mapping[str, float]
    ) -> QuickLane | None:
        """Return the quick lane of a merger, or None if its rows vary in more than a plain script."""
        plain, constants = merger.plain, merger.constants
        if plain is None or merger.problems or rules.broken({**constants, "script": "x"}):
            return None
        return cls(plain, constants, merger.label, duration.Clock(settings, known), merger.locale)

    def examine(self, row: models.Row) -> Done | None:
        """Return what a row came to, or None if it must go the long way."""
        if row.faults:
            return None
        try:
            texts = tuple(map(str.strip, self._pick(row.cells)))
        except IndexError:
            return None
        if not all(texts) or not lint.JUNK.isdisjoint(texts):
            return None
        script = self._pattern % texts
        if len(script) > limits.MAX_TEXT or script.count("\n") != self._breaks:
            return None
        try:
            data = script.encode()
        except UnicodeEncodeError:
            return None
        if not self._is_ended and not lint.is_ended(script):
            return None
        minutes = self._minutes(script, data)
        if minutes is None:
            return None
        request = self._request(script, row)
        return request, request.hash(), minutes, (), self._locale

    def _request(self, script: str, row: models.Row) -> models.VideoRequest:
        fields = {**self._constants, "script": script}
        if not self._is_named and (label := self._label(row)):
            fields["video_name"] = label
        return models.VideoRequest(fields)

    def _minutes(self, script: str, data: bytes) -> float | None:
        """Return the minutes of a script; None if there may be something to say about it.

        Most scripts of a sheet have a shape that was met before, which settles both.
        """
        shapes = lint.shapes_of(data)
        if shapes in self._known and lint.WEB not in data and " -" not in script:
            return self._known[shapes]
        minutes = None if lint.looks_odd(script, data, shapes) else self._fitting(script, shapes)
        if not self._breaks and lint.is_telling(shapes) and lint.WEB not in data and " -" not in script:
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            self._known[shapes] = minutes
        return minutes

    def _fitting(self, script: str, shapes: bytes) -> float | None:
        """Return the minutes of a script, None if they are too few or too many."""
        if b"0" in shapes or b"U" in shapes or " -" in script:
            words = duration.spoken_words(script)
        else:
            words = len(script.split()) + self._pauses
        minutes = words / self._pace * self._factor
        return minutes if lint.MIN_SECONDS <= minutes * 60 <= lint.MAX_MINUTES * 60 else None
