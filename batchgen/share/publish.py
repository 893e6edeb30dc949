"""Publish: the pages of ready videos on a web space, what changed alone, each read back by its link."""

from __future__ import annotations

import collections
import concurrent.futures
import contextlib
import dataclasses
import shlex
import threading
import urllib.parse
from typing import TYPE_CHECKING

from batchgen import atomic, checks, errors, models, state
from batchgen.results import page_owners
from batchgen.share import page_folder, read_back, space, words
from batchgen.tavus import service_url

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    from batchgen import campaign

_IN_A_ROW = 3
"""Pages that the space did not take, after which no other is tried."""
_TOGETHER = 100
"""Pages that are read back before the state file is told."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to publish: to which space (empty: the last one), or `done`, which only reads back.

    `verify` is how many pages are read back, None for all; `again` sends pages that were taken back, too.
    """

    to: str = ""
    done: bool = False
    verify: int | None = None
    again: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class PageSent(models.Event):
    """The page of a row is on the space (`files` of it were sent now), or is not, for a reason in words."""

    row: int
    files: int
    error: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Published(models.Event):
    """What became of all: pages meant, files sent, pages that answered, the rows of each fault, not tried."""

    pages: int
    files: int
    answered: int
    faults: Mapping[str, Sequence[int]]
    unsent: int


@contextlib.contextmanager
def held(state_path: Path) -> Iterator[None]:
    """Have the pages of a campaign alone; runs go on beside. Raises errors.StateInUseError."""
    path = state_path.with_name(f"{state_path.name}.pages")
    try:
        lock = state.RunLock(path)
    except errors.StateInUseError:
        holder = state.holder(path)
        who = holder.words() if holder is not None else ""
        raise errors.StateInUseError(words.busy(who), hint=words.WAIT) from None
    try:
        yield
    finally:
        lock.release()


