"""Takeaways: what is said of the files that people take away from a campaign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import download, errors, export, models
from batchgen.checks.problems import row_numbers
from batchgen.workspace import campaigns, runs, words

if TYPE_CHECKING:
    from batchgen import workspace

_MOST_BYTES = 20_000_000
"""Of the events of a download: those of 50,000 films."""
_WORDS = {"error": words.FAILED, "rejected": words.FAILED, "outdated": words.CHANGED}


def results_name(place: workspace.Place, what: str) -> str:
    """Return how the sheet's results, or its failures, are called: "leads.results.xlsx".

    Raises errors.UsageError without a sheet.
    """
    source = campaigns.opened(place).settings.sheet
    if not isinstance(source, Path):
        raise errors.UsageError(words.NO_SHEET)
    suffix = source.suffix if source.suffix.lower() in {".csv", ".tsv", ".xlsx", ".xlsm"} else ".xlsx"
    return f"{source.stem}.{what}{suffix}"


def left_out(place: workspace.Place) -> str:
    """Say which rows an export leaves out: "3 rows are left out: failed (11, 12, 18)."."""
    found = campaigns.opened(place)
    with found.reading() as store:
        reasons = export.left_out(found.settings, found.sheet, store) if store else {}
    by_word: dict[str, list[int]] = {}
    for reason, rows in reasons.items():
        by_word.setdefault(_WORDS.get(reason, reason), []).extend(rows)
    count = sum(map(len, by_word.values()))
    listed = ", ".join(f"{word} ({row_numbers.spans(rows)})" for word, rows in by_word.items())
    return words.left_out(count, listed) if count else words.NONE_LEFT_OUT


def films(place: workspace.Place) -> dict[str, object]:
    """Return how far the download of the films is, and the folder that it fills."""
    found = campaigns.opened(place)
    log = next(iter(runs.logs(place, sandbox=False, command="download")), None)
    outcomes = [str(event.get("outcome")) for event in runs.events(log, most=_MOST_BYTES)] if log else []
    with found.reading() as store:
        total = store.counts().get(models.Stage.READY, 0) if store else 0
        folder = download.folder_of(found.settings, store).name
    return {
        "running": log is not None and runs.is_alive(log),
        "done": len(outcomes),
        "failed": outcomes.count("failed"),
        "total": total,
        "folder": folder,
    }
