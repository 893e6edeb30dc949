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
from typing import Literal, NamedTuple

from batchgen import checks, download, encodings, errors, sheets, state
from batchgen import settings as settings_module
from batchgen.download import file_names, folder
from batchgen.plan import known_files
from batchgen.results import backups
from batchgen.share import page_folder, traces, words

How = Literal["state", "account", "keep", "delete", "lines", "rows", "sheet", "yours"]
"""What is done: with the rehearsal's own files nothing, they follow its account."""
Sign = Literal["never", "always", "lines", "rows"] | traces.Sign
"""What of a file says that it is about them: lines or rows that are counted, or a text anywhere in it."""

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


class Search:
    """A search through the campaigns' files below a folder, and those that state files name elsewhere.

    `found` is what is about them; `also` are the state files, and the files of rehearsals that name them now,
    which are looked into again at the end. Each file is read once. Raises errors.UsageError for too many.
    """

    def __init__(self, top: Path, who: traces.Traces, held: Sequence[traces.Held]) -> None:
        self.who, self._held = who, held
        # Known by their names: reading a file ends the locks that this process has on it (fcntl(2)).
        self.state_files = frozenset(each.store.path.resolve() for each in held)
        self.lists: dict[Path, known_files.Main] = {}
        self.written: set[Path] = set()
        self.films = {film for each in held for film in _films(each)}
        below = list(_files_below(top))
        for each in held:
            self._learn(each.store)
        for path in (path for path in below if path.name == "campaign.toml"):
            self._learn_campaign(path)
        self.found: list[Found] = []
        self.also: list[Found] = []
        for path in self._files(below):
            self._look(path)

    def _learn(self, store: state.Store) -> None:
        """Note which files elsewhere a state file knows: the user's own list, and what we wrote."""
        near = store.path.parent
        main = known_files.main_of(store.meta(known_files.LIST))
        if (path := main.place.now(near)) is not None:
            self.lists[path.resolve()] = main
        results = known_files.place_of(store.meta(known_files.RESULTS)).now(near)
        names = [near / name for name in json.loads(store.meta(backups.WRITTEN) or "{}")]
        self.written |= {path.resolve() for path in (*names, results) if path is not None}

    def _learn_campaign(self, path: Path) -> None:
        """Note the list of a campaign that was maybe never sent."""
        with contextlib.suppress(errors.BatchgenError):
            given = settings_module.load(None, {"campaign": str(path)}, folder=path.parent)
            if isinstance(given.sheet, Path):
                main = known_files.Main(worksheet=given.worksheet, header_row=given.header_row)
                self.lists.setdefault(given.sheet.resolve(), main)

    def _files(self, below: Sequence[Path]) -> Iterator[Path]:
        """Yield the files below the folder, those of the app too, and what was written elsewhere."""
        pages = {page_folder.elsewhere(each.store) for each in self._held} - {None}
        folders = {place for place, _ in self.films} | {
            p / mark for p in pages for mark in self.who.marks if p
        }
        known = itertools.chain(
            below,
            sorted({*self.written, *self.lists}),
            (path for place in sorted(folders) for path in sorted(place.rglob("*"))),
            sorted(Path(tempfile.gettempdir()).glob(_BUG_LOGS)),
        )
        files: dict[Path, Path] = {}
        for path in (path for path in known if path.is_file() and not path.is_symlink()):
            files.setdefault(path.resolve(), path)
        yield from files.values()

    def _look(self, path: Path) -> None:
        place = next(place for place in PLACES if place.fits(self, path))
        rows = self._rows_of(path, place.sign)
        if rows is None or rows:
            self.found.append(Found(path, place.what, place.how, rows or 0))
        elif place.how == "state" or (place.how == "account" and self.who.are_in(text_of(path), "named")):
            self.also.append(Found(path, place.what, place.how))

    def _rows_of(self, path: Path, sign: Sign) -> int | None:
        """Return how many rows or lines of a file are theirs; None if it is about them as a whole."""
        if sign == "never":
            return 0
        if sign == "always":
            return None
        if sign == "lines":
            rows = self._rows_near(path)
            return sum(self._is_line(line, rows) for line in text_of(path).splitlines())
        if sign == "rows":
            with contextlib.suppress(errors.SheetError):
                sheet = self.open(path)
                cells = (row.cells if row.ragged is None else row.ragged.fields for row in sheet.rows())
                if count := sum(self.who.have(texts, sheet.columns) for texts in cells):
                    return count
        return None if self.who.are_in(text_of(path), "named" if sign == "rows" else sign) else 0

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

    def other_lines(self, path: Path) -> str:
        """Return what stays of a log, its bytes as surrogates where they are no text."""
        rows, text = self._rows_near(path), path.read_bytes().decode("utf-8", "surrogateescape")
        return "".join(line for line in text.splitlines(keepends=True) if not self._is_line(line, rows))

    def _is_line(self, line: str, rows: frozenset[str]) -> bool:
        with contextlib.suppress(ValueError):
            known = json.loads(line)
            if isinstance(known, dict) and str(known.get("row")) in rows:
                return True
        return self.who.are_in(line, "told")

    def _rows_near(self, path: Path) -> frozenset[str]:
        """Return their rows in the campaigns that a log is about: those of its folder, rehearsed ones too."""
        near = {path.parent, path.parent.parent}
        held = (e for e in self._held if near & {e.store.path.parent, e.store.path.parent.parent})
        return frozenset(str(job.row) for each in held for job in each.jobs if job.row)


