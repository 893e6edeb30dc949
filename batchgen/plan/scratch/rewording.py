"""Rewording: paid rows whose cells are what they were, and that a newer batchgen says in other words."""

from __future__ import annotations

from batchgen.plan.scratch import pairing, questions

_SAID = "(r.request_hash <> '' AND r.request_hash IN (k.sent_hash, k.accepted_hash))"
_PAID_ROW = f"r.job = k.id AND r.pair IS NULL AND {pairing.PAID}"
_DIFFERS = f"{_PAID_ROW} AND NOT {_SAID} AND k.outdated = ''"


class Rewordings(questions.Questions):
    """The rows of a roster that keep their video although they would be said differently, or not at all."""

    def keep_reworded(self, *, first: bool, same_file: bool) -> None:
        """Mark rows that keep their video: 1 if they are said differently, 2 if they cannot be said.

        What was marked before stays so while the row asks for what was accepted then. Others are marked at
        the `first` look of a version; who could not be said then waits for the first time that it can. In
        the same file a row that stands where it stood is unchanged, however its cells are read now.
        """
        self._ask(
            f"UPDATE rows AS r SET reworded = 1 FROM known k WHERE {_PAID_ROW} AND k.reworded > 0"
            f" AND {_SAID} AND r.request_hash <> k.sent_hash"
        )
        self._ask(
            "UPDATE rows AS r SET reworded = 1 + (r.faults > 0 OR r.request_hash = '') FROM known k"
            f" WHERE {_DIFFERS} AND {_unchanged(same_file=same_file)} AND (k.reworded = 2 OR ?)",
            first,
        )

    def count_reworded(self) -> tuple[int, int]:
        """Count the rows that keep their video from now on: said differently, and with a problem."""
        new = "r.reworded <> k.reworded AND r.decision <> 'send'"
        found = (
            self._count(f"FROM rows r JOIN known k ON k.id = r.job WHERE r.reworded = {mark} AND {new}")
            for mark in (1, 2)
        )
        return next(found), next(found)

    def count_unkept(self, *, same_file: bool) -> int:
        """Count the rows with a video that a first look would keep, if the template were what it was."""
        videos = f"{_DIFFERS} AND k.stage <> 'error'"
        return self._count(
            f"FROM rows r JOIN known k ON k.id = r.job WHERE {videos} AND {_unchanged(same_file=same_file)}"
        )


def _unchanged(*, same_file: bool) -> str:
    """Return the condition that a row's cells are what they were."""
    return "(r.cells_hash = k.cells_hash OR r.row = k.row)" if same_file else "r.cells_hash = k.cells_hash"
