"""Live preview: what one person hears of a script while it is typed, and what one click can put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.campaign import presenters
from batchgen.editing import script_corrections

if TYPE_CHECKING:
    from batchgen import models
    from batchgen.editing import drafts


def preview(
    found: drafts.Drafts,
    text: str,
    number: int,
    *,
    columns: Sequence[models.Column],
    kinds: Mapping[int, models.Kind],
) -> dict[str, object]:
    """Return what the row of that number hears, or why nobody hears anything, and the `fixes`.

    `kinds` are those of the columns, by index.
    """
    try:
        heard = found.heard(text, number)._asdict()
        heard["face"] = presenters.face(heard.pop("replica"))
        problems = found.examiner(text).problems
    except errors.TemplateError as error:
        heard, problems = {"wrong": error.message, "hint": error.hint}, ()
    fixes = script_corrections.corrections(text, columns, kinds, problems)
    if fixes and "problems" in heard:
        # What a button stands beside is not said twice.
        heard["problems"] = [p for p in heard["problems"] if p["kind"] not in script_corrections.CORRECTED]
    return {**heard, "fixes": [fix._asdict() for fix in fixes]}
