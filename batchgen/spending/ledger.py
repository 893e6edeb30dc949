"""The ledger: what was spent, by day, campaign and owner, from the spending file and the state files."""

from __future__ import annotations

import collections
import csv
import dataclasses
import datetime as dt
import io
import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from batchgen import did_you_mean, errors, identity, state
from batchgen.sheets import formula_guard
from batchgen.spending import reservation, spending_file, words
from batchgen.tavus import service_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from batchgen.spending.purchase import Booking, Purchase
    from batchgen.spending.spending_file import SpendingFile

HEADERS = (
    "date",
    "campaign",
    "owner",
    "videos",
    "estimated_minutes",
    "real_minutes",
    "measured_videos",
    "price",
    "currency",
    "confirmed_by",
)


_EACH = 10
_USUAL = service_url.DEFAULT.removesuffix("/v2")


class Key(NamedTuple):
    """What the videos of a line have in common; `date` is that of this computer's calendar."""

    date: dt.date
    campaign: str
    owner: str
    currency: str
    confirmed_by: str


@dataclasses.dataclass
class Line:
    """Videos that were paid, or may have been, on one day. Minutes and `price` are estimates.

    `real_minutes` are those of the `measured` videos, whose lengths are known; `price` is None if none is.
    """

    key: Key
    videos: int = 0
    minutes: float = 0.0
    real_minutes: float = 0.0
    measured: int = 0
    price: float | None = None

    def cells(self) -> tuple[str, ...]:
        """Return the line as HEADERS name it."""
        date, campaign, owner, currency, confirmed_by = self.key
        return (
            date.isoformat(),
            campaign,
            owner,
            str(self.videos),
            f"{self.minutes:.2f}",
            f"{self.real_minutes:.2f}" if self.measured else "",
            str(self.measured),
            "" if self.price is None else f"{self.price:.2f}",
            currency,
            confirmed_by,
        )


@dataclasses.dataclass
class Total:
    """The sum of some lines: of a month, a campaign or an owner. `prices` go by currency."""

    name: str
    videos: int = 0
    minutes: float = 0.0
    prices: dict[str, float] = dataclasses.field(default_factory=dict)

    def add(self, line: Line) -> None:
        """Take a line in."""
        self.videos += line.videos
        self.minutes += line.minutes
        if line.price is not None:
            currency = line.key.currency
            self.prices[currency] = self.prices.get(currency, 0.0) + line.price


@dataclasses.dataclass(frozen=True)
class Ledger:
    """What was spent, oldest first; `notes` are sentences about what is held, or not known.

    `columns` are the folded names of columns that may hold the owner of a row.
    """

    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def totals(self, name: Callable[[Key], str]) -> list[Total]:
        """Return the sums of the lines that get one name, the latest first."""
        sums: dict[str, Total] = {}
        for line in reversed(self.lines):
            sums.setdefault(name(line.key), Total(name(line.key))).add(line)
        return list(sums.values())

    def total(self) -> Total:
        """Return the sum of all."""
        return next(iter(self.totals(lambda _: "Total")), Total("Total"))

    def csv_text(self) -> str:
        """Return the ledger as CSV, where no spreadsheet runs a cell."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADERS)
        writer.writerows([formula_guard.guarded(cell) for cell in line.cells()] for line in self.lines)
        return out.getvalue()


@dataclasses.dataclass
class _Campaign:
    """A campaign as far as it is known: where its state file was last, and what it booked."""

    name: str
    path: Path
    bookings: list[tuple[Purchase, Booking]] = dataclasses.field(default_factory=list)
    going: Purchase | None = None


def read(folder: Path | None = None, *, by: str = "") -> Ledger:
    """Return what this user's runs spent, or with `folder` what the campaigns in and below it did.

    `by` is the column that holds the owner of a row. What runs that died left is settled first. Raises
    errors.SpendingError, errors.UsageError for a column that no campaign has.
    """
    with spending_file.opened(make=False) as file:
        notes = [] if file is None else list(_settled(file))
        campaigns = {} if file is None else _booked(file)
    if folder is not None:
        campaigns = _in_folder(campaigns, folder.resolve())
    owner, lines = _Owner(by), dict[Key, Line]()
    for campaign_id, name in _names(campaigns).items():
        for line in _lines(campaigns[campaign_id], campaign_id, name, owner):
            _add(lines, line)
    owner.check()
    return Ledger(tuple(lines[key] for key in sorted(lines)), tuple(notes), owner.columns())


def _settled(file: SpendingFile) -> Iterator[str]:
    """Settle what can be settled, and yield what is still held, and why."""
    try:
        reservation.settle(file, doubtful=True)
    except errors.SpendingError as error:
        yield words.not_booked(error.message)
    for run in file.unsettled():
        held = f"{run.videos:,} video{'' if run.videos == 1 else 's'}"
        if run.cost is not None:
            held += f", {run.cost:,.2f} {run.currency}"
        if run.is_lost:
            yield words.state_gone(run.name, run.state, held)
        elif reservation.is_held(run):
            yield words.goes_on(run.name, held)
        else:
            yield words.not_readable(run.name, run.state, held)


def _booked(file: SpendingFile) -> dict[str, _Campaign]:
    found: dict[str, _Campaign] = {}
    runs = {run.id: run for run in file.runs()}
    for run in runs.values():
        elsewhere = "" if run.payer.service == _USUAL else f" at {run.payer.service}"
        campaign = found.setdefault(run.payer.campaign, _Campaign(run.name, run.state))
        campaign.name, campaign.path = f"{run.name}{elsewhere}", run.state
    for run in file.unsettled():
        found[run.payer.campaign].going = run
    for run_id, booking in file.bookings():
        run = runs[run_id]
        found[run.payer.campaign].bookings.append((run, booking))
    return found


def _in_folder(known: Mapping[str, _Campaign], folder: Path) -> dict[str, _Campaign]:
    """Return the campaigns in and below a folder, those that this computer's runs do not know, too."""
    found = {name: each for name, each in known.items() if each.path.is_relative_to(folder)}
    files = itertools.islice(state.files_below(folder), state.MOST_FILES)
    for path in filter(state.is_state_file, files):
        try:
            with state.read_state(path) as store:
                campaign_id, is_real = store.campaign_id(), store.service != "sandbox"
        except errors.StateError:
            continue
        if campaign_id and is_real:
            campaign = known.get(campaign_id) or _Campaign(path.name.removesuffix(".batchgen.db"), path)
            found[campaign_id] = dataclasses.replace(campaign, path=path)
    return found


