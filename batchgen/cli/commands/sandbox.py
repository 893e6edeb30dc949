"""Sandbox: the local stand-in of the API, for other programs and for trying things out."""

from __future__ import annotations

import click


@click.command(
    "sandbox",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def sandbox_command(arguments: tuple[str, ...]) -> int:
    """Run the local Tavus-compatible API until Ctrl-C; it costs nothing."""
    from batchgen.sandbox import __main__ as program

    return program.main(list(arguments))
