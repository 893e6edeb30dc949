"""Changes: what was decided about the rows of a roster, as records for the state file to take over."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from batchgen import state

Stream = Callable[[str], Iterator[tuple[object, ...]]]
"""Yields the rows of a query."""

_ROW = (
    "r.row, r.key, r.key_hash, b.cells, r.cells_hash, r.occurrence, b.request_json, r.request_hash, r.label,"
    " r.minutes, r.decision, r.problems, r.adopted, r.faults, r.fixed,"
    " r.pair IS NOT NULL, r.reworded"
)
_ROWS = "rows r JOIN bodies b ON b.n = r.n"
_CHANGED = (
    "r.row <> k.row OR r.cells_hash <> k.cells_hash OR r.key_hash <> k.key_hash OR"
    " r.request_hash <> k.request_hash OR k.left_out <> '' OR k.outdated <> '' OR k.redo <> '' OR"
    " r.reworded <> k.reworded OR"
    " r.decision NOT IN ('done', 'unknown', 'failed') OR r.adopted <> ''"
)


def of(stream: Stream) -> state.Changes:
    """Return the changes; nothing of them is held, since the whole sheet may be new."""
    return state.Changes(
        unseen=_numbers(stream("SELECT id FROM known WHERE n IS NULL AND row <> 0")),
        keys=_keys(stream("SELECT key, key_hash, id FROM known")),
        known=_lines(
            stream(
                f"SELECT k.id, {_ROW} FROM {_ROWS} JOIN known k ON k.id = r.job WHERE {_CHANGED} ORDER BY r.n"
            )
        ),
        pairs=_lines(
            stream(f"SELECT k.id, {_ROW} FROM {_ROWS} JOIN known k ON k.id = r.pair WHERE r.job = r.pair")
        ),
        gone=_numbers(stream("SELECT id FROM known WHERE n IS NULL")),
        released=_numbers(stream("SELECT pair FROM rows WHERE pair IS NOT NULL AND job IS NULL")),
        fresh=_lines(
            stream(
                f"SELECT r.n, {_ROW} FROM {_ROWS} WHERE r.job IS NULL AND r.same_as IS NULL AND"
                " (r.adopted <> '' OR r.decision IN ('send', 'later', 'invalid', 'excluded')) ORDER BY r.n"
            )
        ),
        shared=_shared(
            stream(
                "SELECT CASE WHEN r.key_hash <> '' THEN r.key_hash ELSE r.cells_hash END, h.n, h.job"
                " FROM rows r JOIN rows h ON h.n = r.same_as WHERE r.by_address"
            )
        ),
    )


def _numbers(found: Iterator[tuple[object, ...]]) -> Iterator[int]:
    return (int(str(row[0])) for row in found)


def _keys(found: Iterator[tuple[object, ...]]) -> Iterator[tuple[str, str, int]]:
    return ((str(key), str(key_hash), int(str(job))) for key, key_hash, job in found)


def _shared(found: Iterator[tuple[object, ...]]) -> Iterator[tuple[str, int, int | None]]:
    return ((str(mark), int(str(n)), None if job is None else int(str(job))) for mark, n, job in found)


def _lines(found: Iterator[tuple[object, ...]]) -> Iterator[tuple[int, state.Line]]:
    return ((int(str(row[0])), state.Line(*row[1:])) for row in found)  # type: ignore[arg-type]
