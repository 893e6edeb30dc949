"""Questions to a roster about pairs: rows that are new, and paid jobs whose row is gone."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING

from batchgen.plan.scratch import questions

if TYPE_CHECKING:
    from collections.abc import Iterator


class PairQuestions(questions.Questions, abc.ABC):
    """What finding pairs asks; the other questions are there too."""

    def may_have_pairs(self) -> bool:
        """Return whether there are both paid jobs without a row and rows without a job."""
        gone, new = (
            f"SELECT 1 FROM known k WHERE {questions.GONE} LIMIT 1",
            f"SELECT 1 FROM rows r WHERE {questions.NEW} LIMIT 1",
        )
        return bool(self._ask(gone)) and bool(self._ask(new))

    def waiting_pairs(self) -> list[tuple[int, str, str, int, str, int]]:
        """Return row, key and label of each row that waits, and row (0: none), key and id of its job."""
        found = self._ask(
            "SELECT r.row, r.key, r.label, k.row, k.key, k.id FROM rows r JOIN known k ON k.id = r.pair"
            " WHERE r.decision = 'pair' ORDER BY r.n"
        )
        return [
            (int(str(row)), str(key), str(label), int(str(was)), str(name), int(str(job)))
            for row, key, label, was, name, job in found
        ]

    def gone_jobs(self) -> dict[int, int]:
        """Return the last row (0: gone before) of each paid job that has none now, by id."""
        found = self._ask(f"SELECT k.id, k.row FROM known k WHERE {questions.GONE} ORDER BY k.row, k.id")
        return {int(str(job)): int(str(row)) for job, row in found}

    def new_rows(self) -> dict[int, int]:
        """Return the number of each row that has no job and may be somebody, by its n."""
        found = self._ask(f"SELECT r.n, r.row FROM rows r WHERE {questions.NEW} ORDER BY r.n")
        return {int(str(n)): int(str(row)) for n, row in found}

    def new_marks(self) -> Iterator[tuple[int, str, str]]:
        """Yield n, key hash and cells hash of the new rows, the last one first."""
        for n, key_hash, cells_hash in self._stream(
            f"SELECT r.n, r.key_hash, r.cells_hash FROM rows r WHERE {questions.NEW} ORDER BY r.n DESC"
        ):
            yield int(str(n)), str(key_hash), str(cells_hash)

    def cells_of_new(self) -> Iterator[tuple[int, str]]:
        """Yield n and cells of the new rows, in the order of the sheet."""
        for n, text in self._stream(
            f"SELECT r.n, b.cells FROM rows r JOIN bodies b ON b.n = r.n WHERE {questions.NEW} ORDER BY r.n"
        ):
            yield int(str(n)), str(text)

    def cells_of_others(self) -> Iterator[str]:
        """Yield the cells of the rows that are not new; shared ones once."""
        for (text,) in self._stream(
            "SELECT b.cells FROM bodies b JOIN rows r ON r.n = b.n"
            f" WHERE r.same_as IS NULL AND NOT ({questions.NEW})"
        ):
            yield str(text)

    def cells_of(self, n: int) -> str:
        """Return the cells of one row."""
        return str(self._ask("SELECT cells FROM bodies WHERE n = ?", n)[0][0])

    def old_order(self) -> Iterator[tuple[int, bool]]:
        """Yield each job in the order of the last list, and whether it has a row now."""
        sql = "SELECT id, n IS NOT NULL FROM known WHERE row <> 0 ORDER BY row, id"
        for job, is_known in self._stream(sql):
            yield int(str(job)), bool(is_known)

    def new_order(self) -> Iterator[tuple[int, int | None]]:
        """Yield n of each row that is new, or that the last list had, and its job in that case."""
        for n, job in self._stream(
            "SELECT r.n, k.id FROM rows r LEFT JOIN known k ON k.id = r.job AND k.row <> 0"
            f" WHERE k.id IS NOT NULL OR ({questions.NEW}) ORDER BY r.n"
        ):
            yield int(str(n)), None if job is None else int(str(job))
