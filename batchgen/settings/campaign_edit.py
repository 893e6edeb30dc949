"""Campaign edits: values of campaign.toml changed with its comments and its order kept."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path

from batchgen import atomic, errors
from batchgen.settings import budget, campaignfile, layers, loader, words
from batchgen.tavus import video_request

Value = str | int | float | Sequence[str] | Mapping[str, object]
"""What a campaign file can say of a setting."""

Changes = Mapping[tuple[str, ...], Value | None]
"""New values by place, None to take one out.

Places are `("price_per_minute",)`, `("properties", "background_scroll")`, `("pronounce", "PIXELPARK")`,
`("columns", "Start date", "kind")` and `("lookup", "reps", "Ana", "replica_id")`.
"""

_Table = MutableMapping[str, object]


def change_campaign(path: Path, changes: Changes) -> bool:
    """Change values of a campaign file, all of them or none; return whether anything did change.

    Whatever else stands in it stays as it is, comments too. The result is loaded before it takes the file's
    place. Raises errors.SettingsError for a name that is unknown, a value that will not do or a file that
    cannot be read or written, errors.MissingExtraError without the extra.
    """
    if not path.is_file():
        hint = words.MAKE_ONE
        raise errors.SettingsError(words.no_campaign_file(path), hint=hint)
    before, text = _bytes_of(path), campaignfile.text_of(path)
    new = _changed(path, text, changes)
    if new == text:
        return False
    loader.check_campaign(path, new)
    _replace(path, before, _in_form(path, new, before))
    return True


def edited(path: Path, changes: Changes) -> str:
    """Return a campaign file's text with changed values; the file stays as it is."""
    return _changed(path, campaignfile.text_of(path), changes)


def change_user(changes: Changes) -> None:
    """Change the user's own settings file as `change_campaign` does; it is made if need be."""
    path = budget.user_file()
    if path is None:
        raise errors.SettingsError(words.NO_HOME, hint="Set HOME.")
    before = _bytes_of(path) if path.is_file() else b""
    text = campaignfile.text_of(path) if before else ""
    new = _changed(path, text, changes)
    if new == text:
        return
    loader.check_user(path, new)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch()
    except OSError as error:
        raise errors.SettingsError(words.cannot_write(path, error.strerror)) from None
    _replace(path, before, _in_form(path, new, before))


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise errors.SettingsError(words.cannot_read(path, error.strerror)) from None


def _replace(path: Path, before: bytes, after: bytes) -> None:
    try:
        with atomic.replacing(path) as out:
            out.write(after)
            if _bytes_of(path) != before:
                raise errors.SettingsError(
                    words.saved_elsewhere(path),
                    hint=words.LOOK_AND_TRY,
                )
    except errors.SheetLockedError as error:
        raise errors.SettingsError(error.message, hint=words.FIX_AND_TRY) from error


def _in_form(path: Path, text: str, before: bytes) -> bytes:
    """Return a text as bytes, with the byte order mark and the newlines that the file had."""
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    newline = "\r\n" if b"\r\n" in before else "\n"
    try:
        return mark + text.replace("\n", newline).encode()
    except UnicodeEncodeError:
        raise errors.SettingsError(words.half_character(path), hint=words.OTHER_TEXT) from None


def _changed(path: Path, text: str, changes: Changes) -> str:
    """Return the campaign file's text with the changes in it."""
    need_extra()
    import tomlkit
    import tomlkit.exceptions

    try:
        wanted = tomllib.loads(text)
        document = tomlkit.parse(text)
    except (tomllib.TOMLDecodeError, tomlkit.exceptions.TOMLKitError) as error:
        raise errors.SettingsError(words.not_toml(path, error)) from None
    for place, value in changes.items():
        _change(path, wanted, place, value)
        _change(path, document, place, value)
    new = tomlkit.dumps(document)
    # tomlkit keeps the form, tomllib says what it means: an edit counts only where the two agree.
    if not _says(new, wanted):
        raise errors.SettingsError(words.not_changeable(path), hint=words.CHANGE_IN_EDITOR)
    return new


def need_extra() -> None:
    """Raise errors.MissingExtraError if the package that edits TOML is not installed."""
    import importlib.util

    if importlib.util.find_spec("tomlkit") is None:
        raise errors.MissingExtraError(words.NEEDS_APP, hint=words.INSTALL_APP)


def _says(text: str, wanted: Mapping[str, object]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _change(path: Path, data: _Table, place: tuple[str, ...], value: Value | None) -> None:
    *tables, name = _located(data, place)
    table = data
    for depth, key in enumerate(tables, 1):
        if key not in table and value is None:
            return
        inner = table.setdefault(key, {})
        if not isinstance(inner, MutableMapping):
            where = ".".join(tables[:depth])
            raise errors.SettingsError(words.not_a_table(path, where, inner), hint=words.CHANGE_ENTRY)
        # What setdefault returns is the plain dict; what the document holds has its form.
        table = table[key]  # type: ignore[assignment]
    if value is None:
        table.pop(name, None)
    else:
        _put(table, name, value)


def _located(data: _Table, place: tuple[str, ...]) -> tuple[str, ...]:
    """Return where a setting stands, in the file's own spelling, or where it belongs."""
    first, *rest = place
    if first == "properties" and len(rest) == 1:
        first, rest = rest[0], []
    if rest:
        return (_spelled(data, first), *rest)
    properties = data.get("properties")
    own = _spelled(properties, first) if isinstance(properties, MutableMapping) else ""
    if own and isinstance(properties, MutableMapping) and own in properties:
        return ("properties", own)
    name = _spelled(data, first)
    inside = place[0] == "properties" and layers.canonical(first) in video_request.PROPERTY_FIELDS
    return ("properties", name) if inside and name not in data else (name,)


def _spelled(table: _Table, name: str) -> str:
    """Return a setting's name as a table spells it, or as we do."""
    wanted = layers.canonical(name)
    return next((str(key) for key in table if layers.canonical(str(key)) == wanted), wanted)


def _put(table: _Table, name: str, value: Value) -> None:
    there = table.get(name)
    if isinstance(value, str | int | float | Mapping):
        table[name] = value
    elif not isinstance(there, list) or not _fitted(there, list(value)):
        table[name] = list(value)


def _fitted(there: list[object], wanted: list[str]) -> bool:
    """Take items out of a list and add new ones, so that its other lines stay; return whether it fits."""
    for item in [item for item in there if item not in wanted]:
        there.remove(item)
    there.extend(item for item in wanted if item not in there)
    return there == wanted
