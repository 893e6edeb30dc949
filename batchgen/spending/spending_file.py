"""The spending file: what this user's runs reserved and paid, in one database; all SQL on it stands here.

A run is `open` while it may pay, `settled` once its attempts are booked by their tokens, and `lost` if nobody
can know any more what it paid: then all that it reserved counts as spent when it began.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Self

from batchgen import characters, errors, user_folders
from batchgen.spending import words
from batchgen.spending.purchase import Booking, Payer, Purchase, Used

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from batchgen import settings

NAME = "spending.db"
_VERSION = 2
_SECONDS = 30.0
"""So long another process that writes here is waited for."""

_TABLES = """
CREATE TABLE IF NOT EXISTS runs (
  id          TEXT PRIMARY KEY,
  account     TEXT NOT NULL,        -- mark of the API key, never the key
  service     TEXT NOT NULL,
  campaign    TEXT NOT NULL,        -- the state file's own id
  file        TEXT NOT NULL,        -- campaign.toml, or empty
  name        TEXT NOT NULL,        -- of the campaign, for people
  state       BLOB NOT NULL,        -- path of the state file
  mark        INTEGER NOT NULL,     -- its attempts have higher numbers in the state file
  upto        INTEGER,              -- the highest number that was booked
  status      TEXT NOT NULL,        -- open, settled, lost
  started_at  TEXT NOT NULL,        -- UTC
  person      TEXT NOT NULL,        -- who confirmed it
  videos      INTEGER NOT NULL,     -- what it reserved
  minutes     REAL NOT NULL,
  cost        REAL,
  price       REAL,                 -- of a minute
  currency    TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS bookings (
  token    TEXT PRIMARY KEY,        -- of the attempt in the state file
  run      TEXT NOT NULL REFERENCES runs (id),
  at       TEXT NOT NULL,           -- when it was sent, UTC
  videos   INTEGER NOT NULL,
  minutes  REAL NOT NULL,
  cost     REAL,
  outcome  TEXT NOT NULL            -- made, unknown
);
CREATE TABLE IF NOT EXISTS keys (
  mark     TEXT PRIMARY KEY,        -- of an API key that another one of the same account took over from
  account  TEXT NOT NULL            -- the same for all keys of one account
);
CREATE INDEX IF NOT EXISTS keys_account ON keys (account);
CREATE INDEX IF NOT EXISTS runs_account ON runs (account, service);
CREATE INDEX IF NOT EXISTS runs_campaign ON runs (campaign);
CREATE INDEX IF NOT EXISTS runs_file ON runs (file) WHERE file <> '';
CREATE INDEX IF NOT EXISTS runs_status ON runs (status) WHERE status <> 'settled';
CREATE INDEX IF NOT EXISTS bookings_run ON bookings (run, at);
CREATE INDEX IF NOT EXISTS bookings_unknown ON bookings (outcome) WHERE outcome = 'unknown'
"""

_RUN = "id, account, service, campaign, file, name, state, mark, started_at, person, videos, minutes, cost"
_RUN += ", price, currency, status"
_OF = {
    "account": "r.service = :service AND r.account IN (SELECT :account UNION SELECT other.mark FROM keys"
    " JOIN keys AS other ON other.account = keys.account WHERE keys.mark = :account)",
    "campaign": "(r.campaign = :campaign AND r.campaign <> '' OR r.file = :file AND r.file <> '')",
}
_AMOUNT = {
    "videos": "{0}.videos",
    "minutes": "{0}.minutes",
    # What was sent without a price, or for other money, counts at the price of now.
    "cost": "CASE WHEN r.currency = :currency THEN coalesce({0}.cost, {0}.minutes * :price)"
    " ELSE {0}.minutes * :price END",
}


def place() -> Path:
    """Return where the file stands. Raises errors.SpendingError without a home."""
    try:
        return user_folders.data() / NAME
    except RuntimeError as error:
        raise errors.SpendingError(
            words.NO_HOME,
            hint=words.SET_HOME,
        ) from error


@contextlib.contextmanager
def opened(*, make: bool) -> Iterator[SpendingFile | None]:
    """Open the file; it is made if need be, or None where there is none. Raises errors.SpendingError."""
    path = place()
    if not make and not path.exists():
        yield None
        return
    with contextlib.closing(_connected(path)) as db:
        yield SpendingFile(path, db)


def _connected(path: Path) -> sqlite3.Connection:
    with _reported(path):
        _make(path)
        db = sqlite3.connect(path, isolation_level=None, timeout=_SECONDS, check_same_thread=False)
        try:
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA fullfsync = ON")  # macOS: through the drive's own memory
            _prepare(db, path)
        except BaseException:
            db.close()
            raise
    return db


def _make(path: Path) -> None:
    """Make an empty file that only its owner can read; SQLite gives its journal the same mode."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > _VERSION:
        raise errors.SpendingError(words.newer(path), hint=words.UPGRADE)
    if version == _VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    # Another process may have been quicker.
    if int(db.execute("PRAGMA user_version").fetchone()[0]) < _VERSION:
        for statement in _TABLES.split(";\n"):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {_VERSION}")
    db.execute("COMMIT")


@contextlib.contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise errors.SpendingError(
            words.cannot_write(path, why),
            hint=words.MAKE_ROOM,
        ) from error


class SpendingFile:
    """The open file. Every method raises errors.SpendingError where it cannot be read or written."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path = path
        self._db = db

    @contextlib.contextmanager
    def alone(self) -> Iterator[Self]:
        """Let nobody else write meanwhile; what was written is on disk at the end, or not at all."""
        with _reported(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self
                self._db.execute("COMMIT")
            except BaseException:
                # A full disk has ended the transaction already.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _ask(self, sql: str, values: object = ()) -> list[tuple[object, ...]]:
        with _reported(self.path):
            return self._db.execute(sql, values).fetchall()  # type: ignore[arg-type]

    def used(
        self,
        scope: str,
        payer: Payer,
        unit: settings.Unit,
        *,
        since: str,
        price: float | None,
        currency: str,
    ) -> Used:
        """Return what is used of a budget since a moment (UTC); an open run counts in every period."""
        values = {
            "account": payer.account,
            "service": payer.service,
            "campaign": payer.campaign,
            "file": payer.file,
            "since": since,
            "price": price or 0.0,
            "currency": currency,
        }
        amount, of = _AMOUNT[unit], _OF[scope]
        booked = self._sum(
            f"SELECT sum({amount.format('b')}) FROM runs r JOIN bookings b ON b.run = r.id"
            f" WHERE {of} AND b.at >= :since",
            values,
        )
        runs = f"SELECT sum({amount.format('r')}) FROM runs r WHERE {of} AND r.status ="
        lost = self._sum(f"{runs} 'lost' AND r.started_at >= :since", values)
        return Used(booked + lost, self._sum(f"{runs} 'open'", values))

    def _sum(self, sql: str, values: object) -> float:
        return float(str(self._ask(sql, values)[0][0] or 0.0))

    def join(self, mark: str, other: str) -> None:
        """Note that two API keys, by their marks, are of one account."""
        with self.alone():
            account, was = self._account(mark), self._account(other)
            self._ask("UPDATE keys SET account = ? WHERE account = ?", (account, was))
            for each in (mark, other):
                self._ask("INSERT OR REPLACE INTO keys (mark, account) VALUES (?, ?)", (each, account))

    def _account(self, mark: str) -> str:
        found = self._ask("SELECT account FROM keys WHERE mark = ?", (mark,))
        return str(found[0][0]) if found else mark

    def booked_upto(self, campaign: str) -> int | None:
        """Return up to which number a campaign's attempts are booked, None if none ever were."""
        found = self._ask("SELECT max(upto) FROM runs WHERE campaign = ?", (campaign,))[0][0]
        return None if found is None else int(str(found))

    def add(self, purchase: Purchase) -> None:
        """Reserve what a run is going to spend. Call it in `alone`."""
        payer = purchase.payer
        # A file's name need not be UTF-8, and SQLite stores no other text.
        name, person = characters.one_line(purchase.name), characters.one_line(purchase.person)
        who = (purchase.id, payer.account, payer.service, payer.campaign, payer.file, name)
        what = (purchase.videos, purchase.minutes, purchase.cost, purchase.price, purchase.currency)
        when = (os.fsencode(purchase.state), purchase.mark, purchase.started_at, person)
        self._ask(f"INSERT INTO runs ({_RUN}) VALUES ({'?, ' * 15} 'open')", (*who, *when, *what))

    def unsettled(self) -> list[Purchase]:
        """Return the runs that go on, or died before their attempts were booked."""
        return [_purchase(row) for row in self._ask(f"SELECT {_RUN} FROM runs WHERE status <> 'settled'")]

    def settle(self, purchase: Purchase, bookings: Iterable[Booking], *, upto: int) -> None:
        """Book the attempts of a run, unless somebody else has just done that, and end its reservation."""
        with self.alone():
            ended = self._db.execute(
                "UPDATE runs SET status = 'settled', upto = ? WHERE id = ? AND status <> 'settled'",
                (upto, purchase.id),
            )
            if ended.rowcount:
                self._book(purchase.id, bookings)

    def lose(self, purchase: Purchase) -> None:
        """Count all that a run reserved as spent when it began."""
        with self.alone():
            self._ask("UPDATE runs SET status = 'lost' WHERE id = ? AND status = 'open'", (purchase.id,))

    def book_again(self, bookings: Iterable[Booking]) -> None:
        """Write what became of attempts that were unknown."""
        with self.alone():
            self._book("", bookings)

    def _book(self, run: str, bookings: Iterable[Booking]) -> None:
        for booking in bookings:
            if booking.outcome == "not_made":
                self._ask("DELETE FROM bookings WHERE token = ?", (booking.token,))
                continue
            self._ask(
                "INSERT INTO bookings (run, token, at, videos, minutes, cost, outcome)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (token) DO UPDATE SET videos = excluded.videos, outcome = excluded.outcome",
                (run, *booking),
            )

    def doubtful(self, campaign: str = "") -> list[tuple[Purchase, str]]:
        """Return the tokens of unknown attempts with their runs, of one campaign or of all."""
        rows = self._ask(
            f"SELECT {_of_run()}, b.token FROM bookings b JOIN runs r ON r.id = b.run"
            " WHERE b.outcome = 'unknown' AND ? IN ('', r.campaign)",
            (campaign,),
        )
        return [(_purchase(row[:-1]), str(row[-1])) for row in rows]

    def runs(self) -> list[Purchase]:
        """Return all runs, oldest first."""
        return [_purchase(row) for row in self._ask(f"SELECT {_RUN} FROM runs ORDER BY started_at")]

    def bookings(self) -> Iterator[tuple[str, Booking]]:
        """Yield the id of its run and each booking."""
        sql = "SELECT run, token, at, videos, minutes, cost, outcome FROM bookings ORDER BY at, token"
        for run, token, at, videos, minutes, cost, outcome in self._ask(sql):
            number = None if cost is None else float(str(cost))
            yield (
                str(run),
                Booking(str(token), str(at), int(str(videos)), float(str(minutes)), number, str(outcome)),
            )


def _of_run() -> str:
    return ", ".join(f"r.{name.strip()}" for name in _RUN.split(","))


def _purchase(row: tuple[object, ...]) -> Purchase:
    found = dict(zip((name.strip() for name in _RUN.split(",")), row, strict=True))
    state = found["state"]
    return Purchase(
        id=str(found["id"]),
        payer=Payer(*(str(found[name]) for name in ("account", "service", "campaign", "file"))),
        name=str(found["name"]),
        state=Path(os.fsdecode(state if isinstance(state, bytes) else str(state))),
        mark=int(str(found["mark"])),
        started_at=str(found["started_at"]),
        person=str(found["person"]),
        videos=int(str(found["videos"])),
        minutes=float(str(found["minutes"])),
        cost=_number(found["cost"]),
        price=_number(found["price"]),
        currency=str(found["currency"]),
        is_lost=found["status"] == "lost",
    )


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
