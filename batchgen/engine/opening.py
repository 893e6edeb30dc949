"""Opening what a batch works on: the sheet, the state file, and both again when a run ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from batchgen import errors, sheets, state
from batchgen.engine import home, writeback

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from batchgen.settings import Settings


def store(
    path: Path,
    settings: Settings,
    held: state.RunLock | None,
    probe: Callable[[str], None] | None,
) -> state.StateFile:
    """Open the state file: for a run with a lock that is held, else for reading. Raises errors.StateError."""
    service = service_name(settings)
    if held is None:
        return state.read_state(path, service=service)
    if probe is not None:
        return state.open_state(path, service=service, held=held, probe=probe)
    return state.open_state(path, service=service, held=held)


def service_name(settings: Settings) -> str:
    """Return the API's base URL as the state file keeps it; a rehearsal's port is another each time."""
    if settings.sandbox:
        return "sandbox"
    return settings.api_url.strip().rstrip("/").removesuffix("/v2")


def sheet(settings: Settings, store: state.StateFile | None) -> sheets.Sheet:
    """Open the sheet, knowing the headers that we added. Raises errors.SheetError, errors.UsageError."""
    if settings.sheet is None:
        raise errors.UsageError("No sheet was named.", hint="Give it, or set sheet in campaign.toml.")
    recorded = json.loads(store.meta(writeback.HEADERS) or "[]") if store else []
    partial = settings.failures_of is not None
    found = sheets.open_sheet(
        settings.sheet,
        # A failures file is written anew: where the headers stand in the list says nothing of it.
        worksheet="" if partial else settings.worksheet,
        header_row=None if partial else settings.header_row,
        encoding=settings.encoding,
        likely=settings.list_encoding,
        recorded=(*recorded, *sheets.FAILURE_HEADERS) if partial else recorded,
        # What still fails may be written over the very file.
        copied=partial and settings.failures == settings.sheet,
    )
    home.check(settings, found, known=store is not None)
    return found


def release(store: state.StateFile | None, held: state.RunLock | None) -> None:
    """Close what is open and give the lock back."""
    if store is not None:
        store.close()
    if held is not None:
        held.release()


def names_a_request(settings: Settings, sheet: sheets.Sheet) -> bool:
    """Say whether the settings name a script and a replica: without them every row would look edited."""
    columns = {column.name for column in sheet.columns}
    named = {*settings.fields, *columns}
    spoken = settings.template is not None or bool({"script", "audio_url"} & named) or "template" in columns
    return spoken and bool({"replica_id", "replica"} & named)