class Publisher:
    """Publishes the pages of a batch, which may be open for reading only. `hook` sees each step, for tests.

    Raises errors.UsageError if the campaign has no pages, or they have ended.
    """

    def __init__(
        self, batch: campaign.Batch, order: Order, *, hook: Callable[[str], None] = lambda _: None
    ) -> None:
        page = batch.settings.page
        if page is None:
            raise errors.UsageError(words.NO_PAGE, hint=words.ADD_PAGE)
        if page.has_ended:
            raise errors.UsageError(words.PAST.format(day=page.expires), hint=words.ANOTHER_DAY)
        self._batch, self._store, self._order, self._hook = batch, batch.store, order, hook
        self._base = page.base_url
        self._mark = page_folder.mark(batch.store.campaign_id())
        self._folder = page_folder.folder_of(batch.settings, batch.store)
        self._ended, self._asked = threading.Event(), False
        self._faults: dict[str, list[int]] = collections.defaultdict(list)
        self._unsent = self._files = 0

    def stop(self) -> None:
        """Begin no other page; what was begun is gone on with next time."""
        self._asked = True
        self._ended.set()

    def events(self) -> Generator[models.Event, None, None]:
        """Do it and yield what happens, `Published` last.

        Raises errors.UsageError, errors.StateInUseError and space.SpaceError before any page is sent.
        """
        with held(self._batch.state_path):
            owners, left = self._owners()
            for why, numbers in left.items():
                yield models.Notice(words.left(checks.named_rows(numbers), why), level="warning")
            if rowless := self._rowless():
                yield models.Notice(words.rowless(rowless), level="warning")
            shared = self._shared_files()
            self._check_base(must=self._order.done)
            if not self._order.done:
                target = self._opened(owners)
                self._send_shared(shared, target)
                self._check_base(target, must=True)
                yield from self._send(owners, target)
            answered = 0 if self._asked else self._read_back(owners)
            yield Published(
                pages=len(owners),
                files=self._files,
                answered=answered,
                faults=self._faults,
                unsent=self._unsent,
            )
        if self._asked:
            raise errors.InterruptedRunError("Stopped.", hint=words.GO_ON)

    # before anything is sent

    def _owners(self) -> tuple[list[page_owners.Owner], Mapping[str, Sequence[int]]]:
        jobs = page_owners.of_rows(self._batch.joined(), self._batch.settings.rows)
        owners, left = page_owners.publishable(jobs, self._store, again=self._order.again)
        if not owners:
            reasons = [words.left(checks.named_rows(numbers), why) for why, numbers in left.items()]
            raise errors.UsageError(words.nobody(reasons), hint="" if reasons else words.MAKE_THEM)
        return owners, left

    def _rowless(self) -> int:
        """Return how many pages lie on the space whose row is gone from the sheet."""
        known = {job.id for _, job in page_owners.of_rows(self._batch.joined())}
        return sum(bool(page.sent) and page.job_id not in known for page in self._store.page_codes())

    def _shared_files(self) -> list[Path]:
        """Return the files of all pages, robots.txt first: it says whose the place is."""
        found = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        files = [file for file in found if file.suffix in space.TYPES and file.suffix != ".html"]
        if self._folder / page_folder.ROBOTS not in files:
            raise errors.UsageError(words.NO_PAGES.format(folder=self._folder), hint=words.MAKE_THEM)
        if (other := page_folder.made_for(self._folder)) not in {"", self._base}:
            raise errors.UsageError(
                words.MADE_FOR.format(base_url=other, now=self._base), hint=words.MAKE_THEM
            )
        return sorted(files, key=lambda file: file.name != page_folder.ROBOTS)

    def _opened(self, owners: Sequence[page_owners.Owner]) -> space.Space:
        """Return the space, if it is, or can be, this campaign's."""
        known = (owner.page.space for owner in owners if owner.page.space)
        url = space.normal(self._order.to or next(known, ""))
        if self._batch.settings.sandbox and space.scheme(url) in space.REMOTE:
            raise errors.UsageError(words.FOR_YOU_ALONE, hint=words.TO_A_FOLDER)
        self._check_moved(url)
        if url == str(self._folder.resolve()):
            raise errors.UsageError(words.THERE_ALREADY.format(folder=url), hint=words.ONLY_READ)
        target = space.Space(url)
        if (lying := target.read(page_folder.ROBOTS)) is not None:
            self._check_mark(lying.decode("utf-8", "replace"), url)
        return target

    def _check_moved(self, url: str) -> None:
        """Refuse a second place: nobody would know of the pages at the first one, and they name people."""
        pages = [page for page in self._store.page_codes() if page.sent and not page.unpublished_at]
        if others := [page.space for page in pages if page.space not in {"", url}]:
            raise errors.UsageError(words.lie_elsewhere(len(others), others[0]), hint=words.TAKE_BACK_FIRST)

    def _check_mark(self, text: str, where: str) -> None:
        if self._mark not in text:
            why = words.taken(where, by_campaign=page_folder.MARK in text)
            raise errors.UsageError(why, hint=words.ONE_PLACE)

    def _check_base(self, target: space.Space | None = None, *, must: bool) -> None:
        """Refuse a base URL that shows another campaign or, with `must`, anything but this one."""
        text, why = read_back.text(f"{self._base}/{page_folder.ROBOTS}")
        if page_folder.MARK in text:
            self._check_mark(text, self._base)
        elif must:
            hint = _show_here(self._base, target.url) if target is not None else ""
            raise errors.UsageError(words.elsewhere(self._base, why), hint=hint or words.SAME_PLACE)

    # sending

    def _send_shared(self, files: Sequence[Path], target: space.Space) -> None:
        for file in files:
            if target.read(file.name) != file.read_bytes():
                self._hook(f"send {file.name}")
                target.send(file, file.name)
                self._files += 1

    def _send(self, owners: Sequence[page_owners.Owner], target: space.Space) -> Iterator[PageSent]:
        in_a_row = 0
        with concurrent.futures.ThreadPoolExecutor(target.at_once, "publish") as pool:
            futures = [pool.submit(self._one, owner, target) for owner in owners]
            try:
                for future in concurrent.futures.as_completed(futures):
                    done = future.result()
                    if done is None:
                        self._unsent += 1
                        continue
                    yield done
                    self._files += done.files
                    in_a_row = in_a_row + 1 if done.error else 0
                    if done.error:
                        self._faults[done.error].append(done.row)
                    if in_a_row == _IN_A_ROW:
                        self._ended.set()
            finally:
                self._ended.set()

    def _one(self, owner: page_owners.Owner, target: space.Space) -> PageSent | None:
        if self._ended.is_set():
            return None
        try:
            return PageSent(owner.row, self._send_page(owner.page, target))
        except space.SpaceError as error:
            return PageSent(owner.row, 0, error.message)

    def _send_page(self, page: state.PageCode, target: space.Space) -> int:
        """Send what is new of a page, itself last; return how many files that were.

        The state file hears of every file before it goes, and with the next one that it is there. What was on
        its way when a program was killed is compared, and not sent again if it lies there whole.
        """
        sent, count = (dict(page.sent) if page.space == target.url else {}), 0
        for name in sorted(page.made, key=lambda name: (name == page_folder.INDEX, name)):
            digest, place, file = page.made[name], f"{page.code}/{name}", self._folder / page.code / name
            if sent.get(name) == digest:
                continue
            size = _size_of(file, digest)
            began = sent.get(name) == ""
            if not began:
                self._note(page, target, sent := sent | {name: ""})
            if not began or not target.holds(place, digest, size):
                self._hook(f"send {place}")
                target.send(file, place)
                count += 1
            self._hook(f"note {place}")
            sent[name] = digest
        for name in sent.keys() - page.made.keys():
            target.delete(f"{page.code}/{name}")
            del sent[name]
        if sent != page.sent or page.space != target.url:
            self._note(page, target, sent)
        return count

    def _note(self, page: state.PageCode, target: space.Space, sent: Mapping[str, str]) -> None:
        self._store.page_sent(page.job_id, sent, space=target.url, base_url=self._base)

    # reading back

    def _read_back(self, owners: Sequence[page_owners.Owner]) -> int:
        """Read pages back, write down what came of it, and return how many answered."""
        now = {page.job_id: page for page in self._store.page_codes()}
        pages = [(owner.row, now[owner.page.job_id]) for owner in owners]
        whole = [(row, page) for row, page in pages if self._order.done or page.sent == page.made]
        asked = whole[:: max(1, len(whole) // (self._order.verify or len(whole) or 1))][: self._order.verify]
        answered = 0
        for start in range(0, len(asked), _TOGETHER):
            some = asked[start : start + _TOGETHER]
            found = read_back.faults([file for _, page in some for file in self._wanted(page)])
            good = [page for _, page in some if not self._fault(page, found)]
            self._answered(good)
            self._failed([page for _, page in some if page not in good])
            for row, page in some:
                if fault := self._fault(page, found):
                    self._faults[fault].append(row)
            answered += len(good)
        if answered == len(asked) < len(whole):
            self._answered([page for _, page in whole])
        return answered

    def _wanted(self, page: state.PageCode) -> list[read_back.Wanted]:
        """Return the files of a page as visitors should get them, itself first."""
        place, index = self._folder / page.code, page_folder.INDEX
        others = {name: place / name for name in sorted(page.made.keys() - {index})}
        address = page_folder.address(self._base, page.code)
        return [
            read_back.Wanted(address, index, digest=page.made[index]),
            *(
                read_back.Wanted(address + n, n, size=f.stat().st_size)
                for n, f in others.items()
                if f.is_file()
            ),
        ]

    def _fault(self, page: state.PageCode, found: Mapping[str, str]) -> str:
        return next(filter(None, (found[wanted.url] for wanted in self._wanted(page))), "")

    def _answered(self, pages: Sequence[state.PageCode]) -> None:
        for page in pages if self._order.done else ():
            if not page.space:
                self._store.page_sent(page.job_id, page.made, space="", base_url=self._base)
        self._store.page_answered([page.job_id for page in pages], base_url=self._base)

    def _failed(self, pages: Sequence[state.PageCode]) -> None:
        """Lead no link there; what lies there is compared before it counts as whole again."""
        self._store.page_unanswered([page.job_id for page in pages])
        for page in pages if not self._order.done else ():
            unsure = dict.fromkeys(page.sent, "")
            self._store.page_sent(page.job_id, unsure, space=page.space, base_url=self._base)


def _show_here(base_url: str, folder: str) -> str:
    """Return how a folder is shown at a base URL of this computer, empty for another one."""
    parts = urllib.parse.urlsplit(base_url)
    if not service_url.is_loopback(base_url) or not parts.port or not folder.endswith(parts.path):
        return ""
    return words.SHOW_HERE.format(port=parts.port, folder=shlex.quote(folder.removesuffix(parts.path)))


def _size_of(file: Path, digest: str) -> int:
    """Return the size of a file that is as it was made."""
    with contextlib.suppress(OSError):
        if atomic.digest(file) == digest:
            return file.stat().st_size
    raise space.SpaceError(words.NOT_AS_MADE.format(name=file.name))