def _names(campaigns: Mapping[str, _Campaign]) -> dict[str, str]:
    """Return what people call each campaign; of two with one name, the folder too."""
    often = collections.Counter(each.name for each in campaigns.values())
    return {
        campaign_id: each.name if often[each.name] == 1 else f"{each.name} ({each.path.parent.name})"
        for campaign_id, each in campaigns.items()
    }


def _lines(campaign: _Campaign, campaign_id: str, name: str, owner: _Owner) -> Iterator[Line]:
    """Yield a line for each attempt that was paid, or may have been."""
    sent = {each.token: each for each in _attempts(campaign.path, campaign_id)}
    for run, booking in campaign.bookings:
        yield _line(run, booking, sent.pop(booking.token, None), name, owner)
    for attempt in sent.values():
        if attempt.outcome == "not_made":
            continue
        going = campaign.going
        if going is not None and attempt.start_seq > going.mark:
            yield _line(going, reservation.booking(attempt, going), attempt, name, owner)
        else:
            # It was sent before there was a ledger, or from another computer.
            key = Key(_day(attempt.started_at), name, owner.of(attempt), "", "")
            videos, minutes = attempt.videos, attempt.minutes * attempt.videos
            yield _measured(Line(key, videos, minutes), attempt)


def _attempts(path: Path, campaign_id: str) -> list[state.Sent]:
    """Return the attempts of a campaign, none if its state file is gone or cannot be read now."""
    try:
        if not path.is_file():
            return []
        with state.read_state(path) as store:
            return list(store.sent_since(0)) if store.campaign_id() == campaign_id else []
    except errors.StateError:
        return []


def _line(run: Purchase, booking: Booking, attempt: state.Sent | None, name: str, owner: _Owner) -> Line:
    currency = "" if booking.cost is None else run.currency
    key = Key(_day(booking.at), name, owner.of(attempt), currency, run.person)
    return _measured(Line(key, booking.videos, booking.minutes, price=booking.cost), attempt)


def _measured(line: Line, attempt: state.Sent | None) -> Line:
    if attempt is not None and attempt.seconds is not None:
        line.measured, line.real_minutes = 1, attempt.seconds / 60
    return line


def _add(lines: dict[Key, Line], line: Line) -> None:
    total = lines.setdefault(line.key, Line(line.key))
    total.videos += line.videos
    total.minutes += line.minutes
    total.real_minutes += line.real_minutes
    total.measured += line.measured
    if line.price is not None:
        total.price = (total.price or 0.0) + line.price


def _day(moment: str) -> dt.date:
    return dt.datetime.fromisoformat(moment).astimezone().date()


class _Owner:
    """Who owns a row, by its column: "Owner" in any spelling that folds to the same name."""

    def __init__(self, column: str) -> None:
        self._column = column
        self._name = identity.fold(column)
        self._seen: set[str] = set()
        self._asked = 0

    def of(self, attempt: state.Sent | None) -> str:
        """Return the owner; empty where it is not known."""
        # To read the cells of each takes time: without a column to look for, one row of some tells them all.
        self._asked += 1
        if attempt is None or not attempt.cells or not (self._name or self._asked % _EACH == 1):
            return ""
        cells: dict[str, str] = json.loads(attempt.cells)
        self._seen.update(cells)
        return str(cells.get(self._name, "")).strip()

    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns that were seen."""
        return tuple(sorted(self._seen))

    def check(self) -> None:
        """Raise errors.UsageError if there are rows, and none has the column."""
        if self._name and self._seen and self._name not in self._seen:
            raise errors.UsageError(
                words.no_column(self._column),
                hint=did_you_mean.hint(self._name, self._seen) or _columns(self._seen),
            )


def _columns(names: Iterable[str]) -> str:
    return words.columns(", ".join(sorted(names)[:20]))
