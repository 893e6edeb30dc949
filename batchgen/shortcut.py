"""Shortcuts: a launcher that opens the app on a folder by a double click, as each system has them.

Linux: an entry in the menu of programs (https://specifications.freedesktop.org/desktop-entry-spec). macOS: a
`.command` file, Windows: a `.cmd` file, both on the desktop. Each opens a window that ends the app when it
is closed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import string
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from batchgen import atomic, errors, words

_MARK = words.MADE_BY
_KEPT_OPEN = f'"$@" || {{ echo; echo "{words.PRESS_ENTER}"; read -r _; }}'
"""What keeps the window of an app that could not start, for its words to be read."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_UNFIT = re.compile(r'[<>:"/\\|?*]+')
"""Characters that Windows has in no file name."""
_PLAIN = frozenset(string.ascii_letters + string.digits + "-._")


class Shortcut(NamedTuple):
    """A launcher that was written, and how people find it."""

    path: Path
    words: str


def write(
    folder: Path,
    *,
    system: str = sys.platform,
    home: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    python: str = sys.executable,
) -> Shortcut:
    """Write the launcher of the app on a folder; again, it is written anew. Raises errors.UsageError.

    `system` is as `sys.platform` names it, `python` the program that runs batchgen.
    """
    home = Path.home() if home is None else home
    # -P: a folder `batchgen` in the folder that a launcher is started in is not the program.
    command = (python, "-P", "-m", "batchgen", "app", str(folder))
    if any(_CONTROL.search(part) for part in command):
        raise errors.UsageError(words.bad_character(str(folder)), hint=words.RENAME_FOLDER)
    name = f"batchgen {_UNFIT.sub(' ', folder.name).strip() or 'campaigns'}"
    if system in _ON_DESKTOP:
        ending, form, quote = _ON_DESKTOP[system]
        path = _free(_desktop(home, environ, folder), name, ending, mine=f"app {quote(str(folder))}")
        return _written(path, form(command), words.double_click(path))
    menu = Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "applications"
    # One entry for each folder, whatever two of them are called.
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:8]
    path = menu / f"batchgen-{mark}.desktop"
    said = words.in_menu(name, path)
    return _written(path, _linux(command, name), said)


def _desktop(home: Path, environ: Mapping[str, str], folder: Path) -> Path:
    """Return the desktop, wherever OneDrive has it; without one the app's own folder."""
    one_drive = environ.get("OneDrive")
    places = [home / "Desktop", *([Path(one_drive) / "Desktop"] if one_drive else [])]
    return next((place for place in places if place.is_dir()), folder)


def _free(place: Path, name: str, ending: str, *, mine: str) -> Path:
    """Return where the launcher goes: what somebody else, or another folder, has there is left alone."""
    for number in range(1, 100):
        path = place / (f"{name}{ending}" if number == 1 else f"{name} {number}{ending}")
        if not os.path.lexists(path) or (_MARK in (text := _text(path)) and mine in text):
            return path
    raise errors.UsageError(words.too_many_files(name, place), hint=words.DELETE_SOME)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
    except OSError:
        return ""


def _written(path: Path, text: str, said: str) -> Shortcut:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic.replacing(path, mode=0o755) as out:
            out.write(text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise errors.UsageError(words.shortcut_why(path, error.strerror)) from error
    except errors.SheetLockedError as error:
        raise errors.UsageError(words.no_shortcut(error.message)) from error
    return Shortcut(path, said)


def _linux(command: tuple[str, ...], name: str) -> str:
    shell = ("/bin/sh", "-c", _KEPT_OPEN, "batchgen", *command)
    icon = Path(__file__).with_name("app") / "static" / "icon.svg"
    return "\n".join(
        (
            "[Desktop Entry]",
            f"# {_MARK}",
            "Type=Application",
            f"Name={_escaped(name)}",
            f"Comment={words.ABOUT_APP}",
            f"Exec={' '.join(map(_in_entry, shell))}",
            f"Icon={_escaped(str(icon))}",
            "Terminal=true",
            "Categories=Office;",
            "",
        )
    )


def _in_entry(argument: str) -> str:
    """Quote an argument of Exec: first as the key wants it, then as every text of an entry."""
    quoted = re.sub(r'(["`$\\])', r"\\\1", argument).replace("%", "%%")
    return _escaped(f'"{quoted}"')


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\")


def _mac(command: tuple[str, ...]) -> str:
    return "\n".join(
        (
            "#!/bin/sh",
            f"# {_MARK}",
            f'echo "{words.CLOSE_WINDOW}"',
            f"exec {shlex.join(command)}",
            "",
        )
    )


def _in_cmd(argument: str) -> str:
    """Quote an argument. A backslash would hide the quotation mark after it, so a drive ends with a point."""
    whole = f"{argument}." if argument.endswith("\\") else argument
    return f'"{whole.replace("%", "%%")}"' if set(whole) - _PLAIN else whole


def _windows(command: tuple[str, ...]) -> str:
    return "\r\n".join(
        (
            "@echo off",
            f"rem {_MARK}",
            # The file is UTF-8, and names in it may have any letter.
            "chcp 65001 >nul",
            f"echo {words.CLOSE_WINDOW}",
            " ".join(map(_in_cmd, command)),
            "if errorlevel 1 pause",
            "",
        )
    )


_ON_DESKTOP: Mapping[str, tuple[str, Callable[[tuple[str, ...]], str], Callable[[str], str]]] = {
    "darwin": (".command", _mac, shlex.quote),
    "win32": (".cmd", _windows, _in_cmd),
}
"""The ending of a launcher, its form, and how a folder is quoted in it."""
