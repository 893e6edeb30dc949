"""Duplicates: rows of one key, or with the same cells, and rows of one address that are one person.

Two rows of one address are one person if the name or the whole request is equal too; two names at info@ are
two people. Jobs that are paid stay as they are.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
import unicodedata
from typing import TYPE_CHECKING

from batchgen import characters, merge, models
from batchgen.plan import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from batchgen.plan import scratch
    from batchgen.plan.scratch.questions import Resident

_EXAMPLES = 5
"""Rows that are named one by one; the rest is counted."""


def of_key(roster: scratch.Roster, *, by_key: bool, how: str) -> tuple[int, list[models.Problem]]:
    """Let rows of one key and request, or with the same cells, share a video, where `how` lets them.

    Return how many do, and a problem of each row that has another one's key and asks for another video.
    """
    count = roster.mark_duplicates(by_key=by_key, share=how != "each")
    problems = []
    for row, first, name, n, same in roster.twins():
        if how == "error":
            roster.part(n)
            problems.append(same_key(row, words.not_twice(first), name))
        elif by_key and not same:
            roster.part(n)
            for one, other in ((row, first), (first, row)):
                problems.append(same_key(one, words.same_key(other), name))
    return count, problems


def same_key(row: int, message: str, value: str = "") -> models.Problem:
    """Return the problem of a row that cannot be told from another one."""
    return models.Problem("duplicate-key", message, row=row, value=value, hint=words.OTHER_KEY)


@dataclasses.dataclass(frozen=True)
class SameAddress:
    """What was found: pairs of rows of which the first shares the video of the second, and problems."""

    shares: list[tuple[Resident, Resident]] = dataclasses.field(default_factory=list)
    problems: list[models.Problem] = dataclasses.field(default_factory=list)

    def notes(self) -> Iterator[str]:
        """Yield which rows share a video."""
        for one, head in self.shares[:_EXAMPLES]:
            yield words.shared(one.row, head.row)
        if len(self.shares) > _EXAMPLES:
            yield words.shared_too(len(self.shares) - _EXAMPLES)


def of_address(roster: scratch.Roster, cells: Callable[[], Iterable[str]], *, how: str) -> SameAddress:
    """Find the repeated people of a roster whose rows are matched, and let them share where they can.

    `cells` reads the cells of every row again, if that is needed; `how` is the setting `duplicates`.
    """
    found = SameAddress()
    residents = roster.residents() if how != "each" else []
    if not residents:
        return found
    roster.add_cells(cells())
    names = {n: _plain(merge.name_of(json.loads(text))) for n, text in roster.cells_of_residents()}
    taken: set[int] = set()
    for _, group in itertools.groupby(residents, key=lambda resident: resident.address):
        _look_at(group, names, found, taken, may_share=how == "share")
    found.shares.sort(key=lambda pair: pair[0].n)
    roster.share((one.n, head.n) for one, head in found.shares)
    return found


def _plain(name: str) -> str:
    """Return a name as people at one address are compared: "Ruiz, José" and "JOSE RUIZ" are one person."""
    letters = characters.normalized("NFKD", characters.folded(name))
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(sorted(re.findall(r"\w+", plain)))


def _look_at(
    group: Iterable[Resident],
    names: Mapping[int, str],
    found: SameAddress,
    taken: set[int],
    *,
    may_share: bool,
) -> None:
    """Look at the rows of one address; `taken` are rows about which another address has decided."""
    by_request: dict[str, Resident] = {}
    by_name: dict[str, Resident] = {}
    for one in group:
        head = by_request.get(one.request_hash) if one.request_hash else None
        twin = by_name.get(names.get(one.n, ""))
        if one.n in taken or (one.is_paid and (head or twin)):
            continue
        if head is not None and may_share:
            found.shares.append((one, head))
            taken.add(one.n)
        elif head is not None:
            taken.add(one.n)
            found.problems.append(_problem(one, words.not_twice(head.row)))
        elif twin is not None and _collide(one, twin):
            taken.add(one.n)
            found.problems.extend(_of_both(one, twin))
        else:
            by_request.setdefault(one.request_hash, one)
            if name := names.get(one.n, ""):
                by_name.setdefault(name, one)


def _collide(one: Resident, twin: Resident) -> bool:
    """Return whether two rows of one person would both be made in this run, or one after the other."""
    both_render = bool(one.request_hash and twin.request_hash)
    return both_render and one.is_selected and (twin.is_selected or twin.is_paid)


def _of_both(one: Resident, twin: Resident) -> Iterator[models.Problem]:
    yield _problem(one, words.same_person(twin.row))
    if not twin.is_paid:
        yield _problem(twin, words.same_person(one.row))


def _problem(one: Resident, message: str) -> models.Problem:
    return models.Problem("duplicate-person", message, row=one.row, value=one.label, hint=words.KEEP_ONE_ROW)
