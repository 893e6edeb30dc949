"""Orders: how the state file shall carry out a plan, and what it remembers of it."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING

from batchgen import state
from batchgen.plan import known_files, row_problems, speech_version, template_column, words
from batchgen.plan.account_search import lookups

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen.plan.plan import Plan
    from batchgen.settings import Settings

_LONGEST = 60
"""Characters of each quoted text: the sentence stands in a cell."""


def make(
    plan: Plan, settings: Settings, *, about_sheet: Mapping[str, str], api_key: str, only_known: bool
) -> state.Orders:
    """Return the orders for a plan; with `only_known` nothing is added, marked or sent.

    `about_sheet` is remembered of the campaign's list, and not of a failures file.
    """
    meta = {"key": json.dumps(plan.key_columns), "duplicates": settings.duplicates, "name": settings.name}
    if not plan.partial:
        meta |= {**about_sheet, "fingerprint": plan.fingerprint, known_files.COLUMNS: plan.column_kinds}
        meta |= speech_version.meta(plan.read_at)
    if settings.replica_names:
        meta[lookups.NAMES_META] = lookups.text_of(settings.replica_names)
    if settings.template_column is not None:
        meta[template_column.META] = "yes" if settings.template_column else "no"
    if api_key:
        meta["account"] = lookups.mark_of_key(api_key)
    return state.Orders(
        explain=explain,
        explain_pair=explain_pair,
        complain=row_problems.complain,
        redo="" if only_known else plan.redo,
        rekey=plan.rekeyed,
        partial=plan.partial,
        only_known=only_known,
        meta=meta,
    )


def explain(sent: str, now: str) -> str:
    """Return "video says …, sheet says …" of two requests' JSON texts, with the two ways out."""
    before, after = _fields(sent), _fields(now)
    names = [n for n in {**before, **after} if before.get(n) != after.get(n) and n not in _SILENT]
    if not names:
        return words.ROW_CHANGED
    parts = [_one(name, before.get(name, ""), after.get(name, "")) for name in names[:2]]
    return " ".join((*parts, words.WAYS_OUT))


def explain_pair(was: str, difference: str) -> str:
    """Return what a row says that seems to be somebody who has a video, `was` in a row that is gone."""
    return words.may_be(was, difference)


_SILENT = ("video_name", "callback_url")


def _fields(text: str) -> dict[str, str]:
    data: Mapping[str, object] = json.loads(text) if text else {}
    return {name: str(value) for name, value in data.items()}


def _one(name: str, before: str, after: str) -> str:
    old, new = _nearest(before, after)
    return words.difference(old, "" if name == "script" else name, new)


def _nearest(before: str, after: str) -> tuple[str, str]:
    """Return the first place where two texts differ, in words, quoted."""
    old, new = before.split(), after.split()
    matcher = difflib.SequenceMatcher(None, old[:400], new[:400], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            start = 1 if i1 and j1 else 0
            return _quoted(old[i1 - start : i2]), _quoted(new[j1 - start : j2])
    return _quoted(old), _quoted(new)


def _quoted(parts: list[str]) -> str:
    text = " ".join(parts)
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
    return f"“{short}”" if short else words.NOTHING
