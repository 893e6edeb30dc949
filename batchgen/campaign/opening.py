"""Opening what a batch works on: the sheet, the state file, and both again when a run ends."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import encodings, errors, merge, paths, sheets, state
from batchgen.campaign import words
from batchgen.plan import known_files
from batchgen.plan.failures_file import failures_home
from batchgen.results import output_targets, writeback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from batchgen import models
    from batchgen.settings import Settings


@dataclasses.dataclass(frozen=True, slots=True)
class Opened:
    """The files of a batch, and its settings with the campaign that a failures file belongs to.

    `store` is None if there is no state file yet, `held` if it is only read.
    """

    settings: Settings
    sheet: sheets.Sheet
    address: state.Address
    store: state.Store | None
    held: state.RunLock | None


def files(settings: Settings, *, lock: bool | state.RunLock, probe: Callable[[str], None] | None) -> Opened:
    """Open the state file, if there is one, and the sheet. What `Batch.open` raises comes from here.

    A lock that the caller took before stays the caller's.
    """
    settings = failures_home.at_home(settings)
    path = paths.claim(settings) if lock else paths.state(settings)
    address = paths.address(settings, path)
    output_targets.check(settings, path)
    given = lock.lent() if isinstance(lock, state.RunLock) else None
    held = given or (state.RunLock(path) if lock else None)
    found: state.Store | None = None
    try:
        if address.exists(service=service_name(settings)):
            found = store(address, settings, held, probe)
            _refuse_another_list(settings, address, found)
            if lock:
                # Before anything is spent: a run reads all of it anyway.
                found.check_sound(known_files.KINDS)
        return Opened(settings, sheet(settings, found), address, found, held)
    except BaseException as error:
        try:
            explain(found, error)
        finally:
            release(found, held)
        raise


def _refuse_another_list(settings: Settings, address: state.Address, found: state.Store) -> None:
    """Refuse a list that has only its name in common with one elsewhere on this computer.

    A database of many machines knows lists under other paths; a file that was moved is not there any more.
    """
    sheet = paths.sheet_of(settings)
    if address.database is None or not address.database.is_local or sheet is None:
        return
    place = known_files.main_of(found.meta(known_files.LIST)).place.path
    other = Path(place)
    here, there = (Path(os.path.realpath(path)).parent for path in (sheet, other))
    if place and here != there and other.exists() and not sheets.same(sheet, other):
        raise errors.StateError(
            words.another_list(address.name, str(address.database), other), hint=words.NAME_THIS_ONE
        )


@contextlib.contextmanager
def reading(settings: Settings) -> Iterator[state.Store | None]:
    """Open the state for a mere look, None if there is none yet; whichever service it belongs to is right."""
    is_named = isinstance(settings.sheet, Path) or settings.state or settings.database
    address = paths.address(settings) if is_named else None
    service = "sandbox" if settings.sandbox else ""
    if address is None or not address.exists(service=service):
        yield None
        return
    with contextlib.closing(address.read(service=service)) as store:
        yield store


def recall(settings: Settings) -> encodings.Memory | None:
    """Return how the campaign read its list before, None if it did not; for a look without the state file."""
    with reading(settings) as store:
        memory = known_files.memory(store) if store is not None else None
    if memory is None:
        return None

    def knows(words: frozenset[str]) -> bool:
        with reading(settings) as store:
            return store is not None and known_files.memory(store).knows(words)

    return encodings.Memory(memory.encoding, knows)


def stored_kinds(settings: Settings) -> str:
    """Return the kinds of columns that the campaign's state file keeps, if it has one; for a mere look."""
    with reading(settings) as store:
        return store.meta(known_files.COLUMNS) if store is not None else ""


