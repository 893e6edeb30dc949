"""Confirmation: questions to the person at the terminal, and what happens when there is none."""

from __future__ import annotations

import sys

import click

from batchgen import errors
from batchgen.cli.console import text, words


def can_ask() -> bool:
    """Return whether somebody can answer: both stdin and stderr are a terminal."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def confirm(question: str, *, declined: str = words.NOTHING_SENT) -> None:
    """Ask a question whose default is no. Raises errors.UsageError when it is declined or cannot be asked."""
    if not can_ask():
        raise errors.UsageError(
            words.NO_TERMINAL,
            hint=words.ADD_YES,
            kind="no-yes",
        )
    if not click.confirm(text.clean(question), default=False, err=True):
        raise errors.UsageError(declined, kind="no-yes")
