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

from batchgen import atomic, characters, errors, paths, sheets, state
from batchgen.checks import addresses_of
from batchgen.checks.people import forgotten
from batchgen.results import backups
from batchgen.share import forget_account, forget_places, page_folder, publish, traces, unpublish, words

if TYPE_CHECKING:
    from batchgen import tavus

    Clients = Callable[[state.Store], contextlib.AbstractContextManager[tavus.Client]]


@dataclasses.dataclass
class Receipt:
    """What was deleted, what refused and why, what could not be seen, which files of the user's name them."""

    addresses: Sequence[str]
    deleted: list[dict[str, object]] = dataclasses.field(default_factory=list)
    refused: list[dict[str, object]] = dataclasses.field(default_factory=list)
    unseen: list[str] = dataclasses.field(default_factory=list)
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
            "look_later": self.unseen,
            "still_in_your_files": self.yours,
            "kept": words.HASHES.format(path=self.kept),
            "yours_to_do": list(words.ELSEWHERE),
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
        self.folder = folder
        self.addresses = tuple(dict.fromkeys(map(_address, addresses)))
        self._stack = contextlib.ExitStack()
        try:
            self.held = [traces.held(store, self.addresses) for store in self._opened(writing=writing)]
            self.who = traces.Traces(self.addresses, self.held)
            self.search = forget_places.Search(folder, self.who, self.held)
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
    def found(self) -> list[forget_places.Found]:
        """The files that are about them, state files aside."""
        return self.search.found

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
        for database in (found.path for found in self.search.also if found.path.name == "sandbox.db"):
            forget_account.delete_rehearsed(database.parent, self.who, receipt)
        kept = [set(self._take_back(each, receipt, clients)) for each in self.held]
        for found in self.found:
            self._clear(found, receipt, in_sheet=in_sheet)
        for each, jobs in zip(self.held, kept, strict=True):
            _renew_digests(each.store)
            self._erase(each, receipt, jobs)
        self._look_again(receipt)
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
        top = self.top_of(found.path)
        if found.how == "yours" or (found.how == "sheet" and not in_sheet):
            receipt.yours.append(str(found.path))
        elif found.path.exists():  # else it lay in a folder that is gone
            try:
                self._delete(found, top)
            except (errors.SheetError, OSError) as error:
                receipt.refuse(found.what, found.path, str(error))
            else:
                receipt.delete(found.what, top, **({"rows": found.rows} if found.rows else {}))

    def _delete(self, found: forget_places.Found, top: Path) -> None:
        if found.how == "lines":
            left = self.search.other_lines(found.path)
            with atomic.replacing(found.path) as out:
                out.write(left.encode("utf-8", "surrogateescape"))
        elif found.how in {"rows", "sheet"}:
            self._drop_rows(found)
        elif top.is_dir():
            shutil.rmtree(top)
        else:
            top.unlink()

    def _drop_rows(self, found: forget_places.Found) -> None:
        """Take rows out of a table; if that is not enough, one that can be written again is deleted."""
        is_original = found.how == "sheet" or ".bak" in found.path.name
        try:
            sheets.remove_rows(self.search.open(found.path), self.who.have)
        except errors.SheetLockedError:
            raise
        except errors.SheetError:
            if is_original:
                raise
            found.path.unlink()
            return
        if self.who.are_in(forget_places.text_of(found.path), "named"):
            if is_original:
                raise errors.SheetError(words.STILL_IN.format(name=found.path.name))
            found.path.unlink()

    def _erase(self, each: traces.Held, receipt: Receipt, kept: set[int]) -> None:
        jobs = [job.id for job in each.jobs if job.id not in kept]
        each.store.forget(jobs, [*self.addresses, *self.who.names])
        try:
            each.store.close()
        except errors.StateError as error:
            receipt.refuse("state file", each.store.path, error.message)
            return
        if kept:
            receipt.refuse("state file", each.store.path, words.KEPT)
        if jobs:
            receipt.delete("rows in a state file", each.store.path, rows=len(jobs))

    def _look_again(self, receipt: Receipt) -> None:
        """Look again into what named them; that the user's own files still do is no refusal."""
        refused = {str(each["where"]) for each in receipt.refused}
        for found in (each for each in (*self.found, *self.search.also) if str(each.path) not in refused):
            is_yours = found.how in {"yours", "sheet"}
            # An attempt keeps its token and the id of its video.
            sign: traces.Sign = "address" if is_yours else "said" if found.how == "state" else "named"
            if not self.who.are_in(forget_places.text_of(found.path), sign):
                continue
            if not is_yours:
                receipt.refuse(found.what, found.path, words.STILL_THERE)
            elif str(found.path) not in receipt.yours:
                receipt.yours.append(str(found.path))


def _address(text: str) -> str:
    """Return an address as it is compared. Raises errors.UsageError for what is not one."""
    found = addresses_of(characters.trimmed(text))
    if len(found) != 1:
        raise errors.UsageError(words.NO_ADDRESS.format(text=text))
    return found[0]


def _renew_digests(store: state.Store) -> None:
    """Let the next run know the files as they are now: it keeps copies of what others have changed."""
    known: dict[str, list[str]] = json.loads(store.meta(backups.WRITTEN) or "{}")
    now = {name: store.path.parent / name for name in known}
    renewed = {name: [sheets.digest(path)] for name, path in now.items() if path.is_file()}
    if {**known, **renewed} != known:
        store.set_meta(backups.WRITTEN, json.dumps({**known, **renewed}, ensure_ascii=False))


def _take_down(each: traces.Held, receipt: Receipt) -> Iterator[int]:
    """Delete their pages from their web space; yield the jobs whose page is still there."""
    pages = [page for page in each.pages() if unpublish.is_out(page)]
    try:
        faults = unpublish.deleted(each.store, pages)
    except errors.BatchgenError as error:
        said = unpublish.Fault(f"{error.message} {error.hint}".strip(), is_there=True)
        faults = dict.fromkeys((page.job_id for page in pages), said)
    for page in pages:
        where, fault = page_folder.address(page.base_url, page.code), faults.get(page.job_id)
        if fault is None:
            receipt.delete("page", where)
        elif fault.is_there:
            receipt.refuse("page", where, fault.words)
            yield page.job_id
        else:
            receipt.delete("page", where)
            receipt.unseen.append(words.UNSEEN.format(page=where, why=fault.words))
