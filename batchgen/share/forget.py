"""Forget: everything about a person who asks for it, deleted in all campaigns of a folder, with a receipt."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from batchgen import atomic, errors, paths, sheets, state
from batchgen.checks.people import forgotten
from batchgen.results import backups
from batchgen.share import (
    forget_account,
    forget_places,
    forget_words,
    page_folder,
    publish,
    traces,
    unpublish,
)

if TYPE_CHECKING:
    from batchgen import tavus

    Clients = Callable[[state.Store], contextlib.AbstractContextManager[tavus.Client]]


@dataclasses.dataclass
class Receipt:
    """What was deleted, what refused and why, and which files of the user's still name the person."""

    addresses: Sequence[str]
    deleted: list[dict[str, object]] = dataclasses.field(default_factory=list)
    refused: list[dict[str, object]] = dataclasses.field(default_factory=list)
    yours: list[str] = dataclasses.field(default_factory=list)
    kept: str = ""
    path: Path | None = None

    def delete(self, what: str, where: object, **facts: object) -> None:
        """Note what was deleted."""
        self.deleted.append({"what": what, "where": str(where), **facts})

    def refuse(self, what: str, where: object, why: str) -> None:
        """Note what was not deleted."""
        self.refused.append({"what": what, "where": str(where), "why": why})

    def write(self, folder: Path) -> Path:
        """Write it into a folder, for its owner only; return the file."""
        now = dt.datetime.now().astimezone()
        self.path = paths.free(folder / f"forget-{now:%Y%m%d-%H%M%S}.json")
        told = {
            "at": now.isoformat(timespec="seconds"),
            "addresses": list(self.addresses),
            "deleted": self.deleted,
            "refused": self.refused,
            "still_in_your_files": self.yours,
            "kept": forget_words.hashes(self.kept),
            "yours_to_do": list(forget_words.ELSEWHERE),
        }
        with atomic.replacing(self.path, mode=0o600) as out:
            out.write(json.dumps(told, indent=2, ensure_ascii=False).encode("utf-8", "replace"))
        return self.path