class Place(NamedTuple):
    """A kind of file: `fits` says which, `sign` what of it says that it is about them."""

    what: str
    how: How
    sign: Sign
    fits: Callable[[Search, Path], bool]


def _is_film(search: Search, path: Path) -> bool:
    if any(place in path.parents and path.name.startswith(stem) for place, stem in search.films):
        return True
    in_ours = any(parent.suffix == ".videos" for parent in path.parents)
    return in_ours and _is_called_so(search, path)


def _is_called_so(search: Search, path: Path) -> bool:
    """Return whether a film or a picture is called as their videos are."""
    names = (file_names.safe(name) for name in search.who.names)
    return path.suffix.lower() in _MEDIA and any(name in path.name for name in names)


def _is_our_table(search: Search, path: Path) -> bool:
    """Return whether batchgen wrote a table: as it remembers, by its name, or by its columns."""
    if not {path.suffix.lower(), Path(path.stem).suffix.lower()} & _TABLES:
        return False
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


# What is called by a video or a page of theirs is theirs, whatever it is.
PLACES: tuple[Place, ...] = (
    Place("state file", "state", "never", lambda s, p: p.resolve() in s.state_files),
    Place("receipt", "keep", "never", lambda _, p: p.name.startswith(("forget-", "forgotten.json"))),
    Place("part of a state file", "state", "never", lambda _, p: p.name.endswith(state.BESIDE)),
    Place("page, picture or film", "delete", "always", lambda s, p: bool(s.who.marks & {*p.parts, p.stem})),
    Place("film or picture", "delete", "always", _is_film),
    Place("rehearsal", "account", "never", lambda _, p: any(f.name.endswith(".sandbox") for f in p.parents)),
    Place("film or picture of yours", "yours", "always", _is_called_so),
    Place("other film or picture", "keep", "never", lambda _, p: p.suffix.lower() in _MEDIA),
    Place("copy of a state file", "delete", "told", lambda _, p: state.is_state_file(p)),
    Place("dropped sheet", "delete", "named", lambda _, p: f"{_OWN}/uploads/" in p.as_posix()),
    Place("unfinished file", "delete", "told", lambda _, p: p.name.startswith(f"{_OWN}-")),
    Place("log or list of lines", "lines", "lines", lambda _, p: p.suffix.lower() in _LINES),
    Place("report, preview or snippet", "delete", "told", _is_page),
    Place("draft of a mail", "delete", "named", lambda _, p: p.suffix.lower() == ".eml"),
    Place("your sheet", "sheet", "rows", lambda s, p: p.resolve() in s.lists),
    Place("results, export or copy", "rows", "rows", _is_our_table),
    Place("file of yours", "yours", "address", lambda _search, _path: True),
)
"""The first that fits a file decides."""


def _files_below(top: Path) -> Iterator[Path]:
    """Yield the files in and below a folder; of hidden folders only batchgen's own."""
    files = 0
    for here, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if not name.startswith(".") or name == _OWN)
        for name in sorted(names):
            files += 1
            if files > state.MOST_FILES:
                raise errors.UsageError(
                    words.TOO_MANY_FILES.format(folder=top, most=state.MOST_FILES), hint=words.NAME_FOLDER
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
    """Return all texts of a file, of a zip those of its members; empty for one that cannot be read.

    A lock file is not read: that would end the lock.
    """
    try:
        if path.suffix == ".lock" or path.stat().st_size > _LARGEST:
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