def store(
    address: state.Address,
    settings: Settings,
    held: state.RunLock | None,
    probe: Callable[[str], None] | None,
) -> state.Store:
    """Open the state: for a run with a lock that is held, else for reading. Raises errors.StateError."""
    service = service_name(settings)
    if held is None:
        return address.read(service=service)
    if probe is not None:
        return address.open(service=service, held=held, probe=probe)
    return address.open(service=service, held=held)


def service_name(settings: Settings) -> str:
    """Return the API's base URL as the state file keeps it; a rehearsal's port is another each time."""
    if settings.sandbox:
        return "sandbox"
    return settings.api_url.strip().rstrip("/").removesuffix("/v2")


def sheet(settings: Settings, store: state.Store | None) -> sheets.Sheet:
    """Open the sheet, knowing the headers that we added. Raises errors.SheetError, errors.UsageError."""
    if settings.sheet is None:
        raise errors.UsageError(words.NO_SHEET, hint=words.NAME_SHEET)
    if store is not None and settings.sheet != "-" and not settings.sheet.exists():
        raise errors.SheetError(
            words.no_file(settings.sheet),
            hint=words.results_safe(store.path),
        )
    recorded = json.loads(store.meta(writeback.HEADERS) or "[]") if store else []
    partial = settings.failures_of is not None
    found = sheets.open_sheet(
        settings.sheet,
        # A failures file is written anew: where the headers stand in the list says nothing of it.
        worksheet="" if partial else settings.worksheet,
        header_row=None if partial else settings.header_row,
        encoding=settings.encoding,
        recall=lambda: known_files.memory(store) if store is not None else None,
        recorded=(*recorded, *sheets.FAILURE_HEADERS) if partial else recorded,
        # What still fails may be written over the very file.
        copied=partial and _is_written_over(settings),
    )
    failures_home.check(settings, found, known=store is not None)
    return found


def _is_written_over(settings: Settings) -> bool:
    sheet, failures = settings.sheet, settings.failures
    return isinstance(sheet, Path) and failures is not None and sheets.same(sheet, failures)


def explain(store: state.Store | None, error: BaseException | None) -> None:
    """Report a wrong value in the state file instead of what went wrong because of it."""
    if store is not None:
        store.explain(error, known_files.KINDS)


def release(store: state.Store | None, held: state.RunLock | None) -> None:
    """Close what is open and give the lock back."""
    if store is not None:
        store.close()
    if held is not None:
        held.release()


def keep_audio(address: state.Address, lengths: Mapping[str, float], *, held: state.RunLock | None) -> None:
    """Write down how long sound files are, after a look; it makes a state file for that.

    What cannot be written, or not now, is read again next time. An older file is left as it is.
    """
    if not lengths or not address.path.parent.is_dir() or address.is_older:
        return
    # "": which service the campaign uses is not decided by a look.
    with (
        contextlib.suppress(errors.BatchgenError, OSError),
        contextlib.closing(address.open(service="", held=held)) as store,
    ):
        store.keep_audio(lengths)


def names_a_request(settings: Settings, sheet: sheets.Sheet) -> bool:
    """Return whether the settings name a script and a replica: without them every row would look edited.

    A column does in their place if each row fills it; rows without it got theirs from an option of `run`.
    """
    spoken = settings.template is not None or bool(settings.template_column)
    spoken = spoken or not {"script", "audio_url"}.isdisjoint(settings.fields)
    by_name = {column.name: column for column in sheet.columns if not column.ours}
    audio = tuple(by_name[name] for name in ("audio_url",) if name in by_name)
    asked = [] if spoken else [audio]
    asked += [] if "replica_id" in settings.fields else [merge.replica_columns(by_name)]
    return all(_is_filled(sheet, columns) for columns in asked)


def _is_filled(sheet: sheets.Sheet, columns: tuple[models.Column, ...]) -> bool:
    """Return whether every row fills one of these columns."""
    return bool(columns) and all(
        any("".join(row.cells[column.index : column.index + 1]).strip() for column in columns)
        for row in sheet.rows()
    )
