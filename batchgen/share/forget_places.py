"""Forget places: every kind of file that may say something about a person, and what is done with it.

`PLACES` is the whole list. What a new command writes about people belongs into it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from batchgen import checks, download, encodings, errors, sheets, state
from batchgen import settings as settings_module
from batchgen.download import file_names, folder
from batchgen.plan import known_files
from batchgen.results import backups
from batchgen.share import page_folder, traces

if TYPE_CHECKING:
    from batchgen import models

How = Literal["state", "keep", "delete", "lines", "rows", "sheet", "yours"]
"""What is done: with the rehearsal's own files nothing ("keep"), they follow its account."""

_OWN = ".batchgen"
_MEDIA = frozenset({".mp4", ".webm", ".jpg", ".jpeg", ".png", ".gif", ".m4a", ".mp3", ".wav", ".npz"})
_LINES = frozenset({".jsonl", ".ndjson", ".err", ".log"})
_OUR_NAME = re.compile(r"\.(results|failures|unmatched)\b|-\d{8}-\d{6}(-\d+)?\.\w+$|\.bak\d*$", re.IGNORECASE)
_TABLES = frozenset({".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xltx", ".xltm"})
_BUG_LOGS = "batchgen-*.log"
"""In the system's folder of temporary files, where a bug of ours writes what happened."""
_LARGEST = 1 << 29
"""Bytes of a file that is looked into."""


class Found(NamedTuple):
    """A file that is about them: its place, what is done with it, and how many of its rows are theirs."""

    path: Path
    what: str
    how: How
    rows: int = 0


