"""Outcome: what came of a run, and the sheet with its links as a DataFrame."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import encodings, errors, models, sheets
from batchgen import settings as settings_module
from batchgen.campaign import words

if TYPE_CHECKING:
    import pandas as pd


@dataclasses.dataclass(frozen=True, slots=True)
class Results:
    """What came of a run.

    `counts` go by stage over the selected rows, `exit_code` is what the command would end with (0: every
    selected row has its video), `stopped` says why a run stopped, `path` is the sheet with the links.
    """

    counts: Mapping[str, int]
    exit_code: int
    path: Path | None
    stopped: str = ""
    notices: tuple[str, ...] = ()
    worksheet: str = ""
    encoding: str = ""

    @property
    def ok(self) -> bool:
        """Whether every selected row has its video."""
        return self.exit_code == 0

    def to_frame(self) -> pd.DataFrame:
        """Return the sheet with its result columns as texts, indexed by the spreadsheet's row numbers."""
        import pandas as pd

        if self.path is None:
            raise errors.SheetError(words.NO_RESULTS)
        sheet = sheets.open_sheet(
            self.path, worksheet=self.worksheet, recall=encodings.settled(self.encoding)
        )
        rows = list(sheet.rows())
        width = len(sheet.columns)
        cells = [(*row.cells[:width], *[""] * (width - len(row.cells))) for row in rows]
        headers = [column.header or column.letter for column in sheet.columns]
        index = pd.Index([row.number for row in rows], name="row")
        return pd.DataFrame(cells, columns=headers, index=index, dtype="str")

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
