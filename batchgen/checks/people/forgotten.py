"""Forgotten people: keyed hashes of the addresses of those who asked to be forgotten (`batchgen forget`).

No address can be read out of the file, and no later sheet makes these people a video. The file is looked for
beside the sheet and in every folder above it, as git looks for its own: one file covers all campaigns below.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from batchgen import atomic, errors, models
from batchgen import settings as settings_module
from batchgen.checks import email_addresses
from batchgen.checks.people import suppression, words

FILE = Path(".batchgen", "forgotten.json")
"""Beside the campaigns."""


class Forgotten:
    """The forgotten people of some folders; false if there are none."""

    def __init__(self, files: Iterable[tuple[bytes, frozenset[str]]]) -> None:
        self._files = [(key, people) for key, people in files if people]

    def __bool__(self) -> bool:
        return bool(self._files)

    def has(self, address: str) -> bool:
        """Return whether an address, as `email_addresses.of_cell` gives it, is one of theirs."""
        return any(_hash(key, address) in people for key, people in self._files)

    def holds(self, row: models.Row, columns: Sequence[models.Column]) -> bool:
        """Return whether one of these columns of a row has the address of a forgotten person."""
        texts = (row.cells[c.index] for c in columns if c.index < len(row.cells))
        return any(map(self.has, (a for text in texts for a in email_addresses.of_cell(text))))


class Rows:
    """The forgotten people among the rows of one sheet; false if nobody was forgotten here."""

    def __init__(
        self,
        settings: settings_module.Settings,
        columns: Sequence[models.Column],
        rows: suppression.Rows,
    ) -> None:
        self._known = of(settings)
        self._columns = suppression.address_columns(columns, rows) if self._known else ()

    def __bool__(self) -> bool:
        return bool(self._known)

    def holds(self, row: models.Row) -> bool:
        """Return whether a row is a forgotten person's."""
        return self._known.holds(row, self._columns) if self._known else False


def of(settings: settings_module.Settings) -> Forgotten:
    """Return who was forgotten beside a campaign's files. Raises errors.SettingsError for a damaged file."""
    named = (settings.sheet, settings.failures_of, settings.campaign, settings.state)
    return Forgotten(map(_read, _files(path for path in named if isinstance(path, Path))))


def beside(folder: Path) -> Forgotten:
    """Return who was forgotten in a folder, or in one above it. Raises errors.SettingsError."""
    return Forgotten(map(_read, _files([folder / FILE.name])))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    folders = dict.fromkeys(folder for path in paths for folder in path.absolute().parents)
    yield from (folder / FILE for folder in folders if (folder / FILE).is_file())


def _read(path: Path) -> tuple[bytes, frozenset[str]]:
    try:
        found = json.loads(path.read_text("utf-8"))
        key, people = bytes.fromhex(found["key"]), frozenset(map(str, found["people"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise errors.SettingsError(
            words.forgotten_not_read(path, error), hint=words.RESTORE_FORGOTTEN
        ) from error
    return key, people


def note(folder: Path, addresses: Collection[str]) -> Path:
    """Keep in a folder, whole and on disk, that these people are forgotten; return the file.

    Raises errors.SheetLockedError if it cannot be written, errors.SettingsError for a damaged one.
    """
    path = folder / FILE
    known: Collection[str] = ()
    key = secrets.token_bytes(32)
    if path.is_file():
        key, known = _read(path)
    people = sorted({*known, *(_hash(key, address) for address in addresses)})
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with atomic.replacing(path, mode=0o600) as out:
        out.write(json.dumps({"key": key.hex(), "people": people}, indent=1).encode())
    return path


def _hash(key: bytes, address: str) -> str:
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()