@dataclasses.dataclass
class Search:
    """A search through the campaigns' files below a folder, and those that state files name elsewhere.

    `lists` are the users' own sheets, as they are read.
    """

    folder: Path
    who: traces.Traces
    stores: Sequence[state.Store]
    held: Sequence[traces.Held]

    def __post_init__(self) -> None:
        # Known by their names: reading a file ends the locks that this process has on it (fcntl(2)).
        self.state_files = frozenset(store.path.resolve() for store in self.stores)
        self.lists: dict[Path, known_files.Main] = {}
        self.written: set[Path] = set()
        self.films: set[tuple[Path, str]] = set()
        self.pages: set[Path] = set()
        for store in self.stores:
            near = store.path.parent
            main = known_files.main_of(store.meta(known_files.LIST))
            if (path := main.place.now(near)) is not None:
                self.lists[path.resolve()] = main
            names = [near / name for name in json.loads(store.meta(backups.WRITTEN) or "{}")]
            results = known_files.place_of(store.meta(known_files.RESULTS)).now(near)
            self.written |= {path.resolve() for path in (*names, results) if path is not None}
        for path in (p for p in every_file(self.folder) if p.name == "campaign.toml"):
            with contextlib.suppress(errors.BatchgenError):
                given = settings_module.load(None, {"campaign": str(path)}, folder=path.parent)
                if isinstance(given.sheet, Path):
                    main = known_files.Main(worksheet=given.worksheet, header_row=given.header_row)
                    self.lists.setdefault(given.sheet.resolve(), main)
        for each in self.held:
            self.films |= set(_films(each))
            if (place := page_folder.elsewhere(each.store)) is not None:
                self.pages |= {place / mark for mark in self.who.marks}

    def found(self) -> Iterator[Found]:
        """Yield what is about them, the state files aside."""
        for path in self.files():
            place = of(self, path)
            if (rows := place.about(self, path)) or rows is None:
                yield Found(path, place.what, place.how, rows or 0)

    def files(self) -> Iterator[Path]:
        """Yield the files below the folder, those of the app too, and what was written elsewhere."""
        seen: set[Path] = set()
        elsewhere = (path for path in sorted({*self.written, *self.lists}) if path.is_file())
        folders = {place for place, _ in self.films} | self.pages
        films = (path for place in sorted(folders) for path in sorted(place.rglob("*")))
        logs = sorted(Path(tempfile.gettempdir()).glob(_BUG_LOGS))
        for path in itertools.chain(every_file(self.folder), elsewhere, films, logs):
            if path.is_file() and not path.is_symlink() and path.resolve() not in seen:
                seen.add(path.resolve())
                yield path

    def open(self, path: Path) -> sheets.Sheet:
        """Open a table as the campaign reads its list. Raises errors.SheetError."""
        main = self.lists.get(path.resolve(), known_files.Main())
        return sheets.open_sheet(
            path,
            worksheet=main.worksheet,
            header_row=main.header_row,
            recall=encodings.settled(main.eight_bit),
            recorded=sheets.FAILURE_HEADERS,
            may_be_empty=True,
        )

    def rows(self, path: Path) -> int | None:
        """Return how many rows of a table are theirs; None if it says something of them all the same."""
        with contextlib.suppress(errors.SheetError):
            sheet = self.open(path)
            if count := sum(self.are_in(row, sheet.columns) for row in sheet.rows()):
                return count
        return None if self.who.named_in(text_of(path)) else 0

    def are_in(self, row: models.Row, columns: Sequence[models.Column]) -> bool:
        """Return whether a row is theirs, a ragged one too."""
        return self.who.are_in(row.cells if row.ragged is None else row.ragged.fields, columns)

    def line_is_theirs(self, line: str, rows: frozenset[str]) -> bool:
        """Return whether a line of a log is about them; `rows` are the numbers of their rows there."""
        with contextlib.suppress(ValueError):
            known = json.loads(line)
            if isinstance(known, dict) and str(known.get("row")) in rows:
                return True
        return self.who.told_in(line)

    def rows_near(self, path: Path) -> frozenset[str]:
        """Return their rows in the campaigns that a log is about: those of its folder, rehearsed ones too."""
        near = {path.parent, path.parent.parent}
        held = (
            e for e in self.held if not near.isdisjoint({e.store.path.parent, e.store.path.parent.parent})
        )
        return frozenset(str(job.row) for each in held for job in each.jobs if job.row)


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A kind of file: `fits` says which, `about` how many rows of it are theirs (None: it is, as a whole)."""

    what: str
    how: How
    fits: Callable[[Search, Path], bool]
    about: Callable[[Search, Path], int | None]


def _whole(_search: Search, _path: Path) -> None:
    return None


def _nothing(_search: Search, _path: Path) -> int:
    return 0


def _if_named(search: Search, path: Path) -> int | None:
    return None if search.who.named_in(text_of(path)) else 0


def _if_told(search: Search, path: Path) -> int | None:
    return None if search.who.told_in(text_of(path)) else 0


def _if_addressed(search: Search, path: Path) -> int | None:
    return None if search.who.address_in(text_of(path)) else 0


def _lines(search: Search, path: Path) -> int:
    rows = search.rows_near(path)
    return sum(search.line_is_theirs(line, rows) for line in text_of(path).splitlines())


def _has_mark(search: Search, path: Path) -> bool:
    """Return whether a folder or a file is called by a video or a page of theirs."""
    return not search.who.marks.isdisjoint({*path.parts, path.stem})


def _is_film(search: Search, path: Path) -> bool:
    if any(place in path.parents and path.name.startswith(stem) for place, stem in search.films):
        return True
    in_ours = any(parent.suffix == ".videos" for parent in path.parents)
    return in_ours and _is_called_so(search, path)


def _is_called_so(search: Search, path: Path) -> bool:
    """Return whether a film or a picture is called as their videos are."""
    names = (file_names.safe(name) for name in search.who.names)
    return path.suffix.lower() in _MEDIA and any(name in path.name for name in names)


def _is_ours(search: Search, path: Path) -> bool:
    """Return whether batchgen wrote a table: as it remembers, by its name, or by its columns."""
    if path.resolve() in search.written or _OUR_NAME.search(path.name):
        return True
    with contextlib.suppress(errors.SheetError):
        columns = search.open(path).columns
        return any(c.ours for c in columns) or {c.name for c in columns} >= set(checks.PROBLEM_HEADERS)
    return False


def _is_page(search: Search, path: Path) -> bool:
    if path.suffix.lower() not in {".html", ".htm"}:
        return False
    return path.resolve() in search.written or backups.PAGE_MARK in path.read_bytes()[:1_000]


PLACES: tuple[Place, ...] = (
    Place("state file", "state", lambda s, p: p.resolve() in s.state_files, _nothing),
    Place("receipt", "keep", lambda _, p: p.name.startswith(("forget-", "forgotten.json")), _nothing),
    Place("part of a state file", "keep", lambda _, p: p.name.endswith(state.BESIDE), _nothing),
    Place("page, picture or film", "delete", _has_mark, _whole),
    Place("film or picture", "delete", _is_film, _whole),
    Place("rehearsal", "keep", lambda _, p: any(f.name.endswith(".sandbox") for f in p.parents), _nothing),
    Place("film or picture of yours", "yours", _is_called_so, _whole),
    Place("other film or picture", "keep", lambda _, p: p.suffix.lower() in _MEDIA, _nothing),
    Place("copy of a state file", "delete", lambda _, p: state.is_state_file(p), _if_told),
    Place("dropped sheet", "delete", lambda _, p: f"{_OWN}/uploads/" in p.as_posix(), _if_named),
    Place("unfinished file", "delete", lambda _, p: p.name.startswith(f"{_OWN}-"), _if_told),
    Place("log or list of lines", "lines", lambda _, p: p.suffix.lower() in _LINES, _lines),
    Place("report, preview or snippet", "delete", _is_page, _if_told),
    Place("draft of a mail", "delete", lambda _, p: p.suffix.lower() == ".eml", _if_named),
    Place("your sheet", "sheet", lambda s, p: p.resolve() in s.lists, lambda s, p: s.rows(p)),
    Place(
        "results, export or copy",
        "rows",
        lambda s, p: ({p.suffix.lower(), Path(p.stem).suffix.lower()} & _TABLES != set()) and _is_ours(s, p),
        lambda s, p: s.rows(p),
    ),
    Place("file of yours", "yours", lambda _search, _path: True, _if_addressed),
)
"""The first that fits a file decides."""


def of(search: Search, path: Path) -> Place:
    """Return the place of a file."""
    return next(place for place in PLACES if place.fits(search, path))


def rehearsals(search: Search) -> Iterator[Path]:
    """Yield the folders of rehearsals whose account says something of them."""
    for path in every_file(search.folder):
        if path.name == "sandbox.db" and search.who.named_in(text_of(path)):
            yield path.parent


def every_file(top: Path) -> Iterator[Path]:
    """Yield the files in and below a folder; of hidden folders only batchgen's own."""
    files = 0
    for here, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if not name.startswith(".") or name == _OWN)
        for name in sorted(names):
            files += 1
            if files > state.MOST_FILES:
                raise errors.UsageError(
                    f"{top} has more than {state.MOST_FILES:,} files.",
                    hint="Name the folder of your campaigns with --folder.",
                )
            yield Path(here, name)


def _films(held: traces.Held) -> Iterator[tuple[Path, str]]:
    """Yield where the films of jobs lie, with the beginning of their names, for each time one was made."""
    if not (known := held.store.meta(folder.FOLDER)):
        return
    template = download.template_of(held.store)
    for job in held.jobs:
        for attempt in held.attempts[job.id]:
            made = dataclasses.replace(job, token=attempt.token, video_id=attempt.video_id)
            yield Path(known), template.stem(made)


def text_of(path: Path) -> str:
    """Return all texts of a file, of a zip those of its members; empty for one that cannot be read."""
    try:
        if path.stat().st_size > _LARGEST:
            return ""
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as zipped:
                return "\n".join(_decoded(zipped.read(name)) for name in zipped.namelist())
        return _decoded(path.read_bytes())
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return ""


def _decoded(data: bytes) -> str:
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return data.decode("utf-16" if is_wide else "utf-8", "replace")
