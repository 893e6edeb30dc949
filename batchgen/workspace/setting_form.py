"""Setting form: settings that people type into a form, each with its label, and how a text becomes one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from batchgen import errors, settings, workspace
from batchgen.merge.speech import locales
from batchgen.workspace import words

_SHEETS = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}


class Field(NamedTuple):
    """A field of the page and the setting that it is for; `read` makes its value from what was typed."""

    name: str
    label: str
    read: Callable[[str, str], settings.Value]
    hint: str = ""


def _number(label: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise errors.UsageError(words.not_a_number(label, text), hint=words.LIKE_A_PRICE) from None


def _whole(label: str, text: str) -> int:
    if not text.isdecimal():
        raise errors.UsageError(words.not_whole(label, text), hint=words.LIKE_20)
    return int(text)


def _text(_: str, text: str) -> str:
    return text


def _locale(label: str, text: str) -> str:
    try:
        return str(locales.of(text))
    except ValueError as error:
        raise errors.UsageError(words.of_setting(label, error)) from error


def _lines(_: str, text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


GROUPS = (
    (
        words.PRICE_AND_LIMITS,
        (
            Field("price_per_minute", words.PRICE, _number),
            Field("currency", words.CURRENCY, _text),
            Field("max_cost", words.MAX_COST, _number),
            Field("max_minutes", words.MAX_MINUTES, _number),
            Field("max_videos", words.MAX_VIDEOS, _whole),
            Field("confirm_above", words.CONFIRM_ABOVE, _whole, "videos"),
        ),
    ),
    (
        words.SPEECH,
        (
            Field("locale", words.LOCALE, _locale, words.LOCALE_HINT),
            Field("words_per_minute", words.WORDS_A_MINUTE, _number),
        ),
    ),
)
"""The fields of one line, under their headings."""
MANY = (
    Field("pronounce", words.PRONOUNCE, _lines, words.PRONOUNCE_HINT),
    Field("allow", words.ALLOW, _lines, words.ALLOW_HINT),
)
"""The fields of many lines."""


def values(given: settings.Settings) -> Mapping[str, object]:
    """Return what stands in each field now."""
    one = {name: getattr(given, name) for _, fields in GROUPS for name, *_ in fields}
    pairs = [f"{word} = {said}" for word, said in given.pronounce.items()]
    excluded = given.exclude.name if given.exclude else ""
    return {**one, "pronounce": "\n".join(pairs), "allow": "\n".join(given.allow), "exclude": excluded}


def lists(place: workspace.Place, given: settings.Settings) -> list[str]:
    """Return the sheets that may be the list of who gets no video: those in the campaign's folder.

    The list in force is among them, wherever it lies: who saves another field must not lose it.
    """
    found = (path for path in sorted(place.folder.iterdir()) if path.suffix.lower() in _SHEETS)
    names = [path.name for path in found if path != given.sheet and not path.name.startswith(("~$", "."))]
    kept = given.exclude.name if given.exclude else ""
    return [kept, *names] if kept and kept not in names else names


def changes(
    place: workspace.Place, before: settings.Settings, given: Mapping[str, object]
) -> settings.Changes:
    """Return what to write into campaign.toml for what was typed; an empty field takes its setting out.

    A field that says what it said before changes nothing: it may show what the campaign does not spell out.
    Raises errors.UsageError for a text that cannot be read.
    """
    found: dict[tuple[str, ...], settings.Value | None] = {}
    shown = values(before)
    given = {name: text for name, text in given.items() if _typed(text) != _typed(shown.get(name))}
    for field in [*(field for _, fields in GROUPS for field in fields), MANY[1]]:
        if field.name in given:
            text = str(given[field.name]).strip()
            found[(field.name,)] = field.read(field.label, text) if text else None
    if "pronounce" in given:
        said = dict(_pair(line) for line in _lines("", str(given["pronounce"])))
        found |= {("pronounce", word): said.get(word) for word in (*before.pronounce, *said)}
    if given.get("exclude") in ("", *lists(place, before)):
        found[("exclude",)] = str(given["exclude"]) or None
    return found


def _typed(value: object) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _pair(line: str) -> tuple[str, str]:
    word, is_pair, said = (part.strip() for part in line.partition("="))
    if not (word and is_pair and said):
        raise errors.UsageError(words.no_pair(line), hint=words.WRITE_PAIR)
    return word, said
