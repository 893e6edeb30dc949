"""Completion: click's own shell completion, and the schema of `run --json`."""

from __future__ import annotations

import importlib.resources

import click

from batchgen.cli import options
from batchgen.cli.console import text

VARIABLE = "_BATCHGEN_COMPLETE"


@click.command("completion", cls=options.Command)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(*, shell: str) -> None:
    """Print the completion script of a shell.

    Examples: batchgen completion bash > ~/.local/share/bash-completion/completions/batchgen
    batchgen completion zsh > ~/.zfunc/_batchgen
    batchgen completion fish > ~/.config/fish/completions/batchgen.fish
    """
    from click import shell_completion

    from batchgen.cli import group

    found = shell_completion.get_completion_class(shell)
    assert found is not None
    text.out(found(group.app, {}, "batchgen", VARIABLE).source())


@click.command("schema", cls=options.Command)
def schema_command() -> None:
    """Print the JSON schema of the events of run --json.

    Example: batchgen schema > events.schema.json
    """
    text.out(importlib.resources.files("batchgen.cli").joinpath("events.schema.json").read_text("utf-8"))
