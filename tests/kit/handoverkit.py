"""Campaigns whose videos are ready, made without any service: a sheet and its state file."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest
import statejobs

from batchgen import cli, identity, models, sheets, state
from batchgen.tavus import video_request

PEOPLE = [
    ("Ana", "ana@acme.example"),
    ("Bo", "bo@beta.example"),
    ("Cy", "cy@corp.example"),
]


@dataclasses.dataclass
class Office:
    """A folder with a campaign `list.csv`, and what its commands say."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    out: str = ""
    err: str = ""

    @property
    def sheet(self) -> Path:
        return self.folder / "list.csv"

    @property
    def state(self) -> Path:
        return self.folder / "list.batchgen.db"

    def batchgen(self, command: str, *args: object) -> int:
        with pytest.raises(SystemExit) as ended:
            cli.main([command, str(self.sheet), *(str(arg) for arg in args)])
        shown = self.capsys.readouterr()
        self.err, self.out = shown.err, shown.out
        return int(ended.value.code or 0)

    def write(
        self,
        rows: Sequence[Sequence[str]] = PEOPLE,
        *,
        headers: Sequence[str] = ("First Name", "Email"),
        facts: Mapping[int, Mapping[str, str]] | None = None,
        unmade: Sequence[int] = (),
        sandbox: bool = False,
    ) -> None:
        """Write the sheet, and a state file in which the video of each row is ready.

        `facts` changes what is known of a row's video, `unmade` are rows without one; rows count from 2.
        With `sandbox` it is a rehearsal.
        """
        with self.sheet.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headers, *rows])
        sheet = sheets.open_sheet(self.sheet)
        marks = identity.Identity(sheet.columns)
        found = [row for row in sheet.rows() if row.number not in unmade]
        path = self.folder / "list.sandbox" / self.state.name if sandbox else self.state
        path.parent.mkdir(exist_ok=True)
        with state.open_state(path, service="sandbox" if sandbox else "https://tavusapi.com") as store:
            jobs = [
                statejobs.NewJob(
                    row.cells[0],
                    row.number,
                    video_request.VideoRequest(
                        {"replica_id": "r90bbd427f71", "script": "Hello.", "video_name": row.cells[0]}
                    ),
                    cells=marks.cells(row),
                    cells_hash=marks.cells_hash(row),
                )
                for row in found
            ]
            for row, job_id in zip(found, statejobs.add(store, jobs), strict=True):
                made = video(row.number) | dict((facts or {}).get(row.number, {}))
                attempt = store.begin(job_id, token=f"bg-aaaaaaaaaaa{row.number}", request_json="{}")
                store.finish_made(attempt.id, state.VideoFacts(stage=models.Stage(made.pop("stage")), **made))


def store(path: Path) -> state.StateFile:
    """The state file of a campaign."""
    return state.open_state(path, service="https://tavusapi.com")


def table(path: Path) -> list[list[str]]:
    """A CSV as pandas' own reader in C sees it, no part of it guessed."""
    frame = pd.read_csv(path, header=None, dtype=str, keep_default_na=False, encoding="utf-8", engine="c")
    return [[str(cell) for cell in line] for line in frame.to_numpy()]


def video(row: int) -> dict[str, str]:
    """What Tavus says of the video of a row."""
    return {
        "stage": "ready",
        "video_id": f"v{row}",
        "hosted_url": f"https://tavus.example/v{row}",
        "thumbnail_url": f"https://tavus.example/v{row}.jpg",
        "gif_url": f"https://tavus.example/v{row}.gif",
    }
