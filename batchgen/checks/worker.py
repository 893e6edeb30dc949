"""One worker process: examines the rows that it is sent (`python -m batchgen.checks.worker`)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gc
import pickle
import signal
import sys
from collections.abc import Mapping
from typing import cast

from batchgen import models
from batchgen import settings as settings_module
from batchgen.checks import hands
from batchgen.checks.examiner import Examined, Examiner
from batchgen.merge import pronounce

Question = (
    tuple[int, tuple[str, ...]]
    | tuple[int, tuple[str, ...], Mapping[int, dt.date | dt.time], Mapping[int, str]]
)
"""Row number and cells; dates and faults where a row has some."""
Answer = tuple[
    tuple[models.FieldValue | None, ...] | None,
    str,
    float,
    tuple[models.Problem, ...],
    str,
    pronounce.Replaced,
    tuple[str, ...],
    str,
]
"""Values of the varying fields (None: no request), then hash to template as an Examined has them."""


@dataclasses.dataclass(frozen=True, slots=True)
class Start:
    """The first thing that a worker is sent: what to build its examiner from."""

    settings: settings_module.Settings
    columns: tuple[models.Column, ...]
    known: Mapping[str, float]
    count_branches: bool
    varying: tuple[str, ...]
    api_key: str


def read_answers(message: bytes) -> list[Answer]:
    """Return the answers in a worker's message."""
    return cast("list[Answer]", pickle.loads(message))  # noqa: S301 (a child of ours, no file)


def answer(found: Examined, varying: tuple[str, ...]) -> Answer:
    """Return what is sent back of an examined row."""
    fields = found.request.fields if found.request is not None else None
    values = tuple([fields.get(name) for name in varying]) if fields is not None else None
    return (
        values,
        found.request_hash,
        found.minutes,
        found.problems,
        found.locale,
        found.replaced,
        found.branches,
        found.template,
    )


def main() -> None:
    """Answer questions until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    source, target = sys.stdin.buffer, sys.stdout.buffer
    start: Start = pickle.loads(hands.receive(source))  # noqa: S301 (our parent, no file)
    examiner = Examiner(
        start.settings,
        start.columns,
        known=start.known,
        count_branches=start.count_branches,
        api_key=start.api_key,
    )
    gc.freeze()
    gc.set_threshold(100_000)  # answers hold no cycles: looking for some would cost more than the work
    while True:
        try:
            questions: list[Question] = pickle.loads(hands.receive(source))  # noqa: S301 (our parent, no file)
        except EOFError:
            return
        rows = (models.Row(*question) for question in questions)
        answers = [answer(examiner.examine(row), start.varying) for row in rows]
        hands.send(target, pickle.dumps(answers, protocol=pickle.HIGHEST_PROTOCOL))


if __name__ == "__main__":
    main()
