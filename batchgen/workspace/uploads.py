"""Uploads: sheets that were dropped, kept aside until somebody says what they are for."""

from __future__ import annotations

import contextlib
import itertools
import re
import secrets
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from batchgen import errors, new_campaign, settings, sheets, workspace
from batchgen.checks import odd_rows
from batchgen.plan.failures_file import failures_match
from batchgen.workspace import campaigns, words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

FOLDER = Path(workspace.OWN, "uploads")
_ID = re.compile(r"[0-9a-f]{32}")
_FORBIDDEN = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f\ud800-\udfff]|^\.+')
"""What no name of a file may hold on some system; a campaign's own files are called by its name."""
_ALIKE = 0.8
"""The part of the columns that two sheets share when one is likely a later copy of the other."""
_WORDS = {
    "protected": (words.PROTECTED, words.SAVE_WITHOUT),
    "encoding": (
        words.ENCODING,
        words.SAVE_AS_UTF8,
    ),
    "old-excel": (words.OLD_EXCEL, words.RENAME_XLS),
}
_OLD_SECONDS = 24 * 3600
"""Age of an upload that nobody wants any more."""


class Upload(NamedTuple):
    """A sheet that was dropped; `id` names it in calls."""

    id: str
    path: Path


async def receive(found: workspace.Workspace, name: str, chunks: AsyncIterator[bytes]) -> Upload:
    """Keep what is sent as a file of that name. Raises errors.SheetError for a name that will not do."""
    name = name.replace("\\", "/").rpartition("/")[2].strip()
    if not name or name.startswith(".") or not name.isprintable() or len(name.encode()) > 200:
        raise errors.SheetError(words.BAD_NAME, hint=words.RENAME_AND_DROP)
    _tidy(found.folder / FOLDER)
    upload_id = secrets.token_hex(16)
    upload = Upload(upload_id, found.folder / FOLDER / upload_id / name)
    upload.path.parent.mkdir(mode=0o700, parents=True)
    try:
        with upload.path.open("xb") as out:
            async for chunk in chunks:
                out.write(chunk)
    except BaseException:
        drop(upload)
        raise
    return upload


def _tidy(folder: Path) -> None:
    """Delete what was dropped long ago and never used."""
    for old in folder.glob("*"):
        if time.time() - old.stat().st_mtime > _OLD_SECONDS:
            shutil.rmtree(old, ignore_errors=True)


def find(found: workspace.Workspace, upload_id: str) -> Upload:
    """Return an upload. Raises errors.UsageError if it is not there any more."""
    folder = found.folder / FOLDER / upload_id
    path = next(iter(folder.iterdir()), None) if _ID.fullmatch(upload_id) and folder.is_dir() else None
    if path is None:
        raise errors.UsageError(words.SHEET_GONE, hint=words.DROP_AGAIN)
    return Upload(upload_id, path)


def drop(upload: Upload) -> None:
    """Delete an upload."""
    shutil.rmtree(upload.path.parent, ignore_errors=True)


def read(upload: Upload) -> tuple[sheets.Sheet, int]:
    """Open an upload and count its rows. Raises errors.SheetError in the words of the app."""
    try:
        sheet = sheets.open_sheet(upload.path)
        return sheet, sum(
            not row.hidden and not row.odd for row in odd_rows.OddRows(sheet.columns).marked(sheet.rows())
        )
    except errors.SheetError as error:
        if error.kind not in _WORDS:
            raise
        message, hint = _WORDS[error.kind]
        raise errors.SheetError(message, hint=hint, kind=error.kind) from error


def failures_of(found: workspace.Workspace, upload: Upload) -> workspace.Place | None:
    """Return the campaign whose list of failed rows this is. Raises errors.SheetError if it is not here."""
    if not sheets.may_be_failures(upload.path):
        return None
    sheet = sheets.open_sheet(upload.path, recorded=sheets.FAILURE_HEADERS)
    named = failures_match.campaigns(sheet)
    if not named:
        return None
    for place in found.places():
        with contextlib.suppress(errors.BatchgenError):
            current = campaigns.opened(place)
            for sandbox in (False, True):
                with current.reading(sandbox=sandbox) as store:
                    if store and store.campaign_id() in named:
                        return place
    raise errors.SheetError(
        words.FAILURES_ELSEWHERE,
        hint=words.OPEN_THERE,
    )


