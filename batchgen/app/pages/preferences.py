"""Settings: the key, the price, the limits, the presenter; all of it in the campaign's own files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batchgen import errors, settings, workspace
from batchgen.app import rendering
from batchgen.campaign import presenters
from batchgen.merge.speech import locales
from batchgen.workspace import campaigns, plan_looks

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
        raise errors.UsageError(f"{label}: “{text}” is not a number.", hint="Write it like 1.50.") from None


def _whole(label: str, text: str) -> int:
    if not text.isdecimal():
        raise errors.UsageError(f"{label}: “{text}” is not a whole number.", hint="Write it like 20.")
    return int(text)


def _text(_: str, text: str) -> str:
    return text


def _locale(label: str, text: str) -> str:
    try:
        return str(locales.of(text))
    except ValueError as error:
        raise errors.UsageError(f"{label}: {error}.") from error


def _lines(_: str, text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


_OF_BUDGET = ("amount", "unit", "per")
GROUPS = (
    (
        "Price and limits",
        (
            Field("price_per_minute", "Price of a minute", _number),
            Field("currency", "Currency", _text),
            Field("max_cost", "A send stops at so much money", _number),
            Field("max_minutes", "A send stops at so many minutes", _number),
            Field("max_videos", "A send stops at so many videos", _whole),
            Field("confirm_above", "Type the number before you send more than", _whole, "videos"),
        ),
    ),
    (
        "How it is said",
        (
            Field("locale", "Language of dates and numbers", _locale, "Like en_US, en_GB, de_DE or fr_FR."),
            Field("words_per_minute", "Words a minute", _number),
        ),
    ),
)
"""The fields of one line, under their headings."""
_MANY = (
    Field("pronounce", "Say it differently", _lines, "One in a line: PIXELPARK = Pixelpark"),
    Field("allow", "Words that are fine", _lines, "One in a line. The check says nothing about them."),
)


def _settings(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    given = found.settings
    one = {name: getattr(given, name) for _, fields in GROUPS for name, *_ in fields}
    pairs = [f"{word} = {said}" for word, said in given.pronounce.items()]
    return rendering.shown(
        "settings.html.j2",
        view=campaigns.view(place, found),
        step="settings",
        key=settings.key_place(place.folder),
        given=given,
        groups=GROUPS,
        many=_MANY,
        values={**one, "pronounce": "\n".join(pairs), "allow": "\n".join(given.allow)},
        lists=_lists(place, given),
        excluded=given.exclude.name if given.exclude else "",
        budgets=(
            ("campaign", "This campaign", given.budget),
            ("account", "All my campaigns", given.account_budget),
        ),
    )


def _lists(place: workspace.Place, given: settings.Settings) -> list[str]:
    """Return the other sheets in the campaign's folder: one of them may be the list of who gets no video."""
    found = (path for path in sorted(place.folder.iterdir()) if path.suffix.lower() in _SHEETS)
    return [path.name for path in found if path != given.sheet and not path.name.startswith(("~$", "."))]


def _key(request: Request, given: Mapping[str, object]) -> object:
    """Keep the key in .env beside the campaign, where only its owner reads it."""
    place = rendering.place_of(request)
    settings.save_key(place.folder, str(given.get("key", "")).strip())
    rendering.note(request, "key")
    plan_looks.LOOKS.forget(place)
    return {"go": f"/c/{place.slug}/settings"}


def _try(request: Request, given: Mapping[str, object]) -> object:
    """Ask the account for its presenters with the key."""
    del given
    found = presenters.of_account(rendering.place_of(request).settings())
    return {"said": f"Tavus took the key. The account has {len(found):,} presenters."}


def _change(request: Request, given: Mapping[str, object]) -> object:
    """Write what was typed into campaign.toml; an empty field takes its setting out."""
    place = rendering.place_of(request)
    before = campaigns.opened(place).settings
    changes: dict[tuple[str, ...], settings.Value | None] = {}
    for field in [*(field for _, fields in GROUPS for field in fields), _MANY[1]]:
        if field.name in given:
            text = str(given[field.name]).strip()
            changes[(field.name,)] = field.read(field.label, text) if text else None
    if "pronounce" in given:
        said = dict(_pair(line) for line in _lines("", str(given["pronounce"])))
        changes |= {("pronounce", word): said.get(word) for word in (*before.pronounce, *said)}
    if given.get("exclude", "") in ("", *_lists(place, before)):
        changes[("exclude",)] = str(given.get("exclude", "")) or None
    settings.change_campaign(place.file, changes)
    plan_looks.LOOKS.forget(place)
    return {"go": f"/c/{place.slug}/settings"}


def _budgets(request: Request, given: Mapping[str, object]) -> object:
    """Write the campaign's budget into campaign.toml, the account's into the user's own settings file."""
    place = rendering.place_of(request)
    typed = {
        whose: settings.budget_changes(*(str(given.get(f"{whose}_{name}", "")) for name in _OF_BUDGET))
        for whose in ("campaign", "account")
    }
    settings.change_campaign(place.file, typed["campaign"])
    settings.change_user(typed["account"])
    plan_looks.LOOKS.forget(place)
    return {"go": f"/c/{place.slug}/settings"}


def _pair(line: str) -> tuple[str, str]:
    word, is_pair, said = (part.strip() for part in line.partition("="))
    if not (word and is_pair and said):
        raise errors.UsageError(f"“{line}” does not say how to say it.", hint="Write: PIXELPARK = Pixelpark")
    return word, said


ROUTES = [
    Route("/c/{slug}/settings", rendering.page(_settings)),
    Route("/c/{slug}/api/settings/key", rendering.call(_key), methods=["POST"]),
    Route("/c/{slug}/api/settings/try", rendering.call(_try), methods=["POST"]),
    Route("/c/{slug}/api/settings/budgets", rendering.call(_budgets), methods=["POST"]),
    Route("/c/{slug}/api/settings/change", rendering.call(_change), methods=["POST"]),
]
