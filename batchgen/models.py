"""The words that rooms exchange: Column, Row, Problem, Stage, Event."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from batchgen import words

NOTHING: Mapping[int, str] = MappingProxyType({})
NO_DATES: Mapping[int, dt.date | dt.time] = MappingProxyType({})


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    `index` counts from 0 and is the position in `Row.cells`; `letter` is the spreadsheet's name of it ("C");
    `header` is as the sheet has it, `name` folded (`First Name` is `first_name`), empty if there is no header
    text; `ours` says that it is one of our result columns and no input.
    """

    index: int
    letter: str
    header: str
    name: str
    ours: bool = False


class Ragged(NamedTuple):
    """Why a line of a text table is no row: its cells may stand in wrong columns. `fields` are all it has."""

    why: str
    fields: tuple[str, ...]


class Row(NamedTuple):
    """A line of the sheet: `cells` are the texts that the sheet shows, one a column.

    It is a tuple, since one is made of every row of a large sheet.

    `number` is the one that the spreadsheet shows. The sparse maps go by column index: `dates` holds real
    values of date, time and date-time cells, `faults` why a cell's text cannot be used (an error value, a
    formula never calculated); `formulas` are the columns in which this row has a formula. A row that is
    `ragged` can neither be used nor carry results, whatever is asked of it. `odd` says why it is not a
    person ("a total"), empty for one that is. `pointed` are the columns whose text is a real number
    with a separator: its decimal sign is a point ("1.234", "12,345"), whatever the locale.
    """

    number: int
    cells: tuple[str, ...]
    dates: Mapping[int, dt.date | dt.time] = NO_DATES
    faults: Mapping[int, str] = NOTHING
    formulas: frozenset[int] = frozenset()
    hidden: bool = False
    ragged: Ragged | None = None
    odd: str = ""
    pointed: frozenset[int] = frozenset()


Kind = Literal[
    "text", "number", "money", "percent", "date", "yes/no", "e-mail", "web address", "person", "company"
]
"""What a column holds, decided once for all its cells (design 6a)."""

DateOrder = Literal["dmy", "mdy", "ymd"]
"""How day, month and year follow each other in a date of numbers."""

Severity = Literal["error", "warning"]


class Problem(NamedTuple):
    """One thing that is wrong, or odd, with a row, a column or the whole sheet.

    It is a tuple, since some ten are made of every row of an ugly sheet.

    `kind` is a stable slug ("blank", "request-rule"); `message` a sentence without the row number; `value`
    the cell's text; `hint` what to do. `row` is None for a problem of the whole sheet. `template` and `line`
    say where in a script it stands first, where that is known before any row is read (0: it is not).
    """

    kind: str
    message: str
    severity: Severity = "error"
    row: int | None = None
    column: str | None = None
    value: str = ""
    hint: str = ""
    template: str = ""
    line: int = 0


RAGGED = "ragged"
"""The kind of problem of a line of a text table that has too many or too few fields."""


def ragged(why: str, *, row: int, severity: Severity = "error") -> Problem:
    """Return the problem of such a line; `why` begins with its number: "line 3 has 12 fields …"."""
    hint = words.RAGGED
    return Problem(RAGGED, f"{why[0].upper()}{why[1:]}", severity=severity, row=row, hint=hint)


class Stage(enum.StrEnum):
    """Where a job is (design 3)."""

    NEW = "new"
    INVALID = "invalid"
    EXCLUDED = "excluded"
    SENDING = "sending"
    UNKNOWN = "unknown"
    QUEUED = "queued"
    GENERATING = "generating"
    READY = "ready"
    ERROR = "error"
    DELETED = "deleted"
    REJECTED = "rejected"


PAID_STAGES = frozenset(
    {
        Stage.SENDING,
        Stage.UNKNOWN,
        Stage.QUEUED,
        Stage.GENERATING,
        Stage.READY,
        Stage.ERROR,
        Stage.DELETED,
    }
)
"""Stages of a job that was, or may have been, paid."""