def like(found: workspace.Workspace, upload: Upload, sheet: sheets.Sheet) -> Iterator[campaigns.Open]:
    """Yield the campaigns whose sheet this looks like: by its name, or by most of its columns."""
    mine = {column.name for column in sheet.columns if column.name and not column.ours}
    for place in found.places():
        with contextlib.suppress(errors.BatchgenError):
            current = campaigns.opened(place)
            path = current.settings.sheet
            theirs = {column.name for column in current.sheet.columns if column.name and not column.ours}
            alike = len(mine & theirs) >= _ALIKE * len(mine | theirs)
            if not isinstance(path, Path) or path.suffix.lower() != upload.path.suffix.lower():
                continue
            if alike or path.name.casefold() == upload.path.name.casefold():
                yield current


def update(upload: Upload, current: campaigns.Open) -> Path:
    """Put an upload in the place of a campaign's sheet; return where the old one is kept.

    It is read as the campaign reads its sheet first. Raises errors.SheetError, errors.UsageError.
    """
    path, given = current.settings.sheet, current.settings
    if not isinstance(path, Path) or path.suffix.lower() != upload.path.suffix.lower():
        raise errors.UsageError(words.OTHER_KIND, hint=words.SAME_KIND)
    sheets.open_sheet(
        upload.path, worksheet=given.worksheet, header_row=given.header_row, encoding=given.encoding
    )
    names = (path.with_name(f"{path.name}.bak{number or ''}") for number in itertools.count())
    backup = next(name for name in names if not name.exists())
    sheets.check_writable(path)
    sheets.keep_copy(path, backup)
    sheets.keep_copy(upload.path, path)
    drop(upload)
    return backup


def begin(
    found: workspace.Workspace, upload: Upload, name: str, *, like: workspace.Place | None = None
) -> workspace.Place:
    """Make a campaign from an upload: with a first script for its columns, or `like` another campaign."""
    read(upload)
    name = _named(name) or _named(upload.path.stem)
    if like is None:
        files = new_campaign.own_files(upload.path, upload.path.name, {"name": name})
    else:
        files = new_campaign.repeated(like.settings(), upload.path.name, name)
    made = _placed(found, name, {**files, upload.path.name: upload.path.read_bytes()})
    if like is not None and (key := settings.read_key(like.settings())):
        settings.save_key(made.folder, key)
    drop(upload)
    return made


def _named(text: str) -> str:
    """Return a campaign's name as one that can stand in names of files, on each system."""
    return " ".join(_FORBIDDEN.sub(" ", text).split())[:80]


def sample(found: workspace.Workspace) -> workspace.Place:
    """Make the sample campaign."""
    return _placed(found, "Sample", new_campaign.sample_files())


def _placed(found: workspace.Workspace, name: str, files: Mapping[str, bytes]) -> workspace.Place:
    """Make a campaign's folder with its files, or none at all."""
    made = found.new(name)
    try:
        new_campaign.write(made.folder, files)
        made.settings()
    except (errors.BatchgenError, OSError) as error:
        shutil.rmtree(made.folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise errors.UsageError(words.no_campaign(error.strerror)) from error
        raise
    return made


def described(found: workspace.Workspace, upload: Upload) -> Mapping[str, object]:
    """Return what a dropped sheet is, for the page that asks what to do with it; drop what cannot be read.

    Raises errors.SheetError.
    """
    try:
        owner = failures_of(found, upload)
        sheet, people = read(upload)
        known = [] if owner else list(like(found, upload, sheet))
    except errors.BatchgenError:
        drop(upload)
        raise
    if owner:
        drop(upload)
        return {"failures": {"slug": owner.slug, "name": campaigns.opened(owner).name}}
    return {
        "id": upload.id,
        "file": upload.path.name,
        "name": upload.path.stem.replace("_", " ").strip().capitalize(),
        "people": people,
        "columns": sum(bool(column.name) and not column.ours for column in sheet.columns),
        "known": [{"slug": each.place.slug, "name": each.name} for each in known[:5]],
    }
