"""Runs: every command that the app calls is a child process; a run outlives the app.

Its events go into a file beside the campaign, never into a pipe, which would break when the app ends.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from batchgen import editing, errors, workspace
from batchgen.campaign import stop_file
from batchgen.workspace import campaigns, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from batchgen import state

_STARTING_SECONDS = 120
"""Between the start of a child and its hold of the lock, on a slow machine."""
_READ_BYTES = 200_000
"""Of the end of an event file: more than what is said in a run, so one look is enough."""


class Log(NamedTuple):
    """The events of one run; `command` is run, retry or wait."""

    path: Path
    sandbox: bool
    command: str


class GoingOnError(errors.UsageError):
    """A run goes on already; `go` is the address of its page."""

    def __init__(self, place: workspace.Place, *, sandbox: bool) -> None:
        super().__init__(words.GOING_ON)
        self.go = f"/c/{place.slug}/{'rehearse' if sandbox else 'send'}?going=on"


def start(place: workspace.Place, command: str, *options: str, sandbox: bool = False) -> Log:
    """Start `batchgen COMMAND … --json` for a campaign, on its own from now on.

    Of two that come at the same moment one wins. Raises GoingOnError for the other, and errors.UsageError if
    the run cannot be started.
    """
    with _starting:
        refuse_second(place, sandbox=sandbox)
        return _started(place, command, *options, sandbox=sandbox)


def _started(place: workspace.Place, command: str, *options: str, sandbox: bool) -> Log:
    folder = place.folder / workspace.OWN
    moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%f")
    path = folder / f"{_kind(command, sandbox=sandbox)}-{moment}-{command}.jsonl"
    asked = line(place, command, "--json", *options, sandbox=sandbox)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        with path.open("xb") as out, path.with_suffix(".err").open("xb") as said:
            _children[path] = _detached(asked, out, said, place.folder)
    except OSError as error:
        raise errors.UsageError(words.not_started(error.strerror)) from error
    return Log(path, sandbox, command)


def stop(place: workspace.Place, *, sandbox: bool) -> None:
    """Ask a run to end in order, whoever started it on this computer.

    Raises errors.UsageError if there is none.
    """
    found = campaigns.opened(place)
    path = found.state_path(sandbox=sandbox)
    if path is None or found.holder(sandbox=sandbox) is None:
        raise errors.UsageError(words.NO_RUN)
    stop_file.place(path).touch()


def rehearsed(found: campaigns.Open, given: Mapping[str, object], *, some: int) -> list[str]:
    """Return the options for a choice of whom to rehearse: all, a `row`, or `some` who cover the script.

    Raises errors.UsageError for another choice, errors.TemplateError for a script that cannot be read.
    """
    choice, number = str(given.get("choice", "some")), str(given.get("row", ""))
    if choice == "row" and not number.isdigit():
        raise errors.UsageError(words.WRITE_ROW)
    if choice not in {"some", "all", "row"}:
        raise errors.UsageError(words.CHOOSE_WHOM)
    if choice == "some":
        with found.lock:
            number = ",".join(map(str, editing.covering(found.drafts(), some)))
        if not number:
            raise errors.UsageError(words.NO_ROW_YET, hint=words.CHECK_SHOWS)
    return [] if choice == "all" else ["--rows", number]


def ask(
    place: workspace.Place, command: str, *options: str, seconds: float, sandbox: bool = False
) -> subprocess.CompletedProcess[bytes]:
    """Wait for a command about a campaign that ends by itself. Raises subprocess.TimeoutExpired."""
    return call(place, line(place, command, *options, sandbox=sandbox), seconds=seconds)


def call(
    place: workspace.Place, line: Sequence[str], *, seconds: float
) -> subprocess.CompletedProcess[bytes]:
    """Wait for a command that `line` or `alone` gave. Raises subprocess.TimeoutExpired."""
    return subprocess.run(  # noqa: S603 - our own program with options that we chose
        line, cwd=place.folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
    )


def said(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """Return the lines that a command printed, its words before its data."""
    text = (done.stderr + done.stdout).decode("utf-8", "replace")
    return [line.removeprefix("Error: ") for line in text.splitlines() if line.strip()]


def complaint(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return what a command said on its error stream."""
    return done.stderr.decode("utf-8", "replace").strip().removeprefix("Error: ")


