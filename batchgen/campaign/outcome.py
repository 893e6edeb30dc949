"""Outcome: what came of a run, and the sheet with its links as a DataFrame."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import encodings, errors, models, sheets
from batchgen import settings as settings_module
from batchgen.campaign import frames, notebook, words

if TYPE_CHECKING:
    import pandas as pd


@dataclasses.dataclass(frozen=True, slots=True)
class Results:
    """What came of a run.

    `counts` go by stage over the selected rows, `exit_code` is what the command would end with (0: every
    selected row has its video), `stopped` says why a run stopped, `path` is the sheet with the links,
    `source` the DataFrame that it came from.
    """

    counts: Mapping[str, int]
    exit_code: int
    path: Path | None
    stopped: str = ""
    notices: tuple[str, ...] = ()
    worksheet: str = ""
    encoding: str = ""
    source: pd.DataFrame | None = dataclasses.field(default=None, compare=False)

    @property
    def ok(self) -> bool:
        """Whether every selected row has its video."""
        return self.exit_code == 0

    def to_frame(self) -> pd.DataFrame:
        """Return the sheet with its result columns, indexed by the spreadsheet's row numbers.

        The sheet's own cells are texts; `status` is a category, and what is empty in our columns is missing.
        Of a DataFrame it is that frame, with its own index and types, and our columns beside it.
        """
        if self.path is None:
            raise errors.SheetError(words.NO_RESULTS)
        sheet = sheets.open_sheet(
            self.path, worksheet=self.worksheet, recall=encodings.settled(self.encoding)
        )
        return frames.of_results(sheet, self.source)

    def _repr_html_(self) -> str:
        counts = {stage: f"{number:,}" for stage, number in self.counts.items() if number}
        lines = [self.stopped, words.results_in(self.path) if self.path else "", *self.notices]
        return notebook.html(words.RESULTS, counts, filter(None, lines))

    def __repr__(self) -> str:
        counts = ", ".join(f"{number} {stage}" for stage, number in self.counts.items() if number)
        return f"Results({counts or words.NOTHING}; {self.path})"


def of_events(
    events: Iterable[models.Event], settings: settings_module.Settings, encoding: str = ""
) -> Results:
    """Return the results that a run's events tell of; `encoding` is that of the list."""
    counts: Mapping[str, int] = {}
    code, stopped, path = 0, "", None
    notices = []
    for event in events:
        if isinstance(event, models.Finished):
            counts, code, stopped = event.counts, event.exit_code, event.stopped
        elif isinstance(event, models.Wrote) and event.kind == "results":
            path = Path(event.path)
        elif isinstance(event, models.Notice):
            notices.append(event.text)
    return Results(counts, code, path, stopped, tuple(notices), settings.worksheet, encoding)
