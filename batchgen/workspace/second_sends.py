"""Second sends: rows that failed or that say something else now, tried, kept or made again as a page said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from batchgen import checks, errors
from batchgen.campaign import activity, run_events
from batchgen.checks.problems import row_numbers
from batchgen.results import differences
from batchgen.tavus import video_request
from batchgen.workspace import plan_looks, runs, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen import models, state, workspace
    from batchgen.workspace import campaigns

_WAYS = {
    "retry": ("retried", "retry"),
    "all": ("remade", "run", "--redo", "all"),
    "redo": ("remade", "run", "--redo", "changed"),
    "accept": ("kept", "run", "--accept", "changed"),
}
"""By way: what the list of what was done calls it, and the command with its options."""
_ROWS = re.compile(r"\d+(-\d+)?(,\d+(-\d+)?)*", re.ASCII)


def start(place: workspace.Place, way: str, rows: str, count: object, *, who: str) -> None:
    """Start what was chosen for some rows, if it still comes to as many videos as the page said.

    Raises runs.GoingOnError, errors.UsageError for what there is not, and for another number.
    """
    runs.refuse_second(place, sandbox=False)
    deed, command, *options = _WAYS.get(way, ("", ""))
    if not command or not _ROWS.fullmatch(rows):
        raise errors.UsageError(words.CHOOSE_WHAT)
    options += ["--rows", rows, "--skip-invalid"]
    look = plan_looks.asked(place, "", *(["--retry"] if command == "retry" else []), *options)
    if look.wrong or look.found.get("refusal"):
        raise errors.UsageError(look.wrong or str(look.found["refusal"]))
    if look.found.get("to_send") != count:
        raise errors.UsageError(run_events.OTHER_PLAN)
    runs.start(place, command, *options, "--confirm", str(look.found["digest"]))
    activity.note(place.folder, deed, who=who, rows=rows)
    plan_looks.LOOKS.forget(place)


def changed(found: campaigns.Open, plan: Mapping[str, object]) -> list[dict[str, object]]:
    """Return the two kinds of rows whose video says something else now, by `check --json`: edited, and pairs.

    Each has its `rows`, their number (`count`), the `option` that names them, and the `price` of new videos.
    """
    rows, pairs = plan.get("changed"), plan.get("pairs")
    if not isinstance(rows, list) or not isinstance(pairs, list):
        return []
    paired = {each["row"]: each["was"] for each in pairs}
    kinds: list[dict[str, object]] = []
    for kind in ("edited", "pairs"):
        mine = [
            each | {"was": paired.get(each["row"], "")}
            for each in rows
            if (each["row"] in paired) == (kind == "pairs")
        ]
        if mine:
            price = checks.price(sum(each["minutes"] for each in mine), found.settings)
            option = row_numbers.option(each["row"] for each in mine)
            kinds.append({"kind": kind, "count": len(mine), "rows": mine, "option": option, "price": price})
    return kinds


def compared(
    found: campaigns.Open, store: state.Store, row: models.Row | None, job_id: int
) -> tuple[differences.Difference, ...]:
    """Return what a job's video says beside what its row asks for now; nothing for a row that fails."""
    job = store.job(job_id)
    now = found.drafts().examiner().examine(row).request if row is not None else None
    if job.attempt is None or now is None:
        return ()
    fields = differences.between(store.attempt(job.attempt).request().fields, now.fields)
    return tuple(
        each._replace(field=video_request.WORDS.get(each.field, each.field))
        for each in fields
        if each.field not in video_request.UNHASHED_FIELDS
    )


def compare(found: campaigns.Open, kinds: list[dict[str, object]], *, most: int) -> None:
    """Add to each kind of change its `people`: what was said to them, and what would be said now."""
    with found.lock, found.reading() as store:
        by_number = {row.number: row for row in found.rows()} if kinds else {}
        for kind in kinds:
            rows = kind["rows"] if isinstance(kind["rows"], list) and store is not None else []
            kind["people"] = [
                {**each, "changes": compared(found, store, by_number.get(each["row"]), each["job"])}
                for each in rows[:most]
                if store is not None
            ]
