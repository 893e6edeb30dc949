"""Tools: what the tools that send mails take, with the facts, from `tools.toml` or a file of the user's."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import pydantic

from batchgen import characters, did_you_mean, errors
from batchgen.handover import words

OURS = Path(__file__).with_name("tools.toml")
"""The tools that batchgen knows, by name."""

LONGEST = 400
"""Characters of any text here; with them a snippet stays under 4 kB."""


def _line(text: str) -> str:
    if not text.strip() or len(text) > LONGEST or characters.one_line(text) != text:
        raise ValueError(words.ONE_LINE.format(longest=LONGEST))
    return text


def _words(text: str) -> str:
    # It stands in a comment of HTML, which it must not end.
    if {"<", ">"} & set(text):
        raise ValueError(words.PLAIN_WORDS)
    return text


_Line = Annotated[str, pydantic.AfterValidator(_line)]
_Words = Annotated[_Line, pydantic.AfterValidator(_words)]


class _Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")


class Column(_Model):
    """A column of ours in an import file, and what stands for it in a mail."""

    header: _Line
    tag: _Line | None = None


class Columns(_Model):
    """Our columns, by what they hold; a picture, a GIF and the status are a tool's choice."""

    page: Column
    picture: Column | None = None
    gif: Column | None = None
    status: Column | None = None

    def given(self) -> dict[str, Column]:
        """Return those that the tool takes, in their order."""
        return {name: column for name in type(self).model_fields if (column := getattr(self, name))}


class Fact(_Model):
    """What a tool is known to do: who says so, and the date of that."""

    fact: _Line
    source: _Line
    date: _Line


class Tool(_Model):
    """One tool. Lengths: of a header in characters, of a value in bytes of UTF-8; None: no limit."""

    title: _Line
    record_id: _Line | None = None
    found_as: tuple[str, ...] = ()
    email: _Line = "Email"
    longest_header: int | None = pydantic.Field(None, gt=0)
    longest_value: int | None = pydantic.Field(None, gt=0)
    paste: tuple[_Words, _Words, _Words]
    columns: Columns
    facts: tuple[Fact, ...] = ()

    @property
    def record_ids(self) -> tuple[str, ...]:
        """Headers of record ids in a sheet; none if the tool does not find people by them."""
        return (self.record_id, *self.found_as) if self.record_id else ()

    @pydantic.model_validator(mode="after")
    def _headers_fit(self) -> Tool:
        columns = self.columns.given().values()
        headers = [self.email, self.record_id or "", *(column.header for column in columns)]
        if len({header.casefold() for header in headers}) < len(headers):
            raise ValueError(words.SAME_HEADER)
        longest = self.longest_header or LONGEST
        if long := next((c.header for c in columns if len(c.header) > longest), ""):
            raise ValueError(words.LONG_HEADER.format(header=long, longest=longest))
        if any(name != "status" and not column.tag for name, column in self.columns.given().items()):
            raise ValueError(words.NO_TAG)
        return self


def names() -> tuple[str, ...]:
    """Return the names of the tools that batchgen knows."""
    return tuple(_read(OURS))


def load(wanted: str) -> tuple[str, Tool]:
    """Return the name and the facts of a tool: one that is known, or that of a file `ours.toml`.

    Raises errors.UsageError for a tool that is not known, errors.SettingsError for a file that will not do.
    """
    if wanted.lower().endswith(".toml") or "/" in wanted or "\\" in wanted:
        path = Path(wanted).expanduser()
        return path.stem, _tool(_read(path), path)
    known = _read(OURS)
    name = wanted.strip().lower()
    if name not in known:
        offer = did_you_mean.hint(name, known) or words.KNOWN_TOOLS.format(names=", ".join(known))
        raise errors.UsageError(words.NO_TOOL.format(wanted=wanted), hint=words.OWN_TOOL.format(offer=offer))
    return name, _tool(known[name], OURS)


def _read(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = (error.strerror or words.UNREADABLE) if isinstance(error, OSError) else str(error)
        raise _not_a_tool(path, why) from None


def _tool(table: object, path: Path) -> Tool:
    try:
        return Tool.model_validate(table)
    except pydantic.ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        why = words.OF_MODEL.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise _not_a_tool(path, f"{where}: {why}" if where else why) from None


def _not_a_tool(path: Path, why: str) -> errors.SettingsError:
    return errors.SettingsError(words.NOT_A_TOOL.format(path=path, why=why), hint=words.SEE_DOCS)
