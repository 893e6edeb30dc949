"""Questions to a roster, by name: what the plan counts, tells, pairs and takes over."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, NamedTuple

from batchgen.plan.scratch import pairing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Answer = list[tuple[object, ...]]

_FRESH = "r.job IS NULL AND r.adopted = ''"
"""Rows that nothing is known of."""

_SENDING = "r.decision IN ('send', 'later')"
_PAIRED = "FROM rows r JOIN known k ON k.id = r.job"
_ALIKE = "left_out, decision, replica, job IS NULL"
_FEW = 4
"""Kinds up to which one pass for each is quicker than sorting all rows once."""

NEW = f"r.job IS NULL AND r.same_as IS NULL AND r.adopted = '' AND {pairing.FITS}"
"""The row has no job, and may be somebody."""

GONE = f"k.n IS NULL AND {pairing.PAID}"
_UNPAID = (
    "FROM rows r JOIN bodies b ON b.n = r.n LEFT JOIN known k ON k.id = r.job"
    " WHERE same_as IS NULL AND r.request_hash <> '' AND (job IS NULL"
    f" OR (r.decision = 'send' AND NOT {pairing.PAID} AND NOT r.fixed))"
)
_REPEATED = "SELECT address FROM mailboxes GROUP BY address HAVING count(*) > 1"
_WITH_PROBLEMS = "FROM rows r WHERE problems <> '' AND decision IN"


class Kind(NamedTuple):
    """How many rows are alike, and their minutes, without `unmeasured` audio. `is_new`: no job so far."""

    left_out: str
    decision: str
    replica: str
    is_new: bool
    rows: int
    minutes: float
    unmeasured: int


class Unpaid(NamedTuple):
    """A row that the account may have a video for; `video_id` is what stands in our own column."""

    n: int
    request_json: str
    request_hash: str
    video_id: str


class Outcome(NamedTuple):
    """What a plan does about a row: `decision` is a word of `decisions.Decision`."""

    row: int
    name: str
    decision: str
    minutes: float
    replica: str
    template: str


class Resident(NamedTuple):
    """A row with an address that another row has, too."""

    address: int
    n: int
    row: int
    label: str
    request_hash: str
    is_paid: bool
    is_selected: bool


class Questions(abc.ABC):
    """What may be asked of a roster. `n` counts the sheet's rows from 1, `row` is the sheet's own number."""

    @abc.abstractmethod
    def _ask(self, sql: str, *values: object) -> Answer:
        """Return the rows of a query."""

    @abc.abstractmethod
    def _stream(self, sql: str) -> Iterator[tuple[object, ...]]:
        """Yield the rows of a query, without holding them all."""

    def _count(self, sql: str) -> int:
        return int(str(self._ask(f"SELECT count(*) {sql}")[0][0]))

    def _numbers(self, sql: str) -> list[int]:
        return [int(str(row[0])) for row in self._ask(sql)]

    # counts

    def kinds(self, *, few: int = _FEW) -> list[Kind]:
        """Count the decided rows."""
        found = self._ask(f"SELECT DISTINCT {_ALIKE} FROM rows")
        sums = "count(*), sum(minutes), sum(audio <> '' AND minutes = 0) FROM rows"
        if len(found) > few:
            return [_kind(*row) for row in self._ask(f"SELECT {_ALIKE}, {sums} GROUP BY {_ALIKE}")]
        one = f"SELECT {sums} WHERE ({_ALIKE}) = (?, ?, ?, ?)"
        return [_kind(*values, *self._ask(one, *values)[0]) for values in found]

    def count_gone(self) -> int:
        """Count the jobs with a video, or with one asked for, that the sheet has no row for."""
        return self._count(f"FROM known k WHERE {GONE}")

    def count_paid(self) -> int:
        """Count the jobs with a video, or with one asked for."""
        return self._count(f"FROM known k WHERE {pairing.PAID}")

    def count_new(self, *, decided: bool) -> int:
        """Count the rows that nothing is known of; when all are `decided`, only those to be sent."""
        fresh = _SENDING if decided else "r.same_as IS NULL"
        return self._count(f"FROM rows r WHERE ({_FRESH} AND {fresh}) OR r.decision = 'pair'")

    def count_pairs_left(self) -> int:
        """Count the rows in pairs that are neither sent nor keep the video."""
        return self._count(
            "FROM rows r WHERE r.pair IS NOT NULL AND r.decision NOT IN ('send', 'later', 'accept')"
        )

    def count_waiting(self) -> int:
        """Count the rows that wait for the user's word, as pairs."""
        return self._count("FROM rows WHERE decision = 'pair'")

    def count_paying_again(self) -> int:
        """Count the rows to send that have, or may have, a video."""
        return self._count(f"{_PAIRED} WHERE r.decision = 'send' AND {pairing.PAID}")

    def count_unedited(self) -> int:
        """Count the rows that become outdated though their cells are those of their job."""
        return self._count(
            f"{_PAIRED} WHERE r.decision = 'outdated' AND r.cells_hash = k.cells_hash AND k.outdated = ''"
        )

    def count_alike(self) -> int:
        """Count the rows to send that ask for the very video of an earlier row of somebody else."""
        sending = "FROM rows WHERE decision = 'send' AND same_as IS NULL"
        # SQLite's count(DISTINCT) takes four times as long where rows ask for different videos.
        different = len({hash(digest) for (digest,) in self._stream(f"SELECT request_hash {sending}")})
        return self._count(sending) - different

    def count_unfound(self) -> int:
        """Count the rows of a failures file that nothing tells whose they are."""
        return self._count("FROM rows WHERE job IS NULL AND same_as IS NULL AND decision = 'invalid'")

    # what is told

    def first_gone(self, most: int) -> list[int]:
        """Return the first paid jobs without a row."""
        return self._numbers(f"SELECT k.id FROM known k WHERE {GONE} ORDER BY k.row LIMIT {most}")

    def first_fresh(self, most: int) -> list[tuple[int, str, str]]:
        """Return row, key and label of the first rows to send that nothing is known of."""
        found = self._ask(
            f"SELECT r.row, r.key, r.label FROM rows r WHERE {_FRESH} AND {_SENDING}"
            f" ORDER BY r.n LIMIT {most}"
        )
        return [(int(str(row)), str(key), str(label)) for row, key, label in found]

    def templates(self) -> dict[str, int]:
        """Return how many rows to send each template speaks, most first."""
        found = self._ask(
            "SELECT template, count(*) FROM rows WHERE decision = 'send' AND template <> ''"
            " GROUP BY template ORDER BY 2 DESC, 1"
        )
        return {str(name): int(str(count)) for name, count in found}

    def count_unscripted(self) -> int:
        """Count the rows to send whose own audio file is spoken in place of the campaign's script."""
        return self._count("FROM rows WHERE decision = 'send' AND unscripted")

    def problem_texts(self, decisions: Iterable[str]) -> Iterator[str]:
        """Yield the problems of rows about which one of these was decided, as the plan wrote them."""
        listed = ", ".join(f"'{decision}'" for decision in decisions)
        for (text,) in self._stream(f"SELECT problems {_WITH_PROBLEMS} ({listed}) ORDER BY n"):
            yield str(text)

    def ragged_rows(self) -> set[int]:
        """Return the ragged lines among the rows that were to be sent."""
        return set(self._numbers(f"SELECT row {_WITH_PROBLEMS} ('send', 'invalid') AND NOT {pairing.FITS}"))

    def hopeless(self) -> list[tuple[str, int, str]]:
        """Return why rows would fail again, how many, and their numbers in one text; most first."""
        found = self._ask(
            f"SELECT k.error, count(*), group_concat(r.row, ', ') {_PAIRED} WHERE r.decision = 'hopeless'"
            " GROUP BY k.error ORDER BY 2 DESC"
        )
        return [(str(error), int(str(count)), str(rows)) for error, count, rows in found]

    def deleted_rows(self) -> list[int]:
        """Return the rows that count as failed since their video was deleted."""
        return self._numbers(
            f"SELECT r.row {_PAIRED} WHERE r.decision = 'failed' AND k.stage = 'deleted' ORDER BY r.n"
        )

    def fixed_rows(self, unselected: tuple[str, ...]) -> list[int]:
        """Return the selected rows that count as they were fixed, though their cells are older."""
        return self._numbers(f"SELECT row FROM rows WHERE fixed AND left_out NOT IN {unselected} ORDER BY n")

    def outgoing(self) -> Iterator[tuple[int, str, bool]]:
        """Yield each row to send, what it asks for, and whether it has, or may have, a video already."""
        for row, digest, again in self._stream(
            f"SELECT r.row, r.request_hash, coalesce({pairing.PAID}, 0) FROM rows r"
            " LEFT JOIN known k ON k.id = r.job WHERE r.decision = 'send' ORDER BY r.row"
        ):
            yield int(str(row)), str(digest), bool(again)

    def changed_rows(self) -> list[tuple[int, str, int, float]]:
        """Return row, label, job and minutes of the edited rows: they have a video and ask for another.

        One whose video is known from the sheet alone has no job before the run that takes it over.
        """
        found = self._ask(
            "SELECT row, label, coalesce(pair, job), minutes FROM rows WHERE decision IN ('outdated', 'pair')"
            " AND coalesce(pair, job) IS NOT NULL ORDER BY n"
        )
        return [(int(str(r)), str(label), int(str(job)), float(str(m))) for r, label, job, m in found]

    def rows_to_check(self) -> set[int]:
        """Return the rows that a run would send or refuse."""
        return set(self._numbers("SELECT row FROM rows WHERE decision IN ('send', 'invalid')"))

    def has_fault(self) -> bool:
        """Return whether a row that was not left out cannot be sent."""
        return bool(self._ask("SELECT 1 FROM rows WHERE faults > 0 AND left_out = '' LIMIT 1"))

    def jobs_of_run(self, unselected: tuple[str, ...]) -> set[int]:
        """Return the ids of the jobs that the rows of this run have, shared ones once."""
        return set(
            self._numbers(
                "SELECT DISTINCT head.job FROM rows r JOIN rows head ON head.n = coalesce(r.same_as, r.n)"
                f" WHERE head.job IS NOT NULL AND r.left_out NOT IN {unselected}"
                " AND head.decision NOT IN ('later', 'unwanted')"
            )
        )

    # look-ups

    def outcomes(self) -> list[Outcome]:
        """Return what becomes of every row, in the order of the sheet."""
        found = self._ask("SELECT row, label, decision, minutes, replica, template FROM rows ORDER BY n")
        return [
            Outcome(
                int(str(row)), str(name), str(decision), float(str(minutes or 0)), str(replica), str(template)
            )
            for row, name, decision, minutes, replica, template in found
        ]

    def replicas(self) -> set[str]:
        """Return what all rows name as their replica."""
        return {str(row[0]) for row in self._ask("SELECT DISTINCT replica FROM rows")}

    def replicas_to_send(self) -> Iterator[tuple[int, str]]:
        """Yield row and replica of the rows to send."""
        sql = "SELECT row, replica FROM rows WHERE decision = 'send' AND replica <> '' ORDER BY n"
        for row, replica in self._stream(sql):
            yield int(str(row)), str(replica)

    def keys_beyond_ascii(self) -> list[tuple[int, str]]:
        """Return jobs, by id, whose keys have letters that a version may compare in another way."""
        found = self._ask("SELECT id, key FROM known WHERE key GLOB '*[^ -~]*'")
        return [(int(str(job)), str(key)) for job, key in found]

    def has_unpaid(self) -> bool:
        """Return whether a row is to be sent that was never paid."""
        return bool(self._ask(f"SELECT 1 {_UNPAID} AND r.decision = 'send' LIMIT 1"))

    def unpaid(self) -> Iterator[Unpaid]:
        """Yield the rows that were never paid, in the order of the sheet."""
        for n, request_json, request_hash, video_id in self._ask(
            f"SELECT r.n, b.request_json, r.request_hash, r.video_id {_UNPAID} ORDER BY r.n"
        ):
            yield Unpaid(int(str(n)), str(request_json), str(request_hash), str(video_id))

    def named_videos(self) -> set[str]:
        """Return the ids that stand in the sheet's own `video_id` column."""
        return {str(row[0]) for row in self._ask("SELECT video_id FROM rows WHERE video_id <> ''")}

    # one address on several rows

    def residents(self) -> list[Resident]:
        """Return the rows of each repeated address: paid ones first, then selected ones, as in the sheet."""
        found = self._ask(
            f"SELECT m.address, r.n, r.row, r.label, r.request_hash, coalesce({pairing.PAID}, 0) AS paid,"
            f" r.left_out = '' FROM mailboxes m JOIN rows r ON r.n = m.n LEFT JOIN known k ON k.id = r.job"
            f" WHERE r.same_as IS NULL AND r.pair IS NULL AND m.address IN ({_REPEATED})"
            " ORDER BY m.address, paid DESC, r.left_out <> '', r.n"
        )
        return [
            Resident(
                int(str(address)),
                int(str(n)),
                int(str(row)),
                str(label),
                str(request_hash),
                bool(paid),
                bool(selected),
            )
            for address, n, row, label, request_hash, paid, selected in found
        ]

    def cells_of_residents(self) -> Iterator[tuple[int, str]]:
        """Yield n and cells of the rows of repeated addresses."""
        for n, text in self._stream(
            "SELECT n, cells FROM bodies WHERE n IN"
            f" (SELECT n FROM mailboxes WHERE address IN ({_REPEATED})) ORDER BY n"
        ):
            yield int(str(n)), str(text)


def _kind(left_out: object, decision: object, replica: object, is_new: object, *sums: object) -> Kind:
    count, minutes, unmeasured = (float(str(number)) for number in sums)
    return Kind(
        str(left_out), str(decision), str(replica), bool(is_new), int(count), minutes, int(unmeasured)
    )
