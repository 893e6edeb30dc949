"""Where the list of a campaign and its results are, as the state file remembers them."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import encodings, paths, sheets
from batchgen.merge import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen import state
    from batchgen.settings import Settings

FORMULAS, OLDER, LIST, RESULTS, COLUMNS = "formulas", "failures", "list", "results", "columns"
"""Keys of the state file's meta, each JSON; OLDER is read only, COLUMNS are the kinds of columns."""

OF_OLD = "cp1252"
"""What versions that kept no encoding read a text as that was not Unicode."""


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A file as the state file remembers it: its path, and the way to it from the state file's folder."""

    path: str = ""
    near: str = ""

    @classmethod
    def of(cls, file: Path, folder: Path) -> Place:
        """Return the place of a file as seen from the state file's folder."""
        try:
            near = Path(os.path.relpath(file, folder)).as_posix()
        except ValueError:  # another drive
            near = ""
        return cls(str(file), near)

    def now(self, folder: Path) -> Path | None:
        """Return where the file is now, or would be; None if nothing is known."""
        known = self._paths(folder)
        return next((path for path in known if path.exists()), known[-1] if known else None)

    def _paths(self, folder: Path) -> list[Path]:
        near = [Path(os.path.normpath(folder / self.near))] if self.near else []
        return [*near, *([Path(self.path)] if self.path else [])]


@dataclasses.dataclass(frozen=True, slots=True)
class Main:
    """The campaign's list: where it is, how it was read, its campaign file; empty is what is not there."""

    place: Place = dataclasses.field(default_factory=Place)
    campaign: Place = dataclasses.field(default_factory=Place)
    worksheet: str = ""
    header_row: int | None = None
    encoding: str = ""

    @property
    def eight_bit(self) -> str:
        """How the list was read, or would have been, when it was not Unicode."""
        return OF_OLD if not self.encoding or self.encoding.startswith("utf") else self.encoding

    def to_text(self) -> str:
        """Return the record as JSON."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)


def main_of(text: str) -> Main:
    """Read what the state file remembers of its list."""
    found = json.loads(text) if text else {}
    places = {name: Place(**found[name]) for name in ("place", "campaign") if name in found}
    return Main(**{**found, **places})


def memory(store: state.Store) -> encodings.Memory:
    """Return how the campaign's list was read before, and a look whether words of it were in its rows."""

    def knows(words: frozenset[str]) -> bool:
        return any(
            not words.isdisjoint(encodings.tokens(cells)) for _, cells in store.cells() if not cells.isascii()
        )

    return encodings.Memory(main_of(store.meta(LIST)).eight_bit, knows)


def place_of(text: str) -> Place:
    """Read a place, empty if there is none."""
    return Place(**json.loads(text)) if text else Place()


@dataclasses.dataclass(frozen=True, slots=True)
class Older:
    """A failures file that batchgen before 0.2 wrote: its rows carry no mark, and the state file knows them.

    `rows` are jobs by the number that a row had in the list, `formulas` the columns that had one there.
    """

    name: str
    columns: frozenset[str]
    rows: Mapping[int, int]
    formulas: frozenset[str]


def older_of(text: str) -> tuple[Older, ...]:
    """Read what the state file remembers of failures files without marks."""
    return tuple(
        Older(
            Path(item["path"]).name,
            frozenset(item["columns"]),
            {int(number): int(job) for number, job in item["rows"].items()},
            frozenset(item.get("formulas", ())),
        )
        for item in (json.loads(text) if text else [])
    )


def formulas_of(text: str) -> set[str]:
    """Read which of the list's columns have formulas: a failures file has only their values."""
    return {str(name) for name in (json.loads(text) if text else [])}


KINDS = {FORMULAS: formulas_of, OLDER: older_of, LIST: main_of, RESULTS: place_of, COLUMNS: kinds.load}
"""What reads each of these values of the state file."""


def of_run(settings: Settings, sheet: sheets.Sheet, state_path: Path) -> dict[str, str]:
    """Return what is remembered of a run over the list itself: what it is, and where its results go."""
    folder = state_path.parent
    target = paths.output(settings, sheet.suffix)
    place = Place.of(sheet.path, folder) if sheet.path is not None else Place()
    campaign = Place.of(settings.campaign, folder) if settings.campaign is not None else Place()
    main = Main(place, campaign, settings.worksheet, settings.header_row, sheet.encoding)
    to_file = sheet.path is not None or settings.output is not None
    results = json.dumps(dataclasses.asdict(Place.of(target, folder))) if to_file else ""
    return {"sheet": sheet.title, LIST: main.to_text(), RESULTS: results}
