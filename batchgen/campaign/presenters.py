"""Presenters: who can speak in a campaign's videos, and who does: one for all, or another by a column."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from batchgen import account, characters, errors, tavus
from batchgen import settings as settings_module
from batchgen.campaign import words
from batchgen.checks import replica_names
from batchgen.tavus import retry
from batchgen.tavus.readiness import Readiness

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from batchgen import models

TABLE = "presenters"
"""The lookup table that says who presents for whom."""
MOST_VALUES = 100
"""Different values of a column that can each have a presenter: more are names of people, not of owners."""
LOOK_SECONDS = 10.0
"""Seconds that one page of the account's list may take: somebody waits for it."""
_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_BY_COLUMN = re.compile(
    r"""\{\{\s*(?P<column>.+?)\s*\|\s*lookup\(\s*["'](?P<table>\w+)["']\s*,\s*["']replica_id["']\s*"""
    r"""(,\s*["'](?P<otherwise>[\w.-]*)["']\s*)?\)\s*\}\}""",
)
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclasses.dataclass(frozen=True, slots=True)
class Presenter:
    """Somebody who can be chosen; `words` are what to know first, `film` is a silent film of them.

    One of kind rehearsal exists on this computer only. `is_able` says whether they can speak at all.
    """

    id: str
    name: str
    kind: Literal["yours", "stock", "rehearsal"]
    words: str = ""
    film: str = ""
    is_able: bool = True


def of_account(settings: settings_module.Settings) -> list[Presenter]:
    """Return the presenters of the account, own ones first; the key is held only meanwhile.

    Raises errors.SettingsError without a key, errors.ServiceError with words for people.
    """
    key = settings_module.read_key(settings)
    with _in_plain_words(), tavus.Client(key, settings.api_url, read_seconds=LOOK_SECONDS) as client:
        found = [_of(replica) for replica in account.REPLICAS.list(client)]
    return sorted(found, key=lambda presenter: presenter.kind != "yours")


@contextlib.contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except errors.RefusedError as error:
        if retry.is_of_account(error.status):
            raise errors.AccountRefusedError(words.KEY_REFUSED) from error
        raise errors.ServiceError(words.not_listed(error.message)) from error
    except errors.ServiceError as error:
        raise errors.ServiceError(words.UNREACHABLE) from error


def _of(replica: tavus.Replica) -> Presenter:
    name = characters.one_line(replica.name) or replica.replica_id
    film = replica.thumbnail_video_url
    return Presenter(
        id=replica.replica_id,
        name=name,
        kind="stock" if replica.kind == "system" else "yours",
        words=_words(replica, name),
        film=film if film.startswith("https://") else "",
        is_able=replica.readiness is not Readiness.FAILED,
    )


def _words(replica: tavus.Replica, name: str) -> str:
    """Return what to know before a presenter is chosen (docs.tavus.io/sections/faces, 2026-11)."""
    if replica.readiness is Readiness.FAILED:
        return words.TRAINING_FAILED
    if replica.readiness is Readiness.TUNING_FAILED:
        return words.TUNING_FAILED
    if replica.readiness is Readiness.FIRST_LOOK:
        return words.FIRST_LOOK
    if replica.readiness is Readiness.RUNNING:
        watermark = words.FIRST_VIDEOS if replica.has_two_stages else ""
        return words.in_training(name, watermark)
    return ""


def of_rehearsals() -> list[Presenter]:
    """Return the presenters that come with the sandbox: drawn ones, who exist on this computer only."""
    from batchgen.sandbox.studio import stock

    return [Presenter(actor.id, actor.name, "rehearsal", actor.description) for actor in stock.STOCK]


def portrait(replica_id: str) -> str:
    """Return a picture of a drawn presenter as SVG, or empty for anybody else."""
    from batchgen.sandbox.render.drawing import portrait as drawing
    from batchgen.sandbox.studio import stock

    actor = stock.find(replica_id)
    return drawing.svg(actor.look) if actor else ""


def face(replica_id: str) -> str:
    """Return whose portrait stands for a presenter: the drawn one's own, or that of who plays it."""
    from batchgen.sandbox.studio import stock

    return (stock.find(replica_id) or stock.stand_in(replica_id)).id if replica_id else ""


