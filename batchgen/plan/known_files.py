"""Listed: what the state file remembers of its list, its results and the failures files that it wrote."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import encodings, errors, paths, sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from batchgen import models, state
    from batchgen.settings import Settings

FAILURES, LIST, RESULTS = "failures", "list", "results"
"""Keys of the state file's meta, each JSON."""

OF_OLD = "cp1252"
"""What versions that kept no encoding read a text as that was not Unicode."""

_MOST = 50


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

    def is_of(self, file: Path, folder: Path) -> bool:
        """Return whether this is the place of a file; a whole folder may have moved."""
        return any(sheets.same(file, path) for path in self._paths(folder))

    def now(self, folder: Path) -> Path | None:
        """Return where the file is now, or would be; None if nothing is known."""
        known = self._paths(folder)
        return next((path for path in known if path.exists()), known[-1] if known else None)

    def _paths(self, folder: Path) -> list[Path]:
        near = [Path(os.path.normpath(folder / self.near))] if self.near else []
        return [*near, *([Path(self.path)] if self.path else [])]


@dataclasses.dataclass(frozen=True, slots=True)
class Listing:
    """A failures file that was written: its columns, and the job of each row by its original number.

    `formulas` are the columns that had a formula in the list.
    """

    place: Place
    columns: tuple[str, ...]
    rows: Mapping[int, int]
    formulas: tuple[str, ...] = ()

    def fits(self, columns: Iterable[models.Column]) -> bool:
        """Return whether a sheet may be this file under another name: it has all of its columns."""
        return set(self.columns) <= {column.name for column in columns if column.name}

    def as_data(self) -> dict[str, object]:
        """Return the record as plain JSON data."""
        place = dataclasses.asdict(self.place)
        return {**place, "columns": self.columns, "rows": self.rows, "formulas": self.formulas}


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


def load(text: str) -> tuple[Listing, ...]:
    """Read the failures files that the state file remembers, in the order in which they were written."""
    found = json.loads(text) if text else []
    return tuple(
        Listing(
            Place(item["path"], item["near"]),
            tuple(item["columns"]),
            {int(number): int(job) for number, job in item["rows"].items()},
            tuple(item.get("formulas", ())),
        )
        for item in found
    )


def main_of(text: str) -> Main:
    """Read what the state file remembers of its list."""
    found = json.loads(text) if text else {}
    places = {name: Place(**found[name]) for name in ("place", "campaign") if name in found}
    return Main(**{**found, **places})


def memory(store: state.StateFile) -> encodings.Memory:
    """Return how the campaign's list was read before, and a look whether words of it were in its rows."""

    def knows(words: frozenset[str]) -> bool:
        return any(
            not words.isdisjoint(encodings.tokens(cells)) for _, cells in store.cells() if not cells.isascii()
        )

    return encodings.Memory(main_of(store.meta(LIST)).eight_bit, knows)


def place_of(text: str) -> Place:
    """Read a place, empty if there is none."""
    return Place(**json.loads(text)) if text else Place()


KINDS = {FAILURES: load, LIST: main_of, RESULTS: place_of}
"""What reads each of these values of the state file."""


def remember(
    store: state.StateFile,
    target: Path,
    columns: Iterable[models.Column],
    rows: Mapping[int, int],
    formulas: Iterable[str],
) -> None:
    """Keep that a failures file was written; what an earlier one of that name said is kept if it differs."""
    if store.reading:
        return
    folder = store.path.parent
    names = tuple(column.name for column in columns if column.name and not column.ours)
    known = list(load(store.meta(FAILURES)))
    kept = dict(rows)
    for old in [item for item in known if item.place.is_of(target, folder) and item.columns == names]:
        if all(kept.get(number, job) == job for number, job in old.rows.items()):
            known.remove(old)
            kept = {**old.rows, **kept}
    known.append(Listing(Place.of(target, folder), names, kept, tuple(sorted(formulas))))
    text = json.dumps([item.as_data() for item in known[-_MOST:]], ensure_ascii=False)
    if text != store.meta(FAILURES):
        store.set_meta(FAILURES, text)


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


UPWARDS = 4
"""So many folders above a failures file are searched for its campaign."""

_POINTER = ".batchgen-state"


def lead_home(store: state.StateFile, target: Path) -> None:
    """Leave word beside a failures file that lies far from its campaign, or that a run kept from being noted.

    A folder may refuse it.
    """
    state_path, folder = store.path, store.path.parent
    if folder.name.endswith(".sandbox"):
        folder = folder.parent
    near = folder in [target.parent, *itertools.islice(target.parent.parents, UPWARDS)]
    if near and not store.reading:
        return
    text = json.dumps(dataclasses.asdict(Place.of(state_path, target.parent)))
    pointer = target.with_name(target.name + _POINTER)
    with contextlib.suppress(OSError, errors.SheetLockedError):
        sheets.followed(pointer).write_text(text + "\n", encoding="utf-8")


def pointed(folder: Path) -> list[Path]:
    """Return the state files that word was left of in a folder."""
    found = []
    with contextlib.suppress(OSError):
        found = [_follow(pointer) for pointer in sorted(folder.glob(f"*{_POINTER}"))]
    return [path for path in found if path is not None]


def pointed_by(file: Path) -> Path | None:
    """Return the state file that word was left of beside a failures file, if it was."""
    return _follow(file.with_name(file.name + _POINTER))


def _follow(pointer: Path) -> Path | None:
    with contextlib.suppress(OSError, ValueError, TypeError):
        return Place(**json.loads(pointer.read_text(encoding="utf-8"))).now(pointer.parent)
    return None
