"""Event lines: what `--json` prints of a run, one JSON object a line, each with its time."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from batchgen import errors, models
from batchgen.cli.console import text

if TYPE_CHECKING:
    from collections.abc import Mapping


def show(data: Mapping[str, object], *, at: dt.datetime | None = None) -> None:
    """Print one event, which names itself in `event`; `at` is when it happened, now if it is not given.

    Raises errors.OutputError.
    """
    moment = (at or dt.datetime.now(dt.UTC)).astimezone(dt.UTC).isoformat(timespec="milliseconds")
    line = {"event": data["event"], "at": moment, **data}
    text.out(json.dumps(line, ensure_ascii=True, default=dict))


def refusal(error: errors.BatchgenError) -> tuple[models.Error, models.Finished]:
    """Return the last two events of a run that ended with an error before its own last event."""
    return (
        models.Error(error.kind, error.message, error.hint, error.exit_code),
        models.Finished(error.exit_code, {}, stopped=str(error)),
    )
