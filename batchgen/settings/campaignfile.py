"""Campaign file: campaign.toml read into a layer, every error with its line."""

from __future__ import annotations

import csv
import re
import tomllib
import typing
from collections.abc import Mapping
from pathlib import Path

from batchgen import did_you_mean, encodings, errors, models
from batchgen.settings import layers, page_settings, words
from batchgen.tavus import video_request

_TABLES = ("properties", "lookup", "pronounce", "columns", "brand", "page")
_MAY_BE_TABLES = ("words_per_minute", "budget")
_LISTS = ("sheet", "exclude", "output", "failures", "problems", "pronounce")
"""Settings that name files of rows, besides the lookup tables."""


def read(path: Path, *, encoding: str = "") -> layers.Layer:
    """Return the campaign file's options and request fields; paths in it start from its folder.

    `encoding` is that of lookup tables that are not Unicode, before the campaign's own.
    """
    return parsed(path, text_of(path), encoding=encoding)


def parsed(path: Path, text: str, *, encoding: str = "") -> layers.Layer:
    """Return what the campaign file says, or would say with this text in it."""
    data = _parsed(path, text)
    options: dict[str, object] = {}
    fields: dict[str, str] = {}
    once = layers.Once()
    for given, value in data.items():
        name = layers.canonical(given)
        if name in _TABLES:
            continue
        _refuse(path, text, given, value)
        once.check(name, given, layers.field_text(value), where=f"{path}{_line(text, given)}: ")
        if name in video_request.REQUEST_FIELDS:
            fields[name] = layers.field_text(value)
        else:
            options[name] = layers.option_value(name, value, path.parent)
    fields |= _properties(path, text, data.get("properties", {}), once)
    own = options.get("encoding", "")
    options |= _tables(path, text, data, encoding or str(own))
    return layers.Layer("campaign", options, fields, lambda name: f"{path.name}{_line(text, name)}: {name}")


def lists_of(path: Path) -> tuple[Path, ...]:
    """Return the sheets and lists that a campaign file names; none of a file that cannot be read."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ()
    by_name = {layers.canonical(name): value for name, value in data.items()}
    lookup = by_name.get("lookup")
    tables = lookup.values() if isinstance(lookup, Mapping) else ()
    named = [*(by_name.get(name) for name in _LISTS), *tables]
    return tuple(layers.absolute(name, path.parent) for name in named if isinstance(name, str))


def text_of(path: Path) -> str:
    """Return a campaign file's text, newlines as Python has them. Raises errors.SettingsError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise errors.SettingsError(words.not_utf8(path, line), hint=words.SAVE_AS_UTF8) from None
    except OSError as error:
        raise errors.SettingsError(words.cannot_read(path, error.strerror)) from None


