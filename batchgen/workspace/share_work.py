"""Share work: pages, handing over and forgetting, each done by the command that the terminal has."""

from __future__ import annotations

import csv
import itertools
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from batchgen import errors, models
from batchgen.workspace import runs, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from batchgen import workspace
    from batchgen.workspace import campaigns

_SECONDS = 6 * 3600.0
"""Films of thousands of people go over a slow line. The same command goes on with what was begun."""
_LOOK_SECONDS = 300.0
_MOST_LINES = 200
_EXAMPLES = 3
_WELL = (0, 1)
"""Codes of a command after which the next one makes sense: 1 says that some rows were left out."""

EXAMPLE = """\
[page]
base_url = "https://watch.example.com/spring"
title = "{{ (first_name | first_name) or 'Hello' }}, a short video for you"
button = "Book 15 minutes"
button_url = "https://example.com/book"
picture_text = "For {{ first_name | first_name }}"
"""
"""What a campaign without pages needs."""


class Work(NamedTuple):
    """Something that was asked for, with what its commands said once it has ended. `about` is an address."""

    what: str
    doing: str
    running: bool = True
    lines: tuple[str, ...] = ()
    code: int = 0
    about: str = ""

    @property
    def title(self) -> str:
        """What became of it, in words."""
        if self.code:
            return words.NOT_ALL_DONE if self.code in _WELL else words.NOT_DONE
        return _TITLES.get(self.what, words.DONE)


class Now(NamedTuple):
    """How far it is: videos that are ready, pages made, pages that answer, one of those, and their space."""

    ready: int = 0
    made: int = 0
    answered: int = 0
    first: str = ""
    space: str = ""


class Handed(NamedTuple):
    """The first lines of an import file, the snippet beside it and what was said; or what is wrong."""

    lines: Sequence[Sequence[str]] = ()
    snippet: str = ""
    notes: Sequence[str] = ()
    wrong: str = ""


_TITLES = {"forget": words.HELD, "forgotten": words.IS_FORGOTTEN}
_works: dict[Path, Work] = {}
_guard = threading.Lock()


def work(place: workspace.Place) -> Work | None:
    """Return what is being done for a campaign, or was done last."""
    return _works.get(place.folder)


def now(found: campaigns.Open) -> Now:
    """Return how far the sharing of a campaign is."""
    with found.reading() as store:
        if store is None:
            return Now()
        pages = store.page_codes()
        answering = [page for page in pages if page.answers]
        return Now(
            ready=store.counts().get(models.Stage.READY, 0),
            made=sum(bool(page.made) for page in pages),
            answered=len(answering),
            first=f"{answering[0].base_url}/{answering[0].code}/" if answering else "",
            space=next((page.space for page in pages if page.space), ""),
        )


def publish(place: workspace.Place, way: str, to: str) -> None:
    """Begin one of the ways: `make` the pages, make and `send` them to a space, or `read` uploaded ones back.

    Raises errors.UsageError for another way, without a space, and while something else is done.
    """
    if way == "send" and (not to.strip() or to.strip().startswith("-")):
        raise errors.UsageError(words.WEB_SPACE)
    ways = {
        "make": (words.MAKING, [["pages"]]),
        "send": (words.PUBLISHING, [["pages"], ["publish", "--to", to.strip()]]),
        "read": (words.READING_BACK, [["publish", "--done"]]),
    }
    if way not in ways:
        raise errors.UsageError(words.CHOOSE_PAGES)
    doing, commands = ways[way]
    _begin(place, Work("publish", doing), [runs.line(place, *command) for command in commands])


def forget(place: workspace.Place, folder: Path, address: str) -> None:
    """Begin to look what all campaigns of a folder hold of a person; nothing is deleted.

    Raises errors.UsageError for what is not an address, and while something else is done.
    """
    address = address.strip()
    if "@" not in address or address.startswith("-"):
        raise errors.UsageError(words.WRITE_ADDRESS)
    look = runs.alone("forget", address, "--folder", str(folder), "--dry-run")
    _begin(place, Work("forget", words.LOOKING_FOR_PERSON, about=address), [look])


def forget_now(place: workspace.Place, folder: Path) -> None:
    """Begin to delete everything about the person whom `forget` has just looked for.

    Raises errors.UsageError if that was not so, and while something else is done.
    """
    before = work(place)
    if before is None or before.what != "forget" or before.code:
        raise errors.UsageError(words.LOOK_FIRST)
    line = runs.alone("forget", before.about, "--folder", str(folder), "--yes")
    _begin(place, Work("forgotten", words.DELETING), [line])


def _begin(place: workspace.Place, asked: Work, lines: Sequence[Sequence[str]]) -> None:
    with _guard:
        before = _works.get(place.folder)
        if before is not None and before.running:
            raise errors.UsageError(words.BUSY)
        _works[place.folder] = asked
    threading.Thread(target=_do, args=(place, asked, lines), name="sharing", daemon=True).start()


def _do(place: workspace.Place, asked: Work, lines: Sequence[Sequence[str]]) -> None:
    said: list[str] = []
    code = 0
    try:
        for line in lines:
            done = runs.call(place, line, seconds=_SECONDS)
            said += runs.said(done)
            if done.returncode < 0:
                said.append(words.ended_by(-done.returncode))
            code = max(code, abs(done.returncode))
            if code not in _WELL:
                break
    except (OSError, subprocess.TimeoutExpired) as error:
        said, code = [*said, words.could_not(error)], 3
    _works[place.folder] = asked._replace(running=False, lines=tuple(said[-_MOST_LINES:]), code=code)


def hand_over(place: workspace.Place, tool: str) -> Handed:
    """Return what a tool's import file and snippet would be, as `export --for` writes them."""
    with tempfile.TemporaryDirectory(prefix="batchgen-app-") as folder:
        target = Path(folder) / f"{tool}.csv"
        done = runs.ask(place, "export", "--for", tool, "-o", str(target), seconds=_LOOK_SECONDS)
        if not target.is_file():
            return Handed(wrong=runs.complaint(done) or words.FILE_NOT_WRITTEN)
        with target.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(itertools.islice(csv.reader(stream), _EXAMPLES + 1))
        snippet = target.with_suffix(".html").read_text("utf-8")
        notes = [line for line in runs.said(done) if folder not in line]
    return Handed(lines, snippet, notes)
