"""Replicas: whether each one that the requests name exists and is trained, asked once before a run."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from batchgen import errors, models
from batchgen.checks import row_numbers

KIND = "replica"
TRAINED = frozenset({"completed", "ready"})
"""`completed` when read, `ready` in a callback (tavus-api 5, 7.2)."""


class Replica(Protocol):
    """What is looked at in a replica: the client's model has these."""

    @property
    def name(self) -> str:
        """Its name for people."""

    @property
    def status(self) -> str:
        """started, completed or error."""

    @property
    def progress(self) -> str:
        """How far its training is: "37/100"."""


@dataclasses.dataclass(frozen=True, slots=True)
class ReplicaCheck:
    """What asking found: names by replica id, problems, and in `not_checked` why nothing could be asked."""

    names: Mapping[str, str]
    problems: tuple[models.Problem, ...]
    not_checked: str = ""


def replica_problems(
    rows_by_replica: Mapping[str, Sequence[int]], read: Callable[[str], Replica]
) -> ReplicaCheck:
    """Ask for each replica once. `read` returns it, or raises a ServiceError.

    A missing replica, or one whose training failed, is an error of each of its rows; one in training a
    warning. A service that cannot be asked, or has no such endpoint, is "not checked", never a stop.
    Raises errors.AccountRefusedError as `read` does.
    """
    found: dict[str, Replica] = {}
    refused: dict[str, errors.RefusedError] = {}
    for replica_id in rows_by_replica:
        try:
            found[replica_id] = read(replica_id)
        except errors.AccountRefusedError:
            raise
        except errors.RefusedError as error:
            refused[replica_id] = error
        except errors.ServiceError as error:
            return ReplicaCheck(
                _names(found), tuple(_of_found(found, rows_by_replica)), f"not checked: {error.message}"
            )
    missing = {
        name for name, error in refused.items() if _says_missing(name, error, is_answering=bool(found))
    }
    strange = next((error.message for name, error in refused.items() if name not in missing), "")
    problems = [*_of_found(found, rows_by_replica), *_of_missing(sorted(missing), rows_by_replica)]
    return ReplicaCheck(_names(found), tuple(problems), f"not checked: {strange}" if strange else "")


def _says_missing(replica_id: str, error: errors.RefusedError, *, is_answering: bool) -> bool:
    """Tell a replica that is not there (Tavus: 400 "Invalid replica_id") from an endpoint that is not."""
    words = error.words.casefold()
    return error.status in {400, 404, 410} and (
        is_answering or "replica" in words or replica_id.casefold() in words
    )


def _names(found: Mapping[str, Replica]) -> dict[str, str]:
    return {replica_id: replica.name for replica_id, replica in found.items()}


def _of_missing(missing: Sequence[str], rows: Mapping[str, Sequence[int]]) -> Iterator[models.Problem]:
    for replica_id in missing:
        hint = "See yours with: batchgen replicas list."
        for row in rows[replica_id]:
            yield models.Problem(
                KIND, f"the replica {replica_id} does not exist", "error", row, "replica_id", replica_id, hint
            )


def _of_found(found: Mapping[str, Replica], rows: Mapping[str, Sequence[int]]) -> Iterator[models.Problem]:
    for replica_id, replica in found.items():
        if replica.status == "error":
            text = f"the training of the replica {replica_id} failed, so it cannot speak"
            for row in rows[replica_id]:
                yield models.Problem(KIND, text, "error", row, "replica_id", replica_id)
        elif replica.status and replica.status not in TRAINED:
            progress = f" ({replica.progress})" if replica.progress else ""
            where = row_numbers.rows(rows[replica_id])
            text = (
                f"the replica {replica_id} is still in training{progress}: the videos of {where} stay queued"
            )
            yield models.Problem(KIND, text, "warning", None, "replica_id", replica_id)