class Choice(NamedTuple):
    """Who presents, as a campaign file says it: `one`, or by the values of `column` (as templates spell it).

    `otherwise` presents where the table has nobody; `own` is what was written by hand and is neither.
    """

    one: str = ""
    column: str = ""
    by_value: Mapping[str, str] = _NO_NAMES
    otherwise: str = ""
    own: str = ""


def chosen(settings: settings_module.Settings, columns: Collection[str]) -> Choice:
    """Return who presents; `columns` are all columns as templates spell them."""
    text = settings.fields.get("replica_id", "").strip()
    if "{" not in text:
        return Choice(one=text)
    found = _BY_COLUMN.fullmatch(text)
    if found is None or found["column"] not in columns or found["table"] not in settings.lookup:
        return Choice(own=text)
    entries = settings.lookup[found["table"]]
    by_value = {
        characters.folded(value): entry["replica_id"]
        for value, entry in entries.items()
        if "replica_id" in entry
    }
    return Choice(column=found["column"], by_value=by_value, otherwise=found["otherwise"] or "")


def values(rows: Iterable[models.Row], index: int) -> list[tuple[str, int]]:
    """Return the different values of a column with how many rows have each, those of most rows first.

    Case and outer blanks make no difference. Raises errors.UsageError for more than can be shown.
    """
    spelled: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for row in rows:
        text = (
            characters.trimmed(row.cells[index]) if index < len(row.cells) and index not in row.faults else ""
        )
        if text:
            spelled.setdefault(characters.folded(text), text)
            counts[characters.folded(text)] += 1
    if len(counts) > MOST_VALUES:
        raise errors.UsageError(
            words.too_many_values(len(counts)),
            hint=words.fewer_values(MOST_VALUES),
        )
    return [(spelled[folded], number) for folded, number in counts.most_common()]


def with_presenters(
    counted: Iterable[tuple[str, int]], by_value: Mapping[str, str]
) -> list[tuple[str, int, str]]:
    """Return values of a column with their rows and with who presents for them, or empty."""
    return [(value, rows, by_value.get(characters.folded(value), "")) for value, rows in counted]


def notes(choice: Choice, columns: Mapping[str, models.Column], own: Sequence[models.Column]) -> list[str]:
    """Return in words who presents; `own` are columns of the sheet whose cells are stronger."""
    from batchgen.sandbox.studio import stock

    found = []
    if choice.column:
        found.append(words.column_presents(columns[choice.column].header))
    elif choice.own:
        found.append(words.file_presents(choice.own))
    elif not choice.one and not own:
        found.append(words.NOBODY)
    if own:
        found.append(words.cells_present([column.header for column in own]))
    speakers = (choice.one, choice.otherwise, *choice.by_value.values())
    if drawn := sorted({actor.name for each in speakers if (actor := stock.find(each))}):
        found.append(words.rehearsals_only(drawn))
    if replica_names.looks_like_id(choice.one):
        found.append(words.played_by(stock.stand_in(choice.one).name))
    return found


def for_all(replica_id: str) -> Mapping[tuple[str, ...], str | None]:
    """Return what to write into a campaign file so that one presenter speaks in all videos."""
    return {("replica_id",): _checked(replica_id)}


def for_values(
    settings: settings_module.Settings, column: str, by_value: Mapping[str, str], otherwise: str = ""
) -> Mapping[tuple[str, ...], str | None]:
    """Return what to write so that the values of a column decide; one without a presenter is taken out.

    Raises errors.UsageError if nobody is named, or for an id that cannot be one.
    """
    named = {value: _checked(replica_id) for value, replica_id in by_value.items() if replica_id}
    if not named:
        raise errors.UsageError(words.CHOOSE_ONE)
    default = f', "{_checked(otherwise)}"' if otherwise else ""
    text = f'{{{{ {column} | lookup("{TABLE}", "replica_id"{default}) }}}}'
    found: dict[tuple[str, ...], str | None] = {("replica_id",): text}
    there = settings.lookup.get(TABLE, {})
    spelled = {characters.folded(value): value for value in there}
    for value in by_value:
        name = spelled.get(characters.folded(value), value)
        if value in named:
            found[("lookup", TABLE, name, "replica_id")] = named[value]
        elif name in there:
            is_alone = set(there[name]) == {"replica_id"}
            found[("lookup", TABLE, name) if is_alone else ("lookup", TABLE, name, "replica_id")] = None
    return found


def _checked(replica_id: str) -> str:
    if not _ID.fullmatch(replica_id):
        raise errors.UsageError(words.NOT_AN_ID)
    return replica_id
