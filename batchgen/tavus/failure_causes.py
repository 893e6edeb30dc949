"""Causes of failure: what of a failed row can work when it is sent again unchanged (tavus-api 6.1, 8)."""

from __future__ import annotations

import dataclasses
import re

from batchgen.tavus import words


@dataclasses.dataclass(frozen=True, slots=True)
class Cause:
    """Why the same input fails again, and the request field to fix."""

    pattern: re.Pattern[str]
    field: str


def _cause(pattern: str, field: str) -> Cause:
    return Cause(re.compile(pattern, re.IGNORECASE), field)


CAUSES = (
    _cause(r"invalid.{0,20}replica|replica.{0,40}(not found|does not exist|'error' state)", "replica_id"),
    _cause(r"community guidelines", "script"),
    _cause(r"audio file.{0,60}(exceeds|not reach|not a \.wav|maximum|minimum)", "audio_url"),
    _cause(r"(download|access) your audio file", "audio_url"),
    _cause(r"background.{0,40}(invalid|not a|unable|could not)|invalid.{0,10}background", "background_url"),
    _cause(r"watermark.{0,40}(invalid|not a|must|unable)|invalid.{0,10}watermark", "watermark_image_url"),
    _cause(r"\bcallback_url\b", "callback_url"),
    _cause(
        r"\bscript\b.{0,60}(required|too long|must|invalid|empty)|(missing|invalid).{0,10}script", "script"
    ),
)
"""Texts that say that the input is at fault, with the field that holds it."""


def hopeless(error: str) -> Cause | None:
    """Return the cause if the same input must fail in the same way again, else None."""
    return next((cause for cause in CAUSES if cause.pattern.search(error)), None)


def sentence(error: str, count: int, rows: str) -> str:
    """Return one cause of failed rows for people: how many, which, and the cell to fix."""
    cause = hopeless(error)
    fix = words.fix_field(cause.field) if cause else words.FIX_ROW
    listed = rows if len(rows) <= 60 else rows[:57] + "…"
    return words.refused(count, error, listed, fix)
