"""Key file: the API key in a file `.env` beside the campaign, that only its owner can read."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from batchgen import atomic, errors
from batchgen.settings import dotenv_files, words
from batchgen.tavus import keys

_MODE = 0o600
_PLAIN = re.compile(r"[\w.+/=:~-]+", re.ASCII)
_LEAD = re.compile(r"^\s*(?:export\s+)?")
"""What stands before a name: empty lines that belong to it, and a word for the shell."""


@dataclasses.dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where the API key is kept; the key itself is not told.

    `saved_at` is when the file was last written, in UTC. `private` says whether only its owner can read it.
    """

    kind: Literal["environment", "file", "none"]
    path: Path | None = None
    saved_at: dt.datetime | None = None
    private: bool = True


def key_place(folder: Path, environ: Mapping[str, str] | None = None) -> KeyPlace:
    """Return where the key of the campaign in a folder is kept: a variable goes before its `.env`."""
    if (os.environ if environ is None else environ).get(keys.KEY, "").strip():
        return KeyPlace("environment")
    path = folder / ".env"
    try:
        facts = path.stat()
        has_key = bool((dotenv_files.in_file(path).get(keys.KEY) or "").strip())
    except (OSError, UnicodeDecodeError):
        return KeyPlace("none")
    if not has_key:
        return KeyPlace("none")
    private = os.name != "posix" or not facts.st_mode & 0o077
    return KeyPlace("file", path, dt.datetime.fromtimestamp(facts.st_mtime, dt.UTC), private)


def save_key(folder: Path, key: str) -> KeyPlace:
    """Save the API key in a folder's `.env`, whole or not at all; other lines of it stay.

    Raises errors.SettingsError, which does not show the key, for one that is malformed or a file that cannot
    be written.
    """
    key = keys.check(key)
    if key.upper().startswith(keys.KEY) or key[0] in "\"'`":
        raise errors.SettingsError(words.NOT_ONLY_KEY, hint=words.PASTE_KEY)
    path = folder / ".env"
    text = "".join(_lines(_text(path), key))
    if (dotenv_files.in_text(text).get(keys.KEY) or "") != key:
        raise errors.SettingsError(
            words.open_quote(path),
            hint=words.FIND_QUOTE,
        )
    try:
        with atomic.replacing(path, mode=_MODE) as out:
            out.write(text.encode())
    except errors.SheetLockedError as error:
        raise errors.SettingsError(error.message, hint=words.FIX_AND_SAVE) from error
    return key_place(folder, {})


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise errors.SettingsError(words.key_not_saved(path), hint=words.SAVE_FILE) from None
    except OSError as error:
        raise errors.SettingsError(words.cannot_read(path, error.strerror)) from None


def _lines(text: str, key: str) -> Iterator[str]:
    """Yield the lines of a `.env` file, the key in place of the one that stood there, or at the end."""
    from dotenv import parser

    is_saved, last = False, ""
    for binding in parser.parse_stream(io.StringIO(text, newline="")):
        line = binding.original.string
        if binding.key == keys.KEY:
            line = "" if is_saved else f"{_LEAD.findall(line)[0]}{_assigned(key)}"
            is_saved = True
        yield line
        last = line or last
    if not is_saved:
        yield "\n" if last and not last.endswith(("\n", "\r")) else ""
        yield _assigned(key)


def _assigned(key: str) -> str:
    quoted = key.replace("\\", "\\\\").replace("'", "\\'")
    value = key if _PLAIN.fullmatch(key) else f"'{quoted}'"
    return f"{keys.KEY}={value}\n"
