"""Text: what is shown to people, free of control characters and of secrets."""

from __future__ import annotations

import contextlib

import click

from batchgen import characters, errors
from batchgen.cli.console import words

_SECRETS: set[str] = set()
SHORTEST_SECRET = 8
"""Characters. A shorter key is no secret (any word does for the sandbox) and would blot out ordinary text."""


def hide(secret: str) -> None:
    """Never show `secret` from now on, whatever text it turns up in."""
    if len(secret) >= SHORTEST_SECRET:
        _SECRETS.add(secret)


def redact(text: str) -> str:
    """Return the text with every secret blotted out."""
    for secret in _SECRETS:
        text = text.replace(secret, "***")
    return text


def clean(text: object) -> str:
    """Return a text from outside as one line that a terminal shows and cannot act on.

    C0 and C1 controls, DEL, bidirectional marks and lone surrogates go; tab and line breaks become spaces.
    """
    return characters.one_line(redact(str(text)))


def clean_lines(text: object) -> str:
    """Return a text of several lines, each of them clean."""
    return "\n".join(clean(line) for line in str(text).split("\n"))


def short(text: object, width: int = 60) -> str:
    """Return a clean text cut to a width."""
    line = clean(text)
    return line if len(line) <= width else line[: width - 1] + "…"


def say(line: object = "") -> None:
    """Tell people something, on stderr; a terminal that is gone (hang-up) must not stop a run."""
    with contextlib.suppress(OSError):
        click.echo(clean_lines(line), err=True)


def data(line: object) -> None:
    """Print data, on stdout, each line clean. Raises errors.OutputError, BrokenPipeError."""
    out(clean_lines(line))


def out(line: str) -> None:
    """Print a line on stdout that is clean already, or JSON. Raises errors.OutputError, BrokenPipeError."""
    try:
        click.echo(redact(line))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise errors.OutputError(error) from error


def count(number: int, noun: str, plural: str = "") -> str:
    """Return "1 video", "2 videos", "1,214 videos"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def wrote(number: int, noun: str, path: object) -> None:
    """Say how much was written, and where."""
    say(words.wrote(count(number, noun), path))


def wrote_file(path: object) -> None:
    """Say which file was written."""
    say(words.wrote_file(path))


def results(path: object) -> None:
    """Say where the results are."""
    say(words.results(path))


def table(rows: list[list[str]], *, indent: str = "") -> str:
    """Return rows as columns that line up; the last one is not padded."""
    cells = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)][:-1]
    lines = []
    for row in cells:
        padded = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append(indent + "  ".join([*padded, row[-1]]).rstrip())
    return "\n".join(lines)