class Case:
    """The people of some addresses in all campaigns of a folder, open meanwhile. A context manager.

    For writing it holds the run locks of all of them. Raises errors.StateInUseError while one of them runs,
    errors.UsageError for what is not an address, errors.StateError for a state file that cannot be read.
    """

    def __init__(self, folder: Path, addresses: Sequence[str], *, writing: bool) -> None:
        known = traces.folded(addresses)
        for text in (text for text, address in known.items() if not address):
            raise errors.UsageError(forget_words.no_address(text))
        self.folder = folder
        self.addresses = tuple(dict.fromkeys(known.values()))
        self._stack = contextlib.ExitStack()
        try:
            self.stores = self._opened(writing=writing)
            self.held = [traces.held(store, self.addresses) for store in self.stores]
            self.who = traces.Traces(self.addresses, self.held)
            self.search = forget_places.Search(folder, self.who, self.stores, self.held)
            self.found = list(self.search.found())
        except BaseException:
            self._stack.close()
            raise

    def _opened(self, *, writing: bool) -> list[state.Store]:
        found = [p for p in state.files_below(self.folder) if state.is_state_file(p) and p.suffix != ".bak"]
        # All locks first: nothing is changed while one campaign runs.
        locks = [state.RunLock(path) if writing else None for path in found]
        for held in filter(None, locks):
            self._stack.callback(held.release)
        for path in found if writing else ():
            self._stack.enter_context(publish.held(path))
        stores: list[state.Store] = []
        for path, lock in zip(found, locks, strict=True):
            store: state.Store = state.read_state(path)
            if lock is not None:
                store.close()
                store = state.open_wherever(path, held=lock.lent())
            self._stack.callback(store.close)
            stores.append(store)
        return stores

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def is_over(self) -> bool:
        """Whether nothing here is about them any more."""
        return not self.found and not any(each.jobs for each in self.held)

    def unknown(self) -> list[str]:
        """Return the addresses of which nothing is found, and that were not forgotten before."""
        before = forgotten.beside(self.folder)
        held = {address for each in self.held for address in each.addresses()}
        left = [address for address in self.addresses if address not in held and not before.has(address)]
        if len(self.addresses) == 1 and not self.is_over:  # however the files spell it
            return []
        texts = [forget_places.text_of(found.path).casefold() for found in self.found] if left else []
        return [address for address in left if not any(address in text for text in texts)]

    def top_of(self, path: Path) -> Path:
        """Return the folder of a page or a video of theirs that a file lies in, else the file."""
        return next((parent for parent in path.parents if parent.name in self.who.marks), path)

    def forget(self, *, clients: Clients, in_sheet: bool) -> Receipt:
        """Delete everything, the state files last, and return the receipt, which is written.

        `clients` gives what deletes a store's videos. What refused is known afterwards, so the same call
        goes on with it.
        """
        receipt = Receipt(self.addresses)
        receipt.kept = str(forgotten.note(self.folder, self.addresses))
        rehearsals = list(forget_places.rehearsals(self.search))
        for folder in rehearsals:
            forget_account.delete_rehearsed(folder, self.who, receipt)
        kept = [set(self._take_back(each, receipt, clients)) for each in self.held]
        for found in self.found:
            self._clear(found, receipt, in_sheet=in_sheet)
        self._renew_digests()
        for each, jobs in zip(self.held, kept, strict=True):
            self._erase(each, receipt, jobs)
        receipt.yours += [str(p) for p in self._left(receipt) if str(p) not in receipt.yours]
        receipt.write(self.folder)
        return receipt

    def _take_back(self, each: traces.Held, receipt: Receipt, clients: Clients) -> Iterator[int]:
        """Delete pages and videos of one campaign; yield the jobs of which something refused."""
        yield from _take_down(each, receipt)
        if each.store.service == forget_account.REHEARSED:
            refused = str(each.store.path.parent) in {str(line["where"]) for line in receipt.refused}
            yield from (job.id for job in each.jobs if refused)
        else:
            yield from forget_account.delete(each, receipt, clients)

    def _clear(self, found: forget_places.Found, receipt: Receipt, *, in_sheet: bool) -> None:
        if found.how == "yours" or (found.how == "sheet" and not in_sheet):
            receipt.yours.append(str(found.path))
            return
        try:
            if not found.path.exists():  # it lay in a folder that is gone
                return
            if found.how == "delete":
                top = self.top_of(found.path)
                shutil.rmtree(top) if top.is_dir() else top.unlink()
            elif found.how == "lines":
                self._drop_lines(found.path)
            else:
                self._drop_rows(found)
        except (errors.SheetError, OSError) as error:
            receipt.refuse(found.what, found.path, str(error))
        else:
            receipt.delete(
                found.what, self.top_of(found.path), **({"rows": found.rows} if found.rows else {})
            )

    def _drop_rows(self, found: forget_places.Found) -> None:
        """Take rows out of a table; if that is not enough, one that can be written again is deleted."""
        is_original = found.how == "sheet" or ".bak" in found.path.name
        try:
            sheets.remove_rows(self.search.open(found.path), self.who.are_in)
        except errors.SheetLockedError:
            raise
        except errors.SheetError:
            if is_original:
                raise
            found.path.unlink()
            return
        if self.who.named_in(forget_places.text_of(found.path)):
            if is_original:
                raise errors.SheetError(forget_words.still_in(found.path))
            found.path.unlink()

    def _drop_lines(self, path: Path) -> None:
        text, rows = path.read_bytes().decode("utf-8", "surrogateescape"), self.search.rows_near(path)
        kept = [each for each in text.splitlines(keepends=True) if not self.search.line_is_theirs(each, rows)]
        with atomic.replacing(path) as out:
            out.write("".join(kept).encode("utf-8", "surrogateescape"))

    def _renew_digests(self) -> None:
        """Let the next run know the files as they are now: it keeps copies of what others have changed."""
        for store in self.stores:
            known: dict[str, list[str]] = json.loads(store.meta(backups.WRITTEN) or "{}")
            now = {name: store.path.parent / name for name in known}
            renewed = {name: [sheets.digest(path)] for name, path in now.items() if path.is_file()}
            if {**known, **renewed} != known:
                store.set_meta(backups.WRITTEN, json.dumps({**known, **renewed}, ensure_ascii=False))

    def _erase(self, each: traces.Held, receipt: Receipt, kept: set[int]) -> None:
        jobs = [job.id for job in each.jobs if job.id not in kept]
        each.store.forget(jobs, [*self.addresses, *self.who.names])
        try:
            each.store.close()
        except errors.StateError as error:
            receipt.refuse("state file", each.store.path, error.message)
        else:
            if kept:
                receipt.refuse("state file", each.store.path, forget_words.KEPT)
            if jobs:
                receipt.delete("rows in a state file", each.store.path, rows=len(jobs))

    def _left(self, receipt: Receipt) -> Iterator[Path]:
        """Search everything again; yield the user's files that name them. Ours that do are a refusal."""
        refused = {str(each["where"]) for each in receipt.refused}
        for path in forget_places.every_file(self.folder):
            # The lock files are still held: reading one would end its lock.
            text = (
                ""
                if path.name.startswith("forget-") or path.suffix == ".lock"
                else forget_places.text_of(path)
            )
            place = forget_places.of(self.search, path)
            # An attempt keeps its token and the id of its video.
            if not (self.who.said_in if place.how == "state" else self.who.named_in)(text):
                continue
            if place.how in {"yours", "sheet"}:
                yield from [path] if self.who.address_in(text) else []
            elif str(path) not in refused:
                receipt.refuse(place.what, path, forget_words.STILL_THERE)


def _take_down(each: traces.Held, receipt: Receipt) -> Iterator[int]:
    """Delete their pages from their web space; yield the jobs whose page is still there."""
    mine = {job.id for job in each.jobs}
    pages = [p for p in each.store.page_codes() if p.job_id in mine and unpublish.is_out(p)]
    try:
        faults = unpublish.deleted(each.store, pages)
    except errors.BatchgenError as error:
        faults = dict.fromkeys((page.job_id for page in pages), f"{error.message} {error.hint}".strip())
    for page in pages:
        where = page_folder.address(page.base_url, page.code)
        if why := faults.get(page.job_id, ""):
            receipt.refuse("page", where, why)
            yield page.job_id
        else:
            receipt.delete("page", where)
