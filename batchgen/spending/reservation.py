"""Reservations: a run holds what its plan may cost before it sends, and books what it sent at its end.

Whoever holds a reservation has a lock of its own, which ends with the process. A reservation whose holder is
gone is settled by whoever sees it, from the state file; one that is held is left alone.
"""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors, state
from batchgen.spending import spending_file, words
from batchgen.spending.purchase import Booking, Purchase

if TYPE_CHECKING:
    from batchgen.spending.spending_file import SpendingFile

_LOCKS = "spending"
"""Folder beside the file: a lock for each run that goes on."""


class _GoneError(Exception):
    """The state file of a run is not there any more, or is another one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reservation:
    """What a run holds until `end`."""

    purchase: Purchase
    lock: state.RunLock

    def end(self, store: state.Store) -> None:
        """Book the run's attempts and give the rest back. Raises errors.SpendingError, StateError.

        Whatever happens, it is not held any more: where it could not be settled, somebody does later.
        """
        try:
            with spending_file.opened(make=False) as file:
                if file is not None:
                    _settle(file, self.purchase, store)
                    _look_again(file, self.purchase.payer.campaign, store)
        finally:
            self.lock.release()


def reserve(purchase: Purchase, store: state.Store, *, check: Callable[[SpendingFile], None]) -> Reservation:
    """Reserve what a run is going to spend; `check` raises if that is too much, and nobody writes meanwhile.

    `store` is the run's own state file, which it holds: what earlier runs of it left is settled first.
    Raises errors.SpendingError where that cannot be written down.
    """
    with spending_file.opened(make=True) as file:
        assert file is not None
        settle(file, store)
        lock = _lock(purchase.id)
        try:
            with file.alone():
                check(file)
                upto = file.booked_upto(purchase.payer.campaign)
                # Attempts that began while the last run was being settled come with this one. A state file
                # that was put back from a copy counts from a lower number again.
                mark = purchase.mark if upto is None else min(upto, purchase.mark)
                purchase = dataclasses.replace(purchase, mark=mark)
                file.add(purchase)
        except BaseException:
            lock.release()
            raise
    return Reservation(purchase, lock)


def settle(file: SpendingFile, store: state.Store | None = None, *, doubtful: bool = False) -> None:
    """Settle every reservation whose holder is gone, and with `doubtful` look for all unknown attempts again.

    `store` is a state file that is open already, by a run that holds it; its unknown attempts are looked for.
    Raises errors.SpendingError.
    """
    own = store.campaign_id() if store is not None else ""
    for purchase in file.unsettled():
        if not purchase.is_lost and is_held(purchase):
            continue
        try:
            with _state_of(purchase, store) as found:
                _settle(file, purchase, found)
        except _GoneError:
            file.lose(purchase)
        except errors.StateError:
            continue  # it cannot be read now: held as it is
        _unlock(purchase.id)
    if store is not None and own:
        _look_again(file, own, store)
    if doubtful:
        _look_everywhere(file)


def is_held(purchase: Purchase) -> bool:
    """Return whether the run that reserved this goes on."""
    return state.holder(_lock_path(purchase.id)) is not None


def new_id() -> str:
    """Return an id for a run."""
    return secrets.token_hex(8)


def _lock_path(run: str) -> Path:
    return spending_file.place().parent / _LOCKS / run


def _lock(run: str) -> state.RunLock:
    path = _lock_path(run)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return state.RunLock(path)
    except (OSError, errors.StateError) as error:
        raise errors.SpendingError(
            words.cannot_write(path.parent, error),
            hint=words.MAKE_ROOM,
        ) from error


def _unlock(run: str) -> None:
    """Remove the lock file of a process that was killed."""
    path = _lock_path(run)
    with contextlib.suppress(OSError):
        path.with_name(f"{path.name}.lock").unlink()


@contextlib.contextmanager
def _state_of(purchase: Purchase, own: state.Store | None) -> Iterator[state.Store]:
    """Open the state file of a run, wherever its campaign is now. Raises _GoneError, errors.StateError."""
    if own is not None and own.campaign_id() == purchase.payer.campaign:
        yield own
        return
    if not purchase.state.exists():
        raise _GoneError
    with contextlib.closing(state.read_state(purchase.state)) as found:
        if found.campaign_id() != purchase.payer.campaign:
            raise _GoneError
        yield found


def _settle(file: SpendingFile, purchase: Purchase, store: state.Store) -> None:
    upto = int(store.meta("sequence", "0"))
    if upto < purchase.mark:
        raise _GoneError  # an older copy of it
    bookings = [booking(sent, purchase) for sent in store.sent_since(purchase.mark)]
    file.settle(purchase, bookings, upto=upto)


def booking(sent: state.Sent, purchase: Purchase) -> Booking:
    """Return an attempt at the price of its run; one without an answer may have been paid.

    A plan's price goes by whole seconds: its videos share it, so that all of them come to what was confirmed.
    """
    minutes, cost = sent.minutes * sent.videos, None
    if purchase.cost is not None:
        cost = purchase.cost * minutes / purchase.minutes if purchase.minutes else 0.0
    outcome = sent.outcome or "unknown"
    return Booking(sent.token, sent.started_at, sent.videos, minutes, cost, outcome)


def _look_again(file: SpendingFile, campaign: str, store: state.Store) -> None:
    """Write what became of a campaign's unknown attempts."""
    _again(file, file.doubtful(campaign), store)


def _again(file: SpendingFile, doubtful: Sequence[tuple[Purchase, str]], store: state.Store) -> None:
    found = [(purchase, store.sent_as(token)) for purchase, token in doubtful]
    known = [booking(sent, purchase) for purchase, sent in found if sent is not None]
    if settled := [each for each in known if each.outcome != "unknown"]:
        file.book_again(settled)


def _look_everywhere(file: SpendingFile) -> None:
    by_campaign: dict[str, list[tuple[Purchase, str]]] = {}
    for purchase, token in file.doubtful():
        by_campaign.setdefault(purchase.payer.campaign, []).append((purchase, token))
    for doubtful in by_campaign.values():
        with contextlib.suppress(_GoneError, errors.StateError), _state_of(doubtful[-1][0], None) as store:
            _again(file, doubtful, store)