def refuse_second(place: workspace.Place, *, sandbox: bool) -> None:
    """Raise GoingOnError while a run goes on, of this app or of a terminal."""
    # A child that was started a moment ago does not hold the lock yet.
    known = [*logs(place, sandbox=sandbox), *logs(place, sandbox=sandbox, command="download")]
    just_started = any(is_alive(log) for log in known)
    if just_started or campaigns.opened(place).holder(sandbox=sandbox) is not None:
        raise GoingOnError(place, sandbox=sandbox)


def alone(command: str, *options: str) -> list[str]:
    """Return the line of a command that is about no campaign."""
    return [sys.executable, "-m", "batchgen", command, *options]


def line(place: workspace.Place, command: str, *options: str, sandbox: bool = False) -> list[str]:
    """Return the line of a command about a campaign."""
    return alone(command, "-c", str(place.file), *options, *(["--sandbox"] if sandbox else []))


def _detached(line: list[str], out: object, said: object, folder: Path) -> subprocess.Popen[bytes]:
    """Start a process that is not ended with the app."""
    apart: dict[str, object] = {"start_new_session": True}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return subprocess.Popen(  # type: ignore[no-any-return,call-overload] # noqa: S603 - our own program with options that we chose
        line,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=said,
        cwd=folder,
        **apart,
    )


_starting = threading.Lock()
_children: dict[Path, subprocess.Popen[bytes]] = {}
"""By event file; kept so that an ended run is no zombie while the app runs (`reap`)."""


def reap() -> None:
    """Take note of runs that ended."""
    for path, child in list(_children.items()):
        if child.poll() is not None:
            del _children[path]


def is_alive(log: Log) -> bool:
    """Return whether a run that this app started goes on, or has only just been started."""
    child = _children.get(log.path)
    return child is not None and child.poll() is None


def _kind(command: str, *, sandbox: bool) -> str:
    return "rehearsal" if sandbox else "films" if command == "download" else "run"


def is_of(log: Log, holder: state.Holder) -> bool:
    """Return whether who holds the run lock is the run of this log: the app may have been started since."""
    try:
        began = dt.datetime.strptime(log.path.stem.split("-")[1] + "+0000", "%Y%m%dT%H%M%S%f%z")
        return 0 <= (dt.datetime.fromisoformat(holder.since) - began).total_seconds() + 1 < _STARTING_SECONDS
    except ValueError:
        return False


def logs(place: workspace.Place, *, sandbox: bool, command: str = "run") -> list[Log]:
    """Return the event files of a campaign's runs, or of its downloads, the newest first."""
    pattern = f"{_kind(command, sandbox=sandbox)}-*.jsonl"
    found = sorted((place.folder / workspace.OWN).glob(pattern), reverse=True)
    return [Log(path, sandbox, path.stem.rpartition("-")[2]) for path in found]


def events(log: Log, *, most: int = _READ_BYTES) -> Iterator[dict[str, object]]:
    """Yield the events at the end of a run's file; a line that is half written is left for the next look."""
    with log.path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - most))
        if size > most:
            stream.readline()
        for line in stream:
            if line.endswith(b"\n"):
                try:
                    yield json.loads(line)
                except ValueError:
                    continue


def words_of(log: Log) -> str:
    """Return what a run said besides its events: why it did not begin."""
    try:
        return log.path.with_suffix(".err").read_text(encoding="utf-8", errors="replace")[-4000:].strip()
    except OSError:
        return ""