UNSELECTED = ("forgotten", "hidden", "rows", "odd", "where", "sample")
"""Why a run is not about a row, in the order in which it is asked: its job stays as it is."""

OUTDATED = "outdated"
"""What the sheet shows of a video that its row no longer asks for."""

STATUS_WORDS = frozenset({*map(str, Stage), OUTDATED} - {Stage.NEW, Stage.SENDING})
"""What our column `status` can hold."""

OPEN_STAGES = frozenset({Stage.QUEUED, Stage.GENERATING})
"""Stages of a video that the service has not finished."""

FAILED_STAGES = frozenset({Stage.ERROR, Stage.REJECTED, Stage.INVALID, Stage.DELETED})
"""Stages of a row that ended without a video: what every count and report calls failed."""

FIXABLE_STAGES = FAILED_STAGES - {Stage.DELETED}
"""Failed rows that another text may help: those of a failures file."""

RETRIED_STAGES = FIXABLE_STAGES - {Stage.INVALID}
"""Failed rows that were sent: `retry` and `--redo failed` send them again."""

DOUBTFUL_STAGES = frozenset({Stage.SENDING, Stage.UNKNOWN})
"""Stages of a request whose answer is not on disk: its video may still turn up."""


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a run; `to_json` gives one line of `run --json`."""

    def to_json(self) -> dict[str, object]:
        """Return the event as plain JSON data, with its class's name in `event`."""
        shown = (f.name for f in dataclasses.fields(self) if f.metadata.get("json", True))
        data = {name: getattr(self, name) for name in shown}
        return {"event": _snake(type(self).__name__), **data}


def _snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")


@dataclasses.dataclass(frozen=True, slots=True)
class Notice(Event):
    """A sentence for people: a cool-down, a lost answer found, results that went to a dated file."""

    text: str
    level: Literal["info", "warning"] = "info"


@dataclasses.dataclass(frozen=True, slots=True)
class Phase(Event):
    """A run begins another part of its work; parts may follow each other more than once.

    `reading`: the sheet is read and the plan made. `searching`: the account's videos are looked through.
    `sending`: creates go out. `following`: all is sent, and what is made is waited for. `thumbnails`:
    pictures that come later than their videos are asked for. `writing`: the results are written.
    `downloading`: files are fetched.
    """

    phase: Literal["reading", "searching", "sending", "following", "thumbnails", "writing", "downloading"]


@dataclasses.dataclass(frozen=True, slots=True)
class Error(Event):
    """What ended a run that was refused: `kind` is a stable slug, `text` and `hint` are for people."""

    kind: str
    text: str
    hint: str
    exit_code: int


@dataclasses.dataclass(frozen=True, slots=True)
class JobChanged(Event):
    """A job reached another stage. `row` is the row number when the sheet was read.

    `run` is the number of the run that sent it, for those who count in this process; JSON does not have it.
    """

    row: int
    key: str
    stage: Stage
    video_id: str = ""
    hosted_url: str = ""
    error: str = ""
    progress: str = ""
    run: int = dataclasses.field(default=0, metadata={"json": False})


@dataclasses.dataclass(frozen=True, slots=True)
class Progress(Event):
    """Where the run stands. `total` counts the jobs of this run; `seconds_left` is an estimate or None."""

    total: int
    submitted: int
    ready: int
    failed: int
    unknown: int = 0
    seconds_left: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Wrote(Event):
    """A file was written to `path`; `kind` says which of a run's files it is."""

    path: str
    rows: int
    kind: Literal["results", "failures", "unmatched", "export"] = "results"


@dataclasses.dataclass(frozen=True, slots=True)
class Finished(Event):
    """The run is over. `exit_code` is the command's; `counts` go by stage over the selected rows.

    `dated` says that the results did not reach the place asked for.
    """

    exit_code: int
    counts: Mapping[str, int]
    stopped: str = ""
    dated: bool = False