def _parsed(path: Path, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise errors.SettingsError(words.not_toml(path, error)) from None


def _refuse(path: Path, text: str, given: str, value: object) -> None:
    name = layers.canonical(given)
    where = f"{path}{_line(text, given)}"
    if name in layers.EACH_TIME:
        raise errors.SettingsError(f"{where}: {layers.paying_again(name)}")
    if name == "api_key" or name == "tavus_api_key":
        hint = words.KEY_ELSEWHERE
        raise errors.SettingsError(words.key_in_file(where), hint=hint)
    if name not in layers.OPTIONS and name not in video_request.REQUEST_FIELDS:
        hint = did_you_mean.hint(name, layers.known_names())
        raise errors.SettingsError(words.no_setting(where, given), hint=hint)
    if isinstance(value, Mapping) and name not in _MAY_BE_TABLES:
        raise errors.SettingsError(words.not_for_a_table(where, given))


def _line(text: str, name: str, *, table: str = "") -> str:
    """Return " line N" of the first line that sets `name`, in any spelling, or nothing.

    `table` is the one that it stands in: the lines before its header are not meant.
    """
    spelled = re.escape(name).replace("_", "[-_]").replace("\\-", "[-_]")
    pattern = re.compile(rf"^\s*(\[+[^\]]*)?[\"']?{spelled}[\"']?\s*[.=\]]", re.IGNORECASE)
    lines = list(enumerate(text.splitlines(), start=1))
    start = next((n for n, line in lines if line.strip().lower().startswith(f"[{table}]")), 1)
    found = next((n for n, line in lines if n >= start and pattern.search(line)), None)
    return f" line {found}" if found else ""


def _properties(path: Path, text: str, table: object, once: layers.Once) -> dict[str, str]:
    if not isinstance(table, Mapping):
        raise errors.SettingsError(words.write_table(f"{path}{_line(text, 'properties')}", "properties"))
    fields: dict[str, str] = {}
    for given, value in table.items():
        name = layers.canonical(str(given))
        if name not in video_request.PROPERTY_FIELDS:
            hint = did_you_mean.hint(name, video_request.PROPERTY_FIELDS)
            where = f"{path}{_line(text, str(given))}"
            raise errors.SettingsError(words.no_property(where, given), hint=hint)
        fields[name] = layers.field_text(value)
        once.check(name, str(given), fields[name], where=f"{path}{_line(text, str(given))}: ")
    return fields


def _tables(path: Path, text: str, data: Mapping[str, object], encoding: str) -> dict[str, object]:
    found: dict[str, object] = {}
    lookup = data.get("lookup", {})
    if not isinstance(lookup, Mapping):
        raise errors.SettingsError(words.write_lookup(f"{path}{_line(text, 'lookup')}"))
    if lookup:
        found["lookup"] = {
            str(name): _lookup_csv(layers.absolute(table, path.parent), encoding)
            if isinstance(table, str)
            else _lookup(path, text, str(name), table)
            for name, table in lookup.items()
        }
    if "pronounce" in data:
        found["pronounce"] = _pronounce(path, text, data["pronounce"], encoding)
    if "columns" in data:
        found["columns"] = _columns(path, text, data["columns"])
    for table in page_settings.TABLES:
        if table in data:
            found[table] = _table(path, text, table, data[table])
    return found


def _table(path: Path, text: str, name: str, value: object) -> page_settings.Brand | page_settings.Page:
    if not isinstance(value, Mapping):
        raise errors.SettingsError(words.write_table(f"{path}{_line(text, name)}", name))
    place = f"{path}{{}}: {name}.{{}}".format
    return page_settings.read(
        name, value, path.parent, lambda item: place(_line(text, item, table=name), item)
    )


def _columns(path: Path, text: str, tables: object) -> dict[str, dict[str, str]]:
    if not isinstance(tables, Mapping):
        raise errors.SettingsError(words.write_columns(f"{path}{_line(text, 'columns')}"))
    return {str(header): _column(path, text, str(header), table) for header, table in tables.items()}


def _column(path: Path, text: str, header: str, table: object) -> dict[str, str]:
    where = words.the_column(f"{path}{_line(text, header)}", header)
    if not isinstance(table, Mapping):
        raise errors.SettingsError(words.write_column(where), hint=words.column_table(header))
    for name, value in table.items():
        choices = _OF_COLUMN.get(str(name))
        if choices is None:
            hint = did_you_mean.hint(str(name), _OF_COLUMN) or words.choices(", ".join(_OF_COLUMN))
            raise errors.SettingsError(words.no_column_setting(where, name), hint=hint)
        if value not in choices:
            raise errors.SettingsError(words.not_a_choice(where, name, ", ".join(choices), value))
    if "order" in table and table.get("kind", "date") != "date":
        raise errors.SettingsError(words.order_without_date(where, table["kind"]))
    return {str(name): str(value) for name, value in table.items()}


_OF_COLUMN = {"kind": typing.get_args(models.Kind), "order": typing.get_args(models.DateOrder)}
"""What can be set of a column, and to what."""


def _lookup(path: Path, text: str, name: str, table: object) -> dict[str, dict[str, str]]:
    if not isinstance(table, Mapping):
        where = f"{path}{_line(text, name)}"
        raise errors.SettingsError(words.lookup_form(where, name))
    return {str(cell): _values(values) for cell, values in table.items()}


def _values(values: object) -> dict[str, str]:
    if isinstance(values, Mapping):
        return {str(name): layers.field_text(value) for name, value in values.items()}
    return {"value": layers.field_text(values)}


def _csv_rows(path: Path, encoding: str) -> list[list[str]]:
    try:
        found = encodings.find(path, str(path), recall=encodings.settled(encoding))
        with path.open(encoding=found, newline="") as file:
            sample = file.read(4096)
            file.seek(0)
            first = sample.splitlines()[0] if sample else ""
            delimiter = max(",;\t", key=first.count)
            rows = [[cell.strip() for cell in row] for row in csv.reader(file, delimiter=delimiter)]
    except errors.SheetError as error:
        raise errors.SettingsError(error.message, hint=error.hint) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise errors.SettingsError(words.not_a_sheet(path, reason)) from None
    return [row for row in rows if any(row)]


def _lookup_csv(path: Path, encoding: str) -> dict[str, dict[str, str]]:
    rows = _csv_rows(path, encoding)
    if len(rows) < 2 or len(rows[0]) < 2:
        hint = words.LOOKUP_SHAPE
        raise errors.SettingsError(words.not_a_lookup(path), hint=hint)
    names = rows[0][1:]
    return {row[0]: dict(zip(names, row[1:], strict=False)) for row in rows[1:] if row[0]}


def _pronounce(path: Path, text: str, value: object, encoding: str) -> dict[str, str]:
    if isinstance(value, str):
        rows = _csv_rows(layers.absolute(value, path.parent), encoding)
        pairs = {row[0]: row[1] for row in rows if len(row) > 1 and row[0]}
        return {w: s for w, s in pairs.items() if (w.lower(), s.lower()) not in _PRONOUNCE_HEADERS}
    if not isinstance(value, Mapping):
        where = f"{path}{_line(text, 'pronounce')}"
        raise errors.SettingsError(words.pronounce_form(where))
    return {str(written): str(spoken) for written, spoken in value.items()}


_PRONOUNCE_HEADERS = frozenset(
    {("written", "spoken"), ("word", "spoken"), ("text", "spoken"), ("from", "to")}
)
