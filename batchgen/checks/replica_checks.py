"""Replicas: whether each one that the requests name exists and is trained, asked once before a run."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from batchgen import errors, models
from batchgen.checks import words
from batchgen.checks.problems import row_numbers
from batchgen.tavus.readiness import Readiness

if TYPE_CHECKING:
    from batchgen.tavus import Replica

KIND = "replica"


@dataclasses.dataclass(frozen=True, slots=True)
class ReplicaCheck:
    """What asking found: names by replica id, problems, and in `not_checked` why nothing could be asked."""

    names: Mapping[str, str]
    problems: tuple[models.Problem, ...]
    not_checked: str = ""


def replica_problems(
    rows_by_replica: Mapping[str, Sequence[int]],
    read: Callable[[str], Replica],
    *,
    allow_watermark: bool = False,
) -> ReplicaCheck:
    """Ask for each replica once. `read` returns it, or raises a ServiceError.

    A missing replica, or one whose training failed, is an error of each of its rows, and so is one whose
    videos would carry a watermark, unless `allow_watermark`; another one in training is a warning. A service
    that cannot be asked, or has no such endpoint, is "not checked", never a stop. Raises
    errors.StoppedError as `read` does.
    """
    found: dict[str, Replica] = {}
    refused: dict[str, errors.RefusedError] = {}
    for replica_id in rows_by_replica:
        try:
            found[replica_id] = read(replica_id)
        except errors.StoppedError:
            raise
        except errors.RefusedError as error:
            refused[replica_id] = error
        except errors.ServiceError as error:
            problems = _of_found(found, rows_by_replica, allow_watermark=allow_watermark)
            return ReplicaCheck(_names(found), tuple(problems), words.not_checked(error.message))
    missing = {
        name for name, error in refused.items() if _says_missing(name, error, is_answering=bool(found))
    }
    strange = next((error.message for name, error in refused.items() if name not in missing), "")
    told = [
        *_of_found(found, rows_by_replica, allow_watermark=allow_watermark),
        *_of_missing(sorted(missing), rows_by_replica),
    ]
    return ReplicaCheck(_names(found), tuple(told), words.not_checked(strange) if strange else "")


def _says_missing(replica_id: str, error: errors.RefusedError, *, is_answering: bool) -> bool:
    """Tell a replica that is not there (Tavus: 400 "Invalid replica_id") from an endpoint that is not."""
    said = error.words.casefold()
    return error.status in {400, 404, 410} and (
        is_answering or "replica" in said or replica_id.casefold() in said
    )


def _names(found: Mapping[str, Replica]) -> dict[str, str]:
    return {replica_id: replica.name for replica_id, replica in found.items()}


def _of_missing(missing: Sequence[str], rows: Mapping[str, Sequence[int]]) -> Iterator[models.Problem]:
    for replica_id in missing:
        yield from _of_rows(replica_id, rows[replica_id], words.no_replica(replica_id), words.YOUR_REPLICAS)


def _of_found(
    found: Mapping[str, Replica], rows: Mapping[str, Sequence[int]], *, allow_watermark: bool
) -> Iterator[models.Problem]:
    for replica_id, replica in found.items():
        if replica.readiness is Readiness.FAILED:
            text = words.training_failed(replica_id)
            yield from _of_rows(replica_id, rows[replica_id], text)
        elif marked := _watermark(replica):
            text, hint = marked
            if allow_watermark:
                where = row_numbers.rows(rows[replica_id])
                yield models.Problem(KIND, f"{text}: {where}", "warning", None, "replica_id", replica_id)
            else:
                yield from _of_rows(replica_id, rows[replica_id], text, f"{hint} {words.SEND_ANYWAY}")
        elif replica.readiness is Readiness.RUNNING:
            where = row_numbers.rows(rows[replica_id])
            text = words.waits_for_training(_in_training(replica), where)
            yield models.Problem(KIND, text, "warning", None, "replica_id", replica_id)


def _of_rows(replica_id: str, rows: Sequence[int], text: str, hint: str = "") -> Iterator[models.Problem]:
    for row in rows:
        yield models.Problem(KIND, text, "error", row, "replica_id", replica_id, hint)


def _watermark(replica: Replica) -> tuple[str, str] | None:
    """Return why a replica's videos carry a watermark and what to do, or None if they do not.

    One that is not even at its first look may be there before its tuning is done: a video that waits for it
    in the queue would be made then.
    """
    which = replica.replica_id
    wait = words.wait_for_training(which)
    if replica.readiness is Readiness.FIRST_LOOK:
        return words.first_look(which), wait
    if replica.readiness is Readiness.TUNING_FAILED:
        return words.tuning_failed(which), words.TRAIN_ANOTHER
    if replica.readiness is Readiness.RUNNING and replica.has_two_stages:
        return words.first_videos(_in_training(replica)), wait
    return None


def _in_training(replica: Replica) -> str:
    return words.in_training(replica.replica_id, replica.progress)
